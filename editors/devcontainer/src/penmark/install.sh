#!/bin/sh
# Installs Penmark for every user of the container, in an environment of its own.
#
# Runs as root while the image is built, on Debian, Ubuntu, Alpine and Fedora and what descends from them. A second run puts
# what the options say in the place of what is there. Pip's own variables (PIP_INDEX_URL, PIP_FIND_LINKS, …) are honoured.
set -eu

VERSION=${VERSION:-latest}
POLICY=${POLICY:-none}

here=$(cd "$(dirname "$0")" && pwd)
home=/usr/local/share/penmark
command=/usr/local/bin/penmark
# For tests; a container leaves them alone.
home=${PENMARK_HOME:-$home}
command=${PENMARK_COMMAND:-$command}

fail() {
    printf 'penmark: %s\n' "$*" >&2
    exit 1
}

# --- Python 3.11 or later ------------------------------------------------------------------------

# Whether $1 is a Python that Penmark runs on, with all that an environment of its own needs.
fits() {
    "$1" -I -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for each in /usr/local/python/current/bin/python3 python3.14 python3.13 python3.12 python3.11 python3; do
        found=$(command -v "$each" 2>/dev/null) || continue
        if fits "$found"; then
            printf '%s\n' "$found"
            return 0
        fi
    done
    return 1
}

install_python() {
    if command -v apt-get >/dev/null 2>&1; then
        apt-get update -q
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3 python3-venv ca-certificates
        rm -rf /var/lib/apt/lists/*
    elif command -v apk >/dev/null 2>&1; then
        apk add --no-cache python3 py3-pip ca-certificates
    elif command -v dnf >/dev/null 2>&1; then
        dnf install -y --setopt=install_weak_deps=False python3 ca-certificates
        dnf clean all
    elif command -v microdnf >/dev/null 2>&1; then
        microdnf install -y python3 ca-certificates
        microdnf clean all
    else
        fail "there is no Python 3.11 or later, and none of apt-get, apk, dnf and microdnf to install it with"
    fi
}

# google-re2 has no wheel for musl, so that pip compiles it on Alpine.
with_compiler() {
    command -v apk >/dev/null 2>&1 || { "$@"; return; }
    apk add --no-cache re2
    apk add --no-cache --virtual .penmark-compiler g++ python3-dev py3-pybind11-dev re2-dev
    done=0
    "$@" || done=$?
    apk del .penmark-compiler
    return "$done"
}

# --- what the options say ------------------------------------------------------------------------

requirement() {
    case $1 in
        latest | '') echo penmark ;;
        ./*.whl)
            # shellcheck disable=SC2086 # a pattern may stand there: `./*.whl`
            for each in "$here"/${1#./}; do
                [ -f "$each" ] || fail "version: there is no wheel \"$1\" beside install.sh"
                printf '%s\n' "$each"
                return
            done
            ;;
        */* | *+* | *.whl) printf '%s\n' "$1" ;;
        [0-9]*) printf 'penmark==%s\n' "$1" ;;
        *) fail "version: \"$1\" is neither \"latest\" nor a version, a wheel or an address" ;;
    esac
}

# Writes the settings that stand over those of every project.
write_policy() {
    case $POLICY in
        none | '')
            echo '# No policy: each project has its own settings.'
            ;;
        strict)
            cat <<'STRICT'
# Every rule is on and everything is reported, whatever a project's settings say.
select = ["*"]
ignore = []
min-severity = "low"
min-confidence = "low"
per-file-ignores = {}
exclude = []
baseline = ""
STRICT
            ;;
        https://*)
            "$python" -I -c '
import sys, urllib.request
with urllib.request.urlopen(sys.argv[1], timeout=60) as answer:
    sys.stdout.buffer.write(answer.read(1_000_000))
' "$POLICY" || fail "policy: \"$POLICY\" cannot be fetched"
            ;;
        /*)
            [ -r "$POLICY" ] || fail "policy: there is no file \"$POLICY\" in the image"
            cat "$POLICY"
            ;;
        *) fail "policy: \"$POLICY\" is neither \"none\" nor \"strict\", a path that begins with / or an https address" ;;
    esac
}

# --- installation --------------------------------------------------------------------------------

[ "$(id -u)" = 0 ] || [ -n "${PENMARK_HOME:-}" ] || fail "must run as root; add USER root to the Dockerfile"
wanted=$(requirement "$VERSION")

if ! python=$(find_python); then
    install_python
    python=$(find_python) || fail "this image has no package with Python 3.11 or later.
Add the Feature ghcr.io/devcontainers/features/python to devcontainer.json: Penmark is then installed after it and with it."
fi

umask 022
mkdir -p "$home" "$(dirname "$command")"
rm -rf "$home/venv"
"$python" -I -m venv "$home/venv"
with_compiler "$home/venv/bin/python" -m pip install --disable-pip-version-check --no-cache-dir --no-compile --quiet "$wanted" ||
    fail "pip could not install \"$wanted\""
"$home/venv/bin/python" -m compileall -q "$home/venv/lib" || true
ln -sf "$home/venv/bin/penmark" "$command"
write_policy >"$home/policy.toml.new"
mv "$home/policy.toml.new" "$home/policy.toml"

PENMARK_POLICY=$home/policy.toml "$command" rules >/dev/null || fail "the installed penmark does not run"
printf 'penmark: %s is installed, policy %s\n' "$("$command" --version)" "${POLICY:-none}"
