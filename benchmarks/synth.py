"""How long a synthesis takes, and what it needs; every figure of one report is measured in one run.

    python benchmarks/synth.py [--runs N]

Warm means that jsii has unpacked its packages once. The machine's noise is shown as minimum and maximum.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1, 10, 30)


def synthesize(models: list[Path], folder: Path, **environment: str) -> tuple[float, int]:
    """Seconds from start to JSON, and the most memory that Python or Node held, in MB."""
    command = [sys.executable, "-c", WATCH, sys.executable, str(ROOT / "main.py"), *map(str, models)]
    settings = {**os.environ, "CDKTF_OUTDIR": str(folder / "out"), **environment}
    done = subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True, text=True)
    seconds, kilobytes = done.stdout.splitlines()[-1].split()
    return float(seconds), int(kilobytes) // 1024


WATCH = """
import resource, subprocess, sys, time
start = time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def models(folder: Path, count: int) -> list[Path]:
    """Copies of examples/ha.json with names of their own."""
    document = json.loads((ROOT / "examples/ha.json").read_text("utf-8"))
    paths = []
    for number in range(count):
        document["properties"]["masterProfile"]["dnsPrefix"] = f"cluster-{number:03d}"
        path = folder / f"model-{number}.json"
        path.write_text(json.dumps(document), "utf-8")
        paths.append(path)
    return paths


def row(name: str, seconds: list[float], memory: int) -> str:
    middle = statistics.median(seconds)
    return f"{name:<34} {middle:6.2f} s  ({min(seconds):.2f} to {max(seconds):.2f})  {memory:4d} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        example = [ROOT / "examples/ha.json"]
        synthesize(example, folder)
        fast = [synthesize(example, folder) for _ in range(runs)]
        stock = [synthesize(example, folder, AKSYNTH_STOCK_IMPORT="1") for _ in range(2)]
        print(row("examples/ha.json", [f[0] for f in fast], max(f[1] for f in fast)))
        print(row("  with the bindings' stock import", [s[0] for s in stock], max(s[1] for s in stock)))
        ratio = statistics.median(s[0] for s in stock) / statistics.median(f[0] for f in fast)
        print(f"{'  ratio':<34} {ratio:6.1f} times faster")
        before = (0, 0.0)
        for size in SIZES:
            found = [synthesize(models(folder, size), folder) for _ in range(2)]
            seconds = min(f[0] for f in found)
            print(row(f"{size} clusters in one app", [f[0] for f in found], max(f[1] for f in found)))
            if before[0]:
                each = (seconds - before[1]) / (size - before[0])
                print(f"{'  each further cluster':<34} {each:6.2f} s")
            before = (size, seconds)


if __name__ == "__main__":
    main()
