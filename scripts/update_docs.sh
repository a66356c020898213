#!/usr/bin/env bash
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
#
# Writes docs/cli.md from the option tables of a built program; the test
# "cli_reference" compares the two.
#   scripts/update_docs.sh [build/release/burin]
set -euo pipefail
cd "$(dirname "$0")/.."
"${1:-build/release/burin}" help --markdown > docs/cli.md
