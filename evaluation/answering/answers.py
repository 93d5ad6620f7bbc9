"""What models answered, a JSON line each, written before it is scored; a run goes on where its file ends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from toolflow_dataset.errors import ConfigError, SchemaError

from .lines import LineFile
from .prompts import Prompt

ANSWERS_FILE = "answers.jsonl"
SETTINGS_FILE = "settings.json"

# `template`: calls in the text, as a chat template has them; the others as an endpoint is asked
AnswerForm = Literal["native", "template", "json_schema", "json_object", "text"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model answered to a question.

    Args:
        id: The question's.
        asked: Digest of what the model saw of the question.
        form: How it was asked for calls.
        content: Its text.
        calls: (name, arguments) as they came, unread.
        finish_reason: `stop`, `tool_calls`, `length`...
        model: The model that says it answered.
        prompt_tokens: Read, as counted by whoever ran the model.
        completion_tokens: Written.
    """

    id: str
    asked: str
    form: AnswerForm
    content: str = ""
    calls: tuple[tuple[str, Any], ...] = ()
    finish_reason: str = "stop"
    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the form that stands on one line."""
        return {
            "id": self.id,
            "asked": self.asked,
            "form": self.form,
            "content": self.content,
            "calls": [list(call) for call in self.calls],
            "finish_reason": self.finish_reason,
            "model": self.model,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Answer:
        """Read the form that `to_json` writes.

        Raises:
            SchemaError: If it is something else.
        """
        try:
            calls = tuple((name, arguments) for name, arguments in document["calls"])
            answer = cls(**{**document, "calls": calls})
            texts = (answer.id, answer.asked, answer.form, answer.content, answer.finish_reason, answer.model)
            if not all(isinstance(text, str) for text in texts):
                raise TypeError("a text is none")
            return answer
        except (KeyError, TypeError, ValueError) as error:
            raise SchemaError(f"not an answer as a benchmark keeps it ({error!r:.100})") from error


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that a model could not be asked; it is asked again by the next run.

    Args:
        id: The question's.
        cause: What went wrong.
        lasting: Whether it will go wrong again, with this model.
    """

    id: str
    cause: str
    lasting: bool = False


class AnswerFile:
    """The answers of a run, in a folder with the settings that they depend on.

    Args:
        folder: Made where it is not there.
        settings: What the answers depend on besides the questions.

    Raises:
        ConfigError: If the folder holds answers under other settings, or cannot be used.
        SchemaError: If a line other than a torn last one is no answer.
    """

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self.path = folder / ANSWERS_FILE
        self.answers: dict[str, Answer] = {}
        self._lines = LineFile(self.path)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._settle(folder / SETTINGS_FILE, settings)
            self.answers = {answer.id: answer for answer in self._lines.read(Answer.from_json)}
        except OSError as error:
            raise ConfigError(f"{folder}: cannot be used as the folder of a run ({error})") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()

    def answer_to(self, prompt: Prompt) -> Answer | None:
        """Return the answer to a prompt; None where there is none, or it was asked something else."""
        kept = self.answers.get(prompt.id)
        return kept if kept is not None and kept.asked == prompt.digest else None

    def add(self, answer: Answer) -> None:
        """Keep an answer, in the file before anything else."""
        self._lines.add(answer.to_json())
        self.answers[answer.id] = answer

    def _settle(self, file: Path, settings: Mapping[str, Any]) -> None:
        if not file.exists():
            if self.path.exists():
                raise ConfigError(f"{self.path} is there, but no {file.name}; give another folder")
            temporary = file.with_name(f".{file.name}.tmp")
            temporary.write_text(json.dumps(settings, indent=1, ensure_ascii=False) + "\n", "utf-8")
            temporary.replace(file)  # a kill leaves all of it or nothing
            return
        try:
            kept = json.loads(file.read_text("utf-8"))
        except ValueError as error:
            raise ConfigError(f"{file} is no JSON ({error}); give another folder") from error
        if not isinstance(kept, dict):
            raise ConfigError(f"{file}: expected an object, got {str(kept)[:80]!r}; give another folder")
        differing = [key for key in {**kept, **settings} if kept.get(key) != settings.get(key)]
        if differing:
            told = "; ".join(f"{key} was {kept.get(key)!r}, is {settings.get(key)!r}" for key in differing)
            raise ConfigError(f"{file.parent} has answers under other settings: {told}; give another folder")
