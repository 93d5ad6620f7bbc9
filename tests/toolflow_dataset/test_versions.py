"""Versions of datasets: Semantic Versioning's own order, and tags that are versions."""

from __future__ import annotations

import random

import pytest

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.versions import Version, versions_of

# the order that semver.org gives in its section 11
ORDERED = """1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0
             2.0.0 2.1.0 2.1.1 2.10.0 10.0.0""".split()


def test_versions_have_the_order_of_the_specification() -> None:
    shuffled = random.Random(3).sample(ORDERED, len(ORDERED))
    assert [str(each) for each in sorted(map(Version.parse, shuffled))] == ORDERED
    assert Version.parse("v1.2.0") == Version.parse("1.2.0") and Version.parse("1.2.0").tag == "v1.2.0"


@pytest.mark.parametrize(
    "text", ["1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+build", "latest", "", "1.2.3 "]
)
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"expected MAJOR\.MINOR\.PATCH"):
        Version.parse(text)


def test_other_tags_are_passed_over() -> None:
    tags = ["v1.10.0", "stable", "v1.9.0", "1.11.0", "v2"]
    assert [str(each) for each in versions_of(tags)] == ["1.9.0", "1.10.0"]
