#!/bin/sh
# 流水线都调用这个脚本：sh ci/taizhang.sh install|check|comment|documents
set -eu
case "${1:-}" in
install)
    # 装什么由变量 TAIZHANG_PIP 说明：版本、wheel 文件的地址、git 地址，pip install 后面怎么写就怎么写
    TAIZHANG_PIP=${TAIZHANG_PIP:-'@PIP@'}
    if command -v taizhang >/dev/null 2>&1; then
        echo "已经装有 $(taizhang --version)"
    elif [ -z "$TAIZHANG_PIP" ]; then
        echo "不知道怎么装 taizhang：请在平台的变量里设 TAIZHANG_PIP（pip install 后面的写法），或在这个文件里写上" >&2
        exit 3
    else
        # shellcheck disable=SC2086
        python3 -m pip install --quiet --disable-pip-version-check $TAIZHANG_PIP
    fi
    ;;
check)
    taizhang ci check
    ;;
comment)
    mkdir -p build
    taizhang ci comment -o build/comment.md
    ;;
documents)
    # 只出文档，不封存；出哪一期由今天的日期决定，补出以前的：TAIZHANG_ON=2020-05-10
    taizhang ci documents --on "${TAIZHANG_ON:-$(date +%Y-%m-%d)}" -o build/documents
    ;;
*)
    echo "用法：sh ci/taizhang.sh install|check|comment|documents" >&2
    exit 2
    ;;
esac
