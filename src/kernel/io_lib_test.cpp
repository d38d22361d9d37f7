// io_lib:format/2 against OTP 25: the expected texts were written by it.

#include "kernel/io_lib.hpp"

#include <doctest/doctest.h>

#include "kith/build.hpp"

namespace kith::detail {
namespace {

struct format_case {
  const char* format;
  const char* args;
  const char* text;  ///< null: badarg
};

const format_case cases[] = {
    {"plain ~~ ~n~2n", "[]", "plain ~ \n\n\n"},
    {"~w|~p|~10w|~-10w|~2w|~.2w", "[abc,\"abc\",abc,abc,abc,abc]",
     "abc|\"abc\"|       abc|abc       |**|**"},
    {"~s|~10s|~-10s|~2s|~10.2s|~-10.2s|~.5s|~10.5.*s",
     "[abc,\"abc\",\"abc\",\"abc\",\"abc\",\"abc\",\"abc\",43,\"abc\"]",
     "abc|       abc|abc       |ab|        ab|ab        |abc  |+++++abc++"},
    {"~s ~ts", "[<<\"a\">>,<<\"b\">>]", "a b"},
    {"~c~c ~5c ~-5.2c|", "\"ABCD\"", "AB CCCCC DD   |"},
    {"~b ~B ~.16b ~.16B ~.2b ~8b ~-8b|~2b", "[10,-10,255,255,5,12,12,1234]",
     "10 -10 ff FF 101       12 12      |**"},
    {"~x ~X ~.16x ~+ ~.16+ ~.16#", "[1,\"p\",-10,\"p\",255,\"0x\",5,255,255]",
     "p1 -p10 0xff 10#5 16#ff 16#FF"},
    {"~f ~.2f ~10.2f|~e ~.3e ~12.3e|~g ~.4g", "[1.5,2.345,3.0,1234.5,1.2e-4,7.0,3.14,12345.678]",
     "1.500000 2.35       3.00|1.23450e+3 1.20e-4      7.00e+0|3.14000 1.235e+4"},
    {"~g ~g ~g ~g ~g", "[0.01,0.5,99999.0,1234.5,-0.1]",
     "1.00000e-2 0.500000 9.99990e+4 1234.50 -0.100000"},
    {"~i~w", "[gone,here]", "here"},
    {"~p", "[{a,[1,2,3],#{k => v},<<1,2,3>>,\"str\"}]", "{a,[1,2,3],#{k => v},<<1,2,3>>,\"str\"}"},
    {"abc ~p",
     "[[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,"
     "34,35,36,37,38,39,40]]",
     "abc [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,\n     "
     "28,29,30,31,32,33,34,35,36,37,38,39,40]"},
    {"~30p", "[[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]]",
     "[1,2,3,4,5,6,7,8,9,10,11,12,\n 13,14,15,16,17,18,19,20]"},
    {"~.5p",
     "[[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,"
     "34,35,36,37,38,39,40]]",
     "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,\n     "
     "28,29,30,31,32,33,34,35,36,37,38,39,40]"},
    {"~*w|", "[5,a]", "    a|"},
    {"~*w|", "[-5,a]", "a    |"},
    {"~lp ~w", "[\"abc\",\"ab\"]", "[97,98,99] [97,98]"},
    {"~0p",
     "[[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,"
     "34,35,36,37,38,39,40]]",
     "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,"
     "34,35,36,37,38,39,40]"},
    {"~tp ~ts", "[[1087,1088],[1087,1088]]", "[1087,1088] \320\277\321\200"},
    {"~p ~s", "[[1087,1088],\"x\"]", "[1087,1088] x"},
    {"~W ~P", "[abc,10,[1,2],10]", "abc [1,2]"},
    {"~.16b ~.36B", "[123456789012345678901234567890,123456789012345678901234567890]",
     "18ee90ff6c373e0ee4e3f0ad2 BYW97UM9S91DLZ68TSI"},
    {"~20.10.0s|~..5w|~5..0b", "[\"abc\",a,b]", nullptr},
    {"~5.10.0b|", "\"\\f\"", "00012|"},
    {"~.10.0f", "[1.5]", "1.5000000000"},
    {"~q", "[1]", nullptr},
    {"~w", "[]", nullptr},
    {"~w", "[1,2]", nullptr},
    {"~s", "[{a}]", nullptr},
    {"~f", "[a]", nullptr},
    {"~c", "[a]", nullptr},
    {"~", "[1]", nullptr},
    {"~s", "[[1087]]", nullptr},
    {"~b", "[1.0]", nullptr},
};

TEST_CASE("io_lib: formats as OTP does") {
  for (const format_case& c : cases) {
    CAPTURE(c.format);
    CAPTURE(c.args);
    const auto args = parse_term(c.args);
    REQUIRE(args.ok());
    const auto text = io_lib_format(term(c.format), *args);
    CHECK(text.ok() == (c.text != nullptr));
    if (text.ok() && c.text != nullptr) {
      CHECK(*text == c.text);
    }
  }
}

TEST_CASE("io_lib: a format is a string, a binary or an atom") {
  CHECK(*io_lib_format(term(bin("~w")), term(list(1))) == "1");
  CHECK(*io_lib_format(term(atom("~w")), term(list(1))) == "1");
  CHECK(*io_lib_format(term(list("a", bin("b"))), term(list())) == "ab");
  CHECK_FALSE(io_lib_format(term(7), term(list(1))).ok());
  CHECK_FALSE(io_lib_format(term(""), term(7)).ok());
}

TEST_CASE("io_lib: a short format makes no huge text") {
  CHECK_FALSE(io_lib_format(term("~999999999999999999999n"), term(list())).ok());
  CHECK_FALSE(io_lib_format(term("~*w"), term(list(99'999'999, 1))).ok());
}

TEST_CASE("chardata: lists of characters and binaries become UTF-8") {
  CHECK(*characters_to_utf8(term(list(0xE9, bin("\xc3\xa9"), list("x"))), false) ==
        "\xc3\xa9\xc3\xa9x");
  CHECK(*characters_to_utf8(term(bin("\xe9")), true) == "\xc3\xa9");
  CHECK(*characters_to_utf8(term(cons(97, bin("b"))), false) == "ab");
  CHECK_FALSE(characters_to_utf8(term(bin("\xe9")), false));
  CHECK_FALSE(characters_to_utf8(term(list(0x43F)), true));
  CHECK_FALSE(characters_to_utf8(term(list(0xD800)), false));
  CHECK_FALSE(characters_to_utf8(term(list(-1)), false));
  CHECK_FALSE(characters_to_utf8(term(list(atom("a"))), false));
  CHECK_FALSE(characters_to_utf8(term(atom("a")), false));
}

}  // namespace
}  // namespace kith::detail
