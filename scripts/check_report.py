#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Opens a page of `burin bench --html` in headless Chromium.

    scripts/check_report.py report.html [--screenshots FOLDER] [--picture FILE]

On a desktop's width and a phone's, light and dark: nothing sticks out of the
window or of its box, no text of a chart is cut or lies on another, texts have
enough contrast, and the browser reports no error. The screenshots are for
people to look at; the picture is the one of docs/report.png, the page down to
its last chart. Needs Chromium, no package of Python; without Chromium it
says so and ends with status 77, which test programs take as "skipped".
"""

import argparse
import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome"]
WIDTHS = {"desktop": 1280, "tablet": 820, "phone": 390}
SCHEMES = {"light": 1, "dark": 0}  # Chromium's numbers
SKIPPED = 77

# Runs inside the page; its findings become the text of an element.
PROBE = """
<script>
addEventListener('load', () => {
  const faults = [];
  const name = e => e.tagName + ' "' + e.textContent.trim().slice(0, 40) + '"';
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth)
    faults.push('the page is ' + root.scrollWidth + ' wide in a window of ' +
                root.clientWidth);
  for (const e of document.querySelectorAll('section, .tile, .warn, svg')) {
    const box = e.getBoundingClientRect();
    if (box.left < -1 || box.right > root.clientWidth + 1)
      faults.push(name(e) + ' sticks out of the window');
  }
  const hit = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 &&
                        a.top < b.bottom - 2 && b.top < a.bottom - 2;
  for (const svg of document.querySelectorAll('svg')) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')];
    texts.forEach((text, i) => {
      const box = text.getBoundingClientRect();
      if (box.left < frame.left - 1 || box.right > frame.right + 1 ||
          box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        faults.push(name(text) + ' is cut by its chart');
      for (const other of texts.slice(i + 1))
        if (hit(box, other.getBoundingClientRect()))
          faults.push(name(text) + ' lies on ' + name(other));
    });
    const size = parseFloat(getComputedStyle(texts[0] || svg).fontSize) *
                 frame.width / svg.viewBox.baseVal.width;
    if (texts.length && size < 8.5)
      faults.push('text of ' + size.toFixed(1) + ' px in the chart "' +
                  svg.getAttribute('aria-label') + '"');
  }
  const light = c => {
    const [r, g, b] = c.match(/[\\d.]+/g).map(v => v / 255).map(
        v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (!/, 0\\)$/.test(c)) return c;
    }
    return 'rgb(255, 255, 255)';
  };
  for (const e of document.querySelectorAll('p,td,th,b,span,li,dt,dd,h1,h2,text')) {
    const style = getComputedStyle(e);
    const [a, b] = [light(e.tagName === 'text' ? style.fill : style.color),
                    light(ground(e))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5)
      faults.push(name(e) + ' has a contrast of ' + contrast.toFixed(1));
  }
  const out = document.createElement('pre');
  out.id = 'faults';
  out.textContent = JSON.stringify(
      {faults: faults, height: root.scrollHeight,
       charts: Math.max(...[...document.querySelectorAll('svg')].map(
           e => e.closest('section').getBoundingClientRect().bottom))});
  document.body.append(out);
});
</script>
"""


def browser():
    for name in BROWSERS:
        path = shutil.which(name)
        if path:
            return path
    return None


def run(program, page, width, height, scheme, *options):
    """Chromium on a page inside a frame: windows have a least width."""
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(
            [program, "--headless", "--no-sandbox", "--disable-gpu",
             "--hide-scrollbars", "--allow-file-access-from-files",
             "--host-resolver-rules=MAP * ~NOTFOUND",
             f"--user-data-dir={folder}", f"--window-size={width},{height}",
             f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}",
             "--virtual-time-budget=2000", *options, page.as_uri()],
            capture_output=True, text=True, timeout=120, check=True).stdout


def probe(program, text, width, scheme, folder):
    """What the probe found, and the height of the page."""
    page = folder / "probed.html"
    page.write_text(text.replace("</head>", PROBE + "</head>", 1))
    frame = folder / "frame.html"
    # The frame hands the findings out; its width is the window's.
    frame.write_text(
        f'<!DOCTYPE html><body style="margin:0"><iframe id="f" width="{width}" '
        'height="900" style="border:0" src="probed.html"></iframe><script>'
        'addEventListener("load", () => setTimeout(() => { const out = '
        'document.createElement("pre"); out.id = "found"; out.textContent = '
        'document.getElementById("f").contentDocument'
        '.getElementById("faults").textContent; document.body.append(out); }, '
        '300));</script></body>')
    dom = run(program, frame, max(width, 600), 900, scheme, "--dump-dom")
    found = re.search(r'<pre id="found">(.*?)</pre>', dom, re.S)
    if not found:
        sys.exit("the browser gave no findings")
    return json.loads(html.unescape(found.group(1)))


def screenshot(program, page, width, height, scheme, path, folder):
    frame = folder / "shot.html"
    frame.write_text(
        f'<!DOCTYPE html><body style="margin:0"><iframe width="{width}" '
        f'height="{height}" style="border:0" src="{page.resolve().as_uri()}">'
        '</iframe></body>')
    run(program, frame, max(width, 500), height, scheme,
        f"--screenshot={path.resolve()}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("page", type=Path)
    parser.add_argument("--screenshots", type=Path, metavar="FOLDER")
    parser.add_argument("--picture", type=Path, metavar="FILE")
    options = parser.parse_args()
    program = browser()
    if program is None:
        print("no Chromium found: skipped")
        return SKIPPED
    text = options.page.read_text(encoding="utf-8")
    count = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for place, width in WIDTHS.items():
            for scheme in SCHEMES:
                found = probe(program, text, width, scheme, folder)
                for fault in found["faults"]:
                    print(f"{place}, {scheme}: {fault}")
                count += len(found["faults"])
                if options.picture and (place, scheme) == ("desktop", "light"):
                    screenshot(program, options.page, width,
                               int(found["charts"]) + 16, scheme,
                               options.picture, folder)
                if options.screenshots:
                    options.screenshots.mkdir(parents=True, exist_ok=True)
                    screenshot(program, options.page, width, found["height"],
                               scheme,
                               options.screenshots / f"{place}_{scheme}.png",
                               folder)
    print(f"{options.page}: {count} faults in {len(WIDTHS)} widths, light and "
          "dark")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
