# SPDX-License-Identifier: Apache-2.0
# To be sourced by what builds packages: a copy of the sources as git knows them, and a compiler that remembers.

root=$(cd "$(dirname "$0")/../.." && pwd)

# copy_sources FOLDER: what a checkout has, with what is not committed yet, and no build folders.
copy_sources() {
    rm -rf "$1"
    mkdir -p "$1"
    (cd "$root" && git ls-files -z --cached --others --exclude-standard | xargs -0 sh -c 'for f; do [ ! -e "$f" ] || printf "%s\0" "$f"; done' - |
        tar --null -T - -cf -) | tar -C "$1" -xf -
}

# The package of the other kind compiles the same files with the same flags.
use_ccache() {
    [ -d /usr/lib/ccache ] || return 0
    export PATH=/usr/lib/ccache:$PATH CCACHE_DIR="${CCACHE_DIR-$root/build/package/ccache}" CCACHE_BASEDIR=/ CCACHE_NOHASHDIR=1
    export CCACHE_SLOPPINESS=locale  # debhelper sets one, rpmbuild another
}
