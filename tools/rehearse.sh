#!/bin/sh
# Rehearses the first day on a bare Debian 12: a fresh root with Python, git and make only, an
# empty HOME, a fresh clone of what is committed here.
#
#   tools/rehearse.sh root make test-fast      as root, who may install what is missing
#   tools/rehearse.sh somebody make setup      as a plain user, who is told what to install
#
# Needs root, debootstrap and unshare. The bare system is kept in $REHEARSAL (default
# /var/tmp/rehearsal) and copied for each rehearsal. What this machine says about the network
# (names, certificates, pip's configuration) is taken along, since a bare machine has its own.
set -eu

who=${1:?who: root or somebody}
shift
here=$(cd "$(dirname "$0")/.." && pwd)
place=${REHEARSAL:-/var/tmp/rehearsal}
mirror=${DEBIAN_MIRROR:-}

mkdir -p "$place"
if [ ! -e "$place/base/etc/debian_version" ]; then
    # shellcheck disable=SC2086  # an empty mirror is no argument
    debootstrap --variant=minbase --include=python3,git,make,ca-certificates \
        bookworm "$place/base" $mirror
    chroot "$place/base" useradd --create-home somebody
fi
rm -rf "$place/root"
cp -a "$place/base" "$place/root"
for known in /etc/resolv.conf /etc/hosts /etc/pip.conf; do
    if [ -e "$known" ]; then cp -L "$known" "$place/root$known"; fi
done
cp -L /etc/ssl/certs/ca-certificates.crt "$place/root/etc/ssl/certs/ca-certificates.crt"

home=/root
if [ "$who" != root ]; then home=/home/$who; fi
git clone --quiet "$here" "$place/root$home/portal"
chroot "$place/root" chown -R "$who" "$home"

# In namespaces of their own, mounts and processes end with the rehearsal.
exec unshare --mount --pid --fork --kill-child sh -eu -c '
    root=$1 who=$2 home=$3
    shift 3
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    exec chroot "$root" su "$who" -s /bin/sh -c "cd \"$home/portal\" && exec env -i \
        HOME=$home PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 CI=true $*"
' sh "$place/root" "$who" "$home" "$@"
