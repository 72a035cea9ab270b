"""PDF files: pages, and tables with and without rules."""

from pathlib import Path

import pytest

from pilotkg.source.pdf import text
from tests.documents import to_pdf

ROWS = "指标\t单位\t2015年\t2020年\n常住人口城镇化率\t%\t54.3\t60\n户籍人口\t万人\t\t62\n森林覆盖率\t%\t41.5\t43"
PLAN = f"某县新型城镇化试点方案\n主要指标见下表。\n{ROWS}\n做好各项工作。"


@pytest.mark.parametrize("ruled", [True, False])
def test_the_rows_of_a_table_with_and_without_rules(tmp_path: Path, ruled: bool) -> None:
    read = text(to_pdf(PLAN, tmp_path / "plan.pdf", ruled=ruled).read_bytes())
    assert read == PLAN + "\n- 1 -"


def test_a_form_feed_stands_between_pages(tmp_path: Path) -> None:
    read = text(to_pdf("推进新型城镇化建设。\n" * 100, tmp_path / "plan.pdf").read_bytes())
    pages = read.split("\f")
    assert len(pages) > 2
    assert all(page.endswith(f"- {n} -") for n, page in enumerate(pages, 1))


def test_running_text_is_no_table(tmp_path: Path) -> None:
    words = "坚持以人的城镇化为核心，稳步推进各项改革，2015年城镇化率54.3%，比上年提高1.2个百分点。" * 8
    read = text(to_pdf(words, tmp_path / "plan.pdf").read_bytes())
    assert "\t" not in read
    assert read.replace("\n", "") == words + "- 1 -"
