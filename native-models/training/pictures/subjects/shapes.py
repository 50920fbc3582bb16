"""Outlines that several subjects are made of; all are points for ``canvas.polygon``."""

import numpy as np

from ..canvas import Points, smooth


def tube(path: Points, start: float, end: float | None = None) -> np.ndarray:
    """A limb, neck or branch with round ends along a smooth path, ``start`` wide where it begins and ``end`` where it ends."""
    line = smooth(path, closed=False)
    slope = np.gradient(line, axis=0)
    normal = np.stack([-slope[:, 1], slope[:, 0]], axis=1) / np.maximum(1e-6, np.hypot(*slope.T))[:, None]
    half = np.linspace(start, start if end is None else end, len(line)) / 2
    left, right = line + normal * half[:, None], line - normal * half[:, None]
    return np.concatenate([left, half_circle(line[-1], left[-1]), right[::-1], half_circle(line[0], right[0])])


def half_circle(centre: np.ndarray, start: np.ndarray) -> np.ndarray:
    x, y = start - centre
    angle = np.arctan2(y, x) - np.linspace(0, np.pi, 8)
    return centre + np.stack([np.cos(angle), np.sin(angle)], axis=1) * np.hypot(x, y)


def rounded_box(left: float, top: float, right: float, bottom: float, radius: float) -> np.ndarray:
    corners = []
    for x, y, start in ((right - radius, bottom - radius, 0), (left + radius, bottom - radius, 0.5),
                        (left + radius, top + radius, 1), (right - radius, top + radius, 1.5)):  # fmt: skip
        angle = np.linspace(start, start + 0.5, 6) * np.pi
        corners.append(np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], axis=1))
    return np.concatenate(corners)


def arch(x: float, top: float, bottom: float, half: float) -> np.ndarray:
    """A window or gate with a round head, ``half`` as wide as it is."""
    angle = np.linspace(np.pi, 2 * np.pi, 10)
    head = np.stack([x + half * np.cos(angle), top + half + half * np.sin(angle)], axis=1)
    return np.concatenate([head, [(x + half, bottom), (x - half, bottom)]])
