"""Browsers by their names, as people know them."""

from functools import lru_cache


@lru_cache(maxsize=1000)
def described(user_agent: str) -> str:
    """Shorten what a browser says of itself: "Firefox 140, Windows"; what says nothing of the kind stays as it is."""
    from ua_parser import parse  # takes a tenth of a second, which only two pages need

    found = parse(user_agent)
    browser, system = found.user_agent, found.os
    if browser is None:
        return user_agent
    name = f"{browser.family} {browser.major or ''}".strip()
    return f"{name}, {system.family}" if system is not None else name
