"""Damaged weight files: what is read of them against safetensors and `torch.load(weights_only=True)`.

    python tests/peers/damaged.py --count 10000 --seed 1

Needs safetensors and torch. Ends with 1 where a safetensors file is read here and refused there, or the other way round, or
where both read other values. PyTorch's files are read more strictly here on purpose; of those that are read here and refused
there the reasons are printed.
"""

import argparse
import io
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import safetensors
import torch

ROOT = Path(__file__).parents[2]
TYPES = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


def read_safetensors(file: bytes) -> dict:
    """By name: type, shape, bytes."""
    return {
        name: (tensor["dtype"], list(tensor["shape"]), bytes(tensor["data"]))
        for name, tensor in safetensors.deserialize(file)
    }


def read_torch(file: bytes) -> dict:
    root = torch.load(io.BytesIO(file), weights_only=True, map_location="cpu")
    tensors = {name: value for name, value in root.items() if isinstance(value, torch.Tensor)}
    return {
        name: (TYPES.get(value.dtype), list(value.shape), value.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
        for name, value in tensors.items()
    }


def same(ours: dict, theirs: dict, file: bytes) -> bool:
    if ours.keys() != theirs.keys():
        return False
    for name, (dtype, shape, place) in ours.items():
        if [dtype, shape] != [*theirs[name][:2]]:
            return False
        if place is not None and file[place[0] : place[0] + place[1]] != theirs[name][2]:
            return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failed = False
    print("| files | both refuse | both read the same | refused here alone | read here alone | read differently | other values there each time |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        script = str(ROOT / "tests/peers/read-damaged.ts")
        subprocess.run(["node", script, folder, str(options.count), str(options.seed)], check=True)
        for kind, read in (("safetensors", read_safetensors), ("zip", read_torch), ("legacy", read_torch)):
            files = (Path(folder) / f"{kind}.bin").read_bytes()
            counts, reasons = Counter(), Counter()
            at = 0
            for length, ours in json.loads((Path(folder) / f"{kind}.json").read_text()):
                file = files[at : at + length]
                at += length
                try:
                    theirs = read(file)
                except Exception as error:  # noqa: BLE001, whatever a damaged file makes of it
                    theirs = None
                    reason = f"{type(error).__name__}: {str(error)[:90]}"
                if isinstance(ours, str):
                    counts["refused" if theirs is None else "here alone"] += 1
                elif theirs is None:
                    counts["there alone"] += 1
                    reasons[reason] += 1
                elif same(ours, theirs, file):
                    counts["same"] += 1
                else:
                    # Of some damage torch takes no notice and returns memory that nothing was read into.
                    counts["different" if read(file) == theirs else "unstable"] += 1
            columns = ("refused", "same", "here alone", "there alone", "different", "unstable")
            row = [counts[column] for column in columns]
            print(f"| {kind} | {' | '.join(map(str, row))} |")
            for reason, count in reasons.most_common(8):
                print(f"  {count} read here: {reason}", file=sys.stderr)
            failed = failed or counts["different"] > 0
            failed = failed or (kind == "safetensors" and counts["here alone"] + counts["there alone"] > 0)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
