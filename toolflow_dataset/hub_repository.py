"""A repository on the Hugging Face Hub, through `huggingface_hub`: what is in it, and one commit upon it.

What passes by itself is asked again (`hub_trouble`); so is a commit whose answer was lost, which finds its
files there already and adds nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from .errors import HubError
from .hub_access import refusal
from .hub_trouble import asked_again

Kind = Literal["dataset", "space"]
Content = bytes | Path
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on the Hub.

    Args:
        size: In bytes.
        digest: sha256 of a large file, git's blob id of another.
    """

    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last commit of the main branch.

    Args:
        commit: Its id.
        private: Whether others see the repository.
        files: By path.
    """

    commit: str
    private: bool
    files: Mapping[str, RemoteFile] = field(default_factory=dict)


class HubRepository:
    """A repository, which need not exist yet.

    Args:
        repo_id: `ORG/NAME`.
        kind: What kind of repository.

    Raises:
        HubError: If it is no such name.
    """

    def __init__(self, repo_id: str, kind: Kind = "dataset") -> None:
        from huggingface_hub import HfApi
        from huggingface_hub.errors import HFValidationError
        from huggingface_hub.utils._validators import validate_repo_id

        try:
            validate_repo_id(repo_id)
            owned = repo_id.count("/") == 1
        except HFValidationError as error:
            raise HubError(f"{repo_id!r} is no name of a repository: {error}") from error
        if not owned:
            raise HubError(f"{repo_id!r} is no name of a repository; expected ORG/NAME, or USER/NAME")
        self.repo_id = repo_id
        self.kind: Kind = kind
        self._api = HfApi(library_name="toolflow")

    @property
    def url(self) -> str:
        """Return its address for people."""
        return f"{self._api.endpoint}/{self.kind}s/{self.repo_id}"

    def refusal(self) -> str | None:
        """Return why this token may not write here; None if it may, or if the Hub does not say.

        Raises:
            HubError: If the Hub cannot be asked.
        """
        return self._again(lambda: refusal(self._api, self.repo_id.partition("/")[0]), "ask who you are")

    def head(self) -> Head | None:
        """Return the last commit; None if there is no such repository, or none this token may see.

        Raises:
            HubError: If the Hub cannot be asked.
        """
        from huggingface_hub.errors import RepositoryNotFoundError

        def ask() -> Head | None:
            try:
                info: Any = self._api.repo_info(self.repo_id, repo_type=self.kind, files_metadata=True)
            except RepositoryNotFoundError:
                return None
            files = {}
            for each in info.siblings or ():
                digest = each.lfs.sha256 if each.lfs is not None else each.blob_id
                files[each.rfilename] = RemoteFile(each.size or 0, digest or "")
            return Head(str(info.sha), bool(info.private), files)

        return self._again(ask, "look into it")

    def tags(self) -> dict[str, str]:
        """Return the commit that each tag names.

        Raises:
            HubError: If the Hub cannot be asked.
        """
        refs = self._again(
            lambda: self._api.list_repo_refs(self.repo_id, repo_type=self.kind), "list its versions"
        )
        return {tag.name: tag.target_commit for tag in refs.tags}

    def read(self, path: str, revision: str) -> bytes | None:
        """Return a file of a revision; None if it has none of the name.

        Raises:
            HubError: If the Hub cannot be asked.
        """
        from huggingface_hub.errors import RemoteEntryNotFoundError

        def ask() -> bytes | None:
            try:
                found = self._api.hf_hub_download(self.repo_id, path, repo_type=self.kind, revision=revision)
            except RemoteEntryNotFoundError:
                return None
            return Path(found).read_bytes()

        return self._again(ask, f"read {path}")

    def check_card(self, card: str) -> None:
        """Have the Hub check a card's metadata, which it does before there is a repository.

        Raises:
            HubError: If the metadata is not what the Hub takes.
        """
        from huggingface_hub import DatasetCard

        def ask() -> None:
            try:
                DatasetCard(card).validate()
            except ValueError as error:
                raise HubError(
                    f"{self.url}: the card's metadata is refused: {_faults(str(error))}"
                ) from error

        self._again(ask, "check the card")

    def create(self, *, private: bool = False) -> None:
        """Make the repository unless it is there.

        Raises:
            HubError: If it may not be made.
        """
        sdk = "gradio" if self.kind == "space" else None
        self._again(
            lambda: self._api.create_repo(
                self.repo_id, repo_type=self.kind, private=private, space_sdk=sdk, exist_ok=True
            ),
            "create it",
        )

    def commit(
        self,
        files: Mapping[str, Content],
        is_ours: Callable[[str], bool],
        message: str,
        description: str = "",
    ) -> str:
        """Make the main branch hold these files, in one commit; what was uploaded before is not sent again.

        Args:
            files: By path; what is there already is left as it is.
            is_ours: Tells of a path whether it is to go if it is not among `files`; other files stay.
            message: First line of the commit message.
            description: The rest.

        Returns:
            The id of the commit that holds them.

        Raises:
            HubError: If it cannot be made, or somebody else changed the branch meanwhile.
        """
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        before = self.head()
        if before is None:
            raise HubError(f"{self.url}: is gone, or this token may not see it")

        def attempt() -> str:
            head = self.head() or before
            operations: list[Any] = [
                CommitOperationAdd(path, content if isinstance(content, bytes) else str(content))
                for path, content in files.items()
                if not is_same(head.files.get(path), content)
            ]
            gone = [path for path in head.files if is_ours(path) and path not in files]
            operations += [CommitOperationDelete(path) for path in gone]
            if not operations:
                return head.commit
            made = self._api.create_commit(
                self.repo_id,
                operations,
                commit_message=message,
                commit_description=description,
                repo_type=self.kind,
                parent_commit=before.commit,
            )
            return str(made.oid)

        return self._again(attempt, "commit to it")

    def tag(self, name: str, commit: str, message: str) -> None:
        """Name a commit.

        Raises:
            HubError: If the name is another commit's.
        """

        def attempt() -> None:
            known = self.tags().get(name)
            if known is None:
                self._api.create_tag(
                    self.repo_id, tag=name, tag_message=message, revision=commit, repo_type=self.kind
                )
            elif known != commit:
                raise HubError(
                    f"{self.url}: the tag {name} names another commit ({known[:8]}, not {commit[:8]})"
                )

        self._again(attempt, f"tag {name}")

    def _again(self, ask: Callable[[], Result], what: str) -> Result:
        return asked_again(ask, f"{self.url}: cannot {what}", self.repo_id)


def is_same(known: RemoteFile | None, content: Content) -> bool:
    """Tell whether a file on the Hub has this content."""
    if known is None:
        return False
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    if known.size != size:
        return False
    if isinstance(content, Path):
        with open(content, "rb") as file:
            if len(known.digest) == 64:
                return hashlib.file_digest(file, "sha256").hexdigest() == known.digest
        content = content.read_bytes()
    if len(known.digest) == 64:
        return hashlib.sha256(content).hexdigest() == known.digest
    return hashlib.sha1(b"blob %d\0" % size + content, usedforsecurity=False).hexdigest() == known.digest


def _faults(answer: str) -> str:
    """Return the messages of an answer of the Hub's validation, or the answer where it is none."""
    try:
        return "; ".join(str(fault["message"]) for fault in json.loads(answer)["errors"])
    except (ValueError, KeyError, TypeError):
        return answer
