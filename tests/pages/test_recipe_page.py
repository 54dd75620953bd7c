"""The page of a dataset that a recipe made: what was removed, at which level it is, and where the impact assessment is read."""

from __future__ import annotations

from tests.sites import example_site


def test_the_page_tells_the_steps_and_links_the_impact_assessment() -> None:
    """Interviews by district: every step in words, the level, a page of the site as the impact assessment, in both languages."""
    site = example_site()
    page = (site / "datasets/business-hearing/index.html").read_text(encoding="utf-8")
    assert "「所在地」を広い区分にまとめた" in page and "<strong>統計情報</strong>" in page
    assert 'href="../../pages/impact-assessment-business-hearing/"' in page
    assert "影響評価" in (site / "pages/impact-assessment-business-hearing/index.html").read_text(encoding="utf-8")
    english = (site / "en/datasets/business-hearing/index.html").read_text(encoding="utf-8")
    assert "to wider classes" in english and 'href="../../pages/impact-assessment-business-hearing/"' in english
    assert (site / "en/pages/impact-assessment-business-hearing/index.html").is_file()


def test_small_figures_are_gone() -> None:
    """The table holds an X where fewer than ten answered, and no count below ten."""
    rows = (example_site() / "datasets/business-hearing/business-hearing.csv").read_text(encoding="utf-8").splitlines()
    counts = [row.split(",")[2] for row in rows[1:]]
    assert "X" in counts and all(int(c) >= 10 for c in counts if c != "X")
