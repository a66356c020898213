#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Trains the three small networks of the demo and writes what they score.

    burin demo-data DATA --val 50 --train 200
    train_demo.py --data DATA --out examples/demo [--only shiftvit] [--threads 2]

DATA has train/CLASS/IMAGE and val/CLASS/IMAGE. For each network the script
writes a checkpoint as the authors' training scripts do, and into expected.json
the accuracy that PyTorch has on val/: what `burin evaluate` must print. Needs
PyTorch, torchvision and Pillow; some minutes on two cores.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from burin_models import ShiftViT, SMLPNet, T2TViT

SIZE, SHORT_SIDE = 224, 256
MEAN = torch.tensor([0.485, 0.456, 0.406]).reshape(3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).reshape(3, 1, 1)

# name -> (network for a number of classes, checkpoint file, the key under which
# the weights lie in it, training). Small in everything but the image. Training:
# learning rate, batch, epochs, and epochs at half the image size before them,
# which cost a quarter.
NETWORKS = {
    "shiftvit": (lambda n: ShiftViT(width=24, depths=(1, 1, 3, 1), patch=8,
                                    classes=n),
                 "shiftvit_demo.pth", "model", (1e-3, 32, 16, 0)),
    "smlpnet": (lambda n: SMLPNet(width=24, depths=(1, 1, 3, 1), patch=8,
                                  classes=n),
                "smlpnet_demo.pth", "model", (1e-3, 32, 12, 0)),
    "t2t_vit": (lambda n: T2TViT(width=128, depth=4, heads=2, mlp_ratio=2,
                                 token_width=32, classes=n),
                "t2t_vit_demo.pth.tar", "state_dict", (1e-3, 16, 2, 10)),
}


def load(folder):
    """Images as uint8, short side 256 (bicubic) and cut to a square; labels."""
    classes = sorted(p.name for p in folder.iterdir() if p.is_dir())
    images, labels = [], []
    for label, name in enumerate(classes):
        for path in sorted((folder / name).iterdir()):
            image = Image.open(path).convert("RGB")
            scale = SHORT_SIDE / min(image.size)
            size = [max(SHORT_SIDE, int(side * scale)) for side in image.size]
            image = image.resize(size, Image.Resampling.BICUBIC)
            left = round((size[0] - SHORT_SIDE) / 2)
            top = round((size[1] - SHORT_SIDE) / 2)
            image = image.crop((left, top, left + SHORT_SIDE,
                                top + SHORT_SIDE))
            images.append(torch.from_numpy(np.array(image)).permute(2, 0, 1))
            labels.append(label)
    return torch.stack(images), torch.tensor(labels), classes


def normalized(images):
    return (images.float() / 255 - MEAN) / STD


def random_crops(images, generator):
    """Cut at random, flipped left to right or not."""
    out = []
    for image in images:
        y, x = torch.randint(SHORT_SIDE - SIZE + 1, (2,), generator=generator)
        cut = image[:, y:y + SIZE, x:x + SIZE]
        flip = torch.rand((), generator=generator) < 0.5
        out.append(cut.flip(2) if flip else cut)
    return torch.stack(out)


def train(model, images, labels, epochs, rate, batch, halve=False):
    generator = torch.Generator().manual_seed(0)
    optimizer = torch.optim.AdamW(
        (p for p in model.parameters() if p.requires_grad), lr=rate,
        weight_decay=0.05)
    steps, step = epochs * (len(images) // batch), 0
    warm = steps // 10
    for epoch in range(epochs):
        start, losses = time.time(), []
        order = torch.randperm(len(images), generator=generator)
        for chunk in order.split(batch)[:len(images) // batch]:
            factor = (step + 1) / warm if step < warm else 0.5 * (
                1 + math.cos(math.pi * (step - warm) / (steps - warm)))
            for group in optimizer.param_groups:
                group["lr"] = rate * factor
            x = normalized(random_crops(images[chunk], generator))
            if halve:
                x = F.avg_pool2d(x, 2)
            # Half the time of float32 where the CPU has bfloat16 products.
            with torch.autocast("cpu", torch.bfloat16):
                loss = F.cross_entropy(model(x), labels[chunk],
                                       label_smoothing=0.1)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item())
            step += 1
        print(f"  epoch {epoch + 1}/{epochs}: loss {np.mean(losses):.3f}, "
              f"{time.time() - start:.0f} s", flush=True)


def train_halved(model, images, labels, epochs, rate, batch):
    """At half the image size, with every other position of the embedding."""
    whole = model.pos_embed.data
    side = math.isqrt(whole.shape[1] - 1)
    grid = whole[:, 1:].unflatten(1, (side, side))[:, ::2, ::2].flatten(1, 2)
    model.pos_embed.data = torch.cat([whole[:, :1], grid], dim=1)
    train(model, images, labels, epochs, rate, batch, halve=True)
    model.pos_embed.data = whole


@torch.no_grad()
def logits(model, images):
    """Of the centre crops, as the recipe "spach" has them."""
    edge = (SHORT_SIDE - SIZE) // 2
    centre = images[:, :, edge:edge + SIZE, edge:edge + SIZE]
    return torch.cat([model(normalized(chunk)) for chunk in centre.split(50)])


def accuracy(scores, labels, k):
    top = scores.topk(k, dim=1).indices
    return (top == labels[:, None]).any(1).double().mean().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", choices=NETWORKS, action="append")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)

    images, labels, classes = load(args.data / "train")
    val_images, val_labels, val_classes = load(args.data / "val")
    assert classes == val_classes
    print(f"{len(images)} images to train, {len(val_images)} to test, "
          f"{len(classes)} classes", flush=True)

    path = args.out / "expected.json"
    expected = json.loads(path.read_text()) if path.exists() else {"models": {}}
    expected |= {"classes": classes, "images": len(val_images)}
    for name in args.only or NETWORKS:
        make, file, key, (rate, batch, epochs, halved) = NETWORKS[name]
        torch.manual_seed(0)
        model = make(len(classes))
        count = sum(p.numel() for p in model.parameters())
        print(f"{name}: {count} parameters", flush=True)
        if halved:
            train_halved(model, images, labels, halved, rate, batch)
        train(model, images, labels, epochs, rate / 2 if halved else rate,
              batch)
        scores = logits(model.eval(), val_images)
        top1, top5 = (accuracy(scores, val_labels, k) for k in (1, 5))
        print(f"  acc@1:{top1:.4f}, acc@5:{top5:.4f}", flush=True)
        torch.save({key: model.state_dict(), "epoch": halved + epochs}, args.out / file)
        expected["models"][name] = {"checkpoint": file, "acc1": top1,
                                    "acc5": top5}
        path.write_text(json.dumps(expected, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
