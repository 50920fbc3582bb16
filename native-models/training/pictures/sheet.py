"""Draws a contact sheet to look at.

python -m pictures.sheet --out sheet.png --by medium --subjects cat,house
"""

import argparse
import time
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

from .canvas import MEDIA, TIMES
from .catalogue import KEYS, SUBJECTS
from .effects import QUALITIES
from .render import render
from .scene import Scene
from .shades import COLOURS


def scenes_of(key: str, by: str, japanese: bool) -> list[Scene]:
    """One row of the sheet."""
    i = KEYS.index(key)
    if by == "medium":
        return [Scene(key, medium, "day", japanese) for medium in MEDIA]
    if by == "time":
        return [Scene(key, "plain", hour, japanese) for hour in TIMES]
    if by == "mixed":
        return [Scene(key, medium, TIMES[(n + i) % 5], japanese) for n, medium in enumerate(MEDIA)]
    if by == "quality":
        return [Scene(key, "plain", "day", True, quality) for quality in QUALITIES]
    if by == "mixed-quality":
        return [
            Scene(key, MEDIA[(n + i) % 8], TIMES[(n * 2 + i) % 5], True, quality) for n, quality in enumerate(QUALITIES)
        ]
    if by == "colour":
        return [Scene(key, MEDIA[n % 8], "day", japanese, colour=colour) for n, colour in enumerate(COLOURS)]
    free = [other for other in KEYS if SUBJECTS[other].stands_free and other != key]
    return [Scene(key, MEDIA[n], TIMES[n % 5], japanese, second=free[(i * 3 + n * 5) % len(free)]) for n in range(8)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", type=int, default=96, help="pixels of a picture on the sheet")
    parser.add_argument("--subjects", help="keys between commas; all if left out")
    parser.add_argument("--world", choices=("west", "japan", "both"), default="japan")
    parser.add_argument("--by", default="medium",
                        choices=("medium", "time", "mixed", "quality", "mixed-quality", "colour", "pairs"))  # fmt: skip
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    keys = options.subjects.split(",") if options.subjects else KEYS
    rows = []
    started, count = time.process_time(), 0
    for key in keys:
        subject = SUBJECTS[key]
        if options.by == "colour" and not subject.coloured or options.by == "pairs" and not subject.stands_free:
            continue
        versions = (False, True) if options.world == "both" and subject.has_two_versions else (options.world != "west",)
        row = [scene for japanese in versions for scene in scenes_of(key, options.by, japanese)]
        pictures = []
        for i, scene in enumerate(row):
            picture = Image.fromarray(render(scene, zlib.crc32(f"{key}/{i}/{options.seed}".encode())))
            pictures.append(np.asarray(picture.resize((options.size, options.size), Image.Resampling.LANCZOS)))
        count += len(row)
        rows.append(np.concatenate(pictures, axis=1))
    width = max(row.shape[1] for row in rows)
    sheet = np.concatenate([np.pad(row, ((0, 0), (0, width - row.shape[1]), (0, 0))) for row in rows])
    Image.fromarray(sheet).save(options.out)
    print(f"{count} pictures, {(time.process_time() - started) / count * 1000:.0f} ms each")


if __name__ == "__main__":
    main()
