#!/usr/bin/env python3
"""Times burin against ONNX Runtime on the same ONNX file in one run.

    compare_ort.py --burin build/release/burin --rounds 7 --batch 1,8 NET.onnx...

Needs numpy and onnxruntime (python3 -m venv; pip install numpy onnxruntime);
burin itself needs neither. The two alternate: each round runs one after the
other for about --seconds each, so that a busy machine slows both. Prints the
median over rounds of each one's best-half mean, as images a second, and the
ratio, whose spread over rounds stands beside it.
"""
import argparse
import re
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime as ort


def burin_rate(burin, plate, batch, loops):
    out = subprocess.run(
        [burin, "infer", "--model", plate, "--loop", str(loops),
         "--batchsize", str(batch), "--warmup_count", "2"],
        check=True, capture_output=True, text=True).stdout
    median = float(re.search(r"NPU_compute_time.*median = ([0-9.]+)", out)[1])
    return 1000 * batch / median


def ort_rate(session, name, x, loops):
    session.run(None, {name: x})
    times = []
    for _ in range(loops):
        start = time.perf_counter()
        session.run(None, {name: x})
        times.append(time.perf_counter() - start)
    return len(x) / float(np.median(times))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--burin", required=True)
    parser.add_argument("--batch", default="1,8")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--images", type=int, default=48,
                        help="images a program and round")
    parser.add_argument("models", nargs="+")
    args = parser.parse_args()
    print("| network | batch | burin, images/s | ONNX Runtime, images/s "
          "| ratio | over rounds |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for model in args.models:
            session = ort.InferenceSession(
                model, providers=["CPUExecutionProvider"])
            name = session.get_inputs()[0].name
            for batch in map(int, args.batch.split(",")):
                plate = Path(folder) / "net"
                subprocess.run(
                    [args.burin, "compile", "--framework=5",
                     f"--model={model}", f"--output={plate}",
                     f"--input_shape={name}:{batch},3,224,224"],
                    check=True, capture_output=True)
                x = np.random.default_rng(1).standard_normal(
                    (batch, 3, 224, 224), np.float32)
                loops = max(3, args.images // batch)
                pairs = []
                for _ in range(args.rounds):
                    ours = burin_rate(args.burin, f"{plate}.plate", batch,
                                      loops)
                    pairs.append((ours, ort_rate(session, name, x, loops)))
                ratios = sorted(a / b for a, b in pairs)
                ours, theirs = np.median(np.array(pairs), axis=0)
                print(f"| {Path(model).stem} | {batch} | {ours:.1f} | "
                      f"{theirs:.1f} | {np.median(ratios):.2f} | "
                      f"{ratios[0]:.2f} - {ratios[-1]:.2f} |", flush=True)


if __name__ == "__main__":
    main()
