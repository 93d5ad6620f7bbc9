"""A lookup made again says the same, brought up to date; a thing described is the one that was listed."""

import pytest
from stage import everyday, make_tool
from test_result_world import answer, past

STRING, NUMBER = {"type": "string"}, {"type": "number"}
ACCOUNTS = {
    "account_id": "840817",
    "accounts": [
        {"account_id": "840817", "kind": "current", "balance": 2723.11},
        {"account_id": "458245", "kind": "savings", "balance": 795.36},
        {"account_id": "458299", "kind": "savings", "balance": 95.0},
    ],
    "total_balance": 3613.47,
}


def test_an_account_told_by_its_kind_is_the_one_listed():
    tools = everyday()
    history = past(tools["list_accounts"], {}, ACCOUNTS)
    made = answer(tools["get_account_balance"], {"account_type": "current"}, history)
    assert made["account_id"] == "840817" and made["balance"] == 2723.11 and made["available"] <= 2723.11


def test_where_two_are_meant_or_none_it_is_another():
    tools = everyday()
    history = past(tools["list_accounts"], {}, ACCOUNTS)
    for kind in ("savings", "joint"):
        made = answer(tools["get_account_balance"], {"account_type": kind}, history)
        assert made["account_id"] not in ("840817", "458245", "458299")


def test_an_event_searched_for_by_its_title_is_the_one_listed():
    tools = everyday()
    rows = [
        {"event_id": f"EV-{n}", "title": title, "start_time": "10:00", "location": "Room 2"}
        for n, title in enumerate(("Dentist", "Flat viewing"))
    ]
    history = past(
        tools["list_events"],
        {},
        {"events": rows, "event_id": "EV-0", "event_count": 2, "first_free_hour": "13:00"},
    )
    made = answer(tools["find_event"], {"query": "flat viewing"}, history)
    assert (made["event_id"], made["title"], made["location"]) == ("EV-1", "Flat viewing", "Room 2")


def test_asked_again_it_says_the_same_though_more_is_known():
    tool = everyday()["list_reviews"]
    asked = {"product_id": "PR74P5H"}
    first = answer(tool, asked)
    between = past(
        everyday()["get_product_details"],
        asked,
        {"price": 12.5, "in_stock": 3, "material": "oak", "sizes": [], "delivery_date": "2025-10-01"},
        1,
    )
    assert answer(tool, asked, [*past(tool, asked, first), *between]) == first


def test_a_transfer_changes_what_is_listed_again_and_its_sum():
    tools = everyday()
    sent = past(
        tools["transfer_money"],
        {"account_id": "840817", "iban": "DE12", "amount": 100},
        {"transaction_id": "TR-1", "arrives_on": "2025-09-15", "new_balance": 2623.11},
        1,
    )
    balance = past(
        tools["get_account_balance"],
        {"account_type": "current"},
        {"account_id": "840817", "balance": 2723.11, "available": 2700.0},
        2,
    )
    history = [*past(tools["list_accounts"], {}, ACCOUNTS), *balance, *sent]
    made = answer(tools["list_accounts"], {}, history)
    assert made == ACCOUNTS | {
        "accounts": [ACCOUNTS["accounts"][0] | {"balance": 2623.11}, *ACCOUNTS["accounts"][1:]],
        "total_balance": 3513.47,
    }
    assert answer(tools["get_account_balance"], {"account_type": "current"}, history) == {
        "account_id": "840817",
        "balance": 2623.11,
        "available": 2600.0,
    }


def test_what_was_deleted_is_not_listed_again():
    tools = everyday()
    listed = answer(tools["list_events"], {})
    gone = listed["events"][0]["event_id"]
    history = [
        *past(tools["list_events"], {}, listed),
        *past(tools["delete_event"], {"event_id": gone}, {"deleted": True, "freed_minutes": 30}, 1),
    ]
    made = answer(tools["list_events"], {}, history)
    assert made["events"] == listed["events"][1:]
    assert made["event_id"] == made["events"][0]["event_id"] and made["event_count"] == len(made["events"])


def test_what_is_taken_out_of_something_leaves_that_standing():
    take_out = make_tool(
        "remove_from_playlist", "Remove a song from a playlist.", playlist_id=STRING, song_id=STRING
    )
    rows = {
        "type": "array",
        "items": {"type": "object", "properties": {"playlist_id": STRING, "name": STRING}},
    }
    playlists = make_tool(
        "list_playlists", "List the playlists.", returns={"type": "object", "properties": {"playlists": rows}}
    )
    listed = {"playlists": [{"playlist_id": "PL-1", "name": "Rain"}, {"playlist_id": "PL-2", "name": "Sun"}]}
    taken = past(take_out, {"playlist_id": "PL-1", "song_id": "SO-1"}, {"removed": True}, 1)
    assert answer(playlists, {}, [*past(playlists, {}, listed), *taken]) == listed


def test_what_was_renamed_has_its_new_name_when_listed_again():
    rows = {"type": "array", "items": {"type": "object", "properties": {"device_id": STRING, "name": STRING}}}
    tool = make_tool(
        "list_gadgets", "List the gadgets.", returns={"type": "object", "properties": {"gadgets": rows}}
    )
    rename = make_tool("rename_gadget", "Rename a gadget.", device_id=STRING, new_name=STRING)
    listed = {"gadgets": [{"device_id": "DE-1", "name": "lamp"}, {"device_id": "DE-2", "name": "radio"}]}
    renamed = past(
        rename, {"device_id": "DE-2", "new_name": "kitchen radio"}, {"device_id": "DE-2", "online": True}, 1
    )
    made = answer(tool, {}, [*past(tool, {}, listed), *renamed])
    assert [row["name"] for row in made["gadgets"]] == ["lamp", "kitchen radio"]


def test_chance_may_fall_otherwise_again():
    tool = make_tool(
        "get_random_fact",
        "Get a random fact.",
        returns={"type": "object", "properties": {"number": NUMBER}, "required": ["number"]},
    )
    assert answer(tool, {}, past(tool, {}, {"number": -12345.5})) != {"number": -12345.5}


@pytest.mark.parametrize(("base", "to"), [("GBP", "JPY"), ("JPY", "AUD"), ("IDR", "KRW"), ("VND", "EUR")])
def test_a_rate_and_the_amount_converted_agree(base, to):
    made = answer(everyday()["convert_currency"], {"amount": 50, "from_currency": base, "to_currency": to})
    assert made["converted_amount"] == pytest.approx(50 * made["rate"], abs=0.005)


def test_they_agree_within_the_bounds_of_a_schema_too():
    fields = {"rate": {"type": "number", "minimum": 0.5, "maximum": 2}, "converted_amount": NUMBER}
    tool = make_tool(
        "convert_currency",
        "Convert a currency.",
        amount=NUMBER,
        from_currency=STRING,
        to_currency=STRING,
        returns={"type": "object", "properties": fields, "required": list(fields)},
    )
    assert answer(tool, {"amount": 50, "from_currency": "GBP", "to_currency": "JPY"}) == {
        "rate": 2,
        "converted_amount": 100,
    }


def test_a_list_of_all_holds_the_account_that_was_named_before():
    tools = everyday()
    told = {"account_id": "45435", "balance": 6583.45, "available": 6253.44}
    history = past(tools["get_account_balance"], {"account_type": "joint"}, told)
    made = answer(tools["list_accounts"], {}, history)
    row = next(row for row in made["accounts"] if row["account_id"] == "45435")
    assert (row["kind"], row["balance"]) == ("joint", 6583.45)
    assert made["total_balance"] == pytest.approx(sum(row["balance"] for row in made["accounts"]))


def test_each_account_has_a_balance_of_its_own():
    """Two accounts that pay one payee share nothing but the payee."""
    tools = everyday()
    sent = {"transaction_id": "TR-1", "arrives_on": "2025-09-15", "new_balance": 400.77}
    history = past(tools["transfer_money"], {"account_id": "435386", "iban": "FR88", "amount": 300}, sent)
    second = answer(tools["transfer_money"], {"account_id": "876553", "iban": "FR88", "amount": 300}, history)
    third = answer(tools["transfer_money"], {"account_id": "435386", "iban": "FR88", "amount": 300}, history)
    assert second["new_balance"] != 100.77 == third["new_balance"]


def test_who_asks_does_not_change_what_is_found():
    fields = {
        "type": "object",
        "properties": {"balance": NUMBER, "owner_name": STRING},
        "required": ["balance", "owner_name"],
    }
    tool = make_tool("get_wallet", "Get a wallet.", wallet_id=STRING, access_token=STRING, returns=fields)
    first = {"wallet_id": "W1", "access_token": "f1c8239d09ea06e29095ef74"}
    made = answer(tool, first)
    assert answer(tool, first | {"access_token": "095d64acb2bc944e0692d845"}) == made
    assert (
        answer(tool, first | {"access_token": "0"}, past(tool, first, made | {"balance": 1.5}))["balance"]
        == 1.5
    )
    assert answer(tool, first | {"wallet_id": "W2"}) != made
