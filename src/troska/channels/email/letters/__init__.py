"""Letters of the product to its own people: a new password, an alarm. An outbox of their own; they are no messages.

    waiting ── claim ──▶ leased ── settle ──▶ sent | failed | waiting again, later
                            ╰── its sender died after the end of DATA → unsure

What a letter says is a secret (it may hold the way to a new password): it is encrypted, and erased as soon as the
letter is sent, refused for good, or three days old.
"""
