"""The release policy of catalog.yaml: what it says takes effect, and what would change nothing is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.config import load_city
from catalog.errors import CatalogError
from catalog.pipeline import check
from tests.cities import dataset, facilities, start

AGES = "施設名,年齢\n" + "".join(f"第{n}会館,{20 + n}\n" for n in range(30))


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ({"smal_count": 10}, "policy has no key 'smal_count'"),
        ({"small_count": 3}, "small_count 3 is looser than 5 and has no reason"),
        ({"small_count": "ten"}, "small_count is no number above zero"),
        ({"unique_share": 0.5}, "unique_share 0.5 is looser than 0.05 and has no reason"),
        ({"small_count": {"value": 10, "why": "x"}}, "policy.small_count has no key 'why'"),
        ({"verdicts": {"privacy/agee": "withhold"}}, "there is no rule 'privacy/agee'"),
        ({"verdicts": {"privacy/age": "hold"}}, "'hold' is no verdict"),
        ({"verdicts": {"privacy/age": "pass"}}, "'pass' makes no rule stricter"),
        ({"verdicts": {"../x": "withhold"}}, "there is no rule '../x'"),
        ({"privacy": {"headers": {"name": ["契約者様名"]}}}, "there is no rule 'privacy/name'"),
        ({"privacy": {"sensitive": "犯罪歴"}}, "sensitive is no list of words"),
        ({"population": "many"}, "population is no number"),
        ([5], "policy is no mapping"),
    ],
)
def test_a_policy_that_would_change_nothing_is_told(tmp_path: Path, policy: Any, told: str) -> None:
    """A misspelt or loosened threshold leaves the default in force: the officer must hear of it."""
    city = start(tmp_path / "city", policy=policy)
    with pytest.raises(CatalogError) as error:
        load_city(city)
    assert [mistake.what for mistake in error.value.mistakes] == [told]
    assert error.value.mistakes[0].line


@pytest.mark.parametrize(
    "policy",
    [
        {"small_count": 10, "group": 10, "unique_share": 0.01},
        {"small_count": {"value": 3, "reason": "市長決裁 令和8年第12号"}},
        {"verdicts": {"readability/*": "review", "privacy/age": "withhold"}, "population": 12000},
        {"privacy": {"headers": {"person-name": ["契約者様名"]}, "sensitive": ["生活保護"], "filebook": "file.csv"}},
        {"ordinances": ["みなと風市個人情報の保護に関する条例第8条"], "readability_least": 70, "largest_file": 1000},
    ],
)
def test_what_a_city_may_say_is_taken(tmp_path: Path, policy: dict[str, Any]) -> None:
    """Stricter thresholds and verdicts, looser ones with a reason, additions to the words."""
    assert load_city(start(tmp_path / "city", policy=policy)).policy == policy


def test_a_family_can_be_made_stricter(tmp_path: Path) -> None:
    """`readability/*: withhold` holds a dataset that would go out with notes only."""
    for verdict, decision in ((None, "publish"), ("withhold", "withhold")):
        policy = {"verdicts": {"readability/*": verdict}} if verdict else {}
        city = start(tmp_path / str(verdict), policy=policy)
        dataset(city, "halls", facilities(1).replace("\n", ",\n").replace(",\n", ",㈱\n", 1))
        [one] = check([city], as_of="2026-04-01")["datasets"]
        assert one["decision"] == decision, one
