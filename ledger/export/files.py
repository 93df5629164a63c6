"""Where tables are written: beside the place asked for first, and put there only when they are whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.errors import FileRefused, reason


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of ``target`` when the block ends well, and is removed when not.

    ``FileRefused`` when the folder cannot be written to, or the disk is full.
    """
    if target.is_dir():
        raise FileRefused(f"{target} 是目录，写不进去", "-o 写文件名，或加 --format csv、jsonl、parquet 写成一组文件")
    if target.parent.exists() and not target.parent.is_dir():
        raise FileRefused(f"{target.parent} 是文件，不是目录", "换一个 -o；只写一个文件的，文件名用 .sqlite、.xlsx")
    temporary = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        number, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        os.close(number)
        yield Path(temporary)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
        temporary = ""
    except OSError as failure:
        raise FileRefused(f"写不进 {target}：{reason(failure)}", "检查磁盘空间和目录权限") from failure
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
            Path(f"{temporary}-journal").unlink(missing_ok=True)
