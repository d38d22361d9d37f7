#!/usr/bin/env python3
"""The rules of the house that no compiler checks: layers, what goes through the seam, shapes that
g++ 12.2 miscompiles, sizes, files that nobody includes. Prints file:line: message; exits with 1
when there is something to mend. With --missing-tests it also names the sources without a test
beside them."""

import pathlib
import re
import sys

sys.dont_write_bytecode = True

import tidy_await
from tidy_text import blank, line_of

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("include", "src", "tests", "fuzz", "bench", "examples")
NOT_OURS_TO_JUDGE = ("tests/compiler/",)  # wrong on purpose
LINE_COLUMNS_MAX = 100
FILE_LINES_WARN = 400
FILE_LINES_MAX = 800

# What is reached through io/world.hpp alone, and what to use in its place.
THROUGH_THE_SEAM = [
    (r"\b(steady|system|high_resolution)_clock::now\b", "use world::now or world::wall_ns"),
    (r"\bclock_gettime\s*\(|\bgettimeofday\s*\(", "use world::now or world::wall_ns"),
    (r"\brandom_device\b|\bs?rand\s*\(|\bdrand48\s*\(|\bgetrandom\s*\(", "use world::entropy"),
    (r"\bstd::j?thread\b(?!::id)|\bstd::async\b|\bpthread_create\b",
     "use world::start or world::run_blocking"),
    (r"\bsleep_(for|until)\b|\bu?sleep\s*\(|\bnanosleep\s*\(", "arm a timer"),
    (r"(?<![\w:])::(socket|connect|bind|listen|accept4?|poll|epoll_\w+|getaddrinfo)\s*\(",
     "use io::loop"),
    (r"(\bstd::|(?:[=(,!&|?]|\breturn)\s*(?:::)?)getenv\s*\(", "use world::getenv"),
]
# A unit test may start threads, to be a witness of races. It may not wait for time to pass.
BANNED_IN_UNIT_TESTS = [THROUGH_THE_SEAM[0], THROUGH_THE_SEAM[2], THROUGH_THE_SEAM[4]]

HEAVY = re.compile(r"<(iostream|sstream|fstream|iomanip|regex|ranges|functional|thread|chrono|mutex"
                   r"|shared_mutex|condition_variable|future|filesystem|random"
                   r"|(fmt|spdlog|boost|asio|openssl|sys|netinet)/.*|gmp\.h|zlib\.h|ares\.h)>")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(<[^>]+>|"[^"]+")', re.MULTILINE)


class source:
    """One file: its text as written, and with comments and literals blanked."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.code = blank(text)
        parts = pathlib.PurePosixPath(path).parts
        self.layer = parts[1] if parts[0] == "src" else None
        self.is_public = path.startswith("include/")
        self.is_header = path.endswith(".hpp")
        self.is_test = self.layer is None and not self.is_public or path.endswith("_test.cpp")
        self.includes = [(line_of(text, m.start(1)), m[1]) for m in INCLUDE.finditer(text)]


def read_layers(text):
    allowed = {}
    for line in text.splitlines():
        name, colon, rest = line.split("#")[0].partition(":")
        if colon:
            allowed[name.strip()] = set(rest.split()) | {name.strip()}
    return allowed


def read_sources():
    sources = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.[ch]pp")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(NOT_OURS_TO_JUDGE):
                sources[name] = source(name, path.read_text(encoding="utf-8"))
    return sources


def included_path(includer, spelled, sources):
    """The file of ours that an include names, or None."""
    if not spelled.startswith('"') and not spelled.startswith("<kith/"):
        return None
    name = spelled[1:-1]
    beside = (pathlib.PurePosixPath(includer).parent / name).as_posix()
    for candidate in (f"include/{name}", f"src/{name}", f"tests/{name}", beside):
        if candidate in sources:
            return candidate
    return None


def includers_of(sources):
    includers = {path: set() for path in sources}
    for path, file in sources.items():
        for _, spelled in file.includes:
            target = included_path(path, spelled, sources)
            if target is not None and target != path:
                includers[target].add(path)
    return includers


def mark_fixtures(sources, includers):
    """A header of src that only tests include is a part of the tests."""
    changed = True
    while changed:
        changed = False
        for path, file in sources.items():
            if (file.is_header and file.layer and not file.is_test and includers[path]
                    and all(sources[i].is_test for i in includers[path])):
                file.is_test = changed = True


def check_includes(file, allowed):
    for line, spelled in file.includes:
        first, slash, _ = spelled[1:-1].partition("/")
        local = spelled.startswith('"')
        if file.is_public:
            if HEAVY.match(spelled):
                yield line, f"a public header stays light: not {spelled}"
            elif local and first != "kith":
                yield line, "a public header includes public headers only, as kith/…"
        elif file.layer in allowed:
            of_tests = {"sim"} if file.is_test else set()
            if local and slash and first in allowed and first not in allowed[file.layer] | of_tests:
                yield line, f"{file.layer} may not include from {first} (tools/layers.txt)"
            elif local and first == ".." and not file.is_test:
                yield line, 'spell it from the root of src: "layer/noun.hpp"'


def check_seam(file):
    if file.layer in ("io", "cmd") or not (file.layer or file.is_public):
        return
    for pattern, instead in BANNED_IN_UNIT_TESTS if file.is_test else THROUGH_THE_SEAM:
        for match in re.finditer(pattern, file.code):
            yield line_of(file.code, match.start()), f"only io touches the world: {instead}"


def check_sizes(file):
    lines = file.text.splitlines()
    if len(lines) > FILE_LINES_MAX:
        yield 1, f"{len(lines)} lines: look for the noun that wants out"
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_COLUMNS_MAX and "://" not in line:
            yield number, f"{len(line)} columns, more than {LINE_COLUMNS_MAX}"


def check_file(file, allowed):
    yield from check_includes(file, allowed)
    yield from check_seam(file)
    yield from check_sizes(file)
    for at, message in tidy_await.check(file.code):
        yield line_of(file.code, at), message


def check_tree(sources, allowed):
    """All that is wrong, as (path, line, message)."""
    includers = includers_of(sources)
    mark_fixtures(sources, includers)
    for path, file in sources.items():
        if file.layer and file.layer not in allowed:
            yield path, 1, f"src/{file.layer} is not in tools/layers.txt"
        if file.is_header and not file.is_public and not includers[path]:
            yield path, 1, "nobody includes this"
        for line, message in sorted(check_file(file, allowed)):
            yield path, line, message


def warnings(sources, missing_tests):
    for path, file in sources.items():
        lines = file.text.count("\n")
        if FILE_LINES_WARN < lines <= FILE_LINES_MAX:
            yield f"{path}:1: warning: {lines} lines"
        if missing_tests and file.layer and path.endswith(".cpp") and not file.is_test:
            if path.replace(".cpp", "_test.cpp") not in sources:
                yield f"{path}:1: warning: no test beside it"


def main(arguments):
    sources = read_sources()
    allowed = read_layers((ROOT / "tools/layers.txt").read_text(encoding="utf-8"))
    bad = 0
    for path, line, message in check_tree(sources, allowed):
        print(f"{path}:{line}: {message}")
        bad += 1
    for warning in warnings(sources, "--missing-tests" in arguments):
        print(warning)
    print(f"tidy: {bad} to mend" if bad else f"tidy: {len(sources)} files, clean")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
