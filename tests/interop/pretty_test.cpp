// The printer of terms over lines against that of a real erl: random terms, records among them,
// with random options.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "erl_pipe.hpp"
#include "kith/build.hpp"
#include "kith/etf.hpp"
#include "stdlib/native_call.hpp"
#include "term/scan_utf8.hpp"
#include "text_generator.hpp"

using namespace kith;
using kith::testing::erl_pipe;
using kith::testing::text_generator;

namespace {

/// A list of `{Function, Args}` in, the texts out: what print_pretty knows by a list of records,
/// OTP's asks a fun for.
constexpr std::string_view print_all = R"erl(
  fun(Bin) ->
    Text = fun(Chars) -> unicode:characters_to_binary(Chars) end,
    Known = fun(Records) ->
      fun(Tag, Count) ->
        case [Names || {T, N, Names} <- Records, T =:= Tag, N =:= Count] of
          [Names | _] -> Names;
          [] -> no
        end
      end
    end,
    term_to_binary([case Call of
      {print, Term, Options, Records} ->
        Text(io_lib_pretty:print(Term, [{record_print_fun, Known(Records)} | Options]));
      {format, Format, Args} ->
        Text(io_lib:format(Format, Args));
      {format, Format, Args, Options} ->
        Text(try io_lib:format(Format, Args, Options) catch error:badarg -> "badarg" end);
      {write, Term, Options} ->
        Text(io_lib:write(Term, Options))
    end || Call <- binary_to_term(Bin)])
  end
)erl";

constexpr const char* records = R"([{person, 3, [name, age, address]}, {empty, 0, []},
    {a_record_of_a_long_name, 2, ['First', second_field_with_a_long_name]},
    {r, 1, [f]}, {r, 2, [f, 'λ']}, {'été λ', 1, [value]}])";

class term_maker {
 public:
  explicit term_maker(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }

  /// The text of a term.
  std::string make(unsigned size) {
    if (size < 2) {
      return leaf();
    }
    switch (below(10)) {
    case 0: return random_.term(size);
    case 1: return "{person," + parts(3, size) + "}";
    case 2: return "{a_record_of_a_long_name," + parts(2, size) + "}";
    case 3: return "{" + std::string(below(2) == 0 ? "r," : "'été λ',") + parts(1, size) + "}";
    case 4: return "{r," + parts(2, size) + "}";
    case 5: return "[" + parts(1 + below(size), size) + "]";
    case 6: return "[" + parts(1 + below(size), size) + "|" + make(size / 4) + "]";
    case 7: return "{" + parts(1 + below(4), size) + "}";
    case 8: return "#{" + make(size / 4) + "=>" + make(size / 2) + ",key=>" + make(size / 4) + "}";
    default: return "[{error," + parts(1 + below(3), size) + "}]";
    }
  }

  /// So many of these characters; a backslash takes the next one along.
  std::string characters(std::uint64_t count, std::string_view from) {
    std::vector<std::string> each;
    for (std::size_t i = 0; i < from.size();) {
      const auto byte = static_cast<unsigned char>(from[i]);
      const std::size_t size = from[i] == '\\' ? 2 : byte < 0x80 ? 1 : byte < 0xE0 ? 2 : 3;
      each.emplace_back(from.substr(i, size));
      i += size;
    }
    std::string out;
    for (; count > 0; --count) {
      out += each[static_cast<std::size_t>(below(each.size()))];
    }
    return out;
  }

 private:
  std::string parts(std::uint64_t count, unsigned size) {
    std::string out = make(size / static_cast<unsigned>(count + 1));
    while (--count > 0) {
      out += "," + make(size / static_cast<unsigned>(count + 1));
    }
    return out;
  }

  std::string leaf() {
    switch (below(9)) {
    case 0: return "{empty}";
    case 1: return "<<\"" + characters(below(60), "abc xyz~") + "\">>";
    case 2: return "<<\"" + characters(below(60), "abc éλ€") + "\"/utf8>>";
    case 3:
      return "<<\"" + characters(below(30), "abc ") + "\"" + (below(2) == 0 ? ",7" : "") + ">>";
    case 4: return "\"" + characters(below(90), "abcd efg\\\"") + "\"";
    case 5: return "\"" + characters(below(40), "abc é") + "\"";
    case 6: return "<<" + std::to_string(below(256)) + "," + std::to_string(below(9)) + ":5>>";
    case 7: return "[]";
    default: return random_.term(1);
    }
  }

  text_generator random_;
};

term random_options(term_maker& random, bool limited) {
  std::vector<term> all;
  const auto may = [&](const char* key, term value) {
    if (random.below(3) != 0) {
      all.emplace_back(tuple(atom(key), value));
    }
  };
  const auto up_to = [&](std::uint64_t n) { return static_cast<std::int64_t>(random.below(n)); };
  may("column", up_to(40));
  may("line_length", up_to(8) == 0 ? 0 : up_to(120));
  may("depth", up_to(3) == 0 ? -1 : up_to(30));
  may("line_max_chars", up_to(2) == 0 ? 60 : up_to(90) - 10);
  if (limited) {
    all.emplace_back(tuple(atom("chars_limit"), up_to(4) == 0 ? up_to(12) : up_to(300)));
  }
  may("strings", up_to(3) != 0);
  may("encoding", atom(up_to(2) == 0 ? "latin1" : up_to(2) == 0 ? "unicode" : "utf8"));
  return list_of(all);
}

std::string text_of(const term& list) {
  std::string out;
  for (term_ref at = list; at.is_cons(); at = at.tail()) {
    append_utf8(out, static_cast<char32_t>(at.head().as_int()));
  }
  return out;
}

std::string printed_here(term_ref call) {
  std::vector<term> args;
  for (std::size_t i = 1; i < call.tuple_size(); ++i) {
    args.emplace_back(call[i]);
  }
  try {
    return text_of(call[0].is(atom("print"))
                       ? detail::call_native("kith_pretty", "print", args)
                       : detail::call_native("io_lib", call[0].as_atom().name(), args));
  } catch (const exit_exception& e) {
    return to_string(e.reason());
  }
}

void compare(erl_pipe& erl, const std::vector<term>& calls) {
  const auto answer = erl.call("print_all", term_to_binary(term(list_of(calls))));
  REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.failure().text));
  const auto there = binary_to_term(*answer);
  REQUIRE(there.ok());
  term_ref expected = *there;
  for (const term& call : calls) {
    const std::string here = printed_here(call);
    if (here != expected.head().as_binary()) {
      INFO(to_string(call, format::tp));
      REQUIRE(here == std::string(expected.head().as_binary()));
    }
    expected = expected.tail();
  }
}

erl_pipe start() {
  auto erl = erl_pipe::start();
  REQUIRE_MESSAGE(erl.ok(), "no erl: ", (erl.ok() ? "" : erl.failure().text));
  REQUIRE(erl->define("print_all", print_all).ok());
  return std::move(erl).value();
}

/// So many times 200 terms.
void compare_printed(std::uint64_t seed, int rounds, bool limited) {
  erl_pipe erl = start();
  const auto known = parse_term(records);
  REQUIRE(known.ok());
  term_maker random(seed);
  for (int round = 0; round < rounds; ++round) {
    std::vector<term> calls;
    while (calls.size() < 200) {
      const auto t = parse_term(random.make(static_cast<unsigned>(random.below(60))));
      if (t.ok()) {
        calls.emplace_back(tuple(atom("print"), *t, random_options(random, limited),
                                 random.below(2) == 0 ? *known : term::nil()));
      }
    }
    compare(erl, calls);
  }
}

}  // namespace

TEST_CASE("pretty printer: random terms with random options print as in erl") {
  compare_printed(1, 60, false);
}

TEST_CASE("pretty printer: random terms within chars_limit print as in erl") {
  compare_printed(3, 60, true);
}

TEST_CASE("pretty printer: ~P and ~W of random terms and depths print as in erl") {
  erl_pipe erl = start();
  term_maker random(2);
  const char* formats[] = {"~P", "~W", "~tP", "~tW", "ab ~20P|", "~0P", "~40W|", "~lP", "~ltP~n"};
  for (int round = 0; round < 30; ++round) {
    std::vector<term> calls;
    while (calls.size() < 200) {
      const auto t = parse_term(random.make(static_cast<unsigned>(random.below(40))));
      if (t.ok()) {
        const std::int64_t depth = static_cast<std::int64_t>(random.below(20)) - 1;
        calls.emplace_back(
            tuple(atom("format"), formats[random.below(std::size(formats))], list(*t, depth)));
      }
    }
    compare(erl, calls);
  }
}

TEST_CASE("format: texts and terms share chars_limit as in erl") {
  erl_pipe erl = start();
  term_maker random(4);
  const char* controls[] = {"~p", "~w", "~tp", "~tw", "~P", "~tW", "~30p", "~40w|", "~ts", "~s"};
  const char* between[] = {" and ", ", ", "~n", "\t", "~~ ~i", "~5b"};
  for (int round = 0; round < 60; ++round) {
    std::vector<term> calls;
    while (calls.size() < 200) {
      std::string format;
      std::vector<term> args;
      for (std::uint64_t n = 1 + random.below(3); n > 0; --n) {
        const std::string control = controls[random.below(std::size(controls))];
        const std::string literal = between[random.below(std::size(between))];
        const auto t = control.back() == 's'
                           ? parse_term("\"" + random.characters(random.below(60), "ab é") + "\"")
                           : parse_term(random.make(static_cast<unsigned>(random.below(30))));
        if (!t.ok()) {
          continue;
        }
        format += control + literal;
        args.push_back(*t);
        if (control == "~P" || control == "~tW") {
          args.emplace_back(static_cast<std::int64_t>(random.below(20)) - 1);
        }
        if (literal.ends_with("~i") || literal.ends_with("b")) {
          args.emplace_back(static_cast<std::int64_t>(random.below(9999)));
        }
      }
      const auto limit = static_cast<std::int64_t>(random.below(150)) - 2;
      calls.emplace_back(
          tuple(atom("format"), format, list_of(args), list(tuple(atom("chars_limit"), limit))));
    }
    compare(erl, calls);
  }
}

TEST_CASE("io_lib:write of random terms with depth and chars_limit writes as in erl") {
  erl_pipe erl = start();
  term_maker random(5);
  for (int round = 0; round < 30; ++round) {
    std::vector<term> calls;
    while (calls.size() < 200) {
      const auto t = parse_term(random.make(static_cast<unsigned>(random.below(40))));
      if (t.ok()) {
        calls.emplace_back(tuple(atom("write"), *t, random_options(random, random.below(2) == 0)));
      }
    }
    compare(erl, calls);
  }
}
