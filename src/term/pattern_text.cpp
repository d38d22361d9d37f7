// What a failed match or read says.
#include "kith/pattern.hpp"

namespace kith {

namespace {

/// What `brief` shows in full: about a line.
constexpr int nodes_shown_max = 100;
constexpr std::size_t bytes_shown_max = 64;
constexpr std::uint64_t limbs_shown_max = 4;

/// Takes the nodes of `t` off `left`; false when they are too many, or some leaf is too large. No
/// deeper than `left`, since each level takes at least one.
bool short_enough(term_ref t, int& left) {
  if (--left < 0) {
    return false;
  }
  for (; t.is_cons(); t = t.tail()) {
    if (!short_enough(t.head(), left)) {
      return false;
    }
  }
  switch (t.type()) {
  case term_type::bitstring: return t.bit_bytes().size() <= bytes_shown_max;
  case term_type::integer: return t.fits_int64() || detail::size_of(*t.node()) <= limbs_shown_max;
  case term_type::tuple:
    for (std::size_t i = 0; i < t.tuple_size(); ++i) {
      if (!short_enough(t.element(i), left)) {
        return false;
      }
    }
    return true;
  case term_type::map:
    for (const auto& [key, value] : map_pairs(t)) {
      if (!short_enough(key, left) || !short_enough(value, left)) {
        return false;
      }
    }
    return true;
  case term_type::fun:
    return t.tag() == detail::tag::boxed && detail::kind_of(*t.node()) == detail::kind::export_fun;
  default: return true;
  }
}

std::string list_summary(term_ref t) {
  int n = 0;
  for (; t.is_cons() && n <= nodes_shown_max; t = t.tail()) {
    ++n;
  }
  return n > nodes_shown_max
             ? detail::numbered("a list of more than ", nodes_shown_max) + " elements"
             : detail::numbered("a large list of length ", static_cast<std::size_t>(n));
}

std::string summary(term_ref t) {
  switch (t.type()) {
  case term_type::list: return list_summary(t);
  case term_type::tuple: return detail::numbered("a large tuple of size ", t.tuple_size());
  case term_type::map: return detail::numbered("a large map of size ", t.map_size());
  case term_type::integer: return "a large integer";
  case term_type::bitstring:
    return detail::numbered("a binary of ", t.bit_bytes().size()) + " bytes";
  default: return "a fun";
  }
}

}  // namespace

void mismatch::of(std::string_view outer) {
  if (!where.empty()) {
    where += " of ";
  }
  where += outer;
}

std::string brief(term_ref t) {
  if (!t) {
    return "nothing";
  }
  int left = nodes_shown_max;
  return short_enough(t, left) ? to_string(t, format::tp) : summary(t);
}

void mismatch::record(std::string_view noun, term_ref found) {
  expected = noun;
  got = brief(found);
}

namespace detail {

void describe_term(std::string& out, term_ref t) {
  out += brief(t);
}

void describe_type(std::string& out, std::string_view expected) {
  if (expected.starts_with("a ")) {
    expected.remove_prefix(2);
  } else if (expected.starts_with("an ")) {
    expected.remove_prefix(3);
  }
  out += '<';
  out += expected;
  out += '>';
}

std::string numbered(std::string_view what, std::size_t number) {
  return std::string(what) + std::to_string(number);
}

std::string field_of(std::string_view field, std::string_view type) {
  std::string text("field ");
  text += field;
  text += " of ";
  text += type;
  return text;
}

std::string expected_struct(std::string_view name, std::size_t members) {
  std::string text("a tuple {");
  text += name;
  for (std::size_t i = 0; i < members; ++i) {
    text += ", _";
  }
  text += '}';
  return text;
}

bool too_deep(reading& how, term_ref t) {
  return how.wants_to_know() &&
         how.fail(numbered("at most ", reading::depth_max) + " levels of nesting", t);
}

bool is_of(term_ref t, tested type) noexcept {
  switch (type) {
  case tested::integer: return t.is_integer();
  case tested::floating: return t.is_float();
  case tested::number: return t.is_integer() || t.is_float();
  case tested::atom: return t.is_atom();
  case tested::pid: return t.is_pid();
  case tested::port: return t.is_port();
  case tested::reference: return t.is_reference();
  case tested::tuple: return t.is_tuple();
  case tested::map: return t.is_map();
  case tested::list: return t.is_list();
  case tested::binary: return t.is_binary();
  case tested::bitstring: return t.is_bitstring();
  case tested::fun: return t.is_fun();
  }
  return false;
}

std::string_view noun_of(tested type) noexcept {
  switch (type) {
  case tested::integer: return "integer";
  case tested::floating: return "float";
  case tested::number: return "number";
  case tested::atom: return "atom";
  case tested::pid: return "pid";
  case tested::port: return "port";
  case tested::reference: return "reference";
  case tested::tuple: return "tuple";
  case tested::map: return "map";
  case tested::list: return "list";
  case tested::binary: return "binary";
  case tested::bitstring: return "bitstring";
  case tested::fun: return "fun";
  }
  return "";
}

error unmatched(std::string expected, const mismatch& why) {
  std::string text = "expected " + std::move(expected);
  text += why.where.empty() ? ", got " + why.got : ", " + why.where + " is " + why.got;
  if (!why.expected.empty()) {
    text += ", not " + why.expected;
  }
  return {errc::bad_input, std::move(text)};
}

error unreadable(const mismatch& why) {
  std::string text = why.where.empty() ? std::string() : why.where + ": ";
  text += "expected " + why.expected + ", got " + why.got;
  return {errc::bad_input, std::move(text)};
}

}  // namespace detail

}  // namespace kith
