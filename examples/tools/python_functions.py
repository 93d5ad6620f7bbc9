"""Functions to import as tools and to execute: conversions, the calendar, text, money, a to-do list.

All are deterministic: the same arguments, and for the to-do list the same calls before, give the same
results. The to-do list lives in this module's variables; each dialogue has one of its own.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from typing import Any

_METRES = {
    "metre": 1.0,
    "kilometre": 1000.0,
    "mile": 1609.344,
    "yard": 0.9144,
    "foot": 0.3048,
    "inch": 0.0254,
}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_TODOS: dict[int, dict[str, Any]] = {}


def convert_length(value: float, from_unit: str, to_unit: str) -> dict[str, Any]:
    """Convert a length to another unit.

    Args:
        value: The length to convert.
        from_unit: Unit of the given length. (choices: ["metre", "kilometre", "mile", "yard", "foot", "inch"])
        to_unit: Unit wanted. (choices: ["metre", "kilometre", "mile", "yard", "foot", "inch"])

    Returns:
        The converted length and its unit.
    """
    return {"length": round(value * _unit(from_unit) / _unit(to_unit), 6), "unit": to_unit}


def convert_temperature(degrees: float, from_scale: str, to_scale: str) -> dict[str, Any]:
    """Convert a temperature to another scale.

    Args:
        degrees: The temperature to convert.
        from_scale: Scale of the given temperature. (choices: ["celsius", "fahrenheit", "kelvin"])
        to_scale: Scale wanted. (choices: ["celsius", "fahrenheit", "kelvin"])

    Returns:
        The converted temperature and its scale.
    """
    kelvin = {
        "celsius": degrees + 273.15,
        "fahrenheit": (degrees - 32) / 1.8 + 273.15,
        "kelvin": degrees,
    }[from_scale]
    if kelvin < 0:
        raise ValueError(f"{degrees:g} {from_scale} is below absolute zero")
    converted = {"celsius": kelvin - 273.15, "fahrenheit": (kelvin - 273.15) * 1.8 + 32, "kelvin": kelvin}
    return {"temperature": round(converted[to_scale], 2), "scale": to_scale}


def days_between(start_date: str, end_date: str) -> dict[str, Any]:
    """Count the days and the working days between two dates.

    Args:
        start_date: First date, as YYYY-MM-DD.
        end_date: Last date, as YYYY-MM-DD; not counted itself.

    Returns:
        Days and working days.
    """
    start, end = dt.date.fromisoformat(start_date), dt.date.fromisoformat(end_date)
    if end < start:
        raise ValueError(f"{end_date} is before {start_date}")
    days = (end - start).days
    if days > 40_000:
        raise ValueError("the dates are more than 100 years apart")
    working = sum((start + dt.timedelta(number)).weekday() < 5 for number in range(days))
    return {"days": days, "working_days": working}


def add_to_date(date: str, days: int, months: int = 0) -> dict[str, Any]:
    """Add days and months to a date.

    Args:
        date: The date to start from, as YYYY-MM-DD.
        days: Days to add; negative to go back.
        months: Months to add; negative to go back.

    Returns:
        The date, and its day of the week.
    """
    start = dt.date.fromisoformat(date)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    found = dt.date(year, month + 1, min(start.day, last)) + dt.timedelta(days)
    return {"date": found.isoformat(), "weekday": calendar.day_name[found.weekday()]}


def text_statistics(text: str) -> dict[str, Any]:
    """Count the words of a text and estimate its reading time.

    Args:
        text: The text to look at.

    Returns:
        Counts, the longest word, and minutes to read at 200 words a minute.
    """
    words = _WORD.findall(text)
    return {
        "words": len(words),
        "sentences": len(re.findall(r"[.!?]+(?:\s|$)", text)) or int(bool(words)),
        "characters": len(text),
        "longest_word": max(words, key=len, default=""),
        "reading_minutes": math.ceil(len(words) / 200),
    }


def split_bill(amount: float, people: int, tip_percent: float = 0.0) -> dict[str, Any]:
    """Split a bill between people.

    Args:
        amount: The bill without the tip.
        people: How many people share it.
        tip_percent: Tip as a percentage of the bill.

    Returns:
        The total with the tip, and what each person pays.
    """
    if people < 1:
        raise ValueError("at least one person has to pay")
    total = round(amount * (1 + tip_percent / 100), 2)
    return {"total": total, "per_person": math.ceil(total * 100 / people - 1e-9) / 100}


def add_todo(title: str, due_date: str | None = None, priority: str = "normal") -> dict[str, Any]:
    """Add a task to the to-do list.

    Args:
        title: What is to be done.
        due_date: When it has to be done, as YYYY-MM-DD.
        priority: How urgent it is. (choices: ["low", "normal", "high"])

    Returns:
        The task with its number.
    """
    if due_date:
        dt.date.fromisoformat(due_date)
    if any(todo["title"] == title and not todo["done"] for todo in _TODOS.values()):
        raise ValueError(f"there is an open task {title!r} already")
    number = max(_TODOS, default=0) + 1
    _TODOS[number] = {
        "todo_id": number,
        "title": title,
        "due_date": due_date,
        "priority": priority,
        "done": False,
    }
    return _TODOS[number]


def complete_todo(todo_id: int) -> dict[str, Any]:
    """Complete a task of the to-do list.

    Args:
        todo_id: Number of the task.

    Returns:
        The task as it is now.
    """
    if todo_id not in _TODOS:
        raise LookupError(f"there is no task {todo_id} on the list")
    _TODOS[todo_id]["done"] = True
    return _TODOS[todo_id]


def list_todos(priority: str | None = None, include_done: bool = False) -> dict[str, Any]:
    """List the tasks of the to-do list.

    Args:
        priority: Only tasks of this urgency. (choices: ["low", "normal", "high"])
        include_done: Whether tasks that are done are listed too.

    Returns:
        The tasks, and how many there are.
    """
    todos = [
        todo
        for todo in _TODOS.values()
        if (include_done or not todo["done"]) and priority in (None, todo["priority"])
    ]
    return {"todos": todos, "count": len(todos)}


def _unit(name: str) -> float:
    if name not in _METRES:
        raise ValueError(f"unknown unit {name!r}; the units are {', '.join(_METRES)}")
    return _METRES[name]
