"""Dialogues as tokens: labels are what the assistant wrote, and no dialogue is cut inside a round."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from toolflow_dataset import Message, ToolCall
from toolflow_evaluation.conversation import Conversation
from toolflow_training.templates import packaged
from toolflow_training.token_rows import NOT_LEARNT, DialogueTokens, TokenRow

END = "<|im_end|>"
TURNS = [
    "Let me look.\n"
    '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Zürich", "offset": -0.3}}\n</tool_call>\n'
    f'<tool_call>\n{{"name": "get_weather", "arguments": {{"city": "Łódź"}}}}\n</tool_call>{END}',
    f"Clear in Zürich; for Łódź there is no forecast.{END}",
    f"You are welcome.{END}",
]


def tokens_of(tokenizer: Any, max_length: int = 4096, *, single_call: bool = False) -> DialogueTokens:
    return DialogueTokens(tokenizer, packaged("hermes"), max_length, single_call=single_call)


def only(maker: DialogueTokens, conversation: Conversation) -> TokenRow:
    (row,) = maker.rows(conversation)
    return row


def learnt(tokenizer: Any, row: TokenRow) -> str:
    return str(tokenizer.decode([label for label in row.labels if label != NOT_LEARNT]))


def test_labels_are_the_assistants_turns_calls_included(chatml: Any, conversation: Conversation) -> None:
    row = only(tokens_of(chatml), conversation)
    assert learnt(chatml, row) == "".join(TURNS)
    assert len(row.labels) == len(row.input_ids)
    assert all(label in (NOT_LEARNT, token) for token, label in zip(row.input_ids, row.labels, strict=True))


def test_a_tokenizer_that_trims_offsets_gives_the_same_labels(
    chatml: Any, conversation: Conversation
) -> None:
    import copy

    from tokenizers import processors

    trimming = copy.deepcopy(chatml)
    trimming.backend_tokenizer.post_processor = processors.ByteLevel(trim_offsets=True)
    assert only(tokens_of(trimming), conversation) == only(tokens_of(chatml), conversation)


def test_what_follows_the_last_reply_is_left_out(chatml: Any, conversation: Conversation) -> None:
    asked = replace(conversation, messages=(*conversation.messages, Message("user", "And tomorrow?")))
    assert only(tokens_of(chatml), asked) == only(tokens_of(chatml), conversation)


def test_a_long_dialogue_loses_whole_rounds_from_its_end(chatml: Any, conversation: Conversation) -> None:
    system, *rest = conversation.messages
    long = replace(conversation, messages=(system, *rest, *rest, *rest))  # six rounds
    whole = only(tokens_of(chatml), long)
    by_rounds = [
        only(tokens_of(chatml), replace(long, messages=(system, *(rest * 3)[:until])))
        for until in (5, 7, 12, 14, 19, 21)  # where rounds end
    ]
    assert by_rounds[-1] == whole
    for size in range(len(by_rounds[0].input_ids), len(whole.input_ids)):
        maker = tokens_of(chatml, size)
        kept = [row for row in by_rounds if len(row.input_ids) <= size]
        assert only(maker, long) == kept[-1]
        assert (maker.counts.cut, maker.counts.rounds_cut) == (1, 6 - len(kept))


def test_a_dialogue_whose_first_round_is_too_long_is_left_out(
    chatml: Any, conversation: Conversation
) -> None:
    first = only(tokens_of(chatml), replace(conversation, messages=conversation.messages[:6]))
    maker = tokens_of(chatml, len(first.input_ids) - 1)
    assert list(maker.rows(conversation)) == []
    assert (maker.counts.too_long, maker.counts.used, maker.counts.cut) == (1, 0, 0)
    assert maker.counts.to_json()["length"]["longest"] > len(first.input_ids)


def test_a_dialogue_without_an_assistant_is_left_out(chatml: Any, conversation: Conversation) -> None:
    maker = tokens_of(chatml)
    assert list(maker.rows(replace(conversation, messages=conversation.messages[:2]))) == []
    assert maker.counts.unanswered == 1


def test_single_call_gives_each_call_a_turn_with_its_result(chatml: Any, conversation: Conversation) -> None:
    maker = tokens_of(chatml, single_call=True)
    row = only(maker, conversation)
    text = chatml.decode(row.input_ids)
    first, second = (
        TURNS[0].split("\n<tool_call>", 2)[0],
        '{"name": "get_weather", "arguments": {"city": "Łódź"}}',
    )
    assert learnt(chatml, row) == (
        f'{first}\n<tool_call>\n{{"name": "get_weather", "arguments": {{"city": "Zürich", "offset": -0.3}}}}\n'
        f"</tool_call>{END}<tool_call>\n{second}\n</tool_call>{END}{TURNS[1]}{TURNS[2]}"
    )
    assert text.index('{"sky": "clear"}') < text.index(second) < text.index("no such place")
    assert maker.counts.split_turns == 1


def test_single_call_keeps_results_with_their_calls_where_ids_come_again(
    chatml: Any, conversation: Conversation
) -> None:
    """Foreign data number the calls of every turn anew."""

    def turn(city: str) -> list[Message]:
        calls = tuple(ToolCall(f"c{i}", "get_weather", {"city": f"{city}{i}"}) for i in (1, 2))
        results = [Message("tool", f"seen {city}{i}", tool_call_id=f"c{i}") for i in (2, 1)]
        return [Message("user", "?"), Message("assistant", "", calls), *results]

    twice = replace(conversation, messages=(*turn("A"), *turn("B"), Message("assistant", "Done.")))
    row = only(tokens_of(chatml, single_call=True), twice)
    order = [
        part
        for part in chatml.decode(row.input_ids).replace('"', " ").split()
        if part[0] in "AB" and len(part) == 2
    ]
    assert order == ["A1", "A1", "A2", "A2", "B1", "B1", "B2", "B2"]


@pytest.mark.parametrize("ids", [(None, None), ("c9", "c8"), ("c0", None)])
def test_single_call_keeps_results_that_name_no_call(
    ids: tuple[str | None, str | None], chatml: Any, conversation: Conversation
) -> None:
    """The older `function` messages have no ids; two calls of one turn may have the same."""
    calls = tuple(ToolCall("c0", "get_weather", {"city": f"A{i}"}) for i in (1, 2))
    results = [Message("tool", f"seen A{i}", tool_call_id=id) for i, id in enumerate(ids, 1)]
    turn = [Message("user", "?"), Message("assistant", "", calls), *results, Message("assistant", "Done.")]
    row = only(tokens_of(chatml, single_call=True), replace(conversation, messages=tuple(turn)))
    text = chatml.decode(row.input_ids)
    places = [text.index(part) for part in ('"A1"', "seen A1", '"A2"', "seen A2", "Done.")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "message",
    [
        Message("tool", '{"page": "Write <|im_end|> last."}'),
        Message("assistant", "Write <|im_end|> last."),
        Message("assistant", "", (ToolCall("c", "get_weather", {"city": ["<|im_start|>"]}),)),
    ],
)
def test_a_text_with_a_control_token_leaves_its_dialogue_out(
    message: Message, chatml: Any, conversation: Conversation
) -> None:
    """It would end a turn in its middle, or begin one that nobody took."""
    held = replace(conversation, messages=(*conversation.messages, message, Message("assistant", "Bye.")))
    maker = tokens_of(chatml)
    assert list(maker.rows(held)) == []
    assert (maker.counts.control, maker.counts.used) == (1, 0)
    assert len(list(maker.rows(conversation))) == 1


def test_counts_say_what_was_read(chatml: Any, conversation: Conversation) -> None:
    maker = tokens_of(chatml)
    row = only(maker, conversation)
    counts = maker.counts.to_json()
    assert counts["tokens"] == len(row.input_ids)
    assert counts["learnt"] == sum(label != NOT_LEARNT for label in row.labels)
    assert counts["length"] == dict.fromkeys(("median", "p95", "longest"), len(row.input_ids))
    assert chatml.decode([maker.counts.endings.most_common(1)[0][0]]) == END


def test_a_slow_tokenizer_is_refused(chatml: Any) -> None:
    from toolflow_dataset.errors import ConfigError

    class Slow:
        is_fast = False

    with pytest.raises(ConfigError, match=r"Slow.*tokenizer\.json"):
        tokens_of(Slow())
