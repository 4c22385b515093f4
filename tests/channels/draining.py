"""Drains the journal until killed: run as a process of its own by tests."""

import threading

import django


def main() -> None:
    """Drain in small batches, as a worker does."""
    django.setup()
    from troska.channels import drain

    drain.BATCH = 7
    drain.run(threading.Event())


if __name__ == "__main__":
    main()
