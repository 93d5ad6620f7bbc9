"""The text of a file, plain or gzip, within bounds: a small packed file can hold more than memory does."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

from toolflow_dataset.errors import ToolSourceError

MAX_BYTES = 512 * 2**20  # unpacked; JSON takes about five times its size in memory


def read_text(path: Path, limit: int = MAX_BYTES) -> str:
    """Return a file's text, unpacked if it is gzip, without a byte order mark.

    Raises:
        ToolSourceError: If the file is missing, unreadable, over `limit` bytes unpacked, or not UTF-8.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except FileNotFoundError:
        raise ToolSourceError(
            f"{path}: no such file; give the path of a file of tools or of an API description"
        ) from None
    except OSError as error:
        raise ToolSourceError(f"{path}: cannot be read ({error.strerror})") from error
    return decoded(raw, str(path), limit)[0]


def decoded(raw: bytes, place: str, limit: int) -> tuple[str, int]:
    """Return the text of bytes, unpacked if they are gzip, and how many bytes it takes unpacked.

    Args:
        raw: The bytes.
        place: Where they are from, for messages.
        limit: Bytes unpacked at most.

    Raises:
        ToolSourceError: If they are damaged, over `limit` bytes unpacked, or not UTF-8.
    """
    raw = _unpacked(raw, place, limit)
    try:
        return raw.decode("utf-8-sig"), len(raw)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ToolSourceError(
            f"{place}:{line}: not UTF-8 (byte 0x{raw[error.start]:02x} at offset {error.start}); "
            f"save it as UTF-8, for instance with `iconv -f LATIN1 -t UTF-8`"
        ) from error


def _unpacked(raw: bytes, place: str, limit: int) -> bytes:
    try:
        if raw[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
                raw = packed.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ToolSourceError(f"{place}: a damaged gzip file ({error}); fetch or pack it again") from error
    if len(raw) > limit:
        raise ToolSourceError(
            f"{place}: holds more than {limit / 2**20:,.0f} MiB unpacked, the limit; split it into several"
        )
    return raw
