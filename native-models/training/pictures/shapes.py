"""Outlines that several drawings share."""

import numpy as np

from .canvas import Points, smooth


def ribbon(path: Points, width: float, taper: float = 0.35) -> np.ndarray:
    """Outline of a band along a smooth path, pointed towards its ends over ``taper`` of its length."""
    line = smooth(path, closed=False)
    slope = np.gradient(line, axis=0)
    normal = np.stack([-slope[:, 1], slope[:, 0]], axis=1) / np.hypot(*slope.T)[:, None]
    along = np.linspace(0, 1, len(line))
    half = width / 2 * np.clip(np.minimum(along, 1 - along) / taper, 0.12, 1) ** 0.7
    return np.concatenate([line + normal * half[:, None], (line - normal * half[:, None])[::-1]])


def star(points: int, waist: float) -> np.ndarray:
    angle = np.arange(points * 2) * np.pi / points - np.pi / 2
    radius = np.where(np.arange(points * 2) % 2, waist, 1.0)
    return np.stack([np.cos(angle) * radius, np.sin(angle) * radius], axis=1)


def heart() -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, 30, endpoint=False)
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return np.stack([np.sin(t) ** 3, -y / 16], axis=1)
