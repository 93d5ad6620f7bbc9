"""The Schema-Guided Dialogue layout: utterances with frames, service calls and their results among them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from toolflow_dataset.types import Message, ToolCall

from .layout_fields import FieldError, list_of, object_of, text_of


def read_sgd(turns: Sequence[Any]) -> tuple[Message, ...]:
    """Read SGD's turns: a system turn with a service call is a call, its results, and what is said of them.

    The call is named `<service>_<method>`, as services share method names.

    Raises:
        FieldError: If a turn is malformed.
    """
    messages: list[Message] = []
    for i, item in enumerate(turns):
        path = f"turns[{i}]"
        turn = object_of(item, path)
        said = text_of(turn.get("utterance"), f"{path}.utterance")
        if turn.get("speaker") == "USER":
            messages.append(Message("user", said))
        elif turn.get("speaker") == "SYSTEM":
            messages += [
                *_service_calls(turn.get("frames") or [], f"{path}.frames", i),
                Message("assistant", said),
            ]
        else:
            raise FieldError(f"{path}.speaker", f"got {turn.get('speaker')!r:.60}, expected USER or SYSTEM")
    return tuple(messages)


def _service_calls(frames: Any, path: str, index: int) -> list[Message]:
    calls: list[ToolCall] = []
    results: list[Message] = []
    for i, item in enumerate(list_of(frames, path)):
        frame = object_of(item, f"{path}[{i}]")
        if not frame.get("service_call"):
            continue
        call = object_of(frame["service_call"], f"{path}[{i}].service_call")
        if not isinstance(call.get("method"), str):
            raise FieldError(
                f"{path}[{i}].service_call.method", f"got {call.get('method')!r:.60}, expected a name"
            )
        arguments = object_of(call.get("parameters") or {}, f"{path}[{i}].service_call.parameters")
        call_id = f"call_{index}_{i}"
        calls.append(ToolCall(call_id, f"{frame.get('service')}_{call['method']}", dict(arguments)))
        found = json.dumps(frame.get("service_results") or [], ensure_ascii=False)
        results.append(Message("tool", found, (), call_id))
    return [Message("assistant", "", tuple(calls)), *results] if calls else []
