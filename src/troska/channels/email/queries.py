"""Questions about e-mail that other packages ask."""

from troska.channels.email.blocking import all_blocked, sender_of
from troska.conversations.models import Brand, Conversation, Message
from troska.staff.models import Agent
from troska.staff.queries import agents_by_id
from troska.timeline.actors import ActorKind

__all__ = ["all_blocked", "sender_of", "signature_for", "signature_of"]


def signature_of(message: Message) -> str:
    """Give what stands under the text: the agent's own signature or name, and the brand."""
    brand = message.conversation.primary_inbox.brand
    if message.is_automatic or message.actor_kind != ActorKind.AGENT:
        return "\n".join(line for line in (brand.sender_name, brand.signature) if line)
    agent = agents_by_id({message.actor_id}).get(message.actor_id) if message.actor_id else None
    return _signature(brand, agent, message.author_name)


def signature_for(agent: Agent, conversation: Conversation) -> str:
    """Give what will stand under a mail that this agent writes here."""
    return _signature(conversation.primary_inbox.brand, agent, agent.name)


def _signature(brand: Brand, agent: Agent | None, name: str) -> str:
    own = agent.signature.strip() if agent else ""
    lines = [own or name or (agent.name if agent else "")]
    if brand.sender_name not in lines[0]:
        lines.append(brand.sender_name)
    lines.append(brand.signature)
    return "\n".join(line for line in lines if line)
