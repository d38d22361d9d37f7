#include "cmd/ei_text.hpp"

#include <array>
#include <cstdio>

#include "base/latin1.hpp"
#include "kernel/io_lib.hpp"
#include "kith/build.hpp"
#include "kith/map.hpp"
#include "term/node_view.hpp"

namespace kith::cmd {

namespace {

constexpr std::size_t binary_bytes_shown = 30;
/// Terms within each other; a peer must not choose how much stack this takes.
constexpr int depth_max = 5'000;

bool is_plain_atom(std::string_view name) {
  const auto is = [](char c, char from, char to) { return c >= from && c <= to; };
  if (name.empty() || !is(name[0], 'a', 'z')) {
    return false;
  }
  for (const char c : name) {
    if (!is(c, 'a', 'z') && !is(c, 'A', 'Z') && !is(c, '0', '9') && c != '_' && c != '@') {
      return false;
    }
  }
  return true;
}

class printer {
 public:
  std::string text;

  void print(term_ref t, int depth = 0) {
    if (depth == depth_max) {
      text += "...";
      return;
    }
    switch (t.type()) {
    case term_type::none: break;
    case term_type::integer: integer(t); break;
    case term_type::floating: floating(t.as_float()); break;
    case term_type::atom: name(t.as_atom()); break;
    case term_type::reference: reference_words(t.as_reference()); break;
    case term_type::fun: fun(t); break;
    case term_type::port: port(t); break;
    case term_type::pid: process(t.as_pid()); break;
    case term_type::tuple: tuple_elements(t, depth); break;
    case term_type::map: pairs(t, depth); break;
    case term_type::nil: text += "[]"; break;
    case term_type::list: list_elements(t, depth); break;
    case term_type::bitstring: bits(t); break;
    }
  }

 private:
  template <class... Args>
  void format(const char* how, Args... args) {
    std::array<char, 400> out{};  // a float has at most 309 digits before its six
    std::snprintf(out.data(), out.size(), how, args...);
    text += out.data();
  }

  void integer(term_ref t) {
    const term least(INT64_MIN);
    const term most(UINT64_MAX);
    if (compare(t, least.ref()) >= 0 && compare(t, most.ref()) <= 0) {
      text += to_string(t);
      return;
    }
    const bool negative = compare(t, term(0).ref()) < 0;
    const term arguments = list(t);
    const auto hex = detail::io_lib_format(term("~.16B").ref(), arguments.ref());
    const std::string digits = hex ? *hex : to_string(t);
    text += negative ? "-16#" + digits.substr(1) : "16#" + digits;
  }

  void floating(double d) { format("%f", d); }

  void name(atom a) {
    if (is_plain_atom(a.name())) {
      text += a.name();
      return;
    }
    text += '\'';
    for (const char c : a.name()) {
      escaped(static_cast<unsigned char>(c), c < 0);
    }
    text += '\'';
  }

  /// A character of a string or a quoted atom; `whole`: a part of a longer one of UTF-8.
  void escaped(unsigned char c, bool whole) {
    constexpr std::string_view named = "\b\t\n\v\f\r";
    constexpr std::string_view letters = "btnvfr";
    if (const auto at = named.find(static_cast<char>(c)); c != 0 && at != named.npos) {
      text += '\\';
      text += letters[at];
    } else if (whole || (c >= ' ' && c <= 127)) {
      text += static_cast<char>(c);
    } else {
      format("\\x%x", static_cast<unsigned>(c));
    }
  }

  void reference_words(const reference& r) {
    text += "#Ref<";
    const char* between = "";
    for (const std::uint32_t word : r.words()) {
      text += between;
      text += std::to_string(static_cast<std::int32_t>(word));
      between = ".";
    }
    text += '>';
  }

  void fun(term_ref t) {
    std::string shown = to_string(t);
    if (shown.starts_with("#Fun<")) {
      shown[4] = '{';
      shown.back() = '}';
    }
    text += shown;
  }

  void port(term_ref t) {
    text += "#Port<" + std::to_string(t.node()[2]) + "." +
            std::to_string(detail::identity_of(t.node()[1]).creation) + ">";
  }

  void process(pid p) {
    text += "<" + std::string(p.node().name()) + "." + std::to_string(p.id()) + "." +
            std::to_string(p.serial()) + ">";
  }

  void tuple_elements(term_ref t, int depth) {
    text += '{';
    for (std::size_t i = 0; i < t.tuple_size(); ++i) {
      text += i == 0 ? "" : ", ";
      print(t[i], depth + 1);
    }
    text += '}';
  }

  void pairs(term_ref t, int depth) {
    text += "#{";
    const char* between = "";
    for (const map_pair& p : map_pairs(t)) {
      text += between;
      print(p.key, depth + 1);
      text += " => ";
      print(p.value, depth + 1);
      between = ", ";
    }
    text += '}';
  }

  /// What goes over the wire as a string: a list of bytes that is not too long.
  static bool is_string(term_ref t) {
    constexpr std::int64_t string_length_max = 65'535;
    const std::int64_t length = t.list_length();
    if (length < 1 || length > string_length_max) {
      return false;
    }
    for (; t.is_cons(); t = t.tail()) {
      const term_ref c = t.head();
      if (!c.is_integer() || !c.fits_int64() || c.as_int() < 0 || c.as_int() > 255) {
        return false;
      }
    }
    return true;
  }

  void list_elements(term_ref t, int depth) {
    if (is_string(t)) {
      text += '"';
      for (; t.is_cons(); t = t.tail()) {
        escaped(static_cast<unsigned char>(t.head().as_int()), false);
      }
      text += '"';
      return;
    }
    text += '[';
    const char* between = "";
    for (; t.is_cons(); t = t.tail()) {
      text += between;
      print(t.head(), depth + 1);
      between = ", ";
    }
    if (!t.is_nil()) {
      text += " | ";
      print(t, depth + 1);
    }
    text += ']';
  }

  void bits(term_ref t) {
    const std::string_view bytes = t.bit_bytes();
    const std::uint64_t size = t.bit_size();
    const unsigned last = size % 8;
    text += last == 0 ? "#Bin<" : "#Bits<";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      text += i == 0 ? "" : ",";
      if (i == binary_bytes_shown) {
        text += "...";
        break;
      }
      const auto byte = static_cast<unsigned char>(bytes[i]);
      const bool partial = last != 0 && i + 1 == bytes.size();
      text += std::to_string(partial ? byte >> (8 - last) : byte);
      text += partial ? ":" + std::to_string(last) : "";
    }
    text += '>';
  }
};

}  // namespace

std::string ei_text(term_ref t) {
  printer p;
  p.print(t);
  return std::move(p.text);
}

}  // namespace kith::cmd
