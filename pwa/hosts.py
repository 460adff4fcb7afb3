"""Which host names belong to the public Internet: where people can reach a deployer, and where we send pushes."""

from __future__ import annotations

import ipaddress
import re

# Names that lead nowhere, or nowhere outside one machine or one network.
RESERVED_DOMAINS = (
    *("localhost", "invalid", "test", "example", "example.com", "example.net", "example.org"),  # RFC 2606, RFC 6761
    "local",  # RFC 6762
    "onion",  # RFC 7686
    "home.arpa",  # RFC 8375
    "internal",  # reserved by ICANN in 2024 for private networks
)
# A label (RFC 1123, 2.1), in lower case. The last one begins with a letter: no browser reads such a name as a number.
LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
PUBLIC_NAME = re.compile(rf"(?=.{{1,253}}\Z)(?:{LABEL}\.)+(?=[a-z]){LABEL}", re.ASCII)


def is_public_name(host: str) -> bool:
    """Whether `host` is a name of the public Internet as a browser writes it: in lower case, of [a-z0-9.-], with at
    least two labels, no address, none of the reserved names."""
    return PUBLIC_NAME.fullmatch(host) is not None and not is_reserved_name(host)


def is_reserved_name(host: str) -> bool:
    """Whether a host name is reserved, or without a dot, as names in a private network are."""
    name = host.lower().rstrip(".")
    return "." not in name or any(f".{name}".endswith(f".{domain}") for domain in RESERVED_DOMAINS)


def is_this_machine(host: str) -> bool:
    """Whether `host` is `localhost`, a name below it, or a loopback address."""
    name = host.lower().rstrip(".")
    address = address_of(name)
    return address.is_loopback if address else f".{name}".endswith(".localhost")


def address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address that `host` is; None if it is a name."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
