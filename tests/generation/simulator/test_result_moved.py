"""What was paid in a dialogue stands in the list of payments afterwards, once, and only where it belongs."""

import pytest
from stage import everyday
from test_result_world import answer, past

PAY, LIST, PAYEE = (everyday()[name] for name in ("transfer_money", "list_transactions", "find_payee"))
IBAN = "DE89370400440532013000"
SENT = past(
    PAY,
    {"account_id": "840817", "iban": IBAN, "amount": 308.5},
    {"transaction_id": "TR-1341", "arrives_on": "2025-09-15", "new_balance": 900.0},
)
ROW = {"transaction_id": "TR-1341", "amount": 308.5, "booked_on": "2025-09-12"}


def listed(history, seed=1, **asked):
    return answer(LIST, {"account_id": "840817"} | asked, history, seed)


@pytest.mark.parametrize("seed", range(6))
def test_a_payment_of_today_is_the_newest(seed):
    made = listed(SENT, seed)
    newest = made["transactions"][0]
    assert ROW.items() <= newest.items() and newest["merchant"] and made["transaction_id"] == "TR-1341"
    assert made["money_out"] == pytest.approx(sum(row["amount"] for row in made["transactions"]))
    assert sum(row["transaction_id"] == "TR-1341" for row in made["transactions"]) == 1


def test_it_went_to_whom_the_account_was_told_to_be():
    payee = past(
        PAYEE, {"name": "Ada Moss"}, {"iban": IBAN, "last_amount": 20.0, "last_paid_on": "2025-09-01"}, 1
    )
    assert listed([*payee, *SENT])["transactions"][0]["merchant"] == "Ada Moss"


def test_a_list_told_before_grows_by_it_and_by_nothing_else():
    before = listed([])
    old = past(LIST, {"account_id": "840817"}, before, 2)
    room = 5 - 1  # the schema lists five at most
    newest, *rest = listed([*old, *SENT])["transactions"]
    assert ROW.items() <= newest.items() and rest == before["transactions"][:room]
    assert listed(old) == before


@pytest.mark.parametrize(
    "asked",
    [
        {"account_id": "458245"},
        {"to_date": "2025-09-11"},
        {"min_amount": 400},
        {"category": "transport"},
    ],
)
def test_it_is_not_where_it_does_not_belong(asked):
    """Another account, the days before, larger payments; and of what sort it was nobody said."""
    assert "TR-1341" not in str(listed(SENT, **asked))


def test_what_failed_was_not_paid():
    failed = past(PAY, {"account_id": "840817", "iban": IBAN, "amount": 308.5}, {"error": "No."})
    assert 308.5 not in [row["amount"] for row in listed(failed)["transactions"]]
