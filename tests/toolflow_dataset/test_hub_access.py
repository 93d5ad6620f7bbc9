"""What an answer of `whoami-v2` says against writing to an owner, and what it leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from toolflow_dataset.hub_access import refusal_of


def account(role: str = "write", **orgs: str | None) -> dict[str, Any]:
    """Return the answer to ada, whose token has a role and who has one in each of her organisations."""
    found = [{"type": "org", "name": name, "roleInOrg": each} for name, each in orgs.items()]
    return {
        "type": "user",
        "name": "ada",
        "orgs": found,
        "auth": {"type": "access_token", "accessToken": {"displayName": "x", "role": role}},
    }


@pytest.mark.parametrize(
    ("answer", "owner"),
    [
        (account(), "ada"),
        (account(), "Ada"),  # the Hub's names differ by more than case
        (account(lab="admin"), "lab"),
        (account(lab="contributor"), "LAB"),
        (account("fineGrained", lab="write"), "lab"),  # what it may do the Hub says when it comes to it
        (account(lab=None), "lab"),
        ({"type": "org", "name": "lab"}, "lab"),  # an organisation's own token
        ({"type": "user", "name": "ada", "orgs": None, "auth": {"type": "oauth"}}, "ada"),
    ],
)
def test_what_is_not_certain_is_no_refusal(answer: dict[str, Any], owner: str) -> None:
    assert refusal_of(answer, owner) is None


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (account(), "ada is not in lab; publish under one of ada, ask to be let in"),
        (account(a="admin", b="read", c="write"), "ada is not in lab; publish under one of ada, a, c, ask"),
        (account("read", lab="write"), "the token may only read; make one that may write to lab"),
        (account(Lab="read"), "ada may only read in lab; ask for the right to write there"),
    ],
)
def test_what_is_certain_is_told(answer: dict[str, Any], told: str) -> None:
    assert (refusal_of(answer, "lab") or "").startswith(told)
