# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""The peers: how each is built and what one execution of it is.

`build(task)` imports only the peer that the task names and returns a Program.
A task is a dict: peer, mode, precision, threads, streams, max_isa, onnx,
variant, weights and x (the batch, a .npy file).
"""

import time
from typing import Callable, NamedTuple

import numpy as np


class Program(NamedTuple):
    version: str
    output: Callable  # () -> logits, an array
    times: Callable  # (seconds) -> seconds that a batch took, a list
    notes: tuple = ()  # what a reader of its figures must know


def counts(seconds):
    """Executions that warm up, and the least that are timed, if one takes so
    long."""
    return (2, 3) if seconds < 1 else (1, 2)


def time_calls(call, seconds):
    """The time of each call, for about so many seconds."""
    start = time.perf_counter()
    call()
    warm_up, least = counts(time.perf_counter() - start)
    for _ in range(warm_up - 1):
        call()
    times = []
    end = time.perf_counter() + seconds
    while len(times) < least or time.perf_counter() < end:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return times


def _torch_inputs(task):
    import torch
    from networks import load_module

    torch.set_num_threads(task["threads"])
    layout = (torch.channels_last if task["mode"] == "channels_last"
              else torch.contiguous_format)
    dtype = (torch.bfloat16 if task["precision"] == "bf16"
             and task["mode"] != "autocast" else torch.float32)
    model = load_module(task["variant"], task["weights"])
    x = torch.from_numpy(np.load(task["x"]))
    return (torch, model.to(dtype=dtype, memory_format=layout),
            x.to(dtype=dtype, memory_format=layout))


def _torch_program(torch, model, x, autocast=False):
    def call():
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16,
                                             enabled=autocast):
            return model(x)

    return Program(torch.__version__, lambda: call().float().numpy(),
                   lambda seconds: time_calls(call, seconds))


def build_torch(task):
    return _torch_program(*_torch_inputs(task), task["mode"] == "autocast")


def build_torch_compile(task):
    torch, model, x = _torch_inputs(task)
    import torch._inductor.config as config

    config.freezing = True
    if task["max_isa"] == "avx2":
        config.cpp.simdlen = 256
    return _torch_program(torch, torch.compile(model, dynamic=False), x)


def build_onnxruntime(task):
    """With the batch fixed, as all who read the ONNX file have it."""
    import onnxruntime as ort
    from networks import open_dimensions

    x = np.load(task["x"])
    options = ort.SessionOptions()
    options.intra_op_num_threads = task["threads"]
    options.log_severity_level = 3
    named, nameless = open_dimensions(task["onnx"], x.shape)
    for name, size in named.items():
        options.add_free_dimension_override_by_name(name, size)
    session = ort.InferenceSession(task["onnx"], options,
                                   providers=["CPUExecutionProvider"])
    feed = {session.get_inputs()[0].name: x}
    return Program(ort.__version__, lambda: session.run(None, feed)[0],
                   lambda seconds: time_calls(
                       lambda: session.run(None, feed), seconds),
                   ("ONNX Runtime ran with an open dimension, which has no "
                    "name to fix it by",) if nameless else ())


def _openvino_type(core, precision):
    """The floats that a network computes with; in int8, what is not int8."""
    able = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    if precision == "bf16" and not able:
        raise ValueError("OpenVINO: no bf16 on this CPU")
    return "bf16" if precision != "fp32" and able else "f32"


def build_openvino(task):
    import openvino as ov

    latency = task["mode"] == "latency"
    streams = 1 if latency else min(task["streams"], task["threads"])
    core = ov.Core()
    model = core.read_model(task["onnx"])
    x = np.load(task["x"])
    model.reshape(list(x.shape))
    compiled = core.compile_model(model, "CPU", {
        "PERFORMANCE_HINT": "LATENCY" if latency else "THROUGHPUT",
        "NUM_STREAMS": str(streams),
        "INFERENCE_NUM_THREADS": task["threads"],
        "INFERENCE_PRECISION_HINT": _openvino_type(core, task["precision"]),
    })
    request = compiled.create_infer_request()

    def call():
        return request.infer([x], share_inputs=True, share_outputs=True)

    def times(seconds):
        if latency:
            return time_calls(call, seconds)
        return _time_queue(ov.AsyncInferQueue(compiled, streams), x, streams,
                           seconds)

    return Program(ov.get_version().split("-")[0],
                   lambda: np.array(call()[0]), times,
                   _uncapped(compiled) if task["max_isa"] else ())


def _time_queue(queue, x, streams, seconds):
    """The time that a batch takes of `streams` that are always busy.

    From one completion to the one `streams` further, each request in flight
    was done once.
    """
    done = []
    queue.set_callback(lambda *_: done.append(time.perf_counter()))
    start = time.perf_counter()
    queue.start_async([x], share_inputs=True)
    queue.wait_all()
    warm_up, least = counts(time.perf_counter() - start)
    start = time.perf_counter()
    while (len(done) < (least + warm_up) * streams
           or time.perf_counter() < start + seconds):
        queue.start_async([x], share_inputs=True)
    queue.wait_all()
    # The last ones ran with idle streams beside them.
    done = done[warm_up * streams - 1:len(done) - streams + 1]
    return [(b - a) / streams for a, b in zip(done, done[streams:])]


def _uncapped(compiled):
    """A note on kernels that ignore a cap of the instruction set."""
    kinds = []
    for op in compiled.get_runtime_model().get_ops():
        info = op.get_rt_info()
        if "primitiveType" in info:
            kinds.append(info["primitiveType"].astype(str))
    above = [kind for kind in kinds if "avx512" in kind or "mlas" in kind]
    if not above:
        return ()
    return (f"OpenVINO ignored the cap in {len(above)} of {len(kinds)} "
            "operations",)


BUILDERS = {
    "PyTorch": build_torch,
    "torch.compile": build_torch_compile,
    "ONNX Runtime": build_onnxruntime,
    "OpenVINO": build_openvino,
}


def build(task):
    return BUILDERS[task["peer"]](task)
