// Random terms in the external term format, read and written here and by a real erl: the two must
// agree on what they are, how they are ordered, hashed and printed.
#include <algorithm>
#include <cstdint>
#include <regex>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "erl_pipe.hpp"
#include "etf_generator.hpp"
#include "kith/etf.hpp"
#include "samples.hpp"

using namespace kith;
using kith::testing::erl_pipe;
using kith::testing::etf_coverage;
using kith::testing::etf_generator;
using kith::testing::first_seed;
using kith::testing::samples;

namespace {

erl_pipe start(std::string_view name, std::string_view fun) {
  auto erl = erl_pipe::start();
  REQUIRE_MESSAGE(erl.ok(), "no erl: ", (erl.ok() ? "" : erl.failure().text));
  const auto defined = erl->define(name, fun);
  REQUIRE_MESSAGE(defined.ok(), (defined.ok() ? "" : defined.failure().text));
  return std::move(erl).value();
}

std::string answer(result<std::string> r) {
  REQUIRE_MESSAGE(r.ok(), (r.ok() ? "" : r.failure().text));
  return std::move(r).value();
}

term decoded(std::string_view bytes) {
  auto t = binary_to_term(bytes);
  REQUIRE_MESSAGE(t.ok(), (t.ok() ? "" : t.failure().text));
  return std::move(t).value();
}

/// A length in four bytes and the bytes.
std::string with_length(std::string_view bytes) {
  std::string out;
  for (unsigned shift = 32; shift != 0; shift -= 8) {
    out.push_back(static_cast<char>(bytes.size() >> (shift - 8)));
  }
  return out.append(bytes);
}

unsigned size_for(std::uint64_t seed) {
  return static_cast<unsigned>(seed % 7 == 0 ? 40 : 1 + seed % 12);
}

struct sample {
  std::string bytes;
  bool large_map;
  bool wide_fun;
};
sample random_term(std::uint64_t seed, etf_coverage& covered) {
  etf_generator random(seed, ~seed, covered);
  std::string bytes = random.term(size_for(seed));
  return {std::move(bytes), random.has_large_map(), random.has_wide_fun()};
}

/// The same term in other bytes, one that differs in one leaf, or another.
std::string neighbour(std::uint64_t seed, etf_coverage& covered) {
  switch (seed % 4) {
  case 0: return etf_generator(seed, seed * 3, covered).term(size_for(seed));
  case 1: {
    etf_generator once(seed, seed * 3, covered);
    (void)once.term(size_for(seed));
    const std::uint64_t leaf = once.leaves() == 0 ? 0 : seed / 4 % once.leaves();
    return etf_generator(seed, seed * 3, covered).term(size_for(seed), leaf);
  }
  default: return random_term(seed + 1'000'003, covered).bytes;
  }
}

/// The first number of pids, ports and references of other nodes is each program's own affair.
std::string without_node_numbers(const std::string& text) {
  static const std::regex number("(<|#Port<|#Ref<)[0-9]+\\.");
  return std::regex_replace(text, number, "$1X.");
}

}  // namespace

TEST_CASE("etf: what erl makes of random terms is what we make of them, byte for byte") {
  erl_pipe erl = start("echo", "fun(Bin) -> term_to_binary(binary_to_term(Bin)) end");
  etf_coverage covered;
  for (std::uint64_t seed = first_seed(); seed < first_seed() + samples(); ++seed) {
    CAPTURE(seed);
    const sample s = random_term(seed, covered);
    const term here = decoded(s.bytes);
    const std::string there = answer(erl.call("echo", s.bytes));
    REQUIRE(decoded(there) == here);
    const std::string written = term_to_binary(here);
    REQUIRE(written.size() == there.size());
    if (!s.large_map) {
      REQUIRE(written == there);
    }
  }
}

TEST_CASE("etf: erl reads what we write as the term it was, however we write it") {
  erl_pipe erl = start("same", "fun(<<N:32, A:N/binary, M:32, B:M/binary, C/binary>>) ->"
                               "  T = binary_to_term(A),"
                               "  <<(atom_to_binary(T =:= binary_to_term(B)))/binary,"
                               "    (atom_to_binary(T =:= binary_to_term(C)))/binary>>"
                               "end");
  etf_coverage covered;
  for (std::uint64_t seed = first_seed(); seed < first_seed() + samples(); ++seed) {
    CAPTURE(seed);
    const sample s = random_term(seed, covered);
    const term here = decoded(s.bytes);
    const std::string question =
        with_length(s.bytes) +
        with_length(term_to_binary(here, {.deterministic = true, .utf8_atoms = true})) +
        term_to_binary(here, {.compressed = 1 + static_cast<int>(seed % 9)});
    REQUIRE(answer(erl.call("same", question)) == "truetrue");
  }
}

TEST_CASE("etf: with every option of term_to_binary we write what erl writes") {
  erl_pipe erl = start("written", "fun(<<Level, Bin/binary>>) ->"
                                  "  T = binary_to_term(Bin),"
                                  "  Written = [term_to_binary(T, O) || O <- [[deterministic],"
                                  "    [{minor_version, 2}], [{compressed, Level}]]],"
                                  "  << <<(byte_size(B)):32, B/binary>> || B <- Written>>"
                                  "end");
  etf_coverage covered;
  for (std::uint64_t seed = first_seed(); seed < first_seed() + samples(); ++seed) {
    CAPTURE(seed);
    const sample s = random_term(seed, covered);
    const term t = decoded(s.bytes);
    const int level = static_cast<int>(seed % 10);
    std::string there = answer(erl.call("written", static_cast<char>(level) + s.bytes));
    const std::string sorted = with_length(term_to_binary(t, {.deterministic = true}));
    REQUIRE(there.substr(0, sorted.size()) == sorted);
    if (s.large_map) {
      continue;  // the other options leave the order to the emulator
    }
    REQUIRE(there.substr(sorted.size()) ==
            with_length(term_to_binary(t, {.utf8_atoms = true})) +
                with_length(term_to_binary(t, {.compressed = level})));
  }
}

TEST_CASE("etf: random terms have the order that they have in erl") {
  erl_pipe erl = start("order", "fun(<<N:32, A:N/binary, B/binary>>) ->"
                                "  X = binary_to_term(A), Y = binary_to_term(B),"
                                "  list_to_binary([case T of true -> $t; false -> $f end ||"
                                "    T <- [X < Y, X == Y, X =:= Y, Y < X]])"
                                "end");
  etf_coverage covered;
  std::uint64_t equal = 0;
  for (std::uint64_t seed = first_seed(); seed < first_seed() + samples(); ++seed) {
    CAPTURE(seed);
    const std::string a = random_term(seed, covered).bytes;
    const std::string b = neighbour(seed, covered);
    const term x = decoded(a);
    const term y = decoded(b);
    const auto order = compare(x, y);
    std::string here;
    for (const bool held : {order < 0, order == 0, x == y, compare(y, x) < 0}) {
      here += held ? 't' : 'f';
    }
    equal += x == y ? 1u : 0u;
    REQUIRE(here == answer(erl.call("order", with_length(a) + b)));
  }
  CHECK(equal > samples() / 5);  // the neighbours are near enough to tell
}

TEST_CASE("etf: random terms hash as in erl") {
  erl_pipe erl = start("hash", "fun(Bin) -> T = binary_to_term(Bin),"
                               "  <<(erlang:phash2(T)):32, (erlang:phash2(T, 1 bsl 32)):32,"
                               "    (erlang:phash2(T, 1000)):32>>"
                               "end");
  const auto big_endian = [](std::uint32_t v) {
    std::string out;
    for (unsigned shift = 32; shift != 0; shift -= 8) {
      out.push_back(static_cast<char>(v >> (shift - 8)));
    }
    return out;
  };
  etf_coverage covered;
  for (std::uint64_t seed = first_seed(); seed < first_seed() + samples(); ++seed) {
    CAPTURE(seed);
    const sample s = random_term(seed, covered);
    const term t = decoded(s.bytes);
    CAPTURE(to_string(t).substr(0, 200));
    REQUIRE(big_endian(phash2(t)) + big_endian(phash2(t, std::uint64_t{1} << 32u)) +
                big_endian(phash2(t, 1000)) ==
            answer(erl.call("hash", s.bytes)));
  }
}

TEST_CASE("etf: random terms print as in erl") {
  erl_pipe erl = start("print", "fun(Bin) -> T = binary_to_term(Bin),"
                                "  W = unicode:characters_to_binary(io_lib:format(\"~w\", [T])),"
                                "  P = unicode:characters_to_binary(io_lib:format(\"~0p\", [T])),"
                                "  <<W/binary, 255, P/binary>>"
                                "end");
  etf_coverage covered;
  std::uint64_t compared = 0;
  for (std::uint64_t seed = first_seed(); seed < first_seed() + samples(); ++seed) {
    CAPTURE(seed);
    const sample s = random_term(seed, covered);
    if (s.wide_fun || s.bytes.size() > 20'000) {
      continue;
    }
    const term t = decoded(s.bytes);
    const std::string there = answer(erl.call("print", s.bytes));
    std::string printed =
        without_node_numbers(to_string(t, format::w) + "\xFF" + to_string(t, format::p));
    std::string expected = without_node_numbers(there);
    if (s.large_map) {
      // Its pairs stand in an order of the emulator's; that they are the same ones can be told.
      std::sort(printed.begin(), printed.end());
      std::sort(expected.begin(), expected.end());
    }
    const auto [differ, there_differ] =
        std::mismatch(printed.begin(), printed.end(), expected.begin(), expected.end());
    CAPTURE(std::string(differ, printed.end()).substr(0, 100));
    CAPTURE(std::string(there_differ, expected.end()).substr(0, 100));
    REQUIRE(printed.size() == expected.size());
    REQUIRE(differ == printed.end());
    ++compared;
  }
  CHECK(compared > samples() / 2);
}

TEST_CASE("etf: the random terms reach every tag and both sides of every border") {
  etf_coverage covered;
  for (std::uint64_t seed = 1; seed < 1 + 10'000; ++seed) {
    (void)random_term(seed, covered);
  }
  std::string text;
  for (const auto& [what, times] : covered) {
    text += "\n  " + what + ": " + std::to_string(times);
  }
  MESSAGE("covered by 10,000 terms:", text);
  for (const char* tag : {"SMALL_INTEGER_EXT",
                          "INTEGER_EXT",
                          "FLOAT_EXT",
                          "NEW_FLOAT_EXT",
                          "SMALL_BIG_EXT",
                          "LARGE_BIG_EXT",
                          "ATOM_EXT",
                          "SMALL_ATOM_EXT",
                          "ATOM_UTF8_EXT",
                          "SMALL_ATOM_UTF8_EXT",
                          "REFERENCE_EXT",
                          "NEW_REFERENCE_EXT",
                          "NEWER_REFERENCE_EXT",
                          "PORT_EXT",
                          "NEW_PORT_EXT",
                          "V4_PORT_EXT",
                          "PID_EXT",
                          "NEW_PID_EXT",
                          "SMALL_TUPLE_EXT",
                          "LARGE_TUPLE_EXT",
                          "NIL_EXT",
                          "STRING_EXT",
                          "LIST_EXT",
                          "MAP_EXT",
                          "BINARY_EXT",
                          "BIT_BINARY_EXT",
                          "EXPORT_EXT",
                          "NEW_FUN_EXT"}) {
    CAPTURE(tag);
    CHECK(covered[tag] > 0);
  }
  for (const char* border : {"integer 0",
                             "integer 255",
                             "integer -2^31",
                             "integer 2^31-1",
                             "integer of 31 bits",
                             "integer of 32 bits",
                             "integer of 33 bits",
                             "integer of 59 bits",
                             "integer of 60 bits",
                             "integer of 61 bits",
                             "integer of 63 bits",
                             "integer of 64 bits",
                             "bytes of an integer 255",
                             "bytes of an integer 256",
                             "bytes of an atom 0",
                             "bytes of an atom 255",
                             "bytes of an atom 256",
                             "elements of a tuple 0",
                             "elements of a tuple 255",
                             "elements of a tuple 256",
                             "bytes in a list 65535",
                             "bytes in a list 65536",
                             "pairs of a map 0",
                             "pairs of a map 31",
                             "pairs of a map 32",
                             "pairs of a map 33",
                             "bytes of a binary 0",
                             "bytes of a binary 64",
                             "bytes of a binary 65",
                             "bytes of a binary 65535",
                             "bytes of a binary 65536",
                             "bits in the last byte 1",
                             "bits in the last byte 7",
                             "bits in the last byte 8",
                             "words of a reference 1",
                             "words of a reference 2",
                             "words of a reference 3",
                             "words of a reference 4",
                             "words of a reference 5",
                             "port of 28 bits",
                             "port past 28 bits",
                             "free variables 0",
                             "free variables 255",
                             "improper list"}) {
    CAPTURE(border);
    CHECK(covered[border] > 0);
  }
}
