"""Every reply that was paid for, on disk before it is used, under the hash of what was asked.

One SQLite file in WAL mode. A thread of its own writes; replies that arrive while it commits share the next
commit, so that many dialogues wait for few. A reply counts as received only after its commit, which reaches
the disk (`synchronous=FULL`). What a killed process was writing fails SQLite's checksums and is owed again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from toolflow_dataset.errors import ConfigError

from .chat import Reply, Usage
from .commits import GroupCommit
from .reply_records import read_reply
from .spending import Spent

RESPONSES_FILE = "responses.sqlite"
RESPONSES_FILES = (RESPONSES_FILE, f"{RESPONSES_FILE}-wal", f"{RESPONSES_FILE}-shm")
_LAYOUT = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS responses (key BLOB PRIMARY KEY, reply TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS spent (
    role TEXT, model TEXT, requests INTEGER, prompt_tokens INTEGER, completion_tokens INTEGER,
    PRIMARY KEY (role, model)
);
CREATE TABLE IF NOT EXISTS probes (key BLOB PRIMARY KEY, answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS executed (key BLOB PRIMARY KEY, result TEXT NOT NULL);
"""
_ADD = "INSERT OR REPLACE INTO {} VALUES {}"
_ADD_SPENT = """
INSERT INTO spent VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
    prompt_tokens = prompt_tokens + excluded.prompt_tokens,
    completion_tokens = completion_tokens + excluded.completion_tokens
"""
_MOST_ROWS = 4096  # of one commit; SQLite takes 32,766 values in a statement


@dataclass(frozen=True, slots=True)
class _Row:
    key: bytes | None
    text: str
    place: tuple[str, str]
    spent: Spent
    table: str = "responses"


class Responses:
    """The replies of one run; one process at a time, which the run folder's lock sees to.

    Args:
        path: The file; made if there is none.

    Raises:
        ConfigError: If it cannot be opened, or is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._writer = _open(path)
            self._reader = sqlite3.connect(path, check_same_thread=False)
            self._keys = {key for (key,) in self._reader.execute("SELECT key FROM responses")}
            self._executed = {key for (key,) in self._reader.execute("SELECT key FROM executed")}
            self._spent = _read_spent(self._reader)
            self._probes: dict[bytes, str] = dict(self._reader.execute("SELECT key, answer FROM probes"))
        except (sqlite3.Error, ValueError) as error:
            raise self._unusable("cannot be opened", error) from error
        self._commits = GroupCommit(self._write, _MOST_ROWS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._keys)

    def spent(self) -> dict[tuple[str, str], Spent]:
        """Return what this run had spent, by role and model, when the file was opened."""
        return dict(self._spent)

    def get(self, key: bytes) -> Reply | None:
        """Return the reply to what has this hash; None if it is owed, as a damaged one is.

        Raises:
            ConfigError: If the file cannot be read.
        """
        if key not in self._keys:
            return None
        try:
            found = self._reader.execute("SELECT reply FROM responses WHERE key = ?", (key,)).fetchone()
            return read_reply(found[0])
        except (ValueError, TypeError):
            self._keys.discard(key)
            return None
        except sqlite3.Error as error:
            raise self._unusable("cannot be read", error) from error

    async def put(self, key: bytes | None, role: str, model: str, reply: Reply, text: str) -> None:
        """Keep a reply and count its tokens; return once both are on disk.

        Args:
            key: Of `request_key`; None to count a reply that is not kept.
            role: Who asked.
            model: The configured name of the model, which prices go by.
            reply: The reply.
            text: The same, of `reply_text`.

        Raises:
            ConfigError: If the file cannot be written.
        """
        usage = reply.usage
        spent = Spent(1, usage.prompt_tokens, usage.completion_tokens)
        await self._put(_Row(key, text, (role, model), spent))
        if key is not None:
            self._keys.add(key)

    def probed(self, key: bytes) -> str | None:
        """Return what was kept of the answer to a question of a probe, when the file was opened or since."""
        return self._probes.get(key)

    async def put_probe(self, key: bytes, role: str, model: str, usage: Usage | None, text: str) -> None:
        """Keep the answer to a question of a probe and count it, without usage as nothing; as `put` does.

        Raises:
            ConfigError: If the file cannot be written.
        """
        spent = Spent() if usage is None else Spent(1, usage.prompt_tokens, usage.completion_tokens)
        await self._put(_Row(key, text, (role, model), spent, "probes"))
        self._probes[key] = text

    def executed(self, key: bytes) -> str | None:
        """Return what was kept of a call that was executed; None if it is owed.

        Raises:
            ConfigError: If the file cannot be read.
        """
        if key not in self._executed:
            return None
        try:
            found = self._reader.execute("SELECT result FROM executed WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            raise self._unusable("cannot be read", error) from error
        return None if found is None else str(found[0])

    async def put_executed(self, key: bytes, text: str) -> None:
        """Keep the result of a call that was executed; return once it is on disk.

        Raises:
            ConfigError: If the file cannot be written.
        """
        await self._put(_Row(key, text, ("", ""), Spent(), "executed"))
        self._executed.add(key)

    async def drain(self) -> None:
        """Wait until everything handed over is on disk, also what nobody waits for any more."""
        await self._commits.drain()

    def forget(self, keys: Iterable[bytes]) -> None:
        """Drop replies that were of no use, so that they are asked for anew; what they cost stays counted.

        Raises:
            ConfigError: If the file cannot be written.
        """
        gone = [(key,) for key in keys]
        self._keys.difference_update(key for (key,) in gone)
        try:
            self._commits.call(self._drop, gone)
        except sqlite3.Error as error:
            raise self._unusable("cannot be written", error) from error

    def close(self) -> None:
        """Write what is left, also of a loop that ended in haste, and close the file.

        Raises:
            ConfigError: If the file cannot be written.
        """
        try:
            self._commits.close()
        except sqlite3.Error as error:
            raise self._unusable("cannot be written", error) from error
        finally:
            self._reader.close()
            self._writer.close()

    async def _put(self, row: _Row) -> None:
        try:
            await self._commits.put(row)
        except sqlite3.Error as error:
            raise self._unusable("cannot be written", error) from error

    def _write(self, rows: list[_Row]) -> None:
        """Write rows in one transaction of few statements: between two of them the event loop may cut in."""
        spent: dict[tuple[str, str], Spent] = {}
        kept: dict[str, list[bytes | str]] = {}
        for row in rows:
            if row.spent.requests:
                spent[row.place] = spent.get(row.place, Spent()) + row.spent
            if row.key is not None:
                kept.setdefault(row.table, []).extend((row.key, row.text))
        with self._writer:
            for table, values in kept.items():
                self._writer.execute(_ADD.format(table, ",".join(["(?,?)"] * (len(values) // 2))), values)
            for place, more in spent.items():
                counts = (more.requests, more.prompt_tokens, more.completion_tokens)
                self._writer.execute(_ADD_SPENT, (*place, *counts))

    def _drop(self, keys: list[tuple[bytes]]) -> None:
        with self._writer:
            self._writer.executemany("DELETE FROM responses WHERE key = ?", keys)

    def _unusable(self, what: str, error: Exception) -> ConfigError:
        return ConfigError(
            f"{self._path}: {what} ({error}); it holds the replies that were paid for. Finished dialogues "
            "are kept in any case: make room on the disk, or put the file back from a copy, or, if it is "
            "beyond repair, delete it to have what unfinished dialogues had asked paid for again"
        )


def any_paid(run: Path, *, of_probes: bool = False) -> bool:
    """Tell whether a run folder holds a paid reply or an executed call, or what a probe was answered.

    An unreadable file may.
    """
    path = run / RESPONSES_FILE
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path)) as reader:
            known = {
                name for (name,) in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            wanted = {"probes"} if of_probes else {"responses", "executed"}
            return any(
                reader.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None
                for table in wanted & known
            )
    except sqlite3.Error:
        return True


def _open(path: Path) -> sqlite3.Connection:
    writer = sqlite3.connect(path, check_same_thread=False)
    (layout,) = writer.execute("PRAGMA user_version").fetchone()
    if layout not in (0, _LAYOUT):
        raise ValueError(f"it has layout {layout}, this version of ToolFlow reads {_LAYOUT}")
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("PRAGMA synchronous = FULL")
    writer.executescript(f"{_TABLES}PRAGMA user_version = {_LAYOUT};")
    return writer


def _read_spent(reader: sqlite3.Connection) -> dict[tuple[str, str], Spent]:
    rows = reader.execute("SELECT * FROM spent ORDER BY role, model")
    return {(role, model): Spent(*counts) for role, model, *counts in rows}
