#include "text_generator.hpp"

#include <array>
#include <string_view>

namespace kith::testing {

// SplitMix64.
std::uint64_t text_generator::below(std::uint64_t bound) noexcept {
  state_ += 0x9E3779B97F4A7C15u;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30u)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27u)) * 0x94D049BB133111EBu;
  return (z ^ (z >> 31u)) % bound;
}

std::string text_generator::term(unsigned size) {
  out_.clear();
  value(size);
  return out_;
}

std::string text_generator::damaged_term(unsigned size) {
  std::string text = term(size);
  constexpr std::string_view odd = "{}[](),;:.#=>|<-+/$\"'\\ \n%_aZ0919e!?xfun\x01";
  for (std::uint64_t n = 1 + below(3); n != 0 && !text.empty(); --n) {
    const auto at = static_cast<std::size_t>(below(text.size()));
    const char other = odd[static_cast<std::size_t>(below(odd.size()))];
    // Changes within a character of several bytes would not be UTF-8.
    if ((static_cast<unsigned char>(text[at]) & 0x80u) != 0) {
      continue;
    }
    switch (below(3)) {
    case 0: text[at] = other; break;
    case 1: text.insert(at, 1, other); break;
    default: text.erase(at, 1);
    }
  }
  return text;
}

std::string text_generator::words(unsigned count) {
  static constexpr std::array<std::string_view, 88> some = {"!",
                                                            "#",
                                                            "&",
                                                            "(",
                                                            ")",
                                                            "*",
                                                            "++",
                                                            "+",
                                                            ",",
                                                            "->",
                                                            "--",
                                                            "-",
                                                            "...",
                                                            "..",
                                                            ".",
                                                            ". ",
                                                            "/=",
                                                            "/",
                                                            ":=",
                                                            "::",
                                                            ":",
                                                            ";",
                                                            "<<",
                                                            "<-",
                                                            "<=",
                                                            "<",
                                                            "=:=",
                                                            "=/=",
                                                            "=<",
                                                            "=>",
                                                            "==",
                                                            "=",
                                                            ">>",
                                                            ">=",
                                                            ">",
                                                            "?=",
                                                            "?",
                                                            "@",
                                                            "[",
                                                            "\\",
                                                            "]",
                                                            "^",
                                                            "`",
                                                            "{",
                                                            "||",
                                                            "|",
                                                            "}",
                                                            "~",
                                                            "after",
                                                            "begin",
                                                            "fun",
                                                            "when",
                                                            "maybe",
                                                            "else",
                                                            "X",
                                                            "_",
                                                            "_Abc@",
                                                            "Été",
                                                            "été",
                                                            "§",
                                                            "¬",
                                                            "\x7F",
                                                            "\xC2\x85",
                                                            "1.0e",
                                                            "2#102",
                                                            "37#0",
                                                            "1#0",
                                                            "16#",
                                                            "1__0",
                                                            "1_",
                                                            "1._0",
                                                            "1.0_1",
                                                            "1.5e-7",
                                                            "1.0e400",
                                                            "$",
                                                            "$\\",
                                                            "$a",
                                                            "$ ",
                                                            "$\n",
                                                            "\"x",
                                                            "'y",
                                                            "\"\\xq\"",
                                                            "'\\x{}'",
                                                            "'\\x{110000}'",
                                                            "\"\\x{d800}\"",
                                                            "λ",
                                                            "% λ\n",
                                                            "$\\^\n"};
  out_.clear();
  for (unsigned i = 0; i < count; ++i) {
    // What is wrong comes last in the list, and rarely: it ends the text.
    const std::uint64_t most = one_in(12) ? some.size() : 63;
    switch (below(8)) {
    case 0: atom(); break;
    case 1: integer(); break;
    case 2: real(); break;
    case 3: string(); break;
    default: out_ += some[static_cast<std::size_t>(below(most))];
    }
    blank();
  }
  return out_;
}

void text_generator::blank() {
  static constexpr std::array<std::string_view, 6> blanks = {" ",  "\n",      "\t",
                                                             "  ", "% c {\n", " \n "};
  if (one_in(6)) {
    out_ += blanks[static_cast<std::size_t>(below(blanks.size()))];
  }
}

void text_generator::value(unsigned size) {
  blank();
  if (size <= 1) {
    leaf();
  } else {
    switch (below(5)) {
    case 0: tuple(size); break;
    case 1: list(size); break;
    case 2: map(size); break;
    case 3: one_in(2) ? tuple(size) : list(size); break;
    default:
      if (one_in(8)) {
        out_ += '(';
        value(size);
        out_ += ')';
      } else {
        list(size);
      }
    }
  }
  blank();
}

void text_generator::leaf() {
  switch (below(14)) {
  case 0:
  case 1:
  case 2:
  case 3: atom(); break;
  case 4:
  case 5:
  case 6: integer(); break;
  case 7: real(); break;
  case 8:
  case 9: string(); break;
  case 10: out_ += one_in(2) ? "[]" : "{}"; break;
  case 11: fun(); break;
  default: binary();
  }
}

void text_generator::digits(unsigned count, unsigned base) {
  for (unsigned i = 0; i < count; ++i) {
    const auto d = static_cast<unsigned>(below(base));
    const char letter = one_in(2) ? 'a' : 'A';
    out_ += static_cast<char>(d < 10 ? '0' + d : static_cast<unsigned>(letter) + d - 10);
    if (i + 1 < count && one_in(12)) {
      out_ += '_';
    }
  }
}

void text_generator::atom() {
  static constexpr std::array<std::string_view, 12> some = {
      "ok",    "error", "true",      "undefined", "a", "b",
      "state", "x_1",   "node@host", "maybe",     "é", "aÑ"};
  static constexpr std::array<std::string_view, 5> reserved = {"'end'", "'fun'", "'after'", "'xor'",
                                                               "''"};
  switch (below(6)) {
  case 0: quoted('\'', one_in(3)); break;
  case 1: out_ += reserved[static_cast<std::size_t>(below(reserved.size()))]; break;
  case 2:
    for (std::uint64_t n = 1 + below(30); n != 0; --n) {
      out_ += static_cast<char>('a' + below(26));
    }
    break;
  default: out_ += some[static_cast<std::size_t>(below(some.size()))];
  }
}

void text_generator::integer() {
  if (one_in(3)) {
    out_ += one_in(8) ? "+" : one_in(4) ? "- " : "-";
  }
  switch (below(6)) {
  case 0: {
    const auto base = static_cast<unsigned>(2 + below(35));
    out_ += std::to_string(base) + "#";
    digits(static_cast<unsigned>(1 + below(70)), base);
    break;
  }
  case 1:
    out_ += '$';
    out_ += one_in(3) ? "\\n" : one_in(2) ? "\\x{3b1}" : "q";
    break;
  case 2: digits(static_cast<unsigned>(1 + below(60)), 10); break;
  case 3: out_ += std::to_string((std::uint64_t{1} << below(64)) + below(3) - 1); break;
  default: out_ += std::to_string(below(300));
  }
}

void text_generator::real() {
  if (one_in(3)) {
    out_ += '-';
  }
  digits(static_cast<unsigned>(1 + below(one_in(4) ? 20 : 4)), 10);
  out_ += '.';
  digits(static_cast<unsigned>(1 + below(one_in(4) ? 20 : 4)), 10);
  if (one_in(2)) {
    out_ += one_in(2) ? 'e' : 'E';
    out_ += one_in(3) ? "+" : one_in(2) ? "-" : "";
    out_ += std::to_string(below(one_in(3) ? 320 : 25));
  }
}

void text_generator::quoted(char quote, bool wide) {
  static constexpr std::array<std::string_view, 16> escapes = {
      "\\n",   "\\t",  "\\\"", "\\'", "\\\\", "\\e",   "\\x41",   "\\x{e9}",
      "\\101", "\\^A", "\\d",  "\\s", "\\0",  "\\200", "\\x{7f}", "\\\n"};
  static constexpr std::array<std::string_view, 6> wides = {"α",          "λ",  "\\x{3bb}",
                                                            "\\x{1f600}", "日", "\\777"};
  out_ += quote;
  for (std::uint64_t n = below(one_in(5) ? 90 : 9); n != 0; --n) {
    switch (below(20)) {
    case 0: out_ += escapes[static_cast<std::size_t>(below(escapes.size()))]; break;
    case 1: out_ += one_in(2) ? "é" : "ÿ"; break;
    case 2: out_ += wide ? wides[static_cast<std::size_t>(below(wides.size()))] : " "; break;
    default: {
      const char c = static_cast<char>(' ' + below(95));
      out_ += c == quote || c == '\\' ? ' ' : c;
    }
    }
  }
  out_ += quote;
}

void text_generator::string() {
  quoted('"', one_in(4));
  if (one_in(8)) {
    out_ += ' ';
    quoted('"', false);
  }
}

void text_generator::fun() {
  // Names in ASCII: the emulator prints others of funs byte by byte.
  static constexpr std::array<std::string_view, 7> names = {"erlang", "m",   "'A'",     "'a b'",
                                                            "'end'",  "x@y", "'\\n\\e'"};
  out_ += "fun ";
  out_ += names[static_cast<std::size_t>(below(names.size()))];
  out_ += ':';
  out_ += names[static_cast<std::size_t>(below(names.size()))];
  out_ += '/' + std::to_string(below(256));
}

void text_generator::binary() {
  out_ += "<<";
  // "<<<" would be scanned as another two words.
  out_ += ' ';
  switch (below(3)) {
  case 0: quoted('"', false); break;
  case 1:
    quoted('"', true);
    out_ += "/utf8";
    break;
  default:
    for (std::uint64_t n = below(one_in(6) ? 60 : 6), i = 0; i < n; ++i) {
      if (i != 0) {
        out_ += ',';
      }
      segment();
    }
  }
  out_ += ">>";
}

void text_generator::segment() {
  static constexpr std::array<std::string_view, 4> orders = {"", "-little", "-big", "-native"};
  const std::string_view order = orders[static_cast<std::size_t>(below(orders.size()))];
  switch (below(10)) {
  case 0:
    integer();
    out_ += ':' + std::to_string(below(100)) + "/integer";
    out_ += order;
    break;
  case 1:
    real();
    out_ += one_in(3) ? ":16" : one_in(2) ? ":32" : ":64";
    out_ += "/float";
    out_ += order;
    break;
  case 2: quoted('"', one_in(3)); break;
  case 3:
    quoted('"', one_in(3));
    out_ += one_in(3) ? ":12" : one_in(2) ? "/utf16" : "/utf32";
    if (out_.back() != '2' || out_[out_.size() - 2] == '3') {
      out_ += order;
    }
    break;
  case 4:
    out_ += "<<1,2,3:" + std::to_string(1 + below(8)) + ">>";
    out_ += one_in(2) ? "/bits" : ":" + std::to_string(below(20)) + "/binary-unit:1";
    break;
  case 5:
    integer();
    out_ += "/float";
    break;
  default: out_ += std::to_string(below(256));
  }
}

void text_generator::tuple(unsigned size) {
  const std::uint64_t parts = 1 + below(size < 8 ? size : 8);
  out_ += '{';
  if (one_in(2)) {
    atom();
    out_ += ',';
  }
  for (std::uint64_t i = 0; i < parts; ++i) {
    value(size / static_cast<unsigned>(parts));
    out_ += i + 1 < parts ? "," : "}";
  }
}

void text_generator::list(unsigned size) {
  const std::uint64_t parts = 1 + below(size < 12 ? size : 12);
  out_ += '[';
  for (std::uint64_t i = 0; i < parts; ++i) {
    value(size / static_cast<unsigned>(parts));
    out_ += i + 1 == parts ? "" : i + 2 == parts && one_in(8) ? "|" : ",";
  }
  out_ += ']';
}

void text_generator::map(unsigned size) {
  const std::uint64_t parts = 1 + below(size < 16 ? size : one_in(4) ? 32 : 6);
  out_ += "#{";
  for (std::uint64_t i = 0; i < parts; ++i) {
    one_in(6) ? value(2) : leaf();
    out_ += one_in(4) ? "=>" : " => ";
    value(size / static_cast<unsigned>(parts));
    out_ += i + 1 < parts ? "," : "}";
  }
}

}  // namespace kith::testing
