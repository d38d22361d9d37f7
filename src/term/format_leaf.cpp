#include "term/format_leaf.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>

#include "kith/assert.hpp"
#include "term/bigint.hpp"
#include "term/closure.hpp"
#include "term/format_text.hpp"
#include "term/local_node.hpp"
#include "term/map_node.hpp"
#include "term/scan_utf8.hpp"

namespace kith {

namespace {

using detail::kind;

void append_number(std::string& out, std::uint64_t n) {
  out += std::to_string(n);
}

// The first number of a printed pid, port or reference says which node it is of: 0 is one of this
// program, any other is the name's place in the atom table. That is OTP's rule, too; the places
// differ from program to program.
std::uint64_t node_number(atom node, std::uint32_t creation) {
  for (std::uint32_t i = 0; i < local_nodes_max; ++i) {
    const local_node local = local_node_at(i);
    if (local.name == atom() && local.creation == 0) {
      break;  // never used, and neither is any after it
    }
    if (local.name == node && local.creation == creation) {
      return 0;
    }
  }
  return node.index();
}

void append_pid(std::string& out, pid p) {
  out.push_back('<');
  append_number(out, p.is_local() ? 0 : node_number(p.node(), p.creation()));
  out.push_back('.');
  append_number(out, p.id());
  out.push_back('.');
  append_number(out, p.serial());
  out.push_back('>');
}

void append_port(std::string& out, term_ref t) {
  const detail::word* n = t.node();
  out += "#Port<";
  append_number(out, node_number(atom::from_index(static_cast<std::uint32_t>(n[1] >> 32u)),
                                 static_cast<std::uint32_t>(n[1])));
  out.push_back('.');
  append_number(out, n[2]);
  out.push_back('>');
}

/// The words come last first.
void append_reference(std::string& out, const reference& r) {
  out += "#Ref<";
  append_number(out, node_number(r.node(), r.creation()));
  for (std::size_t i = r.words().size(); i-- > 0;) {
    out.push_back('.');
    append_number(out, r.words()[i]);
  }
  out.push_back('>');
}

void append_fun(std::string& out, term_ref t) {
  const detail::word* n = t.node();
  if (detail::kind_of(*n) == kind::export_fun) {
    out += "fun ";
    append_fun_name(out, t.inside(n[1]).as_atom().name());
    out.push_back(':');
    append_fun_name(out, t.inside(n[2]).as_atom().name());
    out.push_back('/');
    append_number(out, static_cast<std::uint64_t>(detail::small_value(n[3])));
    return;
  }
  const closure_view f(t);
  out += "#Fun<";
  // OTP never quotes here. We do where a name would break out of its line.
  const std::string_view module = f.module().name();
  if (std::any_of(module.begin(), module.end(), [](char c) { return c >= 0 && c < ' '; })) {
    append_fun_name(out, module);
  } else {
    out += module;
  }
  out.push_back('.');
  out += std::to_string(static_cast<std::int32_t>(f.old_index()));
  out.push_back('.');
  out += std::to_string(static_cast<std::int32_t>(f.old_uniq()));
  out.push_back('>');
}

/// In base 10; but past `integer_digits_max` in base 16, which takes no time to speak of.
void append_integer(std::string& out, term_ref t) {
  if (t.fits_int64()) {
    out += std::to_string(t.as_int());
    return;
  }
  if (const auto digits = to_digits(t); digits.ok()) {
    out += *digits;
    return;
  }
  const integer_view value(t);
  out += value.negative() ? "-16#" : "16#";
  std::size_t width = 1;
  for (std::size_t i = value.limbs().size(); i-- > 0; width = 16) {
    std::array<char, 16> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value.limbs()[i], 16);
    const auto size = static_cast<std::size_t>(end.ptr - text.data());
    out.append(width > size ? width - size : 0, '0');
    std::transform(text.data(), end.ptr, std::back_inserter(out),
                   [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  }
}

/// How many characters of a binary are looked at to see whether it is text, for each level.
constexpr std::int64_t text_per_level = 4;
/// The characters of <<"">>.
constexpr std::int64_t frame_size = 6;

/// The text at the start of a binary.
struct binary_text {
  std::size_t size;  ///< bytes that are text; none: it prints as numbers
  bool utf8;
};

/// Whether a binary prints as a string: all of it; or its start, if at `depth`, or by so many
/// `chars` that are left (negative: any), not more is to be seen. With the modifier t, bytes that
/// are UTF-8 are nothing else.
class text_finder {
 public:
  text_finder(std::string_view bytes, const format_rules& rules, std::int64_t depth,
              std::int64_t chars) noexcept
      : bytes_(bytes), rules_(rules), count_max_(static_cast<std::int64_t>(bytes.size())) {
    if (depth >= 0) {
      levels_ = depth - 1;
      count_max_ =
          levels_ > count_max_ ? count_max_ : std::min(text_per_level * levels_, count_max_);
    }
    if (chars >= 0) {
      count_max_ = std::min(count_max_, std::max<std::int64_t>(chars - frame_size, 0));
    }
  }

  [[nodiscard]] binary_text find() const noexcept {
    return rules_.unicode && is_utf8() ? find_utf8() : find_latin1();
  }

 private:
  [[nodiscard]] bool is_utf8() const noexcept {
    std::size_t at = 0;
    for (std::int64_t count = 0; at < bytes_.size() && count < count_max_; ++count) {
      if (decode_utf8(bytes_, at) == no_char) {
        return false;
      }
    }
    return true;
  }
  [[nodiscard]] binary_text find_utf8() const noexcept {
    std::size_t end = 0;
    std::int64_t count = 0;
    while (end < bytes_.size() && count < count_max_) {
      std::size_t next = end;
      if (!is_printable(decode_utf8(bytes_, next), rules_.unicode_range)) {
        break;
      }
      end = next;
      ++count;
    }
    return {is_enough(end, count) ? end : 0, count != static_cast<std::int64_t>(end)};
  }
  [[nodiscard]] binary_text find_latin1() const noexcept {
    std::size_t end = 0;
    std::int64_t count = 0;
    while (count < count_max_ && is_printable(static_cast<unsigned char>(bytes_[end]), false)) {
      ++end;
      ++count;
    }
    // Of what is short anything will do.
    constexpr std::int64_t short_max = 20;
    const bool all = count == count_max_ && count_max_ <= short_max;
    return {all || is_enough(end, count) ? end : 0, false};
  }
  [[nodiscard]] bool is_enough(std::size_t end, std::int64_t count) const noexcept {
    return end == bytes_.size() || (levels_ > 0 && count >= levels_);
  }

  std::string_view bytes_;
  const format_rules& rules_;
  std::int64_t levels_ = 0;  ///< below the binary's; 0: any
  std::int64_t count_max_;   ///< characters
};

/// What of a binary is written as numbers. `depth` is one more than how many there may be; the last
/// byte needs no room.
class bytes_writer {
 public:
  bytes_writer(std::string& out, std::int64_t depth, std::int64_t chars) noexcept
      : out_(out), depth_(depth),
        chars_(chars < 0 ? chars : std::max<std::int64_t>(chars - brackets_size, 0)) {}

  void write(std::string_view bytes, std::uint64_t bits) {
    const auto whole = static_cast<std::size_t>(bits / 8);
    for (std::size_t i = 0; i < whole; ++i) {
      if (!begin(i == 0)) {
        return;
      }
      const std::size_t start = out_.size();
      append_number(out_, static_cast<unsigned char>(bytes[i]));
      end(static_cast<std::int64_t>(out_.size() - start) + 1);
    }
    if (const std::uint64_t rest = bits % 8; rest != 0 && begin(whole == 0)) {
      append_number(out_, static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[whole])) >>
                              (8 - rest));
      out_.push_back(':');
      append_number(out_, rest);
    }
  }

 private:
  static constexpr std::int64_t brackets_size = 4;

  bool begin(bool is_first) {
    if (!is_first) {
      out_.push_back(',');
    }
    const bool is_end = depth_ == 1 || chars_ == 0;
    out_ += is_end ? "..." : "";
    return !is_end;
  }
  void end(std::int64_t size) {
    --depth_;
    chars_ = chars_ < 0 ? chars_ : std::max<std::int64_t>(chars_ - size, 0);
  }

  std::string& out_;
  std::int64_t depth_;
  std::int64_t chars_;  ///< that are left; negative: any
};

void append_bitstring(std::string& out, term_ref t, const format_rules& rules, std::int64_t depth,
                      std::int64_t chars) {
  const std::string_view bytes = t.bit_bytes();
  const std::uint64_t bits = t.bit_size();
  const bool may_be_text = rules.strings && bits % 8 == 0 && bits != 0 && depth != 1;
  const binary_text text =
      may_be_text ? text_finder(bytes, rules, depth, chars).find() : binary_text{0, false};
  out += "<<";
  if (text.size == 0) {
    bytes_writer(out, depth, chars).write(bytes, bits);
  } else if (text.utf8) {
    append_quoted(out, bytes.substr(0, text.size), '"', true);
    out += "/utf8";
  } else {
    out.push_back('"');
    for (const char byte : bytes.substr(0, text.size)) {
      append_escaped(out, static_cast<unsigned char>(byte), '"', true);
    }
    out.push_back('"');
  }
  if (text.size != 0 && text.size != bytes.size()) {
    out += "...";
  }
  out += ">>";
}

void append_string(std::string& out, term_ref list) {
  out.push_back('"');
  for (; list.is_cons(); list = list.tail()) {
    append_escaped(out, static_cast<char32_t>(list.head().as_int()), '"', true);
  }
  out.push_back('"');
}

}  // namespace

std::size_t append_leaf(std::string& out, term_ref t, const format_rules& rules, std::int64_t depth,
                        std::int64_t chars) {
  const std::size_t start = out.size();
  switch (t.type()) {
  case term_type::atom: append_atom(out, t.as_atom().name(), rules.unicode); break;
  case term_type::integer: append_integer(out, t); return 0;
  case term_type::floating: append_float(out, t.as_float()); return 0;
  case term_type::pid: append_pid(out, t.as_pid()); return 0;
  case term_type::port: append_port(out, t); return 0;
  case term_type::reference: append_reference(out, t.as_reference()); return 0;
  case term_type::nil: out += "[]"; return 0;
  case term_type::tuple: out += t.tuple_size() == 0 ? "{}" : "{...}"; return 0;
  case term_type::map: out += t.map_size() == 0 || rules.written ? "#{}" : "#{...}"; return 0;
  case term_type::fun: append_fun(out, t); return 0;  // OTP counts its bytes as columns
  case term_type::bitstring: append_bitstring(out, t, rules, depth, chars); break;
  case term_type::list: append_string(out, t); break;
  case term_type::none: KITH_ASSERT(false);
  }
  return out.size() - start - count_utf8(std::string_view(out).substr(start));
}

bool is_printable_list(term_ref t, const format_rules& rules) noexcept {
  const bool range = rules.unicode && rules.unicode_range;
  for (; t.is_cons(); t = t.tail()) {
    const term_ref c = t.head();
    if (c.tag() != detail::tag::small || c.as_int() < 0 ||
        !is_printable(static_cast<std::uint64_t>(c.as_int()), range)) {
      return false;
    }
  }
  return t.is_nil();
}

void append_map_pairs(std::vector<term_ref>& to, term_ref map, std::size_t count_max) {
  std::vector<std::pair<term_ref, term_ref>> pairs;
  for (detail::map_cursor at(map); !at.done(); at.next()) {
    const term_ref home(map.raw(), at.home());
    pairs.emplace_back(home.inside(at.key()), home.inside(at.value()));
  }
  if (pairs.size() > detail::flat_map_max) {
    const std::size_t count = std::min(count_max, pairs.size());
    const auto end = pairs.begin() + static_cast<std::ptrdiff_t>(count);
    const auto before = [](const auto& a, const auto& b) {
      return compare_exact(a.first, b.first) < 0;
    };
    if (count < pairs.size()) {
      std::nth_element(pairs.begin(), end, pairs.end(), before);
    }
    std::sort(pairs.begin(), end, before);
    pairs.resize(count);
  }
  for (const auto& [key, value] : pairs) {
    to.push_back(key);
    to.push_back(value);
  }
}

}  // namespace kith
