"""Crane, penguin and owl."""

from ..canvas import Canvas, darken, lighten
from ..shades import Colour
from ..subject import Subject
from .animals import BLACK, BLUSH, COLLARS, WHITE, draw_eyes
from .shapes import tube

ORANGE = (246, 158, 44)
OWL_COATS = ((166, 118, 78), (150, 142, 140), (200, 150, 96), (120, 92, 84))


def draw_crane(canvas: Canvas, japanese: bool) -> None:
    """Red-crowned, on one leg with folded wings or dancing with open ones."""
    dancing = canvas.random.random() < 0.45
    dark, leg = (52, 50, 60), (92, 88, 96)
    straight = [(0.04, 0.20), (0.02, 0.60), (0.04, 0.96)]
    bent = [(0.24, 0.20), (0.48, 0.54), (0.16, 0.66)] if not dancing else [(0.24, 0.20), (0.30, 0.60), (0.28, 0.96)]
    for path in (bent, straight):
        canvas.polygon(tube(path, 0.10, 0.08), leg, depth=0)
    for x in (0.04, 0.28) if dancing else (0.04,):
        canvas.polygon([(x - 0.22, 1.02), (x, 0.90), (x + 0.14, 1.02)], leg, depth=0)
    if dancing:
        draw_open_wing(canvas, -1, dark)
    else:
        canvas.blob([(0.36, -0.10), (0.80, -0.04), (1.10, 0.30), (0.98, 0.46), (0.66, 0.42), (0.42, 0.26)], dark, depth=0)
    body = [(-0.42, 0.0), (-0.20, -0.34), (0.20, -0.36), (0.58, -0.10), (0.86, 0.22), (0.46, 0.36), (0.0, 0.36), (-0.32, 0.24)]
    canvas.blob(body, WHITE, depth=0.06)
    if dancing:
        draw_open_wing(canvas, 1, dark)
    else:
        canvas.stroke([(-0.08, -0.02), (0.16, 0.16), (0.56, 0.18)], (168, 172, 184), 0.055)
    neck = [(-0.24, 0.06), (-0.54, -0.22), (-0.36, -0.60), (-0.40, -0.92)]
    canvas.polygon(tube(neck, 0.36, 0.24), dark, depth=0)
    canvas.polygon([(-0.56, -1.10), (-0.56, -0.90), (-1.12, -0.90)], (214, 190, 96), depth=0)
    canvas.ellipse(-0.40, -1.00, 0.27, 0.24, WHITE, depth=0)
    canvas.blob([(-0.60, -1.12), (-0.44, -1.28), (-0.24, -1.24), (-0.16, -1.08), (-0.38, -1.12)], (226, 40, 44), depth=0)
    canvas.ellipse(-0.47, -0.97, 0.085, 0.095, BLACK, depth=0, outline=canvas.medium == "line")
    canvas.ellipse(-0.45, -1.0, 0.032, 0.034, WHITE, depth=0, outline=False)


def draw_open_wing(canvas: Canvas, side: int, dark: Colour) -> None:
    """Raised to the right (1) or to the left (-1) of the body, black along its lower edge."""
    tips = [(0.20, 0.16), (0.50, 0.30), (0.90, 0.14), (1.18, -0.16), (1.32, -0.62), (1.0, -0.6), (0.50, -0.30)]
    canvas.blob([(side * x, y) for x, y in tips], dark, depth=0)
    wing = [(0.06, 0.0), (0.24, -0.48), (0.66, -0.88), (1.30, -1.10), (1.22, -0.66), (0.98, -0.24), (0.66, 0.02), (0.34, 0.10)]
    canvas.blob([(side * x, y) for x, y in wing], WHITE, depth=0.04)
    for start, end in (((0.42, -0.20), (0.68, -0.60)), ((0.70, -0.30), (0.98, -0.74))):
        canvas.stroke([(side * start[0], start[1]), (side * end[0], end[1])], (176, 180, 192), 0.05, curved=False)


def draw_penguin(canvas: Canvas, japanese: bool) -> None:
    """A round one that waves or not, sometimes in a scarf."""
    coat = canvas.choose((52, 58, 78), (46, 48, 58), (74, 98, 142))
    for side in (-1, 1):
        canvas.blob([(side * 0.10, 1.02), (side * 0.14, 0.84), (side * 0.42, 0.82), (side * 0.60, 0.98), (side * 0.36, 1.04)],
                    ORANGE, depth=0)  # fmt: skip
    waving = canvas.random.random() < 0.5
    for side in (-1, 1):
        down = [(0.50, -0.02), (0.84, 0.34), (0.82, 0.66)]
        raised = [(0.50, 0.14), (0.86, -0.10), (1.06, -0.46)]
        flipper = raised if waving and side > 0 else down
        canvas.polygon(tube([(side * x, y) for x, y in flipper], 0.32, 0.20), coat, depth=0)
    canvas.blob([(0, -1.06), (0.46, -0.90), (0.62, -0.46), (0.60, -0.10), (0.72, 0.40), (0.50, 0.88), (0, 0.98), (-0.50, 0.88),
                 (-0.72, 0.40), (-0.60, -0.10), (-0.62, -0.46), (-0.46, -0.90)], coat, depth=0.08)  # fmt: skip
    edged = canvas.medium == "line"
    canvas.ellipse(0, 0.44, 0.50, 0.46, WHITE, depth=0, outline=edged)
    face = [(0, -0.60), (0.26, -0.78), (0.48, -0.58), (0.46, -0.24), (0, -0.06), (-0.46, -0.24), (-0.48, -0.58), (-0.26, -0.78)]
    canvas.blob(face, WHITE, depth=0, outline=edged)
    for side in (-1, 1):
        canvas.ellipse(side * 0.36, -0.26, 0.11, 0.075, BLUSH, depth=0, outline=False)
    draw_eyes(canvas, 0, -0.48, 0.24, 0.11)
    canvas.blob([(-0.17, -0.34), (0, -0.42), (0.17, -0.34), (0, -0.16)], ORANGE, depth=0)
    if canvas.random.random() < 0.5:
        scarf = canvas.choose(*COLLARS)
        canvas.blob([(0.24, 0.0), (0.44, 0.02), (0.46, 0.46), (0.26, 0.46)], darken(scarf, 0.14), depth=0)
        canvas.blob([(-0.60, -0.10), (0, 0.02), (0.60, -0.10), (0.62, 0.08), (0, 0.20), (-0.62, 0.08)], scarf, depth=0)


def draw_owl(canvas: Canvas, japanese: bool) -> None:
    """On a branch, all eyes."""
    coat = canvas.paint(canvas.choose(*OWL_COATS))
    pale, dark = lighten(coat, 0.62), darken(coat, 0.24)
    for side in (-1, 1):
        tuft = [(side * 0.16, -0.84), (side * 0.50, -0.98), (side * 0.84, -1.26), (side * 0.76, -0.50), (side * 0.48, -0.44)]
        canvas.polygon(tuft, dark, depth=0)
    canvas.blob([(0, -0.92), (0.48, -0.84), (0.74, -0.42), (0.76, 0.22), (0.54, 0.74), (0, 0.92), (-0.54, 0.74), (-0.76, 0.22),
                 (-0.74, -0.42), (-0.48, -0.84)], coat, depth=0.08)  # fmt: skip
    canvas.ellipse(0, 0.36, 0.50, 0.48, pale, depth=0, outline=False)
    for y, places in ((0.18, (-0.24, 0.0, 0.24)), (0.42, (-0.13, 0.13)), (0.64, (0.0,))):
        for x in places:
            canvas.stroke([(x - 0.085, y - 0.04), (x, y + 0.04), (x + 0.085, y - 0.04)], dark, 0.055)
    canvas.polygon(tube([(-1.22, 0.86), (-0.4, 0.90), (0.5, 0.88), (1.24, 0.94)], 0.19, 0.15), (132, 92, 62), depth=0.06)
    for side in (-1, 1):
        canvas.blob([(side * 0.62, -0.16), (side * 0.86, 0.22), (side * 0.72, 0.78), (side * 0.50, 0.60), (side * 0.46, 0.16)],
                    dark, depth=0.05)  # fmt: skip
        for x in (0.14, 0.27, 0.40):
            canvas.ellipse(side * x, 0.84, 0.07, 0.11, ORANGE, depth=0)
        canvas.ellipse(side * 0.34, -0.38, 0.38, 0.38, pale, depth=0)
    for x, turn in ((-0.98, 0.6), (1.02, -0.5)):
        canvas.ellipse(x, 0.76, 0.18, 0.09, (110, 176, 84), turn=turn, depth=0)
    iris = canvas.choose((252, 204, 62), (250, 164, 52), (150, 206, 96))
    for side in (-1, 1):
        canvas.ellipse(side * 0.33, -0.38, 0.26, 0.26, iris, depth=0)
    draw_eyes(canvas, 0, -0.38, 0.32, 0.155)
    canvas.polygon([(-0.11, -0.22), (0.11, -0.22), (0, 0.04)], ORANGE, depth=0)


SUBJECTS: dict[str, Subject] = {
    "crane": Subject(
        draw=draw_crane,
        english=("red-crowned crane", "crane bird", "crane"),
        japanese=("鶴", "つる", "ツル", "丹頂鶴"),
        kind="animal",
        height=0.575,
        size=0.37,
    ),
    "penguin": Subject(
        draw=draw_penguin,
        english=("penguin",),
        japanese=("ペンギン", "ぺんぎん", "ペンギンさん"),
        kind="animal",
        height=0.565,
        size=0.385,
    ),
    "owl": Subject(
        draw=draw_owl,
        english=("owl",),
        japanese=("フクロウ", "ふくろう", "梟"),
        kind="animal",
        height=0.56,
        size=0.38,
        coloured=True,
    ),
}
