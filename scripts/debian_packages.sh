#!/usr/bin/env bash
# Installs the Debian packages that papers and tests need, and does nothing when they are there.
set -euo pipefail
cd "$(dirname "$0")/.."

# The font is embedded in PDFs, and without a Japanese one every screenshot shows boxes.
# LibreOffice and poppler are for tests only: they open what the bot has made. Of PostgreSQL, Redis and
# nginx the tests use the programs; they start servers of their own. cpulimit is for `make bench`, wrk and
# libfaketime for the battery.
readonly PACKAGES=(
    fonts-ipaexfont-gothic
    chromium chromium-driver
    libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils
    postgresql redis-server nginx cpulimit wrk libfaketime
)
readonly CLUSTER_SETTINGS=/etc/postgresql-common/createcluster.d
readonly SERVICE_POLICY=/usr/sbin/policy-rc.d
readonly LOG=var/log/debian_packages.log

fail() {
    echo "$1" >&2
    exit 1
}

missing_packages() {
    local package
    for package in "${PACKAGES[@]}"; do
        dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null |
            grep -q 'ok installed' || echo "$package"
    done
}

if ! command -v dpkg-query >/dev/null; then
    command -v chromium >/dev/null && command -v chromedriver >/dev/null &&
        command -v soffice >/dev/null && exit 0
    fail "画面のテストには Chromium と chromedriver が、書類のテストには LibreOffice が要ります。この機械の方法で入れてから、もう一度実行してください。"
fi

mapfile -t missing < <(missing_packages)
[ "${#missing[@]}" -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null ||
        fail "書類とテストに要るパッケージがありません。管理者として apt-get install ${missing[*]} を実行してから、もう一度実行してください。"
    as_root=(sudo -n)
fi

# A machine that is just starting may still be updating itself: wait for its lock.
apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -y -q -o DPkg::Lock::Timeout=300 "$@" >>"$LOG" 2>&1
}

# Debian would make a cluster and start it, nginx and Redis, now and at every boot. Nobody needs them. A policy that
# somebody else has set stays, as on machines where nothing may be started anyway.
without_servers() {
    local policy=
    "${as_root[@]}" mkdir -p "$CLUSTER_SETTINGS"
    echo 'create_main_cluster = false' | "${as_root[@]}" tee "$CLUSTER_SETTINGS/kyogi.conf" >/dev/null
    if [ ! -e "$SERVICE_POLICY" ]; then
        policy=$SERVICE_POLICY
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
        "${as_root[@]}" chmod 755 "$policy"
    fi
    apt install --no-install-recommends "$@"
    local result=$?
    "${as_root[@]}" rm "$CLUSTER_SETTINGS/kyogi.conf" ${policy:+"$policy"}
    local server
    for server in nginx redis-server; do
        if [[ " $* " == *" $server "* ]] && command -v systemctl >/dev/null; then
            "${as_root[@]}" systemctl disable "$server" >>"$LOG" 2>&1 || true
        fi
    done
    return $result
}

mkdir -p "$(dirname "$LOG")"
: >"$LOG"
echo "書類とテストに要るパッケージを入れています(${missing[*]}) …"
started=$SECONDS
# An outdated list or a dead third-party source need not matter; what counts is the install.
apt update || true
without_servers "${missing[@]}" || {
    grep -q 'No space left' "$LOG" && fail "ディスクの空きが足りず、パッケージを入れられません(詳しい記録: $LOG)。"
    fail "パッケージ(${missing[*]})を取得できません。ネットワークを確かめてから、もう一度実行してください(詳しい記録: $LOG)。"
}
echo "書類とテストに要るパッケージを入れました: $((SECONDS - started)) 秒"
