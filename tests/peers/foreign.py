"""Pictures in the forms of other programs, written by Pillow and piexif as those programs do, read by `nishiki recipe`.

    python tests/peers/foreign.py

Needs Pillow 11.3 or later (AVIF), piexif, NumPy. Ends with 1 where a file's prompt, negative prompt, seed, sampler, model or LoRAs
are lost.
"""

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import piexif
import piexif.helper
from PIL import Image
from PIL.PngImagePlugin import PngInfo

ROOT = Path(__file__).parents[2]
PROMPT, NEGATIVE = "浮世絵の猫, (桜:1.3): é", "低品質, ぼやけた"
SEED, SAMPLER, MODEL = 4294967295, "dpmpp-2m-karras", "日本画"
PICTURE = Image.fromarray(np.random.default_rng(0).integers(0, 255, (256, 256, 3), dtype=np.uint8))

SETTINGS = (
    f"Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: {SEED}, Size: 512x768, Model: {MODEL}"
)
WEBUI = (
    f'{PROMPT} <lora:墨絵:0.8>\nNegative prompt: {NEGATIVE}\n{SETTINGS}, Hires prompt: "猫, Steps: 3", Version: v1.10.1'
)
COMFY = {
    "1": ("CheckpointLoaderSimple", {"ckpt_name": MODEL}),
    "2": (
        "LoraLoader",
        {"lora_name": "墨絵", "strength_model": 0.8, "strength_clip": 1, "model": ["1", 0], "clip": ["1", 1]},
    ),
    "3": ("CLIPTextEncode", {"text": PROMPT, "clip": ["2", 1]}),
    "4": ("CLIPTextEncode", {"text": NEGATIVE, "clip": ["2", 1]}),
    "5": ("ControlNetApplyAdvanced", {"strength": 1, "positive": ["3", 0], "negative": ["4", 0]}),
    "6": ("EmptyLatentImage", {"width": 512, "height": 768, "batch_size": 1}),
    "7": (
        "KSampler",
        {"seed": SEED, "steps": 28, "cfg": 6.5, "sampler_name": "dpmpp_2m", "scheduler": "karras", "denoise": 1}
        | {"model": ["2", 0], "positive": ["5", 0], "negative": ["5", 1], "latent_image": ["6", 0]},
    ),
    "8": ("VAEDecode", {"samples": ["7", 0], "vae": ["1", 2]}),
    "9": ("SaveImage", {"images": ["8", 0], "filename_prefix": "ComfyUI"}),
}
GRAPH = json.dumps({key: {"class_type": kind, "inputs": inputs} for key, (kind, inputs) in COMFY.items()})
FOOOCUS = json.dumps(
    {"prompt": PROMPT, "negative_prompt": NEGATIVE, "seed": str(SEED), "steps": 28, "guidance_scale": 6.5}
    | {"sampler": "dpmpp_2m", "scheduler": "karras", "resolution": "(512, 768)", "base_model": MODEL}
    | {"loras": [["墨絵", 0.8, "ffff"]], "metadata_scheme": "fooocus", "version": "Fooocus v2.5.5"}
)
INVOKE = json.dumps(
    {"app_version": "5.6.0", "generation_mode": "txt2img", "positive_prompt": PROMPT, "negative_prompt": NEGATIVE}
    | {"seed": SEED, "steps": 28, "cfg_scale": 6.5, "scheduler": "dpmpp_2m_k", "width": 512, "height": 768}
    | {"model": {"name": MODEL, "hash": "blake3:1"}, "loras": [{"model": {"name": "墨絵"}, "weight": 0.8}]}
)
NOVELAI_COMMENT = {"prompt": PROMPT, "uc": NEGATIVE, "seed": SEED, "steps": 28, "scale": 6.5, "sampler": "k_dpmpp_2m"}
NOVELAI = {
    "Title": "NovelAI generated image",
    "Description": PROMPT,
    "Software": "NovelAI",
    "Source": MODEL,
    "Comment": json.dumps(NOVELAI_COMMENT | {"noise_schedule": "karras", "width": 512, "height": 768}),
}
SWARM = json.dumps(
    {
        "sui_image_params": {"prompt": PROMPT, "negativeprompt": NEGATIVE, "model": MODEL, "seed": SEED, "steps": 28}
        | {"cfgscale": 6.5, "sampler": "dpmpp_2m", "scheduler": "karras", "width": 512, "height": 768}
        | {"loras": ["墨絵"], "loraweights": ["0.8"], "swarm_version": "0.9.5"}
    }
)


def png(file: Path, texts: dict[str, str], packed: bool = False) -> None:
    chunks = PngInfo()
    for keyword, text in texts.items():
        chunks.add_text(keyword, text, zip=packed)
    PICTURE.save(file, pnginfo=chunks)


def comment(text: str) -> bytes:
    return piexif.dump({"Exif": {piexif.ExifIFD.UserComment: piexif.helper.UserComment.dump(text, encoding="unicode")}})


def first_directory(tags: dict[int, str]) -> Image.Exif:
    exif = Image.Exif()
    for tag, text in tags.items():
        exif[tag] = text
    return exif


def hide(file: Path, payload: bytes, signature: str) -> None:
    """In the lowest bits of the transparency, column by column."""
    frame = signature.encode() + (8 * len(payload)).to_bytes(4, "big") + payload
    bits = np.unpackbits(np.frombuffer(frame, np.uint8))
    columns = np.full(256 * 256, 254, np.uint8)
    columns[: len(bits)] |= bits
    rgba = np.dstack([np.asarray(PICTURE), columns.reshape(256, 256).T])
    Image.fromarray(rgba, "RGBA").save(file)


def write_all(folder: Path) -> None:
    png(folder / "webui.png", {"parameters": WEBUI})
    png(folder / "webui, packed.png", {"parameters": WEBUI}, packed=True)
    for kind in ("jpg", "webp", "avif"):
        PICTURE.save(folder / f"webui.{kind}", exif=comment(WEBUI))
    hide(folder / "webui, hidden.png", WEBUI.encode(), "stealth_pnginfo")
    png(folder / "comfyui.png", {"prompt": GRAPH, "workflow": "{}"})
    PICTURE.save(folder / "comfyui.webp", exif=first_directory({0x0110: f"prompt:{GRAPH}", 0x010F: "workflow:{}"}))
    png(folder / "fooocus.png", {"parameters": FOOOCUS, "fooocus_scheme": "fooocus"})
    PICTURE.save(
        folder / "fooocus.jpg", exif=first_directory({0x9286: FOOOCUS, 0x0131: "Fooocus v2.5.5", 0x927C: "fooocus"})
    )
    png(folder / "invokeai 5.png", {"invokeai_metadata": INVOKE, "invokeai_graph": "{}"})
    png(folder / "novelai, no lora.png", NOVELAI)
    hide(folder / "novelai, hidden, no lora.png", gzip.compress(json.dumps(NOVELAI).encode()), "stealth_pngcomp")
    png(folder / "swarmui.png", {"parameters": SWARM})
    PICTURE.save(folder / "swarmui.jpg", exif=comment(SWARM))


def main() -> None:
    failed = False
    print("| file | program | lost |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        write_all(Path(name))
        for file in sorted(Path(name).iterdir()):
            command = ["node", str(ROOT / "electron/cli/main.ts"), "recipe", str(file), "--json"]
            answer = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
            found = json.loads(answer.stdout or "{}")
            prompt = str(found.get("prompt", "")).removesuffix(" <lora:墨絵:0.8>")
            loras = [] if "no lora" in file.name else [{"name": "墨絵", "scale": 0.8}]
            wanted = {
                "prompt": prompt == PROMPT,
                "negative prompt": found.get("negativePrompt") == NEGATIVE,
                "seed": found.get("seed") == str(SEED),
                "steps and guidance": [found.get("steps"), found.get("guidance")] == [28, 6.5],
                "size": [found.get("width"), found.get("height")] == [512, 768],
                "sampler": found.get("sampler") == SAMPLER,
                "model": (found.get("model") or {}).get("name") == MODEL,
                "LoRAs": found.get("loras") == loras,
            }
            lost = [what for what, right in wanted.items() if not right]
            failed |= bool(lost)
            print(f"| {file.name} | {found.get('program')} | {', '.join(lost) or 'nothing'} |", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
