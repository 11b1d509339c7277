#!/bin/sh
# On the host, before the container is built: puts the Feature where a local one must lie, with a wheel of this checkout.
set -eu
cd "$(dirname "$0")/.."
rm -rf .devcontainer/penmark
cp -R editors/devcontainer/src/penmark .devcontainer/penmark
python3 -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir .devcontainer/penmark .
