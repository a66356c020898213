# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""The images that all programs compute, and those that quantisers look at."""

import subprocess

import numpy as np

SIZE = (3, 224, 224)  # of what burin draws and preprocesses
CLASSES = 12


def drawn(burin, count, seed, folder):
    """So many of burin's labelled drawings, preprocessed; all classes alike."""
    def run(*arguments):
        subprocess.run([burin, *map(str, arguments)], check=True,
                       capture_output=True)

    run("demo-data", folder / "data", "--val", -(-count // CLASSES),
        "--seed", seed)
    run("preprocess", "--data-root", folder / "data", "--save-dir",
        folder / "bins")
    images = np.stack([np.fromfile(path, np.float32).reshape(SIZE)
                       for path in sorted((folder / "bins").iterdir())])
    # By class as they are; a stride that is prime to the count mixes them.
    return images[np.arange(len(images)) * 7 % len(images)][:count]


def make_images(burin, shape, count, seed, folder):
    """float32 (count, *shape): drawings, or for other networks noise."""
    if shape == SIZE:
        return drawn(burin, count, seed, folder)
    return np.random.default_rng(seed).standard_normal((count, *shape),
                                                       np.float32)
