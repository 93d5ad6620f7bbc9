"""What a Hub holds: repositories with commits, branches and tags, git blobs, and large files by content."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

COMMIT_DATE = "2026-11-01T12:00:00.000Z"
# as the Hub's own .gitattributes for data sets: these names, and whatever is larger or binary
_LARGE_NAMES = re.compile(r"\.(parquet|arrow|bin|gz|zip|safetensors|npy|npz|pkl|tar)$")
_LARGE_SIZE = 10 * 1024 * 1024
_CARD = re.compile(r"\A\s*---\s*\n(.*?)\n---\s*(\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a commit: its git blob, and the content's sha256 where it is a large file."""

    oid: str
    size: int
    sha256: str | None = None

    def entry(self, path: str) -> dict[str, Any]:
        """Return the file as `tree` and `paths-info` list it."""
        found: dict[str, Any] = {"type": "file", "path": path, "oid": self.oid, "size": self.size}
        if self.sha256 is not None:
            found["lfs"] = {
                "oid": self.sha256,
                "size": self.size,
                "pointerSize": len(pointer(self.sha256, self.size)),
            }
        return found


@dataclass(frozen=True, slots=True)
class Commit:
    oid: str
    parent: str | None
    title: str
    files: dict[str, StoredFile]


@dataclass(slots=True)
class Repo:
    """A repository.

    Args:
        kind: `dataset`, `space` or `model`.
        id: `namespace/name`.
        private: Whether only its owners see it.
        sdk: Of a Space.
    """

    kind: str
    id: str
    private: bool = False
    sdk: str | None = None
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def resolve(self, revision: str) -> Commit | None:
        """Return the commit that a branch, tag, commit id or beginning of one names."""
        name = revision.removeprefix("refs/heads/").removeprefix("refs/tags/")
        oid = self.branches.get(name) or self.tags.get(name) or revision
        if oid in self.commits:
            return self.commits[oid]
        if len(revision) >= 7:
            return next((each for each in self.commits.values() if each.oid.startswith(revision)), None)
        return None

    def commit(self, title: str, files: dict[str, StoredFile], branch: str = "main") -> Commit:
        """Add a commit to a branch."""
        parent = self.branches.get(branch)
        content = repr((parent, title, len(self.commits), sorted(files.items())))
        oid = hashlib.sha1(content.encode()).hexdigest()
        self.commits[oid] = Commit(oid, parent, title, files)
        self.branches[branch] = oid
        return self.commits[oid]


class Store:
    """All repositories, and their content."""

    def __init__(self) -> None:
        self.repos: dict[tuple[str, str], Repo] = {}
        self.blobs: dict[str, bytes] = {}
        self.large: dict[str, bytes] = {}

    def create(self, kind: str, repo_id: str, *, private: bool = False, sdk: str | None = None) -> Repo:
        """Make a repository with its first commit, as the Hub does."""
        repo = Repo(kind, repo_id, private, sdk)
        first = {".gitattributes": self.put(b"*.parquet filter=lfs diff=lfs merge=lfs -text\n")}
        repo.commit("initial commit", first)
        self.repos[kind, repo_id] = repo
        return repo

    def put(self, content: bytes) -> StoredFile:
        """Store a git blob."""
        oid = blob_oid(content)
        self.blobs[oid] = content
        return StoredFile(oid, len(content))

    def put_pointer(self, sha256: str, size: int) -> StoredFile:
        """Store a pointer to a large file."""
        return replace(self.put(pointer(sha256, size)), size=size, sha256=sha256)

    def content(self, file: StoredFile) -> bytes:
        """Return a file's bytes."""
        return self.large[file.sha256] if file.sha256 is not None else self.blobs[file.oid]

    def card_data(self, repo: Repo) -> dict[str, Any]:
        """Return the YAML of a repository's README.md."""
        readme = repo.resolve("main").files.get("README.md")  # type: ignore[union-attr]
        match = _CARD.match(self.content(readme).decode()) if readme else None
        return yaml.safe_load(match[1]) or {} if match else {}


def blob_oid(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def pointer(sha256: str, size: int) -> bytes:
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()


def is_large(path: str, size: int, sample: bytes) -> bool:
    """Tell whether a file is to be uploaded as a large one."""
    return bool(_LARGE_NAMES.search(path)) or size > _LARGE_SIZE or b"\0" in sample


def card_faults(content: str) -> list[str]:
    """Return what the Hub's validation would refuse in a card's YAML, as far as it is documented."""
    match = _CARD.match(content)
    if match is None:
        return []
    try:
        data = yaml.safe_load(match[1]) or {}
    except yaml.YAMLError as error:
        return [f"bad YAML: {error}"]
    if not isinstance(data, dict):
        return ["the metadata must be a mapping"]
    faults = []
    for key in ("license", "pretty_name"):
        if key in data and not isinstance(data[key], str):
            faults.append(f'"{key}" must be a string')
    if isinstance(data.get("license"), str) and not re.fullmatch(r"[a-z0-9.+-]+", data["license"]):
        faults.append('"license" must be one of the identifiers of the list of licenses')
    for key in ("tags", "language", "task_categories", "size_categories", "configs"):
        if key in data and not isinstance(data[key], list):
            faults.append(f'"{key}" must be an array')
    for size in data.get("size_categories") or []:
        if size not in _SIZES:
            faults.append(f'"size_categories" holds {size!r}')
    names = [entry.get("config_name") for entry in data.get("configs") or [] if isinstance(entry, dict)]
    if len(set(names)) < len(names) or not all(isinstance(name, str) for name in names):
        faults.append('"configs" must have distinct "config_name"s')
    return faults


_SIZES = {
    "n<1K",
    "1K<n<10K",
    "10K<n<100K",
    "100K<n<1M",
    "1M<n<10M",
    "10M<n<100M",
    "100M<n<1B",
    "1B<n<10B",
    "10B<n<100B",
    "100B<n<1T",
    "n>1T",
    "other",
}
