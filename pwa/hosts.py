"""Decides which host names and addresses belong to the public Internet. Contacts and push services must."""

from __future__ import annotations

import ipaddress
import re

# Names that resolve nowhere, or only inside one machine or one network.
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
    """Return whether `host` is a name of the public Internet, as browsers write it: lower case, [a-z0-9.-], two or
    more labels, not an address, not a reserved name."""
    return PUBLIC_NAME.fullmatch(host) is not None and not is_reserved_name(host)


def is_reserved_name(host: str) -> bool:
    """Return whether a host name is reserved, or has no dot, like names in a private network."""
    name = host.lower().rstrip(".")
    return "." not in name or any(f".{name}".endswith(f".{domain}") for domain in RESERVED_DOMAINS)


def is_this_machine(host: str) -> bool:
    """Return whether `host` is `localhost`, a name below it, or a loopback address."""
    name = host.lower().rstrip(".")
    address = address_of(name)
    return address.is_loopback if address else f".{name}".endswith(".localhost")


def address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return `host` as an IP address, or None if it is a name."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
