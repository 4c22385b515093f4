"""Networks that addresses lie in: what one household or company shares, IPv4 /24 and IPv6 /64."""

from ipaddress import ip_address, ip_network


def network_of(address: str) -> str:
    """Give the network; an IPv4 address written as IPv6 lies in its IPv4 network. Raises ValueError for no address."""
    read = ip_address(address)
    mapped = getattr(read, "ipv4_mapped", None) or read
    return str(ip_network((mapped, 24 if mapped.version == 4 else 64), strict=False))
