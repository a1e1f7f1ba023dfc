#!/bin/sh
# Installs the Debian packages that the tests use for real, where any is missing and we may.
set -eu
missing=""
for pair in dovecot:dovecot-imapd chromium:chromium swaks:swaks curl:curl node:nodejs npm:npm tesseract:tesseract-ocr systemd-analyze:systemd; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || [ -x "/usr/sbin/${pair%%:*}" ] || missing="$missing ${pair#*:}"
done
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
# The browser driver of Playwright is a Node.js that needs it.
ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1 || missing="$missing libatomic1"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "tests: missing:$missing — install them, or those tests are skipped" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing fonts-dejavu-core fonts-liberation >/dev/null
