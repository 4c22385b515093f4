"""Everything that customers of the sample company write about, by topic."""

from functools import cache

from troska.demo.company.plot import Story, read
from troska.demo.company.stories import (
    account,
    advice,
    complaints,
    delivery,
    english,
    invoices,
    noise,
    orders,
    praise,
    prices,
    returns,
    store,
)

_BY_TOPIC = {
    "zamówienia": orders.STORIES,
    "dostawa": delivery.STORIES,
    "zwroty": returns.STORIES,
    "reklamacje": complaints.STORIES,
    "faktury": invoices.STORIES,
    "produkty": advice.STORIES,
    "salon": store.STORIES,
    "ceny": prices.STORIES,
    "konto": account.STORIES,
    "pochwały": praise.STORIES,
    "English": english.STORIES,
    "inne": noise.STORIES,
}


@cache
def all_stories() -> tuple[Story, ...]:
    """Each story there is, read once."""
    return tuple(story for topic, source in _BY_TOPIC.items() for story in read(source, topic))
