"""Where others fall off: one very long conversation, a mail full of pictures, hundreds of teams, one eager customer."""

import statistics
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from time import sleep

from bench import company, large, lmtp
from bench.client import HTMX, Client, sessions
from bench.copying import NULL, copy
from bench.desk import timed
from bench.load import RECIPIENT, Mail
from bench.stand import Stand
from troska.core import clock
from troska.core.ids import new_code

MESSAGES, PICTURES, TEAMS, CONVERSATIONS = 2_000, 43, 500, 1_000
_SAMPLES = 20
_PANE = HTMX | {"HX-Target": "pane"}
_PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de")


@dataclass(frozen=True)
class Figures:
    """Milliseconds of each request, by what was asked for, and the bytes of the answer."""

    found: dict[str, tuple[list[float], int]]

    def table(self) -> str:
        """Write the figures as a table for the documentation."""
        lines = ["| | p50 ms | most ms | kB |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {name} | {statistics.median(taken):.0f} | {max(taken):.0f} | {size / 1000:.0f} |"
            for name, (taken, size) in self.found.items()
        ]
        return "\n".join(lines)


def measure() -> Figures:
    """Run the benchmark, as an administrator, who sees all of it."""
    with Stand() as stand:
        with stand.connect() as connection:
            company.found(connection, teams=TEAMS, inboxes=TEAMS, agents=TEAMS)
            large.fill(connection)
        asked = {
            f"open a conversation of {MESSAGES:,} messages": f"/rozmowa/{_long(stand)}/",
            f"open a mail with {PICTURES} inline pictures": f"/rozmowa/{_pictures(stand)}/",
            f"open one of a customer with {CONVERSATIONS:,} conversations": f"/rozmowa/{_eager(stand)}/",
        }
        everywhere = f"{TEAMS} teams and inboxes, one agent in all of them"
        with stand.connect() as connection:
            connection.execute(
                "INSERT INTO staff_membership (team_id, agent_id) SELECT t.id, a.id FROM staff_team t, staff_agent a"
                " WHERE a.email = %s ON CONFLICT DO NOTHING",
                [company.AGENT.format(0)],
            )
        admin, agent = sessions(stand, ["admin@halny.example", company.AGENT.format(0)])
        found = {name: _asked(stand, admin, path) for name, path in asked.items()}
        found[f"{everywhere}: list"] = _asked(stand, agent, "/rozmowy/otwarte/")
        return Figures(found)


def _asked(stand: Stand, session: str, path: str) -> tuple[list[float], int]:
    headers = _PANE if "/rozmowa/" in path else {}
    with Client(stand.port, session) as client:
        size = len(client.get(path, headers).body)
        return timed(lambda client, _: client.get(path, headers), client, [""] * _SAMPLES), size


def _long(stand: Stand) -> str:
    """Let one conversation have very many messages."""
    ((pk, code),) = stand.rows("SELECT id, code FROM conversations_conversation ORDER BY id LIMIT 1")
    now = clock.now()
    with stand.connect() as connection:
        copy(
            connection,
            "conversations_message (code, conversation_id, channel, direction, visibility, actor_kind, actor_id,"
            " author_name, author_address, language, subject, text, full_text, has_html, raw_digest, recipients,"
            " authenticity, is_automatic, problems, delivery, delivery_detail, created_at)",
            (
                f"{new_code()}\t{pk}\temail\tin\tpublic\tcustomer\t{NULL}\tKlient\tk@x.example\tpl\tPytanie"
                f"\t{'słowo ' * 90}\t\tf\t\t{{}}\tunknown\tf\t[]\tnone\t\t{now}"
                for _ in range(MESSAGES)
            ),
        )
    return str(code)


def _pictures(stand: Stand) -> str:
    """Let a mail full of inline pictures come in."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "Klient <obrazki@poczta.example>", RECIPIENT, "Obrazki"
    mail["Message-ID"] = "<obrazki@poczta.example>"
    mail.set_content("Obrazki w załączeniu.")
    shown = "".join(f'<p>Zdjęcie <img src="cid:p{n}@x.example"></p>' for n in range(PICTURES))
    mail.add_alternative(f"<html><body>{shown}</body></html>", subtype="html")
    html = mail.get_body(("html",))
    assert html is not None  # noqa: S101 -- it was added just now
    for n in range(PICTURES):
        html.add_related(_PICTURE + bytes([n]) * 30_000, "image", "png", cid=f"<p{n}@x.example>")
    lmtp.send([Mail(mail.as_bytes(), "obrazki@poczta.example", None)], port=stand.lmtp_port)
    query = "SELECT code FROM conversations_conversation WHERE subject = 'Obrazki'"
    while not (rows := stand.rows(query)):
        sleep(0.1)
    return str(rows[0][0])


def _eager(stand: Stand) -> str:
    """Let one customer have very many conversations."""
    stand.rows(
        "UPDATE conversations_conversation SET customer_id = (SELECT min(id) FROM customers_customer)"
        " WHERE id IN (SELECT id FROM conversations_conversation ORDER BY id DESC OFFSET 10 LIMIT %s)",
        [CONVERSATIONS],
    )
    ((code,),) = stand.rows(
        "SELECT code FROM conversations_conversation WHERE customer_id = (SELECT min(id) FROM customers_customer)"
        " ORDER BY id DESC LIMIT 1"
    )
    return str(code)
