from toolflow_generation.identity import BoundedCache, IdentityCache


def test_a_value_is_made_once_for_each_object_and_extra_key():
    cache = IdentityCache(10)
    made = []

    def make():
        made.append(len(made))
        return made[-1]

    one, equal = {"type": "string"}, {"type": "string"}
    assert [cache.get(of, extra, make) for of in (one, equal, one) for extra in ("a", "b")] == [
        0,
        1,
        2,
        3,
        0,
        1,
    ]


def test_an_object_that_has_gone_leaves_nothing_to_one_in_its_place():
    cache = IdentityCache(3)
    for number in range(1000):
        assert cache.get([number], None, lambda number=number: number) == number


def test_the_oldest_entry_goes_first():
    cache = IdentityCache(2)
    kept = [[], [], []]
    assert [cache.get(one, None, lambda: "first") for one in kept] == ["first"] * 3
    assert [cache.get(one, None, lambda: "again") for one in (kept[2], kept[1], kept[0])] == [
        "first",
        "first",
        "again",
    ]


def test_a_bounded_cache_makes_a_value_once_and_the_oldest_goes_first():
    cache = BoundedCache(2)
    assert [cache.get(key, lambda: "first") for key in "abc"] == ["first"] * 3
    assert [cache.get(key, lambda: "again") for key in "cba"] == ["first", "first", "again"]
