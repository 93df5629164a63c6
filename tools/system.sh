#!/bin/sh
# Debian packages that document and web page tests look through: LibreOffice, PDF tools, Chromium, fonts with
# Chinese glyphs.
# Installed when root on Debian; otherwise the tests that need them are skipped and say so.
# With the word "java": a Java for Spark, which only `make spark` needs.
set -u
if [ "${1:-}" = java ]; then
    command -v java >/dev/null && exit 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null && exit 0
    fi
    echo "没有 Java，也装不上：Spark 的测试将跳过。"
    exit 0
fi
if command -v soffice >/dev/null && command -v pdftoppm >/dev/null && command -v chromium >/dev/null &&
    fc-list 2>/dev/null | grep -qi 'Noto.*CJK'; then
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "未装 LibreOffice、poppler-utils、Chromium 或中文字体，且不是 root：用到它们的文档、网页测试将跳过。"
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq &&
    apt-get install -y -qq --no-install-recommends \
        libreoffice-writer libreoffice-calc poppler-utils fonts-noto-cjk fonts-arphic-ukai >/dev/null ||
    echo "LibreOffice 没有装上：用到它的文档测试将跳过。"
apt-get install -y -qq --no-install-recommends chromium >/dev/null ||
    echo "Chromium 没有装上：用到它的网页测试将跳过。"
exit 0
