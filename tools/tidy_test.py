#!/usr/bin/env python3
"""Tests of tidy.py: run this file."""

import unittest

import tidy
import tidy_await
from tidy_text import blank

LAYERS = tidy.read_layers("base:\nio: base\nsim: base io\nterm: base\netf: base term  # comment\n")


def wrong(files):
    """What tidy says of a tree, as (path, line)."""
    sources = {path: tidy.source(path, text) for path, text in files.items()}
    return [(path, line) for path, line, _ in tidy.check_tree(sources, LAYERS)]


class Await(unittest.TestCase):
    def check(self, code):
        return [message for _, message in tidy_await.check(blank(code))]

    def test_shapes_that_are_miscompiled(self):
        for code in (
                "if (co_await ping(n)) { }",
                "if (a && f(co_await ping(n)).ok()) { }",
                "while (!co_await ping(n)) { }",
                "switch (co_await x()) { case 1: break; }",
                "for (auto& t : co_await all()) { go(t); }",
                "co_await start({.name = n});",
                "co_await start(options{\n.name = n});",
                "co_await call(s, {1, 2});",
                "co_await self.receive(on(p, [&] { f(); }), g({1}));",
                "entry e{co_await x(), b};",
                "auto v = c ? co_await x() : y;",
                "auto v = c ? y : co_await x();",
                "auto [a, b] = co_await f();",
                "auto& [a, b] = co_await f();",
                "const int s = co_await f() + co_await g();",
                "task<int> f(const std::string& s) { co_return co_await g(); }",
                "process dog(ctx self, std::string_view name) {\n  co_await self.receive();\n}",
        ):
            self.assertEqual(len(self.check(code)), 1, code)

    def test_shapes_that_are_safe(self):
        for code in (
                "const bool up = co_await ping(n); if (up) { }",
                "options o{.name = n}; co_await start(std::move(o));",
                "co_await self.receive(on(p, [&] { send(x, f({1, 2})); }), on(any));",
                "co_await call(s, list(1, 2));",
                "for (;;) { const auto m = co_await self.receive(); use(m); }",
                "for (int i = 0; i < 3; ++i) { co_await x(i); }",
                "if (up) { co_await x(); } else { co_await y(); }",
                "switch (i) { case 1: co_await x(); break; default: co_await y(); }",
                "case kind::one: co_await x();",
                "auto r = co_await f(); auto& [a, b] = r;",
                "// if (co_await x())",
                'auto s = "if (co_await x())";',
                "task<int> f(const std::string& s);",
                "task<int> f(const std::string& s) { return g(std::string(s)); }",
                "auto f = [&]() -> task<int> { co_return 1; };",
        ):
            self.assertEqual(self.check(code), [], code)


class Text(unittest.TestCase):
    def test_blanking_keeps_lines_and_columns(self):
        for code in ('a = "b//c"; // d\n', "R\"x(\n\")y\n)x\" + 'c' + 1'000 + '\\''", "/* \n */ {"):
            self.assertEqual(len(blank(code)), len(code))
            self.assertEqual(blank(code).count("\n"), code.count("\n"))
        self.assertEqual(blank("1'000; x(); 2'000"), "1'000; x(); 2'000")


class Tree(unittest.TestCase):
    def test_a_layer_includes_from_those_above_it(self):
        self.assertEqual(wrong({
            "src/term/a.hpp": "", "src/etf/b.hpp": "",
            "src/etf/b.cpp": '#include "etf/b.hpp"\n#include "term/a.hpp"\n'}), [])
        self.assertEqual(wrong({
            "src/etf/b.hpp": "", "src/term/a.cpp": '\n#include "etf/b.hpp"\n'}),
            [("src/term/a.cpp", 2)])

    def test_only_tests_and_what_only_they_include_see_the_simulator(self):
        tree = {"src/sim/s.hpp": "", "src/etf/fixture.hpp": '#include "sim/s.hpp"\n',
                "src/etf/b_test.cpp": '#include "etf/fixture.hpp"\n'}
        self.assertEqual(wrong(tree), [])
        tree["src/etf/b.cpp"] = '#include "etf/fixture.hpp"\n'
        self.assertEqual(wrong(tree), [("src/etf/fixture.hpp", 1)])

    def test_a_header_that_nobody_includes_is_dead(self):
        self.assertEqual(wrong({"src/term/a.hpp": ""}), [("src/term/a.hpp", 1)])
        self.assertEqual(wrong({"include/kith/a.hpp": ""}), [])

    def test_a_public_header_stays_light(self):
        self.assertEqual(wrong({"include/kith/a.hpp":
                                "#include <string>\n#include <thread>\n#include <boost/asio.hpp>\n"
                                '#include "term/a.hpp"\n'}),
                         [("include/kith/a.hpp", n) for n in (2, 3, 4)])

    def test_the_world_is_reached_through_io(self):
        calls = ("auto t = std::chrono::steady_clock::now();\nstd::random_device d;\n"
                 "std::thread t;\nsleep_for(1);\n::socket(1);\nconst char* h = std::getenv(\"H\");\n")
        self.assertEqual(wrong({"src/term/a.cpp": calls}),
                         [("src/term/a.cpp", n) for n in range(1, 7)])
        self.assertEqual(wrong({"src/io/a.cpp": calls}), [])
        self.assertEqual(wrong({"src/term/a.cpp":
                                "// steady_clock::now()\nstd::thread::id i;\nworld.getenv(\"H\");\n"
                                "std::optional<std::string> getenv(const std::string& n);\n"}), [])

    def test_a_unit_test_starts_threads_but_does_not_sleep(self):
        self.assertEqual(wrong({"src/term/a_test.cpp": "std::thread t;\nsleep_for(1);\n"}),
                         [("src/term/a_test.cpp", 2)])

    def test_sizes(self):
        self.assertEqual(wrong({"src/term/a.cpp": "x\n" * 801}), [("src/term/a.cpp", 1)])
        self.assertEqual(wrong({"src/term/a.cpp": "x" * 101}), [("src/term/a.cpp", 1)])
        self.assertEqual(wrong({"src/term/a.cpp": "ä" * 100}), [])


if __name__ == "__main__":
    unittest.main()
