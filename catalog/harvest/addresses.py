"""Which addresses may be reached: public ones, and others only when the user allows it.

A name is judged by what it resolves to, before the connection and again on the connection itself: a name that changes
its address in between (DNS rebinding) gets nothing, since the check stands before the first byte is sent.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from catalog.errors import CatalogError

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST = ipaddress.IPv6Network("2000::/3")
_PROTOCOLS = ipaddress.IPv4Network("192.0.0.0/24")


def is_public(address: str) -> bool:
    """True for an address of the internet; false for loopback, private, link-local, multicast, reserved ones."""
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        # An IPv4 address can hide in an IPv6 one (mapped, 6to4, NAT64).
        inner = found.ipv4_mapped or found.sixtofour
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        # Everything else of the internet lies in one block: no IPv4-compatible, translated or site-local address does.
        return found in _UNICAST and found.is_global
    return found.is_global and not found.is_multicast and found not in _PROTOCOLS


def require_public(host: str, port: int | None) -> None:
    """Refuses a host any of whose addresses is not public.

    Raises:
        CatalogError: the name does not resolve, or to a private address.
    """
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise CatalogError(f"the host '{host}' cannot be found → check the address and the connection") from None
    if not all(is_public(address) for address in found):
        raise CatalogError(f"the host '{host}' lies inside the office network → use --allow-private when that is meant")


class PrivateAddressError(OSError):
    """A connection turned out to lead to a private address."""


def _checked(sock: socket.socket) -> socket.socket:
    if not is_public(str(sock.getpeername()[0])):
        sock.close()
        raise PrivateAddressError("the connection leads to a private address")
    return sock


class _CheckedHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _CheckedHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _CheckedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _CheckedHTTPS


class PublicOnly(HTTPAdapter):
    """A transport whose connections are closed before anything is sent when they lead to a private address.

    A proxy of the office is itself private and resolves names on its own; it is trusted to know what it may reach.
    """

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[no-untyped-call]
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}


def session(allow_private: bool) -> requests.Session:
    """A session that follows no redirect by itself and, unless allowed, reaches only public addresses."""
    made = requests.Session()
    adapter = HTTPAdapter() if allow_private else PublicOnly()
    made.mount("http://", adapter)
    made.mount("https://", adapter)
    return made
