"""Whether a token may write to an owner's repositories, as far as the Hub says so when asked who somebody is.

One request, before any long work. Only what is certain is a refusal: what fine-grained tokens may do is the
Hub's to judge when it comes to it, and servers that know no accounts, or limit the question, say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .hub_trouble import status_of

if TYPE_CHECKING:
    from huggingface_hub import HfApi

_REFUSED = 401
_SILENT = (403, 404, 405, 429)  # no such question here, or none right now


def refusal(api: HfApi, owner: str) -> str | None:
    """Return why the token at hand may not write to an owner; None if it may, or if the Hub does not say.

    Raises:
        Exception: Whatever `huggingface_hub` raises where the Hub cannot be asked.
    """
    from huggingface_hub import get_token

    advice = f"log in with `hf auth login`, or set HF_TOKEN to a token that may write to {owner}"
    if get_token() is None:
        return f"there is no token; {advice}"
    try:
        account = api.whoami()
    except Exception as error:
        status = status_of(error)
        if status == _REFUSED:
            return f"the token is refused (HTTP 401: expired, revoked or mistyped); {advice}"
        if status in _SILENT:
            return None
        raise
    return refusal_of(account, owner)


def refusal_of(account: Mapping[str, Any], owner: str) -> str | None:
    """Return what an answer of `whoami-v2` says against writing to an owner."""
    name = str(account.get("name", ""))
    roles = {str(each["name"]): each.get("roleInOrg") for each in account.get("orgs") or ()}
    if owner.casefold() not in {each.casefold() for each in (name, *roles)}:
        theirs = ", ".join((name, *sorted(each for each, role in roles.items() if role != "read")))
        return (
            f"{name} is not in {owner}; publish under one of {theirs}, ask to be let in, or set HF_TOKEN to "
            f"a token that may write to {owner}"
        )
    token = (account.get("auth") or {}).get("accessToken") or {}
    if token.get("role") == "read":
        return f"the token may only read; make one that may write to {owner}"
    if {each.casefold(): role for each, role in roles.items()}.get(owner.casefold()) == "read":
        return f"{name} may only read in {owner}; ask for the right to write there"
    return None
