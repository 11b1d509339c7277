#!/bin/sh
# Installs the Feature for real, twice, in a fresh root, and lets somebody who is not root use it. As root, with debootstrap:
#
#     sh chroot.sh SUITE FOLDER [MIRROR]      # bookworm, trixie, noble …; FOLDER must not exist yet
#
# Exit code 0: everything held. The folder stays for whoever wants to look; it can be removed.
set -eu
suite=$1
root=$2
mirror=${3:-http://deb.debian.org/debian}
repository=$(cd "$(dirname "$0")/../../.." && pwd)

debootstrap --variant=minbase "$suite" "$root" "$mirror"
mkdir "$root/feature"
cp "$repository"/editors/devcontainer/src/penmark/* "$root/feature/"
python3 -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$root/feature" "$repository"
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
trap 'umount "$root/proc" "$root/dev"' EXIT

cat >"$root/check.sh" <<'CHECK'
set -eu
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export VERSION='./*.whl' POLICY=strict
sh /feature/install.sh
sh /feature/install.sh
useradd --create-home dev
cat >/home/dev/digest.py <<'CODE'
import hashlib
hashlib.md5(b"")
CODE
echo 'ignore = ["*"]' >/home/dev/penmark.toml
found=0
su dev -c 'cd && PENMARK_POLICY=/usr/local/share/penmark/policy.toml penmark scan digest.py' || found=$?
[ "$found" = 1 ] || { echo "the policy does not hold: exit code $found" >&2; exit 1; }
CHECK
chroot "$root" sh /check.sh
echo "$suite: all held"
