"""What the hand-written good model says: four office tools, a plan, five requests with calls and answers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from toolflow_dataset.types import Tool

Asked = tuple[str, dict[str, Any]]


def _object(required: str, **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required.split()}


def _string(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


_CITY = _string("Name of the city")
_DATE = _string("Day in the form YYYY-MM-DD")
_CONTACT = _string("Identifier of a person in the address book")
_EVENT = _string("Identifier of a calendar event")
_PEOPLE = {"type": "array", "items": {"type": "string"}, "description": "Address book identifiers"}

TOOLS = [
    Tool(
        "get_forecast",
        "Get the weather forecast of a city for one day.",
        _object("city date", city=_CITY, date=_DATE),
        _object(
            "city date conditions high_c rain_chance",
            city=_CITY,
            date=_DATE,
            conditions=_string("Sky and precipitation"),
            high_c={"type": "integer", "description": "Highest temperature in degrees Celsius"},
            rain_chance={"type": "integer", "description": "Chance of rain in percent"},
        ),
    ),
    Tool(
        "find_contact",
        "Look a person up in the address book.",
        _object("name", name=_string("Full name of the person")),
        _object("contact_id name", contact_id=_CONTACT, name=_string("Full name"), email=_string("Address")),
    ),
    Tool(
        "create_event",
        "Put an event into the calendar and invite people to it.",
        _object(
            "title date start_time",
            title=_string("Title of the event"),
            date=_DATE,
            start_time=_string("Start in 24-hour time, HH:MM"),
            location=_string("City or place where it happens"),
            attendees=_PEOPLE,
        ),
        _object(
            "event_id status", event_id=_EVENT, status={"type": "string", "enum": ["created", "conflict"]}
        ),
    ),
    Tool(
        "send_email",
        "Send an email to a person in the address book.",
        _object(
            "contact_id subject body",
            contact_id=_CONTACT,
            subject=_string("Subject line"),
            body=_string("Text of the email"),
            event_id=_EVENT,
        ),
        _object(
            "message_id queued", message_id=_string("Identifier of the email"), queued={"type": "boolean"}
        ),
    ),
]
PLAN = [
    ("tool_call", "The user is picking a place for an outing and compares the weather in two cities."),
    ("tool_call", "The user settles on one of them and wants it in the calendar, with a colleague invited."),
    ("chitchat", "The user jokes about what people bring to such outings."),
    ("tool_call", "The user wants two colleagues written to with what they should bring along."),
    ("tool_call", "The user wants to know the weather on a fallback day."),
]


@dataclass
class Memory:
    """What the assistant can look back on.

    Args:
        today: The date in the system message.
        found: Successful results of the dialogue, by call.
        failures: How often each call has failed in this round.
        last_error: What the call that failed last returned.
    """

    today: dt.date
    found: dict[str, Any] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    last_error: str = ""

    @property
    def thursday(self) -> dt.date:
        """The next Thursday, which is never today."""
        return self.today + dt.timedelta((3 - self.today.weekday() - 1) % 7 + 1)

    @property
    def friday(self) -> dt.date:
        """The day after it."""
        return self.thursday + dt.timedelta(1)

    def result(self, asked: Asked) -> Any:
        """Return the result of a call made before; None where there is none."""
        return self.found.get(key_of(asked))


def key_of(asked: Asked) -> str:
    """Return what tells one call from another."""
    return json.dumps(asked, sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Request:
    """One request of the user.

    Args:
        full: Its words, with every value that is required.
        short: The same with one of them left out; empty for small talk.
        question: How the assistant asks for it.
        missing: How the user then gives it.
        stages: Calls to make, one stage after the other; empty for small talk.
        answer: What the assistant says in the end.
        aside: What it says beside the first calls; may be empty.
    """

    full: str
    short: str = ""
    question: str = ""
    missing: str = ""
    stages: tuple[Callable[[Memory], list[Asked]], ...] = ()
    answer: Callable[[Memory], str] = lambda memory: ""
    aside: str = ""


def _forecast(city: str, day: dt.date) -> Asked:
    return "get_forecast", {"city": city, "date": day.isoformat()}


def _contact(name: str) -> Asked:
    return "find_contact", {"name": name}


def _event(memory: Memory) -> Asked:
    return "create_event", {
        "title": "Team picnic",
        "date": memory.thursday.isoformat(),
        "start_time": "12:30",
        "location": "Brighton",
        "attendees": [memory.result(_contact("Priya Raman"))["contact_id"]],
    }


def _emails(memory: Memory) -> list[Asked]:
    event = memory.result(_event(memory))
    asked: list[Asked] = []
    for name in ("Priya Raman", "Tomás Ferreira"):
        arguments = {
            "contact_id": memory.result(_contact(name))["contact_id"],
            "subject": "Picnic on Thursday",
            "body": f"Hi {name.split()[0]},\n\nOur team picnic in Brighton is on {_day(memory.thursday)}. "
            "Please bring a blanket and something to share.\n\nSee you there!",
        }
        asked.append(("send_email", arguments | ({"event_id": event["event_id"]} if event else {})))
    return asked


def _day(day: dt.date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _compare(memory: Memory) -> str:
    london, brighton = (memory.result(_forecast(city, memory.thursday)) for city in ("London", "Brighton"))
    return (
        f"Brighton is the safer bet for {_day(memory.thursday)}:\n\n"
        f"- **Brighton**: {brighton['conditions']}, up to {brighton['high_c']}°C, "
        f"{brighton['rain_chance']}% chance of rain\n"
        f"- **London**: {london['conditions']}, {london['high_c']}°C, {london['rain_chance']}% chance of rain"
    )


def _booked(memory: Memory) -> str:
    event = memory.result(_event(memory))
    return (
        f'Done! "Team picnic" is in your calendar for {_day(memory.thursday)} at 12:30 in Brighton, and Priya '
        f"Raman is invited. The event's reference is {event['event_id']}."
    )


def _sent(memory: Memory) -> str:
    one, two = (memory.result(email)["message_id"] for email in _emails(memory))
    return (
        "Both emails are on their way: Priya and Tomás now know to bring a blanket and something to share "
        f"(message numbers {one} and {two})."
    )


def _fallback(memory: Memory) -> str:
    friday = memory.result(_forecast("Brighton", memory.friday))
    return (
        f"{_day(memory.friday)} in Brighton looks like {friday['conditions']} with a high of {friday['high_c']}°C "
        f"and a {friday['rain_chance']}% chance of rain, so it would do as a backup."
    )


REQUESTS = (
    Request(
        full="hey, need to pick a spot for the team picnic this Thursday - what's the weather gonna be like in "
        "London and in Brighton?",
        short="hey, need to pick a spot for the team picnic - what's the weather gonna be like in London and in "
        "Brighton?",
        question="Happy to compare them! Which day is the picnic?",
        missing="oh right, this Thursday",
        stages=(lambda m: [_forecast("London", m.thursday), _forecast("Brighton", m.thursday)],),
        answer=_compare,
        aside="Let me check Thursday's forecast for both cities.",
    ),
    Request(
        full='Brighton it is then. Stick "Team picnic" in the calendar for that day, 12:30 start, and invite '
        "Priya Raman",
        short='Brighton it is then. Stick "Team picnic" in the calendar for that day and invite Priya Raman',
        question="Sure. What time should the picnic start?",
        missing="half past twelve",
        stages=(lambda m: [_contact("Priya Raman")], lambda m: [_event(m)]),
        answer=_booked,
    ),
    Request(
        full="honestly I'm just praying nobody turns up with egg sandwiches again lol",
        answer=lambda memory: (
            'Ha, the smell alone could clear a beach! Maybe start a "no eggs" rule, or assign '
            "dishes up front so that nobody has to improvise."
        ),
    ),
    Request(
        full='anyway, can you email Priya and also Tomás Ferreira? subject "Picnic on Thursday", and tell them '
        "to bring a blanket and something to share",
        short='anyway, can you email Priya and also Tomás Ferreira about it? subject "Picnic on Thursday"',
        question="Of course. What would you like the email to say?",
        missing="just tell them to bring a blanket and something to share",
        stages=(lambda m: [_contact("Priya Raman"), _contact("Tomás Ferreira")], _emails),
        answer=_sent,
        aside="I'll get the addresses first.",
    ),
    Request(
        full="perfect. and in case it does pour, how's Brighton looking the day after?",
        short="perfect. and in case it does pour, how's Brighton looking on our backup day?",
        question="Which day is your backup day?",
        missing="the Friday, so the day after",
        stages=(lambda m: [_forecast("Brighton", m.friday)],),
        answer=_fallback,
    ),
)

RESULTS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "get_forecast": lambda given: {
        **given,
        **(
            {"conditions": "light showers", "high_c": 18, "rain_chance": 70}
            if given["city"] == "London"
            else {"conditions": "mostly sunny skies", "high_c": 22, "rain_chance": 10}
        ),
    },
    "find_contact": lambda given: {
        "contact_id": {"Priya Raman": "ct_4471", "Tomás Ferreira": "ct_2093"}[given["name"]],
        "name": given["name"],
        "email": given["name"].lower().replace(" ", ".").replace("á", "a") + "@northpier.example",
    },
    "create_event": lambda given: {"event_id": "evt_88213", "status": "created"},
    "send_email": lambda given: {"message_id": f"M-{given['contact_id'][3:]}7", "queued": True},
}
ERRORS = {
    "get_forecast": "Weather service timed out after 10 s",
    "find_contact": "Directory is temporarily unavailable",
    "create_event": "Calendar backend returned 503",
    "send_email": "Mail server did not accept the connection",
}
