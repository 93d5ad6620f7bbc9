"""What a product is made of and comes in follows from what it is, and its price from the cart it lies in."""

import pytest
from stage import everyday
from test_result_world import answer, past

DETAILS, SEARCH, REVIEWS = (
    everyday()[name] for name in ("get_product_details", "search_products", "list_reviews")
)


def found(name):
    return past(
        SEARCH,
        {"query": "something"},
        {
            "product_id": "PR1",
            "products": [{"product_id": "PR1", "name": name, "brand": "Lumo", "price": 40, "rating": 4}],
        },
    )


@pytest.mark.parametrize(
    ("name", "material", "size"),
    [
        ("Lumo oak bookshelf", "solid oak", "medium"),
        ("Lumo leather belt", "leather", "medium"),
        ("Lumo merino socks", "merino wool", "M"),
        ("Lumo bamboo bench", "bamboo", "medium"),
        ("Lumo dual-band headphones for runners", None, "one size"),
        ("Lumo graphics card", None, "one size"),
        ("Lumo game controller", None, "one size"),
        ("Lumo desk lamp", None, "one size"),
    ],
)
def test_material_and_sizes_fit_the_product(name, material, size):
    made = answer(DETAILS, {"product_id": "PR1"}, found(name))
    assert size in made["sizes"]
    assert made["material"] == material or (
        material is None and made["material"] in ("aluminium", "recycled plastic", "stainless steel")
    )


def test_shoes_come_in_numbers_that_follow_one_another():
    made = answer(DETAILS, {"product_id": "PR1"}, found("Lumo running shoes"))
    numbers = [int(size) for size in made["sizes"]]
    assert len(numbers) == 3 and numbers == list(range(numbers[0], numbers[0] + 3)) and 38 <= numbers[0] <= 42
    assert made["material"] in ("leather", "suede", "recycled polyester")


def test_a_product_looked_at_again_is_the_same():
    one = answer(DETAILS, {"product_id": "PR1"}, found("Lumo rain jacket"))
    other = answer(DETAILS, {"product_id": "PR1", "postcode": "10115"}, found("Lumo rain jacket"), seed=2)
    assert (one["material"], one["sizes"]) == (other["material"], other["sizes"])
    assert set(one["sizes"]) < set("XS S M L XL".split())


def test_a_product_of_which_nothing_is_known_is_of_one_piece():
    made = answer(DETAILS, {"product_id": "PR9"})
    assert made["sizes"] == ["one size"] and made["material"] in (
        "aluminium",
        "recycled plastic",
        "stainless steel",
    )


@pytest.mark.parametrize(
    ("name", "price"), [("get_product_details", "price"), ("watch_price", "current_price")]
)
def test_what_lies_in_the_cart_costs_what_the_cart_says(name, price):
    """Three pieces put into an empty cart: each costs a third of its total."""
    add = everyday()["add_to_cart"]
    asked = {"product_id": "PR7", "quantity": 3}
    cart = answer(add, asked)
    more = {"target_price": 5} if name == "watch_price" else {}
    made = answer(everyday()[name], {"product_id": "PR7", **more}, past(add, asked, cart))
    assert made[price] == round(cart["cart_total"] / 3, 2)
    assert (
        answer(everyday()[name], {"product_id": "PR8", **more}, past(add, asked, cart))[price] != made[price]
    )
