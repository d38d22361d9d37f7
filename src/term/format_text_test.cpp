#include "term/format_text.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace kith;

namespace {

std::string atom_text(std::string_view name, bool unicode = false) {
  std::string out;
  append_atom(out, name, unicode);
  return out;
}

std::string float_text(double value) {
  std::string out;
  append_float(out, value);
  return out;
}

}  // namespace

TEST_CASE("printed atom: quotes stand where Erlang needs them") {
  struct {
    const char* name;
    const char* text;
  } const cases[] = {{"ok", "ok"},
                     {"aB9_@z", "aB9_@z"},
                     {"é", "é"},
                     {"straße", "straße"},
                     {"", "''"},
                     {"Ok", "'Ok'"},
                     {"_x", "'_x'"},
                     {"9a", "'9a'"},
                     {"a b", "'a b'"},
                     {"it's", "'it\\'s'"},
                     {"a\\b", "'a\\\\b'"},
                     {"end", "'end'"},
                     {"receive", "'receive'"},
                     {"maybe", "maybe"},
                     {"a÷b", "'a÷b'"},
                     {"÷", "'÷'"},
                     {"\n\r\t\v\b\f\x1B\x7F", "'\\n\\r\\t\\v\\b\\f\\e\\d'"},
                     {"\x01", "'\\001'"},
                     {"\xC2\x80", "'\\200'"},
                     {"\xC2\xA0", "'\xC2\xA0'"},
                     {"λ", "'\\x{3BB}'"},
                     {"aλ", "'a\\x{3BB}'"},
                     {"😀", "'\\x{1F600}'"},
                     {"say \"hi\"", "'say \"hi\"'"}};
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(atom_text(c.name) == c.text);
  }
  CHECK(atom_text("λ", true) == "'λ'");
  CHECK(atom_text("\xC2\x80", true) == "'\\200'");
}

TEST_CASE("printed fun: its names follow the emulator's rule, not that of atoms") {
  struct {
    const char* name;
    const char* text;
  } const cases[] = {
      {"abs", "abs"},      {"end", "end"},     {"a@b", "'a@b'"},        {"A", "'A'"}, {"é", "é"},
      {"\x1B", "'\\033'"}, {"\x7F", "'\x7F'"}, {"a'b\n", "'a\\'b\\n'"}, {"λ", "'λ'"}, {"", "''"}};
  for (const auto& c : cases) {
    CAPTURE(c.name);
    std::string out;
    append_fun_name(out, c.name);
    CHECK(out == c.text);
  }
}

// As float_to_list(F, [short]) of OTP 25 has them.
TEST_CASE("printed float: the shortest digits, in the shorter notation") {
  struct {
    double value;
    const char* text;
  } const cases[] = {{0.0, "0.0"},
                     {-0.0, "-0.0"},
                     {1.0, "1.0"},
                     {-1.5, "-1.5"},
                     {0.1, "0.1"},
                     {0.01, "0.01"},
                     {0.0001, "0.0001"},
                     {0.00001, "1.0e-5"},
                     {1.2e-4, "1.2e-4"},
                     {123456.0, "123456.0"},
                     {1.0e5, "1.0e5"},
                     {1.2e5, "1.2e5"},
                     {12345678.9, "12345678.9"},
                     {1234567890123456.0, "1234567890123456.0"},
                     {9007199254740991.0, "9007199254740991.0"},
                     {9007199254740992.0, "9.007199254740992e15"},
                     {1.0e22, "1.0e22"},
                     {5.0e-324, "5.0e-324"},
                     {std::numeric_limits<double>::max(), "1.7976931348623157e308"}};
  for (const auto& c : cases) {
    CHECK(float_text(c.value) == c.text);
  }
}

TEST_CASE("printed character: white space and quotes") {
  for (const auto& [c, text] : {std::pair<char32_t, const char*>{'a', "$a"},
                                {' ', "$\\s"},
                                {'\n', "$\\n"},
                                {'\\', "$\\\\"},
                                {'\'', "$'"},
                                {0x3B1, "$α"}}) {
    std::string out;
    append_character(out, c);
    CHECK(out == text);
  }
}

TEST_CASE("printable: Latin-1 by default, all of Unicode on demand") {
  for (const std::uint64_t c : {8u, 13u, 27u, 32u, 126u, 160u, 255u}) {
    CHECK(is_printable(c, false));
  }
  for (const std::uint64_t c : {0u, 7u, 14u, 26u, 127u, 159u, 256u, 0x3B1u}) {
    CHECK_FALSE(is_printable(c, false));
  }
  CHECK(is_printable(0x3B1, true));
  CHECK(is_printable(0x10FFFF, true));
  CHECK_FALSE(is_printable(0xD800, true));
  CHECK_FALSE(is_printable(0xFFFE, true));
  CHECK_FALSE(is_printable(0x110000, true));
  CHECK_FALSE(is_printable(127, true));
}
