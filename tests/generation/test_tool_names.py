import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolflow_generation.tool_names import clean_name, is_valid_name, shorten, unique_names


def names_of(*originals):
    return unique_names((name, (), lambda i=i: f"content {i}") for i, name in enumerate(originals))


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("get_weather", "get_weather"),
        ("mcp__server__tool", "mcp__server__tool"),
        ("math.factorial", "math_factorial"),
        ("Café / crème", "Cafe_creme"),
        ("avatar_更改头像_for_family", "avatar_for_family"),
        ("  spaced  out ", "spaced_out"),
        ("更改", ""),
    ],
)
def test_clean_name(name, cleaned):
    assert clean_name(name) == cleaned


@pytest.mark.parametrize(
    ("name", "short"),
    [
        # from the general to the particular: the service and the tail stay
        (
            "accesscontextmanager_accessPolicies_accessLevels_testIamPermissions",
            "accesscontextmanager_accessLevels_testIamPermissions",
        ),
        # filler goes before anything that tells
        (
            "get_the_current_price_of_a_given_stock_for_the_account_with_number",
            "get_current_price_stock_account_number",
        ),
        # a word said twice goes before a word said once
        (
            "invoice_customer_address_customer_billing_country_region_state_city",
            "invoice_address_customer_billing_country_region_state_city",
        ),
        # one segment of camel case is cut at its words
        (
            "createOrUpdateTheVeryLongCustomerRelationshipManagementAccountRecordNow",
            "createTheVeryLongCustomerRelationshipManagementAccountRecordNow",
        ),
    ],
)
def test_long_names_keep_the_words_that_tell(name, short):
    assert len(name) > 64
    assert shorten(name) == short


def test_one_endless_word_gets_a_hash():
    first, second = shorten("a" * 100), shorten("a" * 101)
    assert re.fullmatch(r"a{57}_[0-9a-f]{6}", first)
    assert first != second


def test_a_valid_name_goes_before_a_mended_one_whatever_the_order():
    assert names_of("a.b", "a_b")[1] == "a_b"
    mended = names_of("a.b", "a_b")[0]
    assert re.fullmatch(r"a_b_[0-9a-f]{6}", mended)


def test_the_first_of_one_name_keeps_it():
    names = names_of("login", "login", "login")
    assert names[0] == "login"
    assert all(re.fullmatch(r"login_[0-9a-f]{6}", name) for name in names[1:])
    assert len(set(names)) == 3


def test_the_hash_depends_on_the_content_not_on_the_neighbours():
    alone = unique_names([("x", (), lambda: "1"), ("x", (), lambda: "2")])[1]
    among = unique_names(
        [("y", (), lambda: "0"), ("x", (), lambda: "1"), ("x", (), lambda: "3"), ("x", (), lambda: "2")]
    )[3]
    assert alone == among


def test_colliding_short_forms_take_a_dropped_word_back_before_a_hash():
    tail = "buckets_objects_accessControls_list"
    long = f"storage_v2_extremelyVeryLongFolderNamesHere_{tail}"
    assert shorten(long) == f"storage_{tail}"
    assert names_of(f"storage_{tail}", long) == [f"storage_{tail}", f"storage_v2_{tail}"]
    third = names_of(f"storage_{tail}", f"storage_v2_{tail}", long)[2]
    assert re.fullmatch(rf"storage_{tail}_[0-9a-f]{{6}}", third)


def test_a_hash_costs_the_longest_segment_its_end():
    short = "storage_veryLongFolderNames_buckets_objects_accessControls_list"
    hashed = names_of(short, f"storage_projects_zones_{short[8:]}")[1]
    assert re.fullmatch(r"storage_veryLongFolde_buckets_objects_accessControls_list_[0-9a-f]{6}", hashed)


def test_a_name_without_a_telling_word_is_called_tool():
    assert re.fullmatch(r"tool_[0-9a-f]{6}", names_of("查询专业课_for_考试")[0])
    assert names_of("更改") == names_of("更改") != names_of("改更")


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(st.text(min_size=1, max_size=90) | st.text("abAB_-. 1", min_size=1, max_size=90), max_size=12)
)
def test_always_valid_and_unique(originals):
    names = names_of(*originals)
    assert len(names) == len(originals) == len(set(names))
    assert all(is_valid_name(name) for name in names)
    for original, name in zip(originals, names, strict=True):
        if originals.count(original) == 1 and is_valid_name(original):
            assert name == original
    assert names_of(*names) == names


def test_a_name_that_is_taken_gives_way_to_a_fuller_one_before_a_hash():
    fuller = [
        ("drive_v2_list",),
        ("drive_v3_list",),
        ("drive_v3_list", "google_drive_v3_list"),
        ("drive_v3_list",),
    ]
    names = unique_names(("drive.list", each, lambda i=i: str(i)) for i, each in enumerate(fuller))
    assert names[:3] == ["drive_list", "drive_v3_list", "google_drive_v3_list"]
    assert re.fullmatch("drive_list_[0-9a-f]{6}", names[3])
