#!/bin/sh
# Debian packages that document and web page tests look through: LibreOffice, PDF tools, Chromium, fonts with
# Chinese glyphs.
# Installed when root on Debian; otherwise the tests that need them are skipped and say so. Never fails.
# With the word "java": a Java for Spark, which only `make test-spark` needs.
set -u

may_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

# the packages named; what apt complains about is told in one line
install() {
    export DEBIAN_FRONTEND=noninteractive
    said=$({
        apt-get update -qq -o Acquire::Retries=2
        apt-get install -y -qq --no-install-recommends -o Acquire::Retries=2 -o Dpkg::Lock::Timeout=60 "$@"
    } 2>&1 >/dev/null) && return 0
    printf '%s\n' "$said" | grep '^E:' | head -n 1 >&2
    return 1
}

if [ "${1:-}" = java ]; then
    command -v java >/dev/null && exit 0
    may_install && install default-jre-headless && exit 0
    echo "没有 Java，也装不上：Spark 的测试将跳过。"
    exit 0
fi

has_office() {
    command -v soffice >/dev/null && command -v pdftoppm >/dev/null && fc-list 2>/dev/null | grep -qi 'Noto.*CJK'
}

# Playwright brings a node of its own, which wants libatomic; a small Debian has none
has_browser() {
    command -v chromium >/dev/null && ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1
}

has_office && has_browser && exit 0
if ! may_install; then
    echo "未装 LibreOffice、poppler-utils、Chromium 或中文字体，且不是 root：用到它们的文档、网页测试将跳过。"
    exit 0
fi
has_office ||
    install libreoffice-writer libreoffice-calc poppler-utils fontconfig fonts-noto-cjk fonts-arphic-ukai ||
    echo "LibreOffice 没有装上：用到它的文档测试将跳过。"
has_browser || install chromium libatomic1 || echo "Chromium 没有装上：用到它的网页测试将跳过。"
exit 0
