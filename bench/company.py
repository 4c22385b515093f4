"""The company of the large sets: brands aside, its inboxes, teams, agents and labels."""

from dataclasses import dataclass, field

from bench.copying import NULL, Database, copy
from troska.core import clock

AGENT = "agent{}@halny.example"


@dataclass(frozen=True)
class Company:
    """Ids of what conversations are given to; `agents` are those who look after each inbox."""

    inboxes: list[int]
    agents: dict[int, list[int]] = field(default_factory=dict)
    labels: list[int] = field(default_factory=list)


def found(connection: Database, *, teams: int, inboxes: int, agents: int, labels: int = 20) -> Company:
    """Add teams, inboxes (looked after in turn), agents (one team each, in turn) and labels to a furnished stand."""
    now = clock.now()
    with connection.transaction():
        (brand_id,) = _ids(connection, "SELECT min(id) FROM conversations_brand")
        copy(connection, "staff_team (name)", (f"Zespół {n}" for n in range(teams)))
        team_ids = _ids(connection, "SELECT id FROM staff_team WHERE name LIKE 'Zespół %' ORDER BY id")
        copy(
            connection,
            "conversations_inbox (name, brand_id, acknowledgement, reopen_days, is_active)",
            (f"Skrzynka {n}\t{brand_id}\t\t14\tt" for n in range(inboxes)),
        )
        inbox_ids = _ids(connection, "SELECT id FROM conversations_inbox WHERE name LIKE 'Skrzynka %' ORDER BY id")
        teams_of = {inbox: team_ids[nth % teams] for nth, inbox in enumerate(inbox_ids)}
        copy(
            connection,
            "conversations_inboxaddress (inbox_id, address, key, is_primary)",
            (f"{inbox}\tdzial{inbox}@halny.example\tdzial{inbox}@halny.example\tt" for inbox in inbox_ids),
        )
        copy(
            connection,
            "conversations_inbox_teams (inbox_id, team_id)",
            (f"{inbox}\t{team}" for inbox, team in teams_of.items()),
        )
        copy(
            connection,
            "staff_agent (password, last_login, email, email_key, name, sort_key, role, language, signature,"
            " is_active, created_at)",
            (
                f"!{n:040}\t{NULL}\t{AGENT.format(n)}\t{AGENT.format(n)}\tKonsultant {n}\tkonsultant {n}"
                f"\tagent\tpl\t\tt\t{now}"
                for n in range(agents)
            ),
        )
        agent_ids = _ids(connection, "SELECT id FROM staff_agent WHERE email LIKE 'agent%@halny.example' ORDER BY id")
        members: dict[int, list[int]] = {team: agent_ids[nth::teams] for nth, team in enumerate(team_ids)}
        copy(
            connection,
            "staff_membership (team_id, agent_id)",
            (f"{team}\t{agent}" for team, people in members.items() for agent in people),
        )
        copy(
            connection,
            "conversations_label (name, key, sort_key, colour)",
            (f"Etykieta {n}\tetykieta {n}\tetykieta {n:03}\tgrey" for n in range(labels)),
        )
        label_ids = _ids(connection, "SELECT id FROM conversations_label WHERE name LIKE 'Etykieta %' ORDER BY id")
    return Company(inbox_ids, {inbox: members[team] for inbox, team in teams_of.items()}, label_ids)


def _ids(connection: Database, query: str) -> list[int]:
    return [int(str(row[0])) for row in connection.execute(query.encode()).fetchall()]
