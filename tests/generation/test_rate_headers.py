from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from toolflow_generation.rate_headers import Quota, quotas, retry_after


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after": "0"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
        ({"retry-after": "Thu, 99 Foo 2026 00:00:00 GMT"}, None),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "x", "retry-after": "9"}, 9.0),
    ],
)
def test_how_long_to_wait(headers, seconds):
    assert retry_after(headers) == seconds


def test_how_long_to_wait_until_a_date():
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert 0 < retry_after({"retry-after": date}) <= 30


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [("20ms", 0.02), ("1s", 1), ("6m0s", 360), ("1h2m3.5s", 3723.5), ("7", 7), ("1d", 86400)],
)
def test_what_is_left_of_a_quota(reset, seconds):
    headers = {"x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": reset}
    assert list(quotas(headers)) == [Quota("requests", 3, pytest.approx(seconds))]


@pytest.mark.parametrize("reset", [None, "", "tomorrow", "1x", "s", "-1"])
def test_a_quota_that_cannot_be_read_is_none(reset):
    headers = {"x-ratelimit-remaining-tokens": "0"} | ({"x-ratelimit-reset-tokens": reset} if reset else {})
    assert list(quotas(headers)) == []


def test_both_quotas():
    headers = {
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-remaining-tokens": "149984",
        "x-ratelimit-reset-tokens": "6ms",
    }
    assert [quota.kind for quota in quotas(headers)] == ["requests", "tokens"]
