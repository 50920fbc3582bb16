"""What other programs find in Nishiki's files: ExifTool, Exiv2, Pillow, piexif, and webui's way to take `parameters` apart.

    python tests/peers/metadata.py

Needs Pillow 11.3 or later (AVIF), piexif, torch and safetensors (for a LoRA's file); `exiftool` and `exiv2` where they are
installed. Ends with 1 where a text does not come back whole.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import piexif
import piexif.helper
import torch
from PIL import Image
from safetensors.torch import save_file

ROOT = Path(__file__).parents[2]
PROMPT = '富士山、「桜」: 春, <夜> & 𠮷野家 👩🏽‍🚀\nSteps: 二行目, "引用" 100%'
NEGATIVE = "文字, 透かし: 人\n低品質"
SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
SETTING = re.compile(r'\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)')


def take_apart(text: str) -> tuple[str, str, dict[str, str]]:
    """Prompt, negative prompt and settings, by the rules of webui's `parse_generation_parameters`."""
    *lines, last = text.strip().split("\n")
    parts: dict[bool, list[str]] = {False: [], True: []}
    negative = False
    for line in lines:
        line = line.strip()
        if line.startswith("Negative prompt:"):
            negative, line = True, line.removeprefix("Negative prompt:").strip()
        parts[negative].append(line)
    settings = {name: json.loads(value) if value.startswith('"') else value for name, value in SETTING.findall(last)}
    return "\n".join(parts[False]), "\n".join(parts[True]), settings


def run(*words: object, **environment: str) -> str:
    answer = subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
    )
    if answer.returncode != 0:
        raise SystemExit(f"{words}\n{answer.stderr}")
    return answer.stdout


def texts_by_pillow(file: Path) -> tuple[str | None, str]:
    """`parameters`, and the XMP packet."""
    with Image.open(file) as picture:
        packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or ""
        xmp = packet.decode() if isinstance(packet, bytes) else packet
        if file.suffix == ".png":
            return picture.text["parameters"], xmp
        comment = picture.getexif().get_ifd(0x8769).get(0x9286)
        return (None if comment is None else comment[8:].decode("utf-16-be")), xmp


def main() -> None:
    failed = False

    def check(file: Path, reader: str, what: str, right: bool) -> None:
        nonlocal failed
        failed |= not right
        print(f"| {file.suffix[1:]} | {reader} | {what} | {'yes' if right else 'NO'} |", flush=True)

    with tempfile.TemporaryDirectory() as name:
        folder, data = Path(name), {"NISHIKI_DATA": f"{name}/data"}
        module = "text_model_encoder_layers_0_self_attn_q_proj"
        lora = {
            f"lora_te_{module}.lora_{part}.weight": torch.zeros(shape)
            for part, shape in (("down", (2, 64)), ("up", (64, 2)))
        }
        save_file(lora, folder / "墨絵.safetensors")
        program = ("node", ROOT / "electron/cli/main.ts")
        run(
            *program,
            "generate",
            PROMPT,
            "--negative",
            NEGATIVE,
            "--steps",
            2,
            "--count",
            1,
            "--seed",
            2**64 - 1,
            "--arms",
            "ja",
            "--lora",
            f"{folder}/墨絵.safetensors:0.8",
            "--out",
            folder / "out",
            **data,
        )
        print("| file | reader | what | whole |\n|---|---|---|---|")
        expected = None
        for kind in ("png", "jpeg", "webp", "avif"):
            run(*program, "export", "--format", kind, "--out", folder / kind, **data)
            [file] = (folder / kind).iterdir()
            text, xmp = texts_by_pillow(file)
            if kind == "png":
                expected = text
                prompt, negative, settings = take_apart(text)
                check(file, "webui's rules", "prompt and LoRA", prompt == f"{PROMPT} <lora:墨絵:0.8>")
                check(file, "webui's rules", "negative prompt", negative == NEGATIVE)
                check(
                    file,
                    "webui's rules",
                    f"settings ({', '.join(settings)})",
                    settings["Seed"] == str(2**64 - 1) and settings["Size"] == "256x256",
                )
            check(file, f"Pillow {Image.__version__}", "parameters", text == expected)
            check(file, "Pillow", "XMP's source type", SOURCE in xmp)
            if kind in ("jpeg", "webp"):
                comment = piexif.load(str(file))["Exif"][piexif.ExifIFD.UserComment]
                check(
                    file, f"piexif {piexif.VERSION}", "parameters", piexif.helper.UserComment.load(comment) == expected
                )
            if shutil.which("exiftool"):
                [tags] = json.loads(run("exiftool", "-j", "-n", "-G1", file))
                version = run("exiftool", "-ver").strip()
                found = tags.get("PNG:Parameters") if kind == "png" else tags.get("ExifIFD:UserComment")
                check(file, f"ExifTool {version}", "parameters", found == expected)
                check(file, "ExifTool", "XMP's source type", tags.get("XMP-iptcExt:DigitalSourceType") == SOURCE)
                check(file, "ExifTool", "no warning", not any(key.endswith(("Warning", "Error")) for key in tags))
            if shutil.which("exiv2") and kind != "avif":
                lines = run("exiv2", "-PXkv", file)
                check(file, "Exiv2", "XMP's source type", SOURCE in lines)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
