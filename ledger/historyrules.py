"""The rules of family H: what the history of a ledger proves, or no longer proves."""

from __future__ import annotations

from ledger.diagnostics import Level, declare

SEALED_CHANGED = declare(
    "H001",
    "sealed-record-changed",
    Level.ERROR,
    """封存以后改了记录，没有更正登记

    为什么要紧：封存的一期已经上报、通报，数字再变就对不上了。只有写明理由和批准人的更正（changes 里的
    correction、adjustment）可以改，而且登记里的“原来”“改成”要和实际内容连得上。

    错误写法：直接编辑文件，把 done: 建成310套。 改成 done: 建成350套。

    正确写法：taizhang correct main/1 --field progress/2021-03/区住建局/done --to 建成350套。 --reason 单位来函
    --approved-by 督查室。已经直接改了的，先改回去，再用 correct。
    """,
)
SEAL_MOVED = declare(
    "H002",
    "seal-moved-or-deleted",
    Level.ERROR,
    """封存标签被移动、重建或删除

    为什么要紧：标签是封存的凭据。标签里写着封存时的提交和摘要，以后各次封存又写着以前的标签，对不上就是动过。

    查不出的：最后一次封存的标签如果被删除，本地仓库里没有东西能证明它存在过；整套标签全部重做也一样。
    请把标签推送到服务器，在服务器上设为受保护标签，或者让 git 给标签签名（git config tag.gpgSign true）。

    改法：git fetch --tags --force 从服务器取回原来的标签；仓库里只有重做的标签时，由负责人说明情况后重新封存。
    """,
)
REWRITTEN = declare(
    "H003",
    "history-rewritten",
    Level.ERROR,
    """历史被改写

    为什么要紧：封存时的提交已经不在现在这条历史上，或者仓库用 replace、grafts 换掉了旧提交，过去就不能作证了。

    查不出的：从来没有封存过的一段历史，改写后本地仓库看不出来；服务器要禁止强制推送（--force）。

    改法：从服务器取回原来的分支；replace 的对象用 git replace -d 删除。
    """,
)
INCOMPLETE = declare(
    "H004",
    "history-incomplete",
    Level.WARNING,
    """历史不完整，有些问题查不出来

    为什么要紧：浅克隆只有最近的提交，更早的改动、封存都看不到，“没有发现问题”不等于没有问题。

    改法：git fetch --unshallow --tags；流水线里把克隆深度设为 0（GitHub：fetch-depth: 0，GitLab：GIT_DEPTH: 0）。
    """,
)
BACK_DATED_COMMIT = declare(
    "H005",
    "back-dated-commit",
    Level.WARNING,
    """提交的日期往前写了

    为什么要紧：提交里有两个日期，一个是写的人填的，一个是真正提交的。填的比提交的早很多，或者提交的日期比它前面
    的提交还早，就可能是倒填日期。变基（rebase）、打补丁也会留下这种痕迹，所以只是警告。

    改法：不要用 git commit --date 倒填；情况属实的，在台账的 note 里写明。
    """,
)
BACK_DATED_ENTRY = declare(
    "H006",
    "back-dated-entry",
    Level.WARNING,
    """填报时间和提交时间对不上

    为什么要紧：填报时间写在时限之前，提交却在时限之后，是否按时就只有表上的一句话可凭；填报时间比提交还晚，
    则是写错了。

    改法：核对原表和收文日期，写错的用 taizhang correct 更正 reported。
    """,
)
LATE_ENTRY = declare(
    "H007",
    "entry-after-due",
    Level.NOTICE,
    """过了报送时限才登记

    为什么要紧：这一期的情况表可能已经出了，后登记的内容不在里面。

    改法：用 taizhang log --period 周期 看是哪次提交；要补进情况表的重新出表。
    """,
)
UNTOLD = declare(
    "H008",
    "progress-without-trailers",
    Level.WARNING,
    """改了进展、评价，提交说明里没有写明

    为什么要紧：没有 Task、Period、Kind 这几行，就不知道是登记、更正还是误改，log、rank 也追不到来源。

    错误写法：git commit -m 改动

    正确写法：用 taizhang update、review、correct、import form 登记，说明会自动写好。
    """,
)
TOLD_OTHERWISE = declare(
    "H009",
    "trailers-differ",
    Level.WARNING,
    """提交说明写的和实际改的不一致

    为什么要紧：说明里写的是这项任务、这一期，实际改的是别的，看历史的人就被带偏了。

    查到什么程度：平时只核对任务；加 --deep 逐个版本核对周期和单位。

    改法：一次提交只改说明里写的内容；已经提交的，用 taizhang correct 把误改的改回来。
    """,
)
