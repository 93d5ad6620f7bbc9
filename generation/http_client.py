"""The thin client under an endpoint: a POST of JSON over kept connections, its answer read up to a bound.

It is aiohttp and nothing else. OpenAI's own client builds and checks an object for every field of request and
response, which takes several times the processor time of all the rest (benchmarks/throughput.py).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.version import __version__

from .keys import KEY_VARIABLE

if TYPE_CHECKING:
    import aiohttp

LONGEST_BODY = 16 * 2**20
_LONGEST_CONNECT = 30.0
_HEADER_VALUE = re.compile(r"[\x21-\x7e]+")
_ACCOUNT = {"OPENAI_ORG_ID": "OpenAI-Organization", "OPENAI_PROJECT_ID": "OpenAI-Project"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Args:
        status: HTTP status.
        headers: Names in any case.
        body: Not decoded.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class TooLong(Exception):
    """An answer longer than `LONGEST_BODY` bytes."""


class HttpClient:
    """Sends bodies to `BASE_URL/chat/completions`; connections are opened when needed and used again.

    Organization and project go along as OpenAI's own client has it: from `OPENAI_ORG_ID` and
    `OPENAI_PROJECT_ID`. So does a proxy, from `HTTPS_PROXY` and its like.

    Args:
        base_url: Such as `http://127.0.0.1:8080/v1`.
        key: Sent as a bearer token; None for none.
        timeout: Seconds one request may take, connecting and reading included.
        headers: Sent besides, or in place of ours.
        query: Put after the address.

    Raises:
        ConfigError: If the key cannot stand in a header; it is not repeated.
    """

    def __init__(
        self,
        base_url: str,
        key: str | None,
        timeout: float,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._timeout = timeout
        self._proxy = proxy_of(base_url)
        self._headers = {"Content-Type": "application/json", "User-Agent": f"toolflow/{__version__}"}
        self._headers |= {name: os.environ[key] for key, name in _ACCOUNT.items() if os.environ.get(key)}
        if key is not None:
            self._headers["Authorization"] = f"Bearer {key}"
        for value in self._headers.values():
            if not all(map(_HEADER_VALUE.fullmatch, value.split(" "))):
                raise ConfigError(
                    "the API key, OPENAI_ORG_ID or OPENAI_PROJECT_ID holds a line break or another character "
                    "that cannot be sent; set it again"
                )
        given = {name.lower() for name in headers or {}}
        ours = {name: value for name, value in self._headers.items() if name.lower() not in given}
        self._headers = {**ours, **(headers or {})}
        self._query = dict(query or {})
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return f"HttpClient({self._url!r})"

    def secrets(self) -> list[str]:
        """Return what no error may show besides the key: the proxy's password, as written and decoded.

        It never goes to the endpoint, so replies need not be searched for it; it may well be a word in them.
        """
        password = urlsplit(self._proxy or "").password or ""
        return [password, unquote(password)]

    async def post(self, body: bytes) -> Answer:
        """Send a body and read the answer, whatever its status.

        Raises:
            aiohttp.ClientError: If no whole answer came.
            TimeoutError: If it did not come in time.
            TooLong: If it is longer than is taken.
        """
        async with self._open().post(
            self._url,
            params=self._query,
            data=body,
            headers=self._headers,
            proxy=self._proxy,
            allow_redirects=False,
        ) as response:
            pieces = []
            left = LONGEST_BODY
            while piece := await response.content.readany():
                left -= len(piece)
                if left < 0:
                    response.close()
                    raise TooLong(f"an answer of more than {LONGEST_BODY:,} bytes")
                pieces.append(piece)
            return Answer(response.status, response.headers, b"".join(pieces))

    async def close(self) -> None:
        """Close the connections; the next `post` opens new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            import aiohttp

            limits = aiohttp.ClientTimeout(
                total=self._timeout, sock_connect=min(self._timeout, _LONGEST_CONNECT)
            )
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),  # the endpoint's limiter counts
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=limits,
            )
        return self._session


def proxy_of(url: str) -> str | None:
    """Return the proxy that the environment names for an address; None for none."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return None if proxy_bypass(host) else getproxies().get(parts.scheme)


def read_host(base_url: str) -> str:
    """Return the host and port of a base URL.

    Raises:
        ConfigError: If it is no plain http(s) URL.
    """
    try:
        parts = urlsplit(base_url)
    except ValueError as error:
        raise ConfigError(f"base URL {base_url!r} cannot be read: {error}") from error
    if "@" in parts.netloc:
        raise ConfigError(
            f"base URL with a user or password for {parts.hostname}: put the key in {KEY_VARIABLE}"
        )
    if parts.query or parts.fragment:
        raise ConfigError(f"base URL with a query for {parts.hostname}: give it as extra_query")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ConfigError(f"base URL {base_url!r} must look like http://127.0.0.1:8080/v1")
    return parts.netloc
