"""C++ text as tidy.py looks at it: comments and literals blanked, brackets matched."""

import re

OPENERS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = {")": "(", "]": "[", "}": "{"}

# A quote after a letter or digit separates digits (1'000) or belongs to a literal's prefix.
LITERAL = re.compile(
    r'//(?:[^\n\\]|\\.)*|/\*.*?\*/'
    r'|(?<!\w)(?:u8|[uUL])?R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)+'", re.DOTALL)


def blank(text):
    """The same text, as long and with the same lines, comments and what is quoted made spaces."""

    def spaces(match):
        found = match[0]
        keep = 0 if found.startswith("/") else 1
        inside = re.sub(r"[^\n]", " ", found[keep:len(found) - keep])
        return found[:keep] + inside + found[len(found) - keep:]

    return LITERAL.sub(spaces, text)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def before(text, at):
    """The position of the last character before `at` that is no space; -1 where there is none."""
    at -= 1
    while at >= 0 and text[at].isspace():
        at -= 1
    return at


def word_before(text, at):
    """The word that ends before `at`, spaces aside; empty where something else stands."""
    end = before(text, at) + 1
    start = end
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    return text[start:end]


def closing(text, opener):
    """The position of the bracket that closes the one at `opener`; the end of the text without."""
    depth = 0
    for at in range(opener, len(text)):
        if text[at] in OPENERS:
            depth += 1
        elif text[at] in CLOSERS:
            depth -= 1
            if depth == 0:
                return at
    return len(text)


def enclosing(text, at):
    """The position of the innermost bracket open at `at`; -1 where none is."""
    depth = 0
    for i in range(at - 1, -1, -1):
        if text[i] in CLOSERS:
            depth += 1
        elif text[i] in OPENERS:
            if depth == 0:
                return i
            depth -= 1
    return -1


def is_block(text, brace):
    """Whether a brace opens statements: an initialiser holds no semicolon of its own."""
    at = brace + 1
    while at < len(text) and text[at] != "}":
        if text[at] == ";":
            return True
        at = closing(text, at) + 1 if text[at] in OPENERS else at + 1
    return text[before(text, brace)] in ")]" or word_before(text, brace) in (
        "else", "do", "try", "mutable", "noexcept", "const")
