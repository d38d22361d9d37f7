// Erlang text as tokens and abstract forms: Kith's scanner and parser against those of a real erl.
#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "erl_pipe.hpp"
#include "kith/build.hpp"
#include "kith/etf.hpp"
#include "kith/term.hpp"
#include "lang/erl_parse.hpp"
#include "lang_corpus.hpp"

using namespace kith;
using kith::testing::erl_pipe;
using kith::testing::lang_corpus;

namespace {

erl_pipe start() {
  auto erl = erl_pipe::start();
  REQUIRE_MESSAGE(erl.ok(), "no erl: ", (erl.ok() ? "" : erl.failure().text));
  return std::move(erl).value();
}

term answer(erl_pipe& erl, std::string_view name, std::string_view question) {
  const auto bytes = erl.call(name, question);
  REQUIRE_MESSAGE(bytes.ok(), (bytes.ok() ? "" : bytes.failure().text));
  auto t = binary_to_term(*bytes);
  REQUIRE_MESSAGE(t.ok(), (t.ok() ? "" : t.failure().text));
  return std::move(t).value();
}

/// How a text is read. The bits are those of the first byte of a question to erl.
enum class reading : std::uint8_t { lines = 0, columns = 1, text = 2, maybe_expr = 4, blanks = 8 };

constexpr std::string_view prelude = R"erl(
    Text = case unicode:characters_to_list(Bin) of L when is_list(L) -> L end,
    Location = case How band 1 of 0 -> 1; 1 -> {1, 1} end,
    Options = [text || How band 2 =/= 0] ++ [return || How band 8 =/= 0] ++
      [{reserved_word_fun, fun(W) -> W =:= 'maybe' orelse W =:= 'else' orelse
                                     erl_scan:f_reserved_word(W) end} || How band 4 =/= 0],
)erl";

std::string fun(std::string_view body) {
  return "fun(<<How, Bin/binary>>) -> " + std::string(prelude) + std::string(body) + " end";
}

/// All forms of a text, those that are wrong in their places.
constexpr std::string_view forms_body = R"erl(
    Parse = fun(Tokens) ->
      try erl_parse:parse_form(Tokens) of {ok, Form} -> Form; Error -> Error
      catch error:_ -> crash end
    end,
    Next = fun(Chars, At) ->
      case erl_scan:tokens([], Chars, At, Options) of
        {more, Continuation} -> erl_scan:tokens(Continuation, eof, At, Options);
        Done -> Done
      end
    end,
    Forms = fun Loop(Chars, At) ->
      case Next(Chars, At) of
        {done, {ok, Tokens, End}, Rest} -> [Parse(Tokens) | Loop(Rest, End)];
        {done, {eof, End}, _} -> [{eof, End}];
        {done, {error, Info, End}, eof} -> [{error, Info}, {eof, End}];
        {done, {error, Info, End}, Rest} -> [{error, Info} | Loop(Rest, End)]
      end
    end,
    Rest = Forms(case Text of [] -> eof; _ -> Text end, Location),
    term_to_binary(Rest)
)erl";

constexpr std::string_view tokens_body = R"erl(
    term_to_binary(erl_scan:string(Text, Location, Options))
)erl";

/// Expressions, and a term, of all the tokens.
constexpr std::string_view parts_body = R"erl(
    case erl_scan:string(Text, Location, Options) of
      {ok, Tokens, _} ->
        Try = fun(F) -> try F(Tokens) catch error:_ -> crash end end,
        term_to_binary({Try(fun erl_parse:parse_exprs/1), Try(fun erl_parse:parse_term/1)});
      _ -> term_to_binary(none)
    end
)erl";

bool has(int how, reading r) {
  return (how & static_cast<int>(r)) != 0;
}

lang::location first(int how) {
  return {1, has(how, reading::columns) ? 1u : 0u};
}

lang::lexer_options options(int how) {
  return {.white_space = has(how, reading::blanks),
          .comments = has(how, reading::blanks),
          .text = has(how, reading::text),
          .maybe_expr = has(how, reading::maybe_expr)};
}

std::string question(int how, std::string_view text) {
  return static_cast<char>(how) + std::string(text);
}

/// Where OTP's parser itself crashes Kith's has an error.
bool is_crash(term_ref there, term_ref here) {
  return there.is(atom("crash")) && here.is_tuple(2) && here[0].is(atoms::error);
}

void compare_forms(erl_pipe& erl, int how, std::string_view text) {
  const term there = answer(erl, "forms", question(how, text));
  const auto forms = lang::parse_forms(text, first(how), options(how));
  INFO("text: ", std::string(text));
  term_ref left = there;
  for (const term& here : forms) {
    REQUIRE(left.is_cons());
    if (!is_crash(left.head(), here)) {
      CHECK(to_string(here, format::w) == to_string(left.head(), format::w));
      CHECK(here == left.head());
    }
    left = left.tail();
  }
  REQUIRE(left.is_nil());
}

void compare_tokens(erl_pipe& erl, int how, std::string_view text) {
  const term there = answer(erl, "tokens", question(how, text));
  const term here = lang::scan_string(text, first(how), options(how));
  INFO("text: ", std::string(text));
  CHECK(to_string(here, format::w) == to_string(there, format::w));
}

void compare_parts(erl_pipe& erl, int how, std::string_view text) {
  const term there = answer(erl, "parts", question(how, text));
  if (there.is_atom()) {
    return;
  }
  const term scanned = lang::scan_string(text, first(how), options(how));
  std::vector<lang::lexeme> tokens;
  REQUIRE(lang::tokens_from_term(scanned[1], tokens));
  INFO("text: ", std::string(text));
  const term exprs = lang::parse_exprs(tokens).to_term();
  if (!is_crash(there[0], exprs)) {
    CHECK(to_string(exprs, format::w) == to_string(there[0], format::w));
  }
  const term constant = lang::parse_term(tokens).to_term();
  if (!is_crash(there[1], constant)) {
    CHECK(to_string(constant, format::w) == to_string(there[1], format::w));
  }
}

/// What follows the arrow of a function, or the text itself.
std::string_view body_of(std::string_view text) {
  const std::size_t arrow = text.find("-> ");
  return arrow == std::string_view::npos || text.starts_with("-") ? text : text.substr(arrow + 3);
}

/// The text with some of its words left out, doubled, exchanged, or taken from another.
std::string mutated(std::string_view text, std::string_view other, std::mt19937& random) {
  const auto words = [](std::string_view t) {
    std::vector<std::string> out;
    lang::lexer lexer(t, {1, 1});
    lang::lexeme l;
    for (std::size_t at = 0; lexer.next(l) == lang::lexer::outcome::found; at = lexer.offset()) {
      out.emplace_back(t.substr(at, lexer.offset() - at));
    }
    return out;
  };
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  std::vector<std::string> all = words(text);
  const std::vector<std::string> more = words(other);
  if (all.empty() || more.empty()) {
    return std::string(text);
  }
  for (std::size_t n = 1 + below(2); n > 0 && !all.empty(); --n) {
    const std::size_t at = below(all.size());
    const auto place = all.begin() + static_cast<std::ptrdiff_t>(at);
    switch (below(4)) {
    case 0: all.erase(place); break;
    case 1: all.insert(place, std::string(all[below(all.size())])); break;
    case 2: std::swap(all[at], all[below(all.size())]); break;
    default: all.insert(place, more[below(more.size())]);
    }
  }
  std::string out;
  for (const std::string& w : all) {
    out += ' ' + w;
  }
  return out;
}

}  // namespace

TEST_SUITE("lang") {
  TEST_CASE("lang: tokens are those of erl_scan") {
    erl_pipe erl = start();
    REQUIRE(erl.define("tokens", fun(tokens_body)).ok());
    for (const std::string_view text : lang_corpus) {
      for (int how = 0; how < 16; ++how) {
        compare_tokens(erl, how, text);
      }
    }
  }

  TEST_CASE("lang: forms and errors are those of erl_parse") {
    erl_pipe erl = start();
    REQUIRE(erl.define("forms", fun(forms_body)).ok());
    for (const std::string_view text : lang_corpus) {
      for (int how = 0; how < 8; ++how) {
        compare_forms(erl, how, text);
      }
    }
  }

  TEST_CASE("lang: expressions and constants are those of erl_parse") {
    erl_pipe erl = start();
    REQUIRE(erl.define("parts", fun(parts_body)).ok());
    for (const std::string_view text : lang_corpus) {
      for (int how = 0; how < 8; ++how) {
        compare_parts(erl, how, body_of(text));
      }
    }
  }

  TEST_CASE("lang: of programs with words out of place, forms and errors are those of erl_parse") {
    erl_pipe erl = start();
    REQUIRE(erl.define("forms", fun(forms_body)).ok());
    const char* given = std::getenv("KITH_LANG_MUTATIONS");
    const int rounds = given != nullptr ? std::atoi(given) : 4;
    std::mt19937 random(25);
    constexpr std::size_t count = std::size(lang_corpus);
    for (int round = 0; round < rounds; ++round) {
      for (const std::string_view text : lang_corpus) {
        const std::string_view other = lang_corpus[static_cast<std::size_t>(random()) % count];
        compare_forms(erl, 5, mutated(text, other, random));
      }
    }
  }
}
