"""Expected failures, as a small tree.

    LedgerError                 could not do the work                     exit 3
    ├── UsageProblem            what was asked makes no sense             exit 2
    ├── NotFound                no such ledger, task, unit, kind
    ├── FileRefused             a file that cannot or must not be read
    ├── EditRefused             an edit that would not read back as meant
    ├── GitRefused              git said no; its own words are kept
    └── RenderFailed            a template that does not fit its data

Problems *in the data* are not exceptions but values: see ``diagnostics``.
"""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.EROFS: "这个磁盘只能读，不能写",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EISDIR: "这是目录，不是文件",
    errno.ENOTDIR: "路径中间有一段不是目录",
    errno.EEXIST: "已经有同名的文件或目录",
    errno.ENOTEMPTY: "目录里还有东西",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "符号链接绕成了圈",
    errno.EBUSY: "正被别的程序使用",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EFBIG: "文件太大",
    errno.EIO: "读写磁盘出错",
    errno.ENOMEM: "内存不够",
    errno.EADDRINUSE: "已经被别的程序占用",
    errno.EADDRNOTAVAIL: "这个地址不在本机",
}
"""What the system says in English, for people who read Chinese."""


def reason(failure: BaseException) -> str:
    """Why the system refused, in Chinese where the refusal is a usual one, else in its own words."""
    code = getattr(failure, "errno", None)
    return _REASONS.get(code or 0) or getattr(failure, "strerror", None) or str(failure)


class LedgerError(Exception):
    """A failure the user can act on: one Chinese sentence, and what to do about it.

    ``message`` names the place and what was found, ``hint`` what to type instead.
    """

    exit_code = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageProblem(LedgerError):
    """The command line asks for something that cannot be meant."""

    exit_code = 2


class NotFound(LedgerError):
    """A ledger, task, unit, period or document kind that does not exist."""


class FileRefused(LedgerError):
    """A file that cannot be read, or is unsafe to read."""


class EditRefused(LedgerError):
    """The edited text would not read back as intended; nothing was written."""


class GitRefused(LedgerError):
    """Git refused; nothing was changed. ``said`` keeps git's own words."""

    def __init__(self, message: str, hint: str = "", said: str = "") -> None:
        super().__init__(message, hint)
        self.said = said


class RenderFailed(LedgerError):
    """A template could not be rendered with the data it was given."""
