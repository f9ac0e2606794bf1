"""A thousand open rooms of three at one process: everybody welcomed, a word in each heard by its three, memory a socket."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.server import served

from .holding import allow_many_files
from .rooms import make_rooms
from .worlds import Seated

ROOMS = int(os.environ.get("BENCH_ROOMS", "1000"))
HOLDERS = 2


def crowd(stack: str) -> list[str]:
    allow_many_files()
    seated = make_rooms(ROOMS)
    with served() as site:
        [warm] = _hold(site.port, [make_rooms(20)])  # what the first sockets load is not theirs
        _ask(warm, "speak")
        _let_go(warm)
        before = _memory(site.pid)
        holders = _hold(site.port, [seated[n::HOLDERS] for n in range(HOLDERS)])
        held = [json.loads(holder.stdout.readline()) for holder in holders if holder.stdout]
        kilobytes = (_memory(site.pid) - before) / (3 * ROOMS)
        for holder in holders:
            _write(holder, "speak")
        spoken = [json.loads(holder.stdout.readline()) for holder in holders if holder.stdout]
        lost = sum(_let_go(holder)["lost"] for holder in holders)
    welcomed, delivered = sum(h["sockets"] for h in held), sum(s["delivered"] for s in spoken)
    assert (welcomed, delivered, lost) == (3 * ROOMS, 3 * ROOMS, 0), (welcomed, delivered, lost)
    line = (
        f"| {stack} | {ROOMS:,} | {welcomed:,} in {max(h['seconds'] for h in held):.0f} s"
        f" | {delivered:,} in {max(s['seconds'] for s in spoken):.1f} s"
        f" | {max(s['half'] for s in spoken):,.0f} / {max(s['most'] for s in spoken):,.0f} | {kilobytes:.0f} KB |"
    )
    return [line]


def _hold(port: int, shares: list[list[Seated]]) -> list[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "bench.talk.holding", str(port)]
    holders = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _share in shares
    ]
    for holder, share in zip(holders, shares, strict=True):
        _write(holder, json.dumps(share))
    return holders


def _write(holder: subprocess.Popen[str], line: str) -> None:
    assert holder.stdin is not None
    holder.stdin.write(line + "\n")
    holder.stdin.flush()


def _ask(holder: subprocess.Popen[str], line: str) -> None:
    """The holder says when it holds them all, and again when all have heard."""
    assert holder.stdout is not None
    holder.stdout.readline()
    _write(holder, line)
    holder.stdout.readline()


def _let_go(holder: subprocess.Popen[str]) -> dict[str, int]:
    assert holder.stdout is not None
    _write(holder, "end")
    last = json.loads(holder.stdout.readline())
    holder.wait(20)
    return last


def _memory(pid: int) -> int:
    """Kilobytes a process has in memory."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0])
