"""What a `$ref` of an API description points to: in its document and, if allowed, in files and at URLs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import url2pathname

from toolflow_dataset.errors import ToolSourceError

from ..schema_names import NamedSchemas
from .file_text import read_text
from .parsed_files import parse_value
from .reference_urls import AllowedHosts, Fetcher, FetchError, NotAllowedError, is_url, shown_url
from .source_document import SourceDocument

Lookup = Callable[[str, str], tuple[Any, str]]  # (reference, base) -> (what it points to, its base)


class BrokenReferenceError(Exception):
    """A reference that leads nowhere, or to where it may not lead.

    Args:
        reason: A slug of `REASONS`.
        detail: The reference, and what is wrong with it.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class References:
    """Resolves references of one document by JSON pointer, and to other documents where that is allowed.

    A file outside the document's folder is never read, through a symbolic link neither; a URL is fetched from
    hosts that the user named; and what was fetched leads to no file.

    Args:
        document: Where the references stand.

    Raises:
        ToolSourceError: If an allowed host is none.
    """

    def __init__(self, document: SourceDocument) -> None:
        from referencing import Registry

        self._folder = document.path.resolve().parent
        self._files_allowed = document.options.allow_refs
        self._fetcher = Fetcher(AllowedHosts(document.options.allow_ref_hosts), document.options.timeout)
        self._notes = document.notes
        self._known: dict[tuple[str, str], tuple[Any, str]] = {}
        self._named: dict[str, NamedSchemas] = {}
        self._addresses: dict[str, str | BrokenReferenceError] = {}  # where what was asked for came from
        self._documents: dict[str, Any] = {}
        self.base = document.path.resolve().as_uri()
        self._hold(self.base, document.value)
        self._registry: Any = Registry(retrieve=self._documents.__getitem__)  # type: ignore[call-arg]

    def lookup(self, ref: str, base: str) -> tuple[Any, str]:
        """Return what a reference in the document `base` points to, and the document that it stands in.

        Raises:
            BrokenReferenceError: If there is nothing, or it may not be followed.
        """
        key = (ref, base)
        if key not in self._known:
            try:
                self._known[key] = self._find(ref, base)
            except BrokenReferenceError as error:
                if base == self.base:
                    raise
                detail = f"{error.detail}; from {self._shown(base)}"
                raise BrokenReferenceError(error.reason, detail) from error
        return self._known[key]

    def _find(self, ref: str, base: str) -> tuple[Any, str]:
        from referencing.exceptions import Unresolvable

        try:
            whole = urljoin(base, ref)
            address, fragment = urldefrag(whole)
        except ValueError as error:
            raise BrokenReferenceError("unresolved-ref", shown_url(ref)) from error
        if not ref.startswith("#"):
            for each, name in ((base, ref), (self.base, whole)):
                if (found := self._names(each).find(name)) is not None:
                    return found, each
        address = self._load(address, base, ref)
        try:
            target = self._registry.resolver(address).lookup(f"#{fragment}")
        except (Unresolvable, ValueError, TypeError, AttributeError, RecursionError) as error:
            if (found := self._names(address).find(f"#{fragment}")) is not None:
                return found, address
            raise BrokenReferenceError("unresolved-ref", shown_url(ref)) from error
        return target.contents, address

    def _names(self, address: str) -> NamedSchemas:
        if address not in self._named:
            self._named[address] = NamedSchemas(self._documents[address].contents)
        return self._named[address]

    def _load(self, address: str, base: str, ref: str) -> str:
        """Have a document at hand; return its address, which a redirect may have changed.

        Raises:
            BrokenReferenceError: If it may not be read, or cannot be.
        """
        if is_url(base) and not is_url(address):
            raise BrokenReferenceError(
                "external-ref", f"{shown_url(ref)}: what was fetched may lead to http and https alone"
            )
        if address not in self._addresses:
            try:
                self._addresses[address] = (
                    self._fetch(address) if is_url(address) else self._read(address, ref)
                )
            except BrokenReferenceError as error:
                self._addresses[address] = error
        held = self._addresses[address]
        if isinstance(held, BrokenReferenceError):
            raise BrokenReferenceError(held.reason, held.detail)
        return held

    def _hold(self, address: str, value: Any) -> str:
        from referencing import Resource

        self._documents[address] = Resource.opaque(value)
        self._addresses[address] = address
        return address

    def _fetch(self, url: str) -> str:
        try:
            fetched = self._fetcher.fetch(url)
        except FetchError as error:
            reason = "external-ref" if isinstance(error, NotAllowedError) else "unresolved-ref"
            raise BrokenReferenceError(reason, str(error)) from error
        if fetched.url in self._documents:
            return fetched.url
        shown, path, notes = shown_url(fetched.url), Path(fetched.name), list[str]()
        try:
            value = parse_value(fetched.text, path, notes)
        except ToolSourceError as error:
            detail = f"{shown}{str(error).removeprefix(str(path))}"
            came = f", came as {fetched.kind[:60]}" if fetched.kind else ""
            raise BrokenReferenceError("unresolved-ref", f"{detail[:400]}{came}") from error
        self._notes.extend(f"{shown}{note.removeprefix(str(path))}" for note in notes)
        if value is None:
            raise BrokenReferenceError("unresolved-ref", f"{shown}: holds one value a line")
        return self._hold(fetched.url, value[0])

    def _read(self, uri: str, ref: str) -> str:
        parts = urlsplit(uri)
        if parts.scheme != "file" or parts.netloc:
            raise BrokenReferenceError("external-ref", f"{shown_url(uri)} is neither a file nor http")
        if not self._files_allowed:
            raise BrokenReferenceError(
                "external-ref", f"{shown_url(ref)} is outside the document; --allow-refs"
            )
        path = Path(url2pathname(unquote(parts.path))).resolve()
        if not path.is_relative_to(self._folder):
            raise BrokenReferenceError("external-ref", f"{path.name} is outside the document's folder")
        shown = path.relative_to(self._folder)
        try:
            value = parse_value(read_text(path), path, self._notes)
        except ToolSourceError as error:
            detail = str(error).replace(str(path), str(shown))
            raise BrokenReferenceError("unresolved-ref", detail[:300]) from error
        if value is None:
            raise BrokenReferenceError("unresolved-ref", f"{shown}: holds one value a line")
        return self._hold(uri, value[0])

    def _shown(self, base: str) -> str:
        if is_url(base):
            return shown_url(base)
        return str(Path(url2pathname(unquote(urlsplit(base).path))).relative_to(self._folder))


def local_lookup(root: Any) -> Lookup:
    """Return what finds references by JSON pointer within one value, and refuses all others."""

    def lookup(ref: str, base: str) -> tuple[Any, str]:
        value = root
        if not ref.startswith("#"):
            raise BrokenReferenceError("external-ref", f"{shown_url(ref)} is outside the schema")
        for part in unquote(ref[1:]).split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(value, Mapping) and key in value:
                value = value[key]
            elif isinstance(value, list) and key.isdecimal() and len(key) < 9 and int(key) < len(value):
                value = value[int(key)]
            else:
                raise BrokenReferenceError("unresolved-ref", ref[:200])
        return value, base

    return lookup
