"""Which names of commits follow from the refs alone, so that an answer about them may be kept by the refs."""

from __future__ import annotations

import pytest

from ledger.compare.asked import follows_from_refs

FULL = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    "name",
    [
        "HEAD",
        "HEAD~3",
        "HEAD^^2~1",
        "main",
        "origin/main",
        "功能/督查",
        "v1.0",
        "sealed/2021/2021-03",
        "refs/heads/main",
        "2021-04-30",
        FULL,
        f"{FULL}~2",
    ],
)
def test_branches_tags_days_and_full_names_do(name: str) -> None:
    assert follows_from_refs(name)


@pytest.mark.parametrize(
    "name",
    [
        "0123abc",
        "0123abc~1",
        "deadbeef",
        "HEAD@{1}",
        "main@{yesterday}",
        "@{-1}",
        "@",
        ":/立项",
        "main^{/立项}",
        "ORIG_HEAD",
        "MERGE_HEAD",
        "v1.0-3-gabcdef0",
        "bisect/bad",
        "refs/bisect/bad",
        "worktrees/x/HEAD",
        "main-worktree/HEAD",
        "",
    ],
)
def test_shortened_names_logs_searches_and_private_refs_do_not(name: str) -> None:
    assert not follows_from_refs(name)
