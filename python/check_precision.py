#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""What bf16, int8 and auto cost the demo networks in accuracy.

    check_precision.py --burin BURIN [--images 12000] [--batch 32] [--threads 0]

Draws labelled images, other ones than the networks were trained on, runs each
network in each precision over all of them and prints points of top-1 accuracy
lost against fp32, with the 95 % interval of the mean over images, and the share
of images whose answer is fp32's. `auto` is calibrated on further images of its
own. Exit status: 1 if more is lost than the goals allow. A check for nights and
releases: needs numpy; half an hour on two cores. All files lie in a temporary
folder, of 1.5 GB.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

DEMO = Path(__file__).resolve().parents[1] / "examples/demo"
# Name -> (checkpoint, name of the ONNX file's input).
NETWORKS = {
    "shiftvit": ("shiftvit_demo.pth", "input"),
    "smlpnet": ("smlpnet_demo.pth", "input"),
    "t2t_vit": ("t2t_vit_demo.pth.tar", "image"),
}
# Precision -> points that it may lose.
GOALS = {"bf16": 0.1, "int8": 0.5, "auto": 0.1}
CLASSES = 12
OF_CLASS = 100  # images that lie on the disk at a time
CALIBRATION_SEED, FIRST_SEED = 100, 1000  # the training had seed 1


class Burin:
    def __init__(self, binary, threads):
        self.binary, self.threads = binary, str(threads)

    def __call__(self, *arguments, threads=True):
        command = [self.binary, *map(str, arguments)]
        if threads:
            command += ["--threads", self.threads]
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"{' '.join(command)}: {run.stderr.strip()}")
        return run.stdout


def compile_all(burin, options, folder):
    """{(network, precision): plate}; what compile printed, on request."""
    calibration = folder / "calibration"
    if "auto" in options.precisions:
        burin("demo-data", calibration, "--val", 43, "--seed",
              CALIBRATION_SEED)
    plates = {}
    for name in options.networks:
        checkpoint, tensor = NETWORKS[name]
        onnx = folder / f"{name}.onnx"
        burin("export", "--checkpoint", DEMO / checkpoint, "--output", onnx,
              threads=False)
        for precision in options.precisions:
            plate = folder / f"{name}_{precision}"
            extra = []
            if precision == "auto":
                extra = ["--max-drop", GOALS["auto"], "--calibration-data",
                         calibration / "val"]
            told = burin("compile", "--framework=5", f"--model={onnx}",
                         f"--output={plate}", f"--precision={precision}",
                         f"--input_shape={tensor}:{options.batch},3,224,224",
                         *extra)
            if options.verbose:
                print(told, file=sys.stderr)
            plates[name, precision] = plate.with_suffix(".plate")
    return plates


def answers(burin, plate, bins, folder):
    """The class that the plate gives each image."""
    burin("infer", "--model", plate, "--input", bins, "--output", folder,
          "--output_dirname", "run")
    files = sorted((folder / "run").glob("*.bin"))
    return np.array([np.fromfile(path, np.float32).argmax() for path in files])


def right_by_evaluate(burin, results, labels):
    told = burin("evaluate", "--result-dir", results, "--gt-path", labels,
                 threads=False)
    return int(re.search(r"(\d+) right", told).group(1))


def answers_of_part(burin, plates, seed, folder):
    """{key: answers}, with the labels as key "labels", for one seed's images."""
    burin("demo-data", folder / "data", "--val", OF_CLASS, "--seed", seed)
    burin("preprocess", "--data-root", folder / "data", "--save-dir",
          folder / "bins", "--gt-path", folder / "gt.npy")
    out = {"labels": np.load(folder / "gt.npy").reshape(-1)}
    for index, (key, plate) in enumerate(plates.items()):
        own = folder / f"results-{index}"
        out[key] = answers(burin, plate, folder / "bins", own)
        assert len(out[key]) == len(out["labels"]), own
        right = right_by_evaluate(burin, own / "run", folder / "gt.npy")
        assert right == int((out[key] == out["labels"]).sum()), own
    return out


def all_answers(burin, plates, images, folder):
    """As answers_of_part, for as many parts as give so many images."""
    parts = []
    for part in range(-(-images // (CLASSES * OF_CLASS))):
        with tempfile.TemporaryDirectory(dir=folder) as own:
            parts.append(answers_of_part(burin, plates, FIRST_SEED + part,
                                         Path(own)))
        print(f"{(part + 1) * CLASSES * OF_CLASS} images", file=sys.stderr)
    return {key: np.concatenate([part[key] for part in parts])
            for key in parts[0]}


def loss(reduced, exact, labels):
    """What one precision costs; points, half of the 95 % interval of that."""
    # By image: 1 lost, -1 won, 0 as before.
    change = ((exact == labels).astype(int) - (reduced == labels).astype(int))
    count = len(labels)
    return {
        "images": count,
        "top1": 100 * float((reduced == labels).mean()),
        "lost": 100 * float(change.mean()),
        "interval": 100 * 1.96 * float(change.std(ddof=1)) / count ** 0.5,
        "agreement": 100 * float((reduced == exact).mean()),
        # Of the answers that changed.
        "changed": int((reduced != exact).sum()),
        "net_lost": int(change.sum()),
    }


def report(results):
    """The Markdown table of {(network, precision): loss()}."""
    lines = ["| network | precision | top-1 | points lost | goal | "
             "answers as in fp32 |", "|---|---|---|---|---|---|"]
    for (name, precision), got in results.items():
        lines.append(
            f"| {name} | {precision} | {got['top1']:.2f} % | "
            f"{got['lost']:+.3f} ± {got['interval']:.3f} | "
            f"{GOALS[precision]} | {got['agreement']:.2f} % |")
    return lines


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--burin", required=True, type=Path, help="the program")
    add("--images", type=int, default=12000, help="at least so many (12000)")
    add("--batch", type=int, default=32)
    add("--networks", nargs="+", choices=NETWORKS, default=list(NETWORKS))
    add("--precisions", nargs="+", choices=GOALS, default=list(GOALS))
    add("--threads", type=int, default=0, help="0: all that may be used")
    add("--json", type=Path, metavar="FILE")
    add("--verbose", action="store_true", help="what compile printed")
    return parser.parse_args()


def main():
    options = parse_arguments()
    options.precisions = ["fp32", *options.precisions]
    burin = Burin(options.burin.resolve(), options.threads)
    with tempfile.TemporaryDirectory() as folder:
        plates = compile_all(burin, options, Path(folder))
        got = all_answers(burin, plates, options.images, Path(folder))
    labels = got.pop("labels")
    results = {(name, precision): loss(array, got[name, "fp32"], labels)
               for (name, precision), array in got.items()
               if precision != "fp32"}
    print(f"{len(labels)} images, batch {options.batch}; fp32: " + ", ".join(
        f"{name} {100 * float((got[name, 'fp32'] == labels).mean()):.2f} %"
        for name in options.networks) + "\n")
    print("\n".join(report(results)))
    if options.json:
        options.json.write_text(json.dumps(
            [{"network": name, "precision": precision, **one}
             for (name, precision), one in results.items()], indent=1) + "\n")
    return any(one["lost"] > GOALS[precision]
               for (_, precision), one in results.items())


if __name__ == "__main__":
    sys.exit(main())
