"""Values packed for the page: JSON, gzipped, in base64, so that no text of theirs stands in the HTML."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

_LEVEL = 9


def packed(value: Any) -> str:
    r"""Return a JSON value as the text of a data block; equal values give equal text.

    All that is not ASCII is escaped (`\ud800`), so that halves of surrogate pairs survive as they are.

    Raises:
        ValueError: If it holds nan or an infinity.
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode("ascii"), _LEVEL, mtime=0)).decode("ascii")


def unpacked(text: str) -> Any:
    """Return the value that `packed` was given."""
    return json.loads(gzip.decompress(base64.b64decode(text)))
