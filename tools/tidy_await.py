"""The shapes of `co_await` that g++ 12.2 miscompiles, as far as text shows them. See STYLE.md."""

import re

from tidy_text import OPENERS, before, closing, enclosing, is_block, word_before

AWAIT = re.compile(r"\bco_await\b")
COROUTINE = re.compile(r"\b(?:process|task<[^;{}()]*>)\s+(?:\w+::)*(\w+)\s*\(")
NAME_FIRST = "await into a named variable first"


def statement_start(code, at):
    """Where the statement around `at` begins, within the innermost bracket."""
    depth = 0
    for i in range(at - 1, -1, -1):
        if code[i] in ")]":
            depth += 1
        elif code[i] in "([":
            if depth == 0:
                return i + 1
            depth -= 1
        elif depth == 0 and code[i] in ";{}":
            return i + 1
    return 0


def statement_end(code, at):
    """Where the statement around `at` ends: its semicolon, or the bracket that it stands in."""
    while at < len(code) and code[at] not in ";)]}":
        at = closing(code, at) + 1 if code[at] in OPENERS else at + 1
    return at


def condition_around(code, at):
    """The keyword of the condition that `at` stands in, if any."""
    opener = enclosing(code, at)
    while opener >= 0 and not (code[opener] == "{" and is_block(code, opener)):
        if code[opener] == "(":
            word = word_before(code, opener)
            if word == "constexpr":
                word = "if"
            if word in ("if", "while", "switch"):
                return word
            if word == "for" and ";" not in code[opener:closing(code, opener)]:
                return word
        opener = enclosing(code, opener)
    return None


def initialiser_around(code, at):
    opener = enclosing(code, at)
    while opener >= 0 and code[opener] != "{":
        opener = enclosing(code, opener)
    return opener >= 0 and not is_block(code, opener)


def braced_argument(code, start, end):
    """The first bare braces, or designated initialisers, in an operand; functions left out."""
    at = start
    while at < end:
        if code[at] == "{":
            last = code[before(code, at)]
            if last in "(,":
                return at
            if is_block(code, at):
                at = closing(code, at)
            elif re.match(r"\{\s*\.\s*[A-Za-z_]", code[at:end]):
                return at
        at += 1
    return None


def check_parameters(code):
    """Coroutines that take what their caller may not keep."""
    for match in COROUTINE.finditer(code):
        end = closing(code, match.end() - 1)
        body = re.compile(r"\s*(?:(?:const|override|noexcept|final)\s*)*\{").match(code, end + 1)
        if not body or not re.search(r"\bco_(await|return|yield)\b",
                                     code[body.end():closing(code, body.end() - 1)]):
            continue
        parameters = code[match.end():end]
        if re.search(r"&|\bstring_view\b|\bspan<", parameters):
            yield match.start(1), (f"{match[1]} is a coroutine: its parameters are values, for its "
                                   "frame outlives the caller's")


def check(code):
    """What is wrong in blanked code, as (position, message)."""
    yield from check_parameters(code)
    for match in AWAIT.finditer(code):
        at = match.start()
        keyword = condition_around(code, at)
        if keyword:
            yield at, f"g++ 12.2 miscompiles co_await in {keyword} (…): {NAME_FIRST}"
        elif initialiser_around(code, at):
            yield at, f"g++ 12.2 miscompiles co_await in an initialiser {{…}}: {NAME_FIRST}"
        start = statement_start(code, at)
        said = code[start:at]
        if AWAIT.search(said) and not keyword:
            yield at, f"one co_await per statement: {NAME_FIRST}"
        if re.search(r"\?\s*$", said) or ("?" in said and re.search(r"(?<!:):\s*$", said)):
            yield at, f"g++ 12.2 miscompiles co_await within ?: {NAME_FIRST}"
        if re.search(r"\bauto\s*&{0,2}\s*\[[^\]]*\]\s*=\s*$", said):
            yield at, "newer g++ leaks here: await into a named variable, then take it apart"
        braces = braced_argument(code, match.end(), statement_end(code, match.end()))
        if braces is not None and not keyword:
            yield braces, ("g++ 12.2 miscompiles {…} in the operand of co_await: name the value "
                           "first, or call a constructor or function")
