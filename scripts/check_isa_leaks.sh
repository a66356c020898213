#!/bin/sh
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
#
# Fails when a source that is compiled for one instruction set defines a weak
# function outside that set's namespace. Of several weak definitions of one
# function the linker keeps any, so a std:: function compiled for AVX-512 could
# end up in code that every CPU runs. Compiles without optimization, where
# nothing is inlined away. The tests isa_leaks_* give the flags of the build.
#
#   scripts/check_isa_leaks.sh COMPILER ISA FLAGS...
set -eu
cd "$(dirname "$0")/../src"
compiler=$1
isa=$2
shift 2
object=$(mktemp)
trap 'rm -f "$object"' EXIT
status=0
for source in kernels/*/"$isa".cc */*_"$isa".cc; do
  if [ ! -f "$source" ]; then continue; fi
  "$compiler" -std=c++20 -O0 -I. -I../include "$@" -c "$source" -o "$object"
  leaks=$(nm -C "$object" | grep ' [WV] ' | grep -v "isa_$isa::" |
    grep -v 'DW.ref.__gxx_personality_v0' || true)
  if [ -n "$leaks" ]; then
    echo "$source: weak symbols outside isa_$isa:" >&2
    echo "$leaks" >&2
    status=1
  fi
done
exit $status
