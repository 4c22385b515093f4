"""What can happen in the chat besides what happens in its conversation."""

from troska.timeline.events import Event


class ChatRated(Event, kind="webchat.chat.rated", stream="conversation_id"):
    conversation_id: int
    rating: int


class VisitorIdentified(Event, kind="webchat.visitor.identified", stream="visitor_id"):
    """The company's site proved who a visitor is."""

    visitor_id: int
    customer_id: int


class VisitorLeft(Event, kind="webchat.visitor.left", stream="visitor_id"):
    """A visitor signed out: his token opens nothing any more."""

    visitor_id: int


class WidgetSaved(Event, kind="webchat.widget.saved", stream="widget_id"):
    widget_id: int
    inbox_id: int
    is_new: bool


class IdentityKeyChanged(Event, kind="webchat.identity_key.changed", stream="widget_id"):
    """A key by which the site signs was added, or is believed no longer."""

    widget_id: int
    key_id: int
    is_new: bool
