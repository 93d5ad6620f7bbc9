"""Documents that a `$ref` names by a URL: fetched from hosts that the user named, and from no others.

A description that is imported may have been written by anyone, and whoever writes it could otherwise have
this machine ask what only it can reach. So each address, that of a redirect too, has to be on a host the
user allowed; nothing but GET is sent, no cookies, and no credentials but those in the reference itself.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from toolflow_dataset.errors import ToolSourceError
from toolflow_dataset.version import __version__

from ..http_client import proxy_of
from ..own_loop import run_to_end
from .file_text import MAX_BYTES, decoded

if TYPE_CHECKING:
    import aiohttp
    import yarl

MAX_DOCUMENTS = 1_000
MAX_REDIRECTS = 5
TIMEOUTS_IN_ALL = 10  # all documents together may take as often the time of one

_PORTS = {"http": 80, "https": 443}
_ALLOWED = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]]+)(?::([0-9]{1,5}))?")
_USER = re.compile(r"(?<=//)[^/?#]*@")
_QUERY_PART = re.compile(r"([^&=]*=)?[^&]+")
_HEADERS = {
    "User-Agent": f"toolflow/{__version__}",
    "Accept": "application/json, application/yaml, */*;q=0.5",
    "Accept-Encoding": "identity",
}


class FetchError(Exception):
    """A document that was not fetched; the message says why, and holds no credentials."""


class NotAllowedError(FetchError):
    """An address that is not on an allowed host."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document that came.

    Args:
        url: Where it came from, after redirects.
        text: What it holds.
        name: A file name for it, by its address and its media type.
        kind: The media type that its server gave.
    """

    url: str
    text: str
    name: str
    kind: str


class AllowedHosts:
    """The hosts that documents may be fetched from.

    Args:
        named: Each `HOST`, which is its usual port of http or https, or `HOST:PORT`.

    Raises:
        ToolSourceError: If one is neither.
    """

    def __init__(self, named: Iterable[str]) -> None:
        self._places: set[tuple[str, int | None]] = set()
        for text in named:
            match = _ALLOWED.fullmatch(text.strip())
            if match is None or int(match[2] or 0) > 65535:
                raise ToolSourceError(
                    f"--allow-ref-host: {shown_url(text)[:100]!r} is no host; expected HOST or HOST:PORT, "
                    "such as schemas.example.com or 127.0.0.1:8080"
                )
            self._places.add((_plain_host(match[1].strip("[]")), int(match[2]) if match[2] else None))

    def check(self, url: str) -> yarl.URL:
        """Return an address as it is asked for, if it is on an allowed host.

        It is read by the library that connects, so that no two readers can differ on which host is meant.

        Raises:
            NotAllowedError: If it is not; the message says what would allow it.
        """
        import yarl

        try:
            address = yarl.URL(url)
            host, port, usual = address.host, address.port, _PORTS.get(address.scheme)
        except ValueError as error:
            raise NotAllowedError(f"{shown_url(url)}: no usable address") from error
        if usual is None or not host or port is None:
            raise NotAllowedError(f"{shown_url(url)}: no http or https address")
        places = {(_plain_host(host), port), (_plain_host(host), None if port == usual else port)}
        if not places & self._places:
            place = f"[{host}]" if ":" in host else host
            place += "" if port == usual else f":{port}"
            raise NotAllowedError(f"{shown_url(url)} is a URL; --allow-ref-host {place} would fetch it")
        return address


class Fetcher:
    """Fetches the documents that one document refers to, within bounds for all of them together.

    Args:
        hosts: Where from.
        seconds: How long one may take; all may take `TIMEOUTS_IN_ALL` times as long.
        limit: Bytes of all, unpacked.
    """

    def __init__(self, hosts: AllowedHosts, seconds: float, limit: int = MAX_BYTES) -> None:
        self.hosts = hosts
        self._seconds = seconds
        self._left = limit
        self._limit = limit
        self._time_left = TIMEOUTS_IN_ALL * seconds
        self._documents = 0

    def fetch(self, url: str) -> Fetched:
        """Fetch a document.

        Args:
            url: Its address, without a fragment.

        Raises:
            FetchError: If it may not be fetched, does not come in time, is too large, or is no text.
        """
        self.hosts.check(url)
        if self._documents >= MAX_DOCUMENTS:
            raise FetchError(f"{shown_url(url)}: not fetched, as {MAX_DOCUMENTS:,} were already, the limit")
        if self._time_left <= 0:
            raise FetchError(
                f"{shown_url(url)}: not fetched, as those before took {TIMEOUTS_IN_ALL * self._seconds:g} "
                "seconds in all, the limit; --timeout gives them longer"
            )
        self._documents += 1
        started = time.monotonic()
        try:
            return run_to_end(self._fetch(url))
        finally:
            self._time_left -= time.monotonic() - started

    async def _fetch(self, url: str) -> Fetched:
        import aiohttp

        seconds = min(self._seconds, self._time_left)
        try:
            async with (
                asyncio.timeout(seconds),
                aiohttp.ClientSession(
                    cookie_jar=aiohttp.DummyCookieJar(),
                    timeout=aiohttp.ClientTimeout(total=None),
                    auto_decompress=False,
                ) as session,
            ):
                return await self._follow(session, url)
        except TimeoutError as error:
            raise FetchError(
                f"{shown_url(url)}: not whole within {seconds:.3g} seconds; --timeout gives it longer"
            ) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(f"{shown_url(url)}: cannot be fetched ({_cause(error)})") from error

    async def _follow(self, session: aiohttp.ClientSession, url: str) -> Fetched:
        """Fetch what is at an address, or where that redirects to."""
        first, seen = shown_url(url), {url}
        address = self.hosts.check(url)
        for _ in range(MAX_REDIRECTS + 1):
            async with session.get(
                address, headers=_HEADERS, allow_redirects=False, proxy=proxy_of(url)
            ) as response:
                where = response.headers.get("Location")
                if response.status not in (301, 302, 303, 307, 308) or where is None:
                    return await self._read(url, response)
            target = urldefrag(urljoin(url, where)).url
            try:
                address = self.hosts.check(target)
            except NotAllowedError as error:
                raise NotAllowedError(f"{first}: redirects to where it may not: {error}") from None
            if urlsplit(url).scheme == "https" and address.scheme == "http":
                raise NotAllowedError(f"{first}: redirects from https to http, to {shown_url(target)}")
            if target in seen:
                raise FetchError(f"{first}: redirects in a circle, by {shown_url(target)}")
            url = target
            seen.add(url)
        raise FetchError(f"{first}: redirects more than {MAX_REDIRECTS} times, the limit")

    async def _read(self, url: str, response: aiohttp.ClientResponse) -> Fetched:
        shown = shown_url(url)
        if response.status != 200:
            said = "".join(c for c in response.reason or "" if c.isprintable())[:60]
            raise FetchError(f"{shown}: answered {response.status} {said}".rstrip())
        packing = response.headers.get("Content-Encoding", "identity").strip().lower()
        if packing not in ("", "identity", "gzip", "x-gzip"):
            raise FetchError(f"{shown}: came packed as {packing[:40]!r}; only gzip is unpacked")
        raw = bytearray()
        while piece := await response.content.readany():
            raw += piece
            if len(raw) > self._left:
                raise FetchError(f"{shown}: {self._too_much()}")
        try:
            text, size = decoded(bytes(raw), shown, self._left)
        except ToolSourceError as error:
            raise FetchError(str(error)) from error
        self._left -= size
        kind = response.content_type if "Content-Type" in response.headers else ""
        return Fetched(url, text, _name(url, kind), kind)

    def _too_much(self) -> str:
        size = self._limit / 2**20
        return f"with those before it more than {size:,.3g} MiB, the limit for all that is fetched"


def shown_url(url: str) -> str:
    """Return a reference or an address as it may be shown: without user, password and values of a query."""
    try:
        _ = urlsplit(url).port
    except ValueError:  # a password with a slash in it ends what is read as the host
        url = f"{url.partition(':')[0][:20]}:..."
    address, mark, fragment = _USER.sub("", url).partition("#")
    path, question, query = address.partition("?")
    query = _QUERY_PART.sub(lambda part: f"{part[1] or ''}...", query)
    return f"{path[:200]}{question}{query[:60]}{mark}{fragment[:100]}"


def is_url(address: str) -> bool:
    """Tell whether an address is one of http or https."""
    return address.lower().startswith(("http:", "https:"))


def _plain_host(host: str) -> str:
    """Return a host in the one form that hosts are compared in."""
    host = host.lower().rstrip(".")
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _name(url: str, kind: str) -> str:
    name = PurePosixPath(unquote(urlsplit(url).path)).name or "document"
    return f"{name}.yaml" if "yaml" in kind and not name.endswith((".yaml", ".yml")) else name


def _cause(error: BaseException) -> str:
    """Return what went wrong on the way, without the address."""
    inner = getattr(error, "os_error", None)
    if isinstance(inner, OSError):
        return (inner.strerror or type(inner).__name__)[:120]
    return type(error).__name__
