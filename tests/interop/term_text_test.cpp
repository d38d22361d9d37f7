// Terms as text: Kith's scanner, parser and printers against those of a real erl.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "erl_pipe.hpp"
#include "kith/term.hpp"
#include "term/bigint.hpp"
#include "term/format_text.hpp"
#include "term/scan.hpp"
#include "text_generator.hpp"

using namespace kith;
using kith::testing::erl_pipe;
using kith::testing::text_generator;

namespace {

erl_pipe start(std::string_view flags = {}) {
  auto erl = erl_pipe::start(flags);
  REQUIRE_MESSAGE(erl.ok(), "no erl: ", (erl.ok() ? "" : erl.failure().text));
  return std::move(erl).value();
}

std::string answer(result<std::string> r) {
  REQUIRE_MESSAGE(r.ok(), (r.ok() ? "" : r.failure().text));
  return std::move(r).value();
}

/// What stands between the bytes 16#FF, which no UTF-8 has.
std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    const std::size_t end = text.find('\xFF', at);
    if (end == std::string_view::npos) {
      return parts;
    }
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
}

/// The text of a term, a column (one byte) and a number of columns (one byte) before it; the term
/// in all formats, or nothing if it is no term.
constexpr std::string_view print_all = R"erl(
  fun(<<Column, Columns, Bin/binary>>) ->
    Text = unicode:characters_to_list(Bin),
    Term = case erl_scan:string(Text) of
      {ok, [], _} -> error;
      {ok, Tokens, _} ->
        erl_parse:parse_term(Tokens ++ [{dot, 1} || element(1, lists:last(Tokens)) =/= dot]);
      _ -> error
    end,
    case Term of
      {ok, T} ->
        Pretty = fun(Encoding, Width) ->
          io_lib_pretty:print(T, [{column, Column}, {line_length, Width}, {depth, -1},
                                  {encoding, Encoding}])
        end,
        iolist_to_binary([[unicode:characters_to_binary(Chars), 255] || Chars <- [
          io_lib:format("~w", [T]), io_lib:format("~0p", [T]), io_lib:format("~tw", [T]),
          io_lib:format("~0tp", [T]), io_lib:format("~p", [T]), io_lib:format("~tp", [T]),
          Pretty(latin1, Columns), Pretty(unicode, Columns)]]);
      _ -> <<>>
    end
  end
)erl";

struct sample {
  std::string text;
  unsigned column;
  unsigned columns;
};

std::vector<std::string> printed_here(const sample& s, printable_range range) {
  const auto t = parse_term(s.text);
  if (!t.ok()) {
    return {};
  }
  const auto pretty = [&](format how, unsigned columns, unsigned column) {
    return to_string_pretty(*t, {.columns = columns, .column = column, .how = how, .range = range});
  };
  return {to_string(*t, format::w, range),
          to_string(*t, format::p, range),
          to_string(*t, format::tw, range),
          to_string(*t, format::tp, range),
          pretty(format::p, 80, 1),
          pretty(format::tp, 80, 1),
          pretty(format::p, s.columns, s.column),
          pretty(format::tp, s.columns, s.column)};
}

void compare_printers(erl_pipe& erl, const sample& s, printable_range range) {
  const std::string question =
      std::string{static_cast<char>(s.column), static_cast<char>(s.columns)} + s.text;
  const std::string there = answer(erl.call("print_all", question));
  const auto expected = split(there);
  const auto got = printed_here(s, range);
  INFO("text: ", s.text);
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO("format ", i, ", columns ", s.columns, ", column ", s.column);
    REQUIRE(got[i] == std::string(expected[i]));
  }
}

/// The words of a text: category, place, value; or the place of the error.
constexpr std::string_view scan_all = R"erl(
  fun(Bin) ->
    case erl_scan:string(unicode:characters_to_list(Bin), {1, 1}) of
      {ok, Tokens, _} ->
        unicode:characters_to_binary([begin
          {Line, Column} = erl_scan:location(T),
          io_lib:format("~tw ~w:~w ~tw~n", [erl_scan:category(T), Line, Column, erl_scan:symbol(T)])
        end || T <- Tokens]);
      {error, {{Line, Column}, _, _}, _} ->
        iolist_to_binary(io_lib:format("error line ~w, column ~w:", [Line, Column]))
    end
  end
)erl";

std::string category(const token& t) {
  switch (t.kind) {
  case token_kind::atom: return "atom";
  case token_kind::variable: return "var";
  case token_kind::integer: return "integer";
  case token_kind::floating: return "float";
  case token_kind::character: return "char";
  case token_kind::string: return "string";
  case token_kind::dot: return "dot";
  default: break;
  }
  std::string out;
  append_atom(out, t.mark == symbol::other ? std::string_view(t.text) : spelling(t.mark), true);
  return out;
}

std::string value(const token& t) {
  std::string out;
  switch (t.kind) {
  case token_kind::atom:
  case token_kind::variable: append_atom(out, t.text, true); return out;
  case token_kind::integer:
    return t.is_big ? to_string(*from_digits(t.text, t.base)) : std::to_string(t.number);
  case token_kind::floating: append_float(out, t.real); return out;
  case token_kind::character: return std::to_string(t.number);
  case token_kind::string: return to_string(term(t.text), format::w);
  default: return category(t);
  }
}

std::string scanned_here(std::string_view text) {
  std::string out;
  scanner words(text);
  for (;;) {
    const auto t = words.next();
    if (!t.ok()) {
      const std::string& why = t.failure().text;
      return "error " + why.substr(0, why.find(':') + 1);
    }
    if (t->kind == token_kind::end) {
      return out;
    }
    out += category(*t) + " " + std::to_string(t->where.line) + ":" +
           std::to_string(t->where.column) + " " + value(*t) + "\n";
  }
}

/// How many random terms a test takes; more by hand (KITH_SAMPLES=100000).
unsigned samples() {
  const char* wanted = std::getenv("KITH_SAMPLES");
  return wanted == nullptr ? 4000 : static_cast<unsigned>(std::strtoul(wanted, nullptr, 10));
}

std::uint64_t first_seed() {
  const char* wanted = std::getenv("KITH_SEED");
  return wanted == nullptr ? 1 : std::strtoull(wanted, nullptr, 10);
}

}  // namespace

TEST_CASE("term text: random terms parse and print as in erl") {
  erl_pipe erl = start();
  REQUIRE(erl.define("print_all", print_all).ok());
  for (std::uint64_t seed = first_seed(); seed < first_seed() + samples(); ++seed) {
    CAPTURE(seed);
    text_generator random(seed);
    const auto size = static_cast<unsigned>(1 + random.below(random.below(4) == 0 ? 120 : 20));
    const auto columns = static_cast<unsigned>(10 + random.below(90));
    const auto column = static_cast<unsigned>(random.below(3) == 0 ? 1 + random.below(30) : 1);
    compare_printers(erl, {random.term(size), column, columns}, printable_range::latin1);
  }
}

TEST_CASE("term text: the scanner finds the words that erl_scan finds") {
  erl_pipe erl = start();
  REQUIRE(erl.define("scan_all", scan_all).ok());
  for (std::uint64_t seed = first_seed(); seed < first_seed() + samples(); ++seed) {
    CAPTURE(seed);
    text_generator random(seed);
    const auto size = static_cast<unsigned>(1 + random.below(20));
    const std::string text = random.below(4) == 0 ? random.damaged_term(size) : random.words(size);
    CAPTURE(text);
    REQUIRE(scanned_here(text) == answer(erl.call("scan_all", text)));
  }
}

TEST_CASE("term text: floats of any bits print as in erl") {
  erl_pipe erl = start();
  REQUIRE(erl.define("floats", "fun(Bin) -> iolist_to_binary([[io_lib:write(F), 255] || "
                               "<<F/float>> <= Bin]) end")
              .ok());
  text_generator random(first_seed());
  for (unsigned round = 0; round < samples() / 40; ++round) {
    std::vector<std::string> expected;
    std::string question;
    while (expected.size() < 500) {
      std::uint64_t bits = random.below(UINT64_MAX);
      if (random.below(2) == 0) {  // near the integers, where the notations meet
        const double whole =
            static_cast<double>(random.below(std::uint64_t{1} << random.below(62)));
        bits = std::bit_cast<std::uint64_t>(std::ldexp(whole, -static_cast<int>(random.below(20))));
      }
      const double value = std::bit_cast<double>(bits);
      if (std::isfinite(value)) {
        append_float(expected.emplace_back(), value);
        for (unsigned shift = 64; shift != 0; shift -= 8) {
          question.push_back(static_cast<char>((bits >> (shift - 8)) & 0xFFu));
        }
      }
    }
    const std::string there = answer(erl.call("floats", question));
    const auto parts = split(there);
    REQUIRE(parts.size() == expected.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      REQUIRE(expected[i] == std::string(parts[i]));
    }
  }
}

TEST_CASE("term text: random terms print as in erl +pc unicode") {
  erl_pipe erl = start("+pc unicode");
  REQUIRE(erl.define("print_all", print_all).ok());
  for (std::uint64_t seed = first_seed(); seed < first_seed() + samples() / 4; ++seed) {
    CAPTURE(seed);
    text_generator random(seed);
    const auto size = static_cast<unsigned>(1 + random.below(20));
    compare_printers(erl, {random.term(size), 1, 60}, printable_range::unicode);
  }
}

TEST_CASE("term text: damaged terms are refused where erl refuses them") {
  erl_pipe erl = start();
  REQUIRE(erl.define("print_all", print_all).ok());
  for (std::uint64_t seed = first_seed(); seed < first_seed() + samples(); ++seed) {
    CAPTURE(seed);
    text_generator random(seed);
    compare_printers(erl, {random.damaged_term(static_cast<unsigned>(1 + random.below(12))), 1, 40},
                     printable_range::latin1);
  }
}
