"""Every verb starts here: the conversation's row is locked, so that its events are recorded in order."""

from collections.abc import Iterable

from troska.conversations import errors
from troska.conversations.models import Conversation

_MOST_MERGES = 20


def lock(conversation: Conversation | int) -> Conversation:
    """Lock the row and give its present state. Raises ConversationNotFound when it was erased."""
    pk = conversation if isinstance(conversation, int) else conversation.pk
    locked = Conversation.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if locked is None:
        raise errors.ConversationNotFound
    return locked


def lock_surviving(ids: Iterable[int]) -> dict[int, Conversation]:
    """Lock, for each id, the conversation it was merged into, or itself; in order of ids, so that two batches can't
    wait for each other. Ids of conversations that were erased are left out.
    """
    locked: dict[int, Conversation] = {}
    leads = {pk: pk for pk in ids}
    for _ in range(_MOST_MERGES):
        wanted = set(leads.values()) - locked.keys()
        if not wanted:
            break
        rows = Conversation.objects.select_for_update(no_key=True, of=("self",)).select_related("primary_inbox")
        locked |= {row.pk: row for row in rows.filter(pk__in=wanted).order_by("pk")}
        leads = {pk: _next(locked.get(lead), lead) for pk, lead in leads.items()}
    return {pk: locked[lead] for pk, lead in leads.items() if lead in locked}


def _next(conversation: Conversation | None, lead: int) -> int:
    return lead if conversation is None or conversation.merged_into_id is None else conversation.merged_into_id
