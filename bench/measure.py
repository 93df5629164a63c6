"""Whole processes, measured: wall seconds and peak memory, in rounds, so that what disturbs one disturbs all."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_QUIET = {"GIT_CONFIG_NOSYSTEM": "1", "PYTHONDONTWRITEBYTECODE": "", "NO_COLOR": "1"}


@dataclass
class Job:
    """Commands that count together, one after the other; ``before`` runs uncounted ahead of each round.

    ``slow`` jobs run once only. Exit codes in ``fine`` are no failure (``check`` exits 1 when it finds errors).
    """

    name: str
    commands: Sequence[Sequence[str]]
    where: Path
    before: Callable[[], object] | None = None
    slow: bool = False
    fine: tuple[int, ...] = (0,)
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """Processor time of the same rounds, child processes included: what a busy machine disturbs less."""
    peak: float = 0.0
    """The most memory any process of it had, in MB."""
    failure: str = ""

    @property
    def median(self) -> float:
        """Median of the rounds; not a number when it failed."""
        return statistics.median(self.seconds) if self.seconds else float("nan")

    @property
    def work(self) -> float:
        """Median of the processor time."""
        return statistics.median(self.cpu) if self.cpu else float("nan")

    @property
    def found(self) -> tuple[list[float], list[float], float, str]:
        """What a later run can go on from."""
        return self.seconds, self.cpu, self.peak, self.failure

    def run(self) -> None:
        """One round."""
        if self.failure:
            return
        if self.before:
            self.before()
        total = work = 0.0
        for command in self.commands:
            begun = time.perf_counter()
            try:
                child = subprocess.Popen(
                    command,
                    cwd=self.where,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env={**os.environ, **_QUIET},
                )
            except OSError as failure:
                self.failure = f"没有跑起来：{failure}"
                return
            _, status, usage = os.wait4(child.pid, 0)
            total += time.perf_counter() - begun
            child.returncode = os.waitstatus_to_exitcode(status)
            work += usage.ru_utime + usage.ru_stime
            self.peak = max(self.peak, usage.ru_maxrss / 1024)
            if child.returncode not in self.fine:
                self.failure = f"退出码 {child.returncode}：{' '.join(map(str, command))[:120]}"
                return
        self.seconds.append(total)
        self.cpu.append(work)


def measure(jobs: Sequence[Job], rounds: int, told: Callable[[Job, str], None]) -> None:
    """Run all jobs in turn, round after round; those that run only once come last."""
    quick, slow = [job for job in jobs if not job.slow], [job for job in jobs if job.slow]
    for n in range(rounds):
        for job in quick:
            job.run()
            told(job, f"{n + 1}/{rounds}")
    for job in slow:
        job.run()
        told(job, "1/1")
