# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""What the comparison drives: burin and the peers' processes, all alike.

A runner has start(), which begins to build; ready(), which waits for that and
returns the logits of the batch; times(seconds), which returns how long each
execution took; and close(). A program that fails raises Failed, and so does one
that does not answer in time.
"""

import json
import math
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from networks import input_name
from precisions import CANNOT_BE_CAPPED, CAPS
from programs import counts


# Seconds after which a program counts as one that hangs. torch.compile builds
# for minutes, beside the others; a turn beyond its own time is a few executions
# of some ten seconds.
BUILD_LIMIT = 20 * 60
TURN_LIMIT = 10 * 60
PEAK_LIMIT = 60


class Failed(Exception):
    """A program that could not be built or run; says why in one line."""


def environment(threads, max_isa):
    return {**os.environ, **CAPS.get(max_isa, {}),
            "OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads)}


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no message"


def late(seconds):
    return Failed(f"no answer in {seconds:.0f} s")


def read_line(process, seconds):
    """The next line of an unbuffered process, or b"" when it has ended.

    Nothing follows a line that is not asked for. Failed after so many seconds;
    the process is killed then.
    """
    end = time.monotonic() + seconds
    line = b""
    while not line.endswith(b"\n"):
        left = max(end - time.monotonic(), 0)
        if not select.select([process.stdout], [], [], left)[0]:
            process.kill()
            raise late(seconds)
        part = process.stdout.read(1 << 16)
        if not part:
            return b""
        line += part
    return line


def exit_status(process):
    """That of a process which ends now; it is killed if it does not."""
    try:
        return process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


class Burin:
    """`burin infer`; every turn is a process of its own.

    In its latency mode all threads work on one batch; in its throughput mode
    each stream works on a batch of its own, side by side.
    """

    peer = "burin"
    side = "burin"
    notes = ()

    def __init__(self, mode, options, network, batch_file, folder):
        self.mode = mode
        self.binary = str(options.burin)
        self.options = options
        self.network = network
        self.batch_file = batch_file
        self.folder = folder / f"burin-{mode}"
        self.streams = (1 if mode == "latency"
                        else min(options.streams, options.threads))
        self.env = environment(options.threads, options.max_isa)
        self.seconds = None  # of one execution
        self.gflop = network.gflop  # of one image
        self.version = burin_version(options.burin)

    def run(self, *arguments, limit=BUILD_LIMIT):
        try:
            done = subprocess.run([self.binary, *map(str, arguments)],
                                  env=self.env, capture_output=True, text=True,
                                  timeout=limit)
        except subprocess.TimeoutExpired:
            raise late(limit) from None
        if done.returncode != 0:
            raise Failed(last_line(done.stderr))
        return done.stdout

    def start(self):
        """Compiles; burin takes a second, so nothing goes on behind."""
        inputs = self.folder / "inputs"
        inputs.mkdir(parents=True)
        for stream in range(self.streams):
            (inputs / f"{stream}.npy").symlink_to(self.batch_file)
        model = self.network.onnx
        if self.options.onnx == "burin" and self.network.variant:
            model = self.folder / "own.onnx"
            self.run("export", "--checkpoint", self.network.weights,
                     "--variant", self.network.variant, "--output", model)
        shape = np.load(self.batch_file, mmap_mode="r").shape
        self.run("compile", "--framework=5", f"--model={model}",
                 f"--output={self.folder / 'net'}",
                 f"--precision={self.options.precision}",
                 f"--target={self.options.max_isa or 'native'}",
                 f"--input_shape={input_name(model)}:"
                 + ",".join(map(str, shape)))
        self.gflop = self.gflop or self.counted_gflop() / shape[0]

    def counted_gflop(self):
        """The matrix work of one execution, as burin counts it."""
        told = self.run("inspect", "--json", self.folder / "net.plate")
        return json.loads(told)["matrix GFLOP"]

    def infer(self, loop, warm_up, limit=BUILD_LIMIT):
        self.run("infer", "--model", self.folder / "net.plate",
                 "--input", self.folder / "inputs", "--output", self.folder,
                 "--output_dirname", "run", "--outfmt", "NPY",
                 "--loop", loop, "--warmup_count", warm_up,
                 "--threads", self.options.threads,
                 "--streams", self.streams, limit=limit)
        summary = json.loads((self.folder / "run_summary.json").read_text())
        # Streams are always busy: in the time of one execution each has one.
        times = [ms / 1000 / self.streams
                 for ms in summary["npu_compute_time_list"]]
        self.seconds = float(np.median(times))
        return summary, times

    def ready(self):
        summary, _ = self.infer(loop=3, warm_up=1)
        path = Path(summary["filesinfo"]["0"]["outfiles"][0])
        return np.load(path)

    def times(self, seconds):
        execution = self.seconds * self.streams
        warm_up, least = counts(execution)
        return self.infer(max(least, math.ceil(seconds / execution)), warm_up,
                          seconds + TURN_LIMIT)[1]

    def close(self):
        pass


class Peer:
    """A worker process (worker.py), asleep except in its turn."""

    def __init__(self, peer, mode, options, network, batch_file, folder):
        self.peer, self.mode = peer, mode
        self.log = folder / f"{peer}-{mode}.log"
        self.output = folder / f"{peer}-{mode}.npy"
        self.env = environment(options.threads, options.max_isa)
        name = peer.removesuffix(" fp32")
        uncapped = options.max_isa and name in CANNOT_BE_CAPPED
        self.side = "uncapped" if uncapped else "peer"
        precision = options.precision if name == peer else "fp32"
        model = network.quantised.get(name) if precision == "int8" else None
        self.task = {
            "peer": name, "mode": mode, "precision": precision,
            "threads": options.threads, "streams": options.streams,
            "max_isa": options.max_isa, "onnx": str(model or network.onnx),
            "variant": network.variant, "weights": str(network.weights),
            "x": str(batch_file), "output": str(self.output)}
        self.process = None
        self.version = None
        self.notes = ()

    def start(self):
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [sys.executable, Path(__file__).with_name("worker.py"),
                 json.dumps(self.task)],
                env=self.env, bufsize=0, stderr=log,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def answer(self, limit):
        line = read_line(self.process, limit)
        if not line:
            status = exit_status(self.process)
            why = last_line(self.log.read_text(errors="replace"))
            raise Failed(f"signal {-status}" if status < 0 else why)
        return json.loads(line)

    def ready(self):
        first = self.answer(BUILD_LIMIT)
        self.version, self.notes = first["version"], tuple(first["notes"])
        return np.load(self.output)

    def times(self, seconds):
        try:
            self.process.stdin.write(f"{seconds}\n".encode())
        except BrokenPipeError:
            pass  # answer() says why
        return self.answer(seconds + TURN_LIMIT)["times"]

    def close(self):
        if self.process is None:
            return
        self.process.stdin.close()
        exit_status(self.process)
        self.process.stdout.close()


def burin_version(binary):
    done = subprocess.run([binary, "--version"], capture_output=True,
                          text=True, check=True)
    return done.stdout.split()[-1]


def machine(binary):
    """What `burin devices` says of this machine."""
    done = subprocess.run([binary, "devices", "--json", "--no-peak"],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def measure_peak(options):
    """GFLOP/s of multiply-adds on registers alone, on all threads.

    None where burin does not say: rates and ratios do not need it.
    """
    try:
        done = subprocess.run(
            [options.burin, "devices", "--peak", "--json", "--threads",
             str(options.threads)], capture_output=True, text=True, check=True,
            timeout=PEAK_LIMIT,
            env=environment(options.threads, options.max_isa))
        return float(json.loads(done.stdout)["gflops"][options.precision])
    except (OSError, subprocess.SubprocessError, ValueError, KeyError,
            TypeError):
        return None
