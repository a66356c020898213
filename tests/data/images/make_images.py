#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the images of this folder and the pixels that Pillow reads from them.

    python3 tests/data/images/make_images.py

NAME.jpg or NAME.png goes with NAME.rgb, the bytes of
Image.open(NAME).convert('RGB'). list.txt has one line per image: file name,
width, height. Needs Pillow; the random numbers are seeded.
"""

import io
import pathlib
import random
import struct
import zlib

from PIL import Image

FOLDER = pathlib.Path(__file__).resolve().parent
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4),
         (1, 0, 2, 2), (0, 1, 1, 2))

rng = random.Random(7)


def picture(width, height, mode):
    """Smooth colours with some noise: every part of a decoder has work."""
    channels = len(mode)
    data = bytearray()
    for y in range(height):
        for x in range(width):
            for c in range(channels):
                base = (x * (7 + 5 * c) + y * (11 - 3 * c) + 40 * c) % 256
                data.append(max(0, min(255, base + rng.randrange(-12, 13))))
    return Image.frombytes(mode, (width, height), bytes(data))


def jpeg(width, height, mode='RGB', **options):
    out = io.BytesIO()
    picture(width, height, mode).save(out, 'JPEG', **options)
    return out.getvalue()


def as_ycck(cmyk):
    """The same coefficients under an Adobe marker that says YCCK."""
    place = cmyk.index(b'Adobe') + 11
    return cmyk[:place] + b'\x02' + cmyk[place + 1:]


def chunk(name, data):
    return (struct.pack('>I', len(data)) + name + data +
            struct.pack('>I', zlib.crc32(name + data)))


def rows(width, height, bits):
    row_bytes = (width * bits + 7) // 8
    return b''.join(
        bytes([rng.randrange(5)]) + rng.randbytes(row_bytes)
        for _ in range(height))


def png(width, height, depth, color, interlaced=False, extra=b''):
    bits = depth * CHANNELS[color]
    if interlaced:
        data = b''
        for x, y, dx, dy in ADAM7:
            w, h = (width - x + dx - 1) // dx, (height - y + dy - 1) // dy
            if w > 0 and h > 0:
                data += rows(w, h, bits)
    else:
        data = rows(width, height, bits)
    header = struct.pack('>IIBBBBB', width, height, depth, color, 0, 0,
                         int(interlaced))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + extra +
            chunk(b'IDAT', zlib.compress(data)) + chunk(b'IEND', b''))


def palette(entries):
    return chunk(b'PLTE', rng.randbytes(3 * entries))


def images():
    yield 'rgb_444_17x13.jpg', jpeg(17, 13, subsampling=0, quality=90)
    yield 'rgb_422_33x9.jpg', jpeg(33, 9, subsampling=1, quality=85)
    yield 'rgb_420_17x13.jpg', jpeg(17, 13, subsampling=2, quality=75)
    yield 'rgb_420_1x1.jpg', jpeg(1, 1, subsampling=2)
    yield 'rgb_420_120x50.jpg', jpeg(120, 50, subsampling=2, quality=60)
    yield 'rgb_stored_19x7.jpg', jpeg(19, 7, keep_rgb=True)
    yield 'rgb_restart_40x24.jpg', jpeg(40, 24, restart_marker_blocks=1)
    yield 'rgb_progressive_31x40.jpg', jpeg(31, 40, progressive=True)
    yield 'gray_15x16.jpg', jpeg(15, 16, 'L')
    yield 'gray_progressive_20x9.jpg', jpeg(20, 9, 'L', progressive=True)
    cmyk = jpeg(18, 11, 'CMYK')
    yield 'cmyk_18x11.jpg', cmyk
    yield 'ycck_18x11.jpg', as_ycck(cmyk)
    for depth in (1, 2, 4, 8, 16):
        yield f'gray_{depth}bit_11x5.png', png(11, 5, depth, 0)
    for depth in (1, 2, 4, 8):
        yield (f'palette_{depth}bit_11x5.png',
               png(11, 5, depth, 3, extra=palette(1 << depth)))
    yield 'palette_short_11x5.png', png(11, 5, 4, 3, extra=palette(5))
    for depth in (8, 16):
        yield f'rgb_{depth}bit_9x6.png', png(9, 6, depth, 2)
        yield f'rgba_{depth}bit_9x6.png', png(9, 6, depth, 6)
        yield f'gray_alpha_{depth}bit_9x6.png', png(9, 6, depth, 4)
    yield 'rgb_interlaced_13x11.png', png(13, 11, 8, 2, True)
    yield 'gray_16bit_interlaced_6x9.png', png(6, 9, 16, 0, True)
    yield ('palette_interlaced_3x2.png',
           png(3, 2, 2, 3, True, extra=palette(4)))
    yield ('gray_key_11x5.png',
           png(11, 5, 8, 0, extra=chunk(b'tRNS', b'\0\x10')))
    yield ('rgb_key_gamma_9x6.png',
           png(9, 6, 8, 2, extra=chunk(b'gAMA', struct.pack('>I', 45455)) +
               chunk(b'tRNS', b'\0\1\0\2\0\3')))
    yield ('palette_alpha_11x5.png',
           png(11, 5, 8, 3, extra=palette(256) +
               chunk(b'tRNS', rng.randbytes(200))))


def main():
    lines = []
    for name, data in images():
        image = Image.open(io.BytesIO(data)).convert('RGB')
        (FOLDER / name).write_bytes(data)
        (FOLDER / name).with_suffix('.rgb').write_bytes(image.tobytes())
        lines.append(f'{name} {image.width} {image.height}\n')
    (FOLDER / 'list.txt').write_text(''.join(lines))


if __name__ == '__main__':
    main()
