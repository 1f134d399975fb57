# SPDX-License-Identifier: Apache-2.0
# What pipehound is built and tested with, by the names of Debian and Ubuntu. To be sourced.

build_packages="g++ meson ninja-build pkg-config libaudit-dev libauparse-dev libcap-ng-dev libseccomp-dev
libboost-dev libboost-log-dev libboost-thread-dev libboost-iostreams-dev libboost-test-dev libtomlplusplus-dev libyaml-cpp-dev libre2-dev
nlohmann-json3-dev libcli11-dev auditd systemd xz-utils python3 procps netcat-openbsd"
test_packages="clang netcat-traditional ncat socat openssl busybox python3-yaml"
packaging_packages="debhelper lintian rpm rpmlint selinux-policy-dev apparmor zsh ccache qemu-system-x86 mmdebstrap e2fsprogs"

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Installs what is missing of the packages named, and starts no service: auditd would begin to audit this machine.
install_packages() {
    missing=
    for package in "$@"; do installed "$package" || missing="$missing $package"; done
    [ -n "$missing" ] || return 0
    echo "installing$missing"
    log=$(mktemp)
    shim=/usr/sbin/policy-rc.d
    made_shim=
    if [ ! -e $shim ]; then
        printf '#!/bin/sh\nexit 101\n' >$shim
        chmod 755 $shim
        made_shim=yes
    fi
    status=0
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } \
        >"$log" 2>&1 || status=$?
    [ -z "$made_shim" ] || rm -f $shim
    [ $status -eq 0 ] || { tail -n 20 "$log" >&2; echo "could not install:$missing" >&2; }
    rm -f "$log"
    return $status
}

# The runtime of clang's sanitizers and fuzzer has its version in its name.
clang_runtime() {
    version=$(clang --version 2>/dev/null | sed -n '1s/.*version \([0-9]*\).*/\1/p')
    echo "libclang-rt-$version-dev"
}
