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
    raw = _read_bytes(path, limit)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ToolSourceError(
            f"{path}:{line}: not UTF-8 (byte 0x{raw[error.start]:02x} at offset {error.start}); "
            f"save it as UTF-8, for instance with `iconv -f LATIN1 -t UTF-8`"
        ) from error


def _read_bytes(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
        if raw[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
                raw = packed.read(limit + 1)
    except FileNotFoundError:
        raise ToolSourceError(
            f"{path}: no such file; give the path of a file of tools or of an API description"
        ) from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ToolSourceError(f"{path}: a damaged gzip file ({error}); fetch or pack it again") from error
    except OSError as error:
        raise ToolSourceError(f"{path}: cannot be read ({error.strerror})") from error
    if len(raw) > limit:
        raise ToolSourceError(
            f"{path}: holds more than {limit / 2**20:,.0f} MiB unpacked, the limit; split it into several"
        )
    return raw
