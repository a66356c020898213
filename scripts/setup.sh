#!/usr/bin/env bash
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
#
# Installs what building and testing need, from Debian's packages. Does nothing
# when all of it is there. With --page also what looks at the pages of reports,
# with --fuzz what fuzzing and linting need.
set -euo pipefail

packages=(g++ cmake ninja-build ccache pkg-config
  libgtest-dev libgmock-dev
  libjpeg-dev libpng-dev zlib1g-dev libxxhash-dev
  libprotozero-dev nlohmann-json3-dev)
case "${1:-}" in
  --page) packages+=(python3 chromium) ;;
  --fuzz) packages+=(clang clang-format clang-tidy libclang-rt-dev) ;;
esac

missing=()
for package in "${packages[@]}"; do
  if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
      grep -q 'ok installed'; then
    missing+=("$package")
  fi
done
if ((${#missing[@]} == 0)); then
  exit 0
fi
echo "installing: ${missing[*]}"
as_root=()
if ((EUID != 0)); then
  as_root=(sudo)
fi
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -q -y --no-install-recommends "${missing[@]}"
