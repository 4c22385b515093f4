"""Origins of web pages: scheme, host and port, as browsers say them (RFC 6454)."""

from urllib.parse import urlsplit


def origin_of(address: str) -> str:
    """Write a page's address as its origin, the way browsers do; "" when it is none of the web."""
    try:
        parts = urlsplit(address.strip() if "://" in address else f"https://{address.strip()}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host or any(sign in host for sign in "*_ ") or parts.username:
        return ""
    usual = {"http": 80, "https": 443}[parts.scheme]
    try:
        name = host if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    name = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{name}" + (f":{port}" if port not in {None, usual} else "")
