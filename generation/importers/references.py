"""What a `$ref` of an API description points to, in its own document and, if allowed, in files beside it."""

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
    """Resolves references of one document by JSON pointer, and by relative file name if that is allowed.

    Nothing is ever fetched from a URL, and no file outside the document's folder is read, through a symbolic
    link neither.

    Args:
        document: Where the references stand.
    """

    def __init__(self, document: SourceDocument) -> None:
        from referencing import Registry, Resource

        self._path = document.path.resolve()
        self._folder = self._path.parent
        self._allowed = document.options.allow_refs
        self._notes = document.notes
        self._known: dict[tuple[str, str], tuple[Any, str]] = {}
        self._files: dict[str, Any] = {}
        self._document = document.value
        self._named: NamedSchemas | None = None
        self.base = self._path.as_uri()
        self._registry: Any = Registry(retrieve=self._retrieve).with_resource(  # type: ignore[call-arg]
            self.base, Resource.opaque(document.value)
        )

    def lookup(self, ref: str, base: str) -> tuple[Any, str]:
        """Return what a reference in the file `base` points to, and the file that it stands in.

        Raises:
            BrokenReferenceError: If there is nothing, or it may not be followed.
        """
        key = (ref, base)
        if key not in self._known:
            self._known[key] = self._find(ref, base)
        return self._known[key]

    def _find(self, ref: str, base: str) -> tuple[Any, str]:
        from referencing.exceptions import Unresolvable

        if not ref.startswith("#") and (found := self._by_name(ref)) is not None:
            return found, self.base
        if not ref.startswith("#") and not self._allowed:
            raise BrokenReferenceError("external-ref", f"{ref[:200]} is outside the document; --allow-refs")
        try:
            target = self._registry.resolver(base).lookup(ref)
        except (Unresolvable, ValueError, TypeError, AttributeError, RecursionError) as error:
            if base == self.base and (named := self._by_name(ref)) is not None:
                return named, base
            cause = error.__cause__.__cause__ if error.__cause__ else None
            if isinstance(cause, BrokenReferenceError):
                raise cause from error
            raise BrokenReferenceError("unresolved-ref", ref[:200]) from error
        return target.contents, urldefrag(urljoin(base, ref)).url

    def _by_name(self, ref: str) -> Any:
        if self._named is None:
            self._named = NamedSchemas(self._document)
        return self._named.find(ref)

    def _retrieve(self, uri: str) -> Any:
        if uri not in self._files:
            self._files[uri] = self._read(uri)
        return self._files[uri]

    def _read(self, uri: str) -> Any:
        from referencing import Resource

        parts = urlsplit(uri)
        if parts.scheme != "file" or parts.netloc:
            raise BrokenReferenceError("external-ref", f"{uri[:200]} is a URL; URLs are not followed")
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
        return Resource.opaque(value[0])


def local_lookup(root: Any) -> Lookup:
    """Return what finds references by JSON pointer within one value, and refuses all others."""

    def lookup(ref: str, base: str) -> tuple[Any, str]:
        value = root
        if not ref.startswith("#"):
            raise BrokenReferenceError("external-ref", f"{ref[:200]} is outside the schema")
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
