#include "term/parse.hpp"

#include <doctest/doctest.h>

#include <string>

#include "kith/term.hpp"

using namespace kith;

namespace {

std::string parsed(std::string_view text) {
  const auto t = parse_term(text);
  return t.ok() ? to_string(*t, format::tw) : t.failure().text;
}

}  // namespace

TEST_CASE("parser: terms of every kind") {
  struct {
    const char* text;
    const char* term;
  } const cases[] = {
      {"foo", "foo"},
      {"'Foo bar'.", "'Foo bar'"},
      {" % a comment\n 42 . % and one more\n", "42"},
      {"-1", "-1"},
      {"+ 1", "1"},
      {"-(1)", "-1"},
      {"- 16#ff", "-255"},
      {"-$a", "-97"},
      {"-0.0", "-0.0"},
      {"1_000", "1000"},
      {"1152921504606846975", "1152921504606846975"},
      {"1152921504606846976", "1152921504606846976"},
      {"-1152921504606846976", "-1152921504606846976"},
      {"-1152921504606846977", "-1152921504606846977"},
      {"18446744073709551616", "18446744073709551616"},
      {"-340282366920938463463374607431768211456", "-340282366920938463463374607431768211456"},
      {"3.25e2", "325.0"},
      {"$\\n", "10"},
      {"\"\"", "[]"},
      {"\"ab\" \"c\"\n\"d\"", "[97,98,99,100]"},
      {"\"α\"", "[945]"},
      {"[]", "[]"},
      {"[a]", "[a]"},
      {"[a, b | c]", "[a,b|c]"},
      {"[a | [b | [c]]]", "[a,b,c]"},
      {"{}", "{}"},
      {"{{}, [], {[]}}", "{{},[],{[]}}"},
      {"((a))", "a"},
      {"[(a), {(b)}]", "[a,{b}]"},
      {"#{}", "#{}"},
      {"#{a => 1, b => #{c => []}}", "#{a => 1,b => #{c => []}}"},
      {"#{a => 1, a => 2}", "#{a => 2}"},
      {"#{1 => a, 1.0 => b}", "#{1 => a,1.0 => b}"},
      {"#{#{a => 1, a => 2} => x, #{a => 2} => y}", "#{#{a => 2} => y}"},
      {"fun erlang:abs/1", "fun erlang:abs/1"},
      {"fun 'a b':c/16#ff", "fun 'a b':c/255"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(parsed(c.text) == c.term);
  }
}

// The results are those of OTP 25.
TEST_CASE("parser: bitstrings") {
  struct {
    const char* text;
    const char* term;
  } const cases[] = {
      {"<<>>", "<<>>"},
      {"<<1, 2:3, \"abc\", \"x\"/utf8, 3.0/float>>", "<<1,76,44,76,111,8,1,0,0,0,0,0,0,0:3>>"},
      {"<<256>>", "<<0>>"},
      {"<<-1:8>>", "<<255>>"},
      {"<<-129:8/signed>>", "<<127>>"},
      {"<<(1):(8)>>", "<<1>>"},
      {"<<\"abc\":4>>", "<<18,3:4>>"},
      {"<<\"α\">>", "<<177>>"},
      {"<<\"α\"/utf8>>", "<<206,177>>"},
      {"<<\"α\":16>>", "<<3,177>>"},
      {"<<\"\"/float>>", "<<>>"},
      {"<<\"a\" \"b\">>", "<<97,98>>"},
      {"<<\"a\" \"b\":16>>", "<<0,97,0,98>>"},
      {"<<\"ab\":4/unit:3>>", "<<6,16,98>>"},
      {"<<1:2/unit:8>>", "<<0,1>>"},
      {"<<1:0>>", "<<>>"},
      {"<<1:(-0)>>", "<<>>"},
      {"<<1:20/little>>", "<<1,0,0:4>>"},
      {"<<16#12345:20/little>>", "<<69,35,1:4>>"},
      {"<<-2:20/little>>", "<<254,255,15:4>>"},
      {"<<1:3, 16#12345:20/little>>", "<<40,164,49:7>>"},
      {"<<12345678901234567890123:80/little>>", "<<203,68,66,113,118,78,182,66,157,2>>"},
      {"<<123456789012345678901234567890:20>>", "<<240,173,2:4>>"},
      {"<<16#10ffff/utf16-little>>", "<<255,219,255,223>>"},
      {"<<16#3b1/utf32>>", "<<0,0,3,177>>"},
      {"<<1.5:16/float>>", "<<62,0>>"},
      {"<<0.1:16/float-little>>", "<<102,46>>"},
      {"<<1.0e-8:16/float>>", "<<0,0>>"},
      {"<<6.0e-8:16/float>>", "<<0,1>>"},
      {"<<65520.0:16/float>>", "<<124,0>>"},
      {"<<1.0e10:32/float>>", "<<80,21,2,249>>"},
      {"<<-0.0/float>>", "<<128,0,0,0,0,0,0,0>>"},
      {"<<3/float>>", "<<64,8,0,0,0,0,0,0>>"},
      {"<<100000000000000000000000:64/float>>", "<<68,181,45,2,199,225,74,246>>"},
      {"<<<<1>>/binary>>", "<<1>>"},
      {"<< <<1, 2:3>>/bits, 1:1>>", "<<1,5:4>>"},
      {"<< <<1, 2>>:1/binary>>", "<<1>>"},
      {"<< <<1>>:4/binary-unit:2>>", "<<1>>"},
      {"<< <<>>:all/binary>>", "<<>>"},
      {"<<1:undefined/utf8>>", "<<1>>"},
      {"<<1:8/integer-big-unsigned-unit:1>>", "<<1>>"},
      {"<<1:8/integer-integer>>", "<<1>>"},
      {"<<1:$a>>", "<<0,0,0,0,0,0,0,0,0,0,0,0,1:1>>"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(parsed(c.text) == c.term);
  }
}

TEST_CASE("parser: what is wrong is told with its place and what was expected") {
  struct {
    const char* text;
    const char* message;
  } const cases[] = {
      {"", "line 1, column 1: expected a term, found the end of the text"},
      {"{a,\n b c}",
       "line 2, column 4: expected ',' or '}' behind the element of a tuple, found atom c"},
      {"{a,}", "line 1, column 4: expected a term, found '}'"},
      {"[a|b|c]", "line 1, column 5: expected ']' behind the tail of a list, found '|'"},
      {"[a;b]",
       "line 1, column 3: expected ',', '|' or ']' behind the element of a list, found ';'"},
      {"#{a := 1}", "line 1, column 5: expected '=>' behind the key of a map, found ':='"},
      {"#{a => 1 b}",
       "line 1, column 10: expected ',' or '}' behind the value of a map, found atom b"},
      {"#rec{a = 1}", "line 1, column 1: a term has no records, as this one of the name rec"},
      {"# [", "line 1, column 3: expected '{' behind '#', found '['"},
      {"X", "line 1, column 1: a term has no variables: X"},
      {"(a", "line 1, column 3: expected ')', found the end of the text"},
      {"-a", "line 1, column 1: expected a number without a sign behind '-'"},
      {"- -1", "line 1, column 1: expected a number without a sign behind '-'"},
      {"1 + 2", "line 1, column 3: expected '.' behind the term, found '+'"},
      {"a b", "line 1, column 3: expected '.' behind the term, found atom b"},
      {"a. b", "line 1, column 4: expected the end of the text, found atom b"},
      {"fun abs/1", "line 1, column 8: expected ':' behind a fun's module, found '/'"},
      {"fun a:b/256",
       "line 1, column 9: expected an arity of 0 to 255 behind '/', found integer 256"},
      {"fun (X) -> X end", "line 1, column 5: expected a module's name behind 'fun', found '('"},
      {"<<1,>>", "line 1, column 5: expected a term, found '>>'"},
      {"<<a>>", "line 1, column 3: the value does not fit the type or size of its segment"},
      {"<<{}>>", "line 1, column 3: the value does not fit the type or size of its segment"},
      {"<<1.0>>", "line 1, column 3: the value does not fit the type or size of its segment"},
      {"<<16#d800/utf8>>",
       "line 1, column 3: the value does not fit the type or size of its segment"},
      {"<<1.5:24/float>>",
       "line 1, column 3: the value does not fit the type or size of its segment"},
      {"<<1/unit:8>>",
       "line 1, column 3: the size and the types of the segment do not go together"},
      {"<<1:8/utf8>>",
       "line 1, column 3: the size and the types of the segment do not go together"},
      {"<<1:all>>", "line 1, column 3: the size and the types of the segment do not go together"},
      {"<<1/foo>>",
       "line 1, column 5: no type of a segment, or one that contradicts another: atom foo"},
      {"<<1:8/big-little>>",
       "line 1, column 11: no type of a segment, or one that contradicts another: atom little"},
      {"<<1:8/unit:257>>",
       "line 1, column 7: no type of a segment, or one that contradicts another: atom unit"},
      {"<<1:a>>", "line 1, column 5: the size of a segment is an integer that is not negative"},
      {"<<1:-8>>", "line 1, column 5: expected the size of a segment, found '-'"},
      {"<<1 2>>", "line 1, column 5: expected ',' or '>>' behind a segment, found integer 2"},
      {"<<\"ab\"/binary>>",
       "line 1, column 3: a character does not fit the type or size of its segment"},
      {"<<\"\"/binary>>",
       "line 1, column 3: a character does not fit the type or size of its segment"},
      {"{\"abc", "line 1, column 2: unterminated string starting with \"abc\""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const auto t = parse_term(c.text);
    REQUIRE_FALSE(t.ok());
    CHECK(t.failure().text == c.message);
    CHECK(t.failure().code == errc::bad_input);
  }
}

TEST_CASE("parser: depth has a limit with a name") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(parse_term(nested(text_depth_max)).ok());
  const auto deeper = parse_term(nested(text_depth_max + 1));
  REQUIRE_FALSE(deeper.ok());
  CHECK(deeper.failure().code == errc::limit);
  CHECK(deeper.failure().text ==
        "line 1, column 10001: terms lie more than 10000 deep (text_depth_max)");
}

TEST_CASE("parser: a short text does not buy a large bitstring") {
  for (const char* text : {"<<0:99999999999>>", "<<0:1000000000000000000000000>>",
                           "<<0:4294967296/unit:256>>", "<<\"ab\":400000000>>"}) {
    CAPTURE(text);
    const auto t = parse_term(text);
    REQUIRE_FALSE(t.ok());
    CHECK(t.failure().code == errc::limit);
    CHECK(t.failure().text.find("text_bits_max") != std::string::npos);
  }
}

TEST_CASE("parser: a text that fails makes no atoms") {
  atom found;
  CHECK_FALSE(parse_term("{an_atom_that_nothing_else_names, ").ok());
  CHECK_FALSE(atom::find("an_atom_that_nothing_else_names", found));
}

TEST_CASE("parser: maps of any size are sorted and keep the last of equal keys") {
  std::string text = "#{";
  for (int i = 0; i < 100; ++i) {
    text += std::to_string(i % 50) + " => " + std::to_string(i) + (i == 99 ? "}" : ",");
  }
  const auto t = parse_term(text);
  REQUIRE(t.ok());
  CHECK(t->ref().map_size() == 50);
  CHECK(t->ref().map_get(term(49)).as_int() == 99);
  CHECK(t->ref().map_get(term(0)).as_int() == 50);
}

TEST_CASE("parser: a file holds terms that each end in a full stop") {
  const auto terms = parse_terms("%% -*- erlang -*-\n{a, 1}.\n\n[b].% c\n\"d\" \"e\".");
  REQUIRE(terms.ok());
  REQUIRE(terms->size() == 3);
  CHECK(to_string((*terms)[0]) == "{a,1}");
  CHECK(to_string((*terms)[1]) == "[b]");
  CHECK(to_string((*terms)[2]) == "\"de\"");
  CHECK(parse_terms("")->empty());
  CHECK(parse_terms(" % nothing\n")->empty());

  const auto unended = parse_terms("a.\nb");
  REQUIRE_FALSE(unended.ok());
  CHECK(unended.failure().text ==
        "line 2, column 2: expected '.' behind the term, found the end of the text");
  const auto doubled = parse_terms("a. .");
  REQUIRE_FALSE(doubled.ok());
  CHECK(doubled.failure().text == "line 1, column 4: expected a term, found '.'");
}

TEST_CASE("parser: what is printed reads back as the same term") {
  const auto t = parse_term(
      "[{a,-1.5e-7,'Q q'},#{\"k\" => <<1,2:3>>,{} => [x|y]},fun m:f/3,\"\\x{e9}\\n\",<<\"bin\">>]");
  REQUIRE(t.ok());
  for (const format how : {format::w, format::p, format::tw, format::tp}) {
    const auto again = parse_term(to_string(*t, how));
    REQUIRE(again.ok());
    CHECK(*again == *t);
  }
  const auto pretty = parse_term(to_string_pretty(*t, {.columns = 10}));
  REQUIRE(pretty.ok());
  CHECK(*pretty == *t);
}

TEST_CASE("parser: any bytes are a term or an error with a place") {
  constexpr std::string_view often =
      "[]{}()<>#=|,.:;/-+'\"$\\%_ \n0123456789abefunitXZ\xC3\xA9\xFF\x01";
  std::uint64_t state = 42;
  const auto below = [&](std::size_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>((state >> 33u) % bound);
  };
  int terms = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string text;
    for (std::size_t n = below(14); n != 0; --n) {
      text.push_back(often[below(often.size())]);
    }
    const auto t = parse_term(text);
    if (t.ok()) {
      ++terms;
      CHECK(parse_term(to_string_pretty(*t, {.columns = 8}))->ref() == t->ref());
    } else {
      CHECK(t.failure().text.starts_with("line "));
    }
  }
  CHECK(terms > 100);
}
