"""Sixty returned forms in one batch, and the packets of all units: whole processes, against git alone.

    python -m bench.forms

The forms are the 2020 ledger's own packets filled with invented text (虚构) in a throw-away repository.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ledger import packets, store
from ledger.periods import Period
from tests.report.filling import fill

ROOT = Path(__file__).parent.parent
FORMS = 60


def words(number: str, head: str) -> str:
    """An invented answer for each blank cell."""
    if "评价" in head:
        return "完成"
    return f"虚构：第{number}项{head}，完成{number}处。"


def timed(*command: str, where: Path) -> float:
    """Wall seconds of one command."""
    begun = time.perf_counter()
    subprocess.run(command, cwd=where, check=True, capture_output=True)
    return time.perf_counter() - begun


def main() -> None:
    """Make the repository and the forms, run, print seconds and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        repo, sent, filled = (Path(folder) / name for name in ("repo", "sent", "filled"))
        shutil.copytree(ROOT / "tasks/2020", repo / "tasks/2020")
        filled.mkdir()
        os.environ.update(
            {
                f"GIT_{role}_{part}": "bench@example.invalid"
                for role in ("AUTHOR", "COMMITTER")
                for part in ("NAME", "EMAIL")
            }
        )
        timed("git", "init", "-q", "-b", "main", where=repo)
        timed("git", "add", "-A", where=repo)
        timed("git", "commit", "-q", "-m", "立项", where=repo)
        taizhang = (sys.executable, "-m", "cli", "-C", str(repo))
        out = timed(*taizhang, "forms", "2020-04", "-o", str(sent), where=ROOT)
        tree = store.WorkTree(repo)
        issued = packets.issue(store.load(tree, "2020"), Period.parse("2020-04"), store.load_calendar(tree))
        chosen = list(zip(issued.packets, packets.file_names(issued, "docx"), strict=True))[:FORMS]
        rows = 0
        for packet, name in chosen:
            (filled / name).write_bytes(fill(packets.render(packet, "docx"), words, "2020年5月9日"))
            rows += len(packet.tasks)
        dry = timed(*taizhang, "import", "form", str(filled), "--dry-run", where=ROOT)
        wet = timed(*taizhang, "import", "form", str(filled), where=ROOT)
        floor = sum(timed("git", "commit", "-q", "--allow-empty", "-m", "空", where=repo) for _ in range(FORMS))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"forms out: {len(issued.packets)} packets in {out:.1f} s")
        print(
            f"forms in: {len(chosen)} forms, {rows} rows; "
            f"reading {dry:.1f} s, reading and {len(chosen)} commits {wet:.1f} s"
        )
        print(f"{FORMS} empty git commits: {floor:.1f} s; ratio {wet / floor:.1f}; peak memory of a process {peak} MB")


if __name__ == "__main__":
    main()
