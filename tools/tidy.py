#!/usr/bin/env python3
"""The rules of the house that no compiler checks: layers, banned calls, shapes that g++ 12.2
miscompiles, sizes. Prints file:line: message; exits with 1 when there is any."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINE_MAX = 100
FILE_LINES_MAX = 800

# What is reached through io/world.hpp alone, and what to use in its place.
BANNED_OUTSIDE_IO = [
    (r"\b(steady|system|high_resolution)_clock::now", "use world::now or world::wall_ns"),
    (r"\brandom_device\b", "use world::entropy"),
    (r"\bstd::j?thread\b(?!::id)", "use world::start or world::run_blocking"),
    (r"\bsleep_(for|until)\b|\busleep\(|\bnanosleep\(", "arm a timer"),
    (r"(?<!\w)::(socket|connect|epoll_\w+)\(", "use io::loop"),
    (r"\bgetenv\(", "use world::getenv"),
    (r"\b(s?rand|drand48)\(", "use world::entropy"),
]
SEAM_GETENV = re.compile(r"world\S*(\.|->)getenv\(|getenv\(const")
# g++ 12.2 miscompiles these; see STYLE.md.
AWAIT_SHAPES = [
    (r"\b(if|switch|while)\s*\(.*\bco_await\b", "await into a named variable first"),
    (r"\bauto\s*\[[^\]]*\]\s*=\s*co_await\b", "await into a named variable, then take it apart"),
    (r"\bco_await\b.*\bco_await\b", "one co_await per statement"),
    (r"\?\s*co_await\b|:\s*co_await\b(?!.*\bcase\b)", "no co_await within ?:"),
]
PUBLIC_BANNED = re.compile(
    r"#include <(iostream|sstream|regex|ranges|functional|thread|chrono|mutex|future|fmt/|boost/|asio|openssl/|sys/)")


def files():
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.cpp", "*.hpp"],
        cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [pathlib.Path(f) for f in listed if (ROOT / f).exists()]


def layers():
    allowed = {}
    for line in (ROOT / "tools/layers.txt").read_text().splitlines():
        line = line.split("#")[0].strip()
        if line:
            name, _, rest = line.partition(":")
            allowed[name.strip()] = set(rest.split()) | {name.strip()}
    return allowed


def layer_of(path):
    return path.parts[1] if path.parts[0] == "src" else None


def check_include(path, text, allowed):
    match = re.match(r'\s*#include "([^"/]+)/[^"]*"', text)
    layer = layer_of(path)
    if path.parts[:2] == ("include", "kith"):
        if PUBLIC_BANNED.match(text):
            return "a public header must stay light"
        if match and match[1] != "kith":
            return "a public header includes public headers only"
        return None
    if not match or layer not in allowed:
        return None
    target = match[1]
    if target == "kith" or target not in allowed or target in allowed[layer]:
        return None
    is_test = path.name.endswith("_test.cpp") or path.name in ("lone_node.hpp",)
    if target == "sim" and is_test:
        return None
    return f"{layer} may not include from {target} (tools/layers.txt)"


def check(path, allowed):
    found = []
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    if len(lines) > FILE_LINES_MAX:
        found.append((1, f"{len(lines)} lines: is there a noun that wants out?"))
    layer = layer_of(path)
    seam = layer in ("io",) or path.parts[0] in ("tests", "fuzz", "bench", "examples")
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_MAX and "R\"" not in line and "http" not in line:
            found.append((number, f"{len(line)} columns"))
        message = check_include(path, line, allowed)
        if message:
            found.append((number, message))
        code = line.split("//")[0]
        if not seam and not path.name.endswith("_test.cpp"):
            for pattern, instead in BANNED_OUTSIDE_IO:
                if re.search(pattern, code) and not SEAM_GETENV.search(code):
                    found.append((number, f"outside io: {instead}"))
        for pattern, instead in AWAIT_SHAPES:
            if re.search(pattern, code):
                found.append((number, f"g++ 12.2 miscompiles this: {instead}"))
    return found


def main():
    allowed = layers()
    bad = 0
    for path in files():
        for number, message in check(path, allowed):
            print(f"{path}:{number}: {message}")
            bad += 1
    print(f"tidy: {bad} to mend" if bad else "tidy: clean")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
