from toolflow_generation.identity import BoundedCache, IdentityCache, MadeCache


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


def test_what_is_made_of_an_object_is_held_unless_it_is_long():
    made = []

    def make(words):
        made.append(words)
        return " ".join(words)

    cache = MadeCache(2, 5, make, len)
    short, long, equal = ["a", "b"], ["longer"], ["a", "b"]
    assert [cache.get(of) for of in (short, short, long, long, equal)] == [
        "a b",
        "a b",
        *["longer"] * 2,
        "a b",
    ]
    assert made == [short, long, long, equal]
    assert made[0] is short and made[3] is equal
    cache.get(["c"])  # the third to be held: `short`, the oldest, goes
    made.clear()
    assert (cache.get(equal), cache.get(short)) == ("a b", "a b")
    assert len(made) == 1 and made[0] is short


def test_objects_that_have_gone_leave_nothing_to_those_in_their_place():
    cache = MadeCache(3, 10, lambda numbers: numbers[0], lambda number: number)
    for number in range(1000):  # up to 10 they are held, later ones are not: both may get an old address
        assert cache.get([number % 20]) == number % 20
