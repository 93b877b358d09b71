"""Where a host is."""

import ipaddress


def is_loopback(host: str) -> bool:
    """True for this machine, and for no address of its network."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost"
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
