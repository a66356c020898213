#!/usr/bin/env bash
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
#
# Runs the command lines of a guide as the guide gives them (GUIDE.txt), with
# other programs behind the names, and looks at the files and texts that come:
#   run_guide.sh shiftvit|smlp|t2t_vit BURIN WORK FULL_CHECKPOINT
# The data set is drawn and the networks are the demo's, under the names that
# the guide uses. What a reader of the guide fills in is filled in here: the
# variables, "/path/to", and the time in the name of a result folder.
set -euo pipefail

guide=$1
burin=$2
work=$3
full_checkpoint=$4
here=$(cd "$(dirname "$0")" && pwd)
demo=$here/../../examples/demo

rm -rf "$work"
mkdir -p "$work"
cd "$work"
work=$PWD
export chip_name=310P3

fail() {
  echo "$guide, $section: $*" >&2
  echo "--- output:" >&2
  cat "$work/stdout" >&2
  echo "--- errors:" >&2
  cat "$work/stderr" >&2
  exit 1
}

# What stands behind the guides' program names.
atc() { "$burin" compile "$@"; }
python() {
  local script=$1
  shift
  case $script in
    shiftvit_pytorch2onnx.py | smlp_pth2onnx.py | T2T_ViT_pth2onnx.py)
      "$burin" export "$@" ;;
    modify_onnx.py) "$burin" optimize "$@" ;;
    gen_cfg.py) "$burin" precision "$@" ;;
    shiftvit_preprocess.py | smlp_preprocess.py) "$burin" preprocess "$@" ;;
    T2T_ViT_preprocess.py) "$burin" preprocess --recipe t2t-vit "$@" ;;
    ais_infer.py) "$burin" infer "$@" ;;
    -m)
      [[ $1 == ais_bench ]] || return 127
      shift
      "$burin" infer "$@" ;;
    shiftvit_postprocess.py) "$burin" evaluate --style shiftvit "$@" ;;
    # Fewer images than ImageNet's 50,000, which is what it counts on.
    smlp_postproces.py) "$burin" evaluate --style smlp --n "$images" "$@" ;;
    T2T_ViT_postprocess.py) "$burin" evaluate --style t2t-vit "$@" ;;
    *) return 127 ;;
  esac
}
npu-smi() {
  [[ $* == info ]] || return 127
  "$burin" devices --no-peak
}
python3() { python "$@"; }
python3.7() { python "$@"; }

# run SECTION: the section's lines, in a shell of their own. Their output is
# left in stdout and stderr. Fails when one of them fails.
run() {
  section=$1
  local text
  text=$(awk -v name="### $section" \
    '/^### /{on = $0 == name; next} on' "$here/$guide.txt")
  [[ -n $text ]] || { echo "no section $section" >&2; exit 1; }
  text=$(sed -E -e "s|</path/to>/SPACH|$work|g" -e "s|SPACH/infer|infer|g" \
    -e "s|/path/to/model|$work/model.om|g" -e "s|/?path/to/|$work/|g" \
    -e "s|/opt/npu/|$work/|g" \
    -e "s|2022_[0-9_]+-[0-9_]+|${result_name:-}|g" <<< "$text")
  (set -e; eval "$text") > stdout 2> stderr || fail "a command line failed"
}

# expect stdout|stderr REGEX: some line of it matches.
expect() { grep -Eq -- "$2" "$1" || fail "no line of $1 matches: $2"; }

# expect_last REGEX: the last line of the output matches.
expect_last() { tail -n 1 stdout | grep -Eq -- "$1" || fail "last line: $1"; }

# expect_files FOLDER PATTERN COUNT: that many, and no other files.
expect_files() {
  local found all
  found=$(find "$1" -maxdepth 1 -type f -name "$2" | wc -l)
  all=$(find "$1" -mindepth 1 | wc -l)
  [[ $found == "$3" && $all == "$3" ]] ||
    fail "$1: $found files $2 and $all entries, $3 expected"
}

# expect_size FILE BYTES
expect_size() {
  [[ $(stat -c %s "$1") == "$2" ]] || fail "$1: not $2 bytes"
}

expect_compiled() {  # PLATE
  expect_last '^ATC run success, welcome to the next use\.$'
  [[ -s $1 ]] || fail "$1 is not there"
}

# What tells readers whether the machine is idle.
expect_devices() {
  expect stdout '^cpu: .'
  expect stdout '^load average: [0-9.]+ '
}

# The summary of a run: the line that people's scripts cut, its number last.
expect_throughput() {  # BATCH
  expect stdout '^\[INFO\] warm up 1 done$'
  expect stdout '^\[INFO\] -+Performance Summary-+$'
  expect stdout '^\[INFO\] NPU_compute_time \(ms\): min = .*, max = .*, mean = .*, median = .*, percentile\(99%\) = '
  expect stdout "^\[INFO\] throughput 1000\*batchsize\.mean\($1\)/NPU_compute_time\.mean\([0-9.e+-]+\): [0-9.e+-]+$"
  local number
  number=$(grep throughput stdout | awk '{print $NF}')
  awk -v n="$number" 'BEGIN {exit !(n > 0)}' || fail "throughput $number"
}

expect_summary() {  # FILE RESULTS
  [[ -s $1 ]] || fail "$1 is not there"
  local key
  for key in filesinfo args NPU_compute_time H2D_latency D2H_latency \
    npu_compute_time_list throughput pid 'percentile\(99%\)'; do
    grep -Eq "\"$key\":" "$1" || fail "$1: no key $key"
  done
  [[ $(grep -c '"outfiles"' "$1") == "$2" ]] || fail "$1: not $2 results"
}

expect_onnx() { [[ -s $1 ]] || fail "$1 is not there"; }

# The newest folder of results in $1, which has the time as its name.
find_result() {
  result_name=$(ls -t "$1" | grep -E '^[0-9]{4}(_[0-9]{2}){2}-[0-9]{2}(_[0-9]{2}){2}$' |
    head -n 1)
  [[ -n $result_name ]] || fail "no folder named by the time in $1"
}

draw() {  # IMAGES_OF_A_CLASS
  "$burin" demo-data imagenet --val "$1" > /dev/null
  images=$((12 * $1))
}

case $guide in
  shiftvit)
    draw 2
    mkdir -p shiftvit tools/ais-bench_workload/tool/ais_infer
    cp "$demo/shiftvit_demo.pth" shiftvit/shiftvit_tiny_light.pth
    run export
    expect_onnx shiftvit/shiftvit1.onnx
    run rewrite
    expect_onnx shiftvit/shiftvit2.onnx
    run preprocess
    expect_files shiftvit/val-bin 'batch-[0-9][0-9][0-9][0-9][0-9].bin' 24
    expect_size shiftvit/val-bin/batch-00023.bin 602112
    grep -aq "'shape': (24, 1)" shiftvit/val-gt.npy || fail "labels"
    run prepare
    run devices
    expect_devices
    for bs in 1 4; do
      run compile
      expect_compiled shiftvit/shiftvit2-bs$bs.plate
      run infer
      expect stderr "note: .*shiftvit2-bs$bs\.om: .*shiftvit2-bs$bs\.plate is opened"
      expect_throughput $bs
      find_result shiftvit/val-out
      expect_files shiftvit/val-out/"$result_name" 'batch-[0-9]*_0.bin' 24
      expect_size shiftvit/val-out/"$result_name"/batch-00000_0.bin 48
      expect_summary shiftvit/val-out/"$result_name"_summary.json 24
      run evaluate
      expect stdout '^Acc@Top1:[01]\.[0-9]{4}, Acc@Top5:[01]\.[0-9]{4}$'
      expect_last '^acc@1:[01]\.[0-9]{4}, acc@5:[01]\.[0-9]{4}$'
      cp stdout accuracy$bs
      run bench
      expect_throughput $bs
      rm -r shiftvit/val-out/"$result_name"
    done
    cmp accuracy1 accuracy4 || fail "accuracy depends on the batch"
    run "long names"
    cmp shiftvit/shiftvit2.onnx shiftvit/long2.onnx || fail "other ONNX"
    expect_files shiftvit/val-fours 'batch-[0-9]*.bin' 6
    grep -aq "'shape': (6, 4)" shiftvit/val-fours.npy || fail "labels"
    ;;
  smlp)
    draw 50
    mkdir -p ais_infer
    run preprocess
    expect_files imagenet-val-bin 'batch-[0-9]*.bin' 600
    [[ -s labels.npy ]] || fail "no labels.npy beside the save folder"
    # The guide names a variant, so the checkpoint must have its shapes; what
    # follows runs on the demo's network.
    "$full_checkpoint" smlpnet_tiny smlp_t.pth
    run export
    expect_onnx sMLPNet-T.onnx
    "$burin" export -c "$demo/smlpnet_demo.pth" -o sMLPNet-T.onnx -v 11 \
      > /dev/null
    printf 'Gelu=high_performance' > op_precision.ini
    run devices
    expect_devices
    run compile
    expect_compiled sMLPNet-T-batch8-high.plate
    run prepare
    run infer
    expect_throughput 8
    find_result infer_results
    expect_files infer_results/"$result_name" 'batch-[0-9]*_0.npy' 600
    head -c 128 infer_results/"$result_name"/batch-00000_0.npy |
      grep -aq "'shape': (1, 12)" || fail "the shape of a result"
    expect_summary infer_results/"$result_name"_summary.json 600
    run evaluate
    expect_last '^acc@1:[01]\.[0-9]{4}, acc@5:[01]\.[0-9]{4}$'
    bs=8
    cp sMLPNet-T-batch8-high.plate model.plate
    run bench
    expect_throughput $bs
    ;;
  t2t_vit)
    draw 2
    cp "$demo/t2t_vit_demo.pth.tar" 81.5_T2T_ViT_14.pth.tar
    data_dir=imagenet prep_bin=prep_bin gt_path=label.npy
    run preprocess
    expect_files prep_bin '[0-9][0-9][0-9][0-9][0-9].bin' 24
    grep -aq "'shape': (24, 1)" label.npy || fail "labels"
    run export
    expect_onnx T2T_ViT.onnx
    run devices
    expect_devices
    run precision
    [[ $(wc -l < keep_dtype.cfg) -gt 1 ]] || fail "keep_dtype.cfg"
    for bs in 1 4; do
      run compile
      expect_compiled T2T_ViT_bs$bs.plate
      run infer
      expect stderr "note: .*T2T_ViT_bs$bs\.om: T2T_ViT_bs$bs\.plate is opened"
      expect_throughput $bs
      expect_files result/result_bs$bs '[0-9]*_0.bin' 24
      expect_summary result/result_bs${bs}_summary.json 24
      result_dir=result/result_bs$bs
      run evaluate
      expect stdout '^Top-1 accuracy of the model is: [0-9.]+%$'
      expect stdout "^val_metrics: OrderedDict\(\[\('loss', [0-9.e-]+\), \('top1', [0-9.]+\), \('top5', [0-9.]+\)\]\)$"
      expect_last '^acc@1:[01]\.[0-9]{4}, acc@5:[01]\.[0-9]{4}$'
      cp stdout accuracy$bs
      run bench
      expect_throughput $bs
    done
    cmp accuracy1 accuracy4 || fail "accuracy depends on the batch"
    # A failure ends as atc's do.
    section="compile of a missing file"
    if atc --framework=5 --model=none.onnx --output=none > stdout 2> stderr
    then
      fail "no failure"
    fi
    expect stdout '^ATC run failed, Please check the detail log'
    expect stderr '^burin: not-found: none\.onnx'
    ;;
  *) echo "no guide $guide" >&2; exit 2 ;;
esac
echo "$guide: every command line ran"
