// Module `erlang`: binaries, bitstrings, and data for output.

#include "base/small_stack.hpp"
#include "stdlib/erlang.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/text.hpp"

namespace kith::detail {

namespace {

term_ref binary_of(term_ref t) {
  return t.is_binary() ? t : (badarg(), t);
}

/// The whole bytes of a bitstring.
std::string_view whole_bytes_of(term_ref t) {
  return t.is_bitstring() ? t.bit_bytes().substr(0, t.bit_size() / 8)
                          : (badarg(), std::string_view());
}

std::string bytes_of(term_ref data) {
  std::string out;
  return append_iodata(data, out) ? out : (badarg(), out);
}

term iolist_to_binary_1(arguments a) {
  return a[0].is_binary() ? a[0] : term::binary(bytes_of(a[0]));
}
term list_to_binary_1(arguments a) {
  return a[0].is_list() ? term::binary(bytes_of(a[0])) : (badarg(), term());
}
term iolist_size_1(arguments a) {
  return a[0].is_binary() ? term(a[0].as_binary().size()) : term(bytes_of(a[0]).size());
}
term iolist_to_iovec_1(arguments a) {
  const term whole = iolist_to_binary_1(a);
  return whole.as_binary().empty() ? term::nil() : term(list(whole));
}

term binary_to_list_1(arguments a) {
  return list_of_bytes(binary_of(a[0]).as_binary());
}
term binary_to_list_3(arguments a) {
  const std::string_view all = whole_bytes_of(a[0]);
  const auto start = static_cast<std::uint64_t>(integer_from(1, a[1]));
  const auto stop = static_cast<std::uint64_t>(integer_from(1, a[2]));
  if (stop > all.size() || start > stop) {
    badarg();
  }
  return list_of_bytes(all.substr(start - 1, stop - start + 1));
}

term bitstring_to_list_1(arguments a) {
  const term_ref t = a[0];
  if (!t.is_bitstring()) {
    badarg();
  }
  const std::string_view bytes = t.bit_bytes();
  const std::uint64_t whole = t.bit_size() / 8;
  const std::uint64_t rest = t.bit_size() % 8;
  if (rest == 0) {
    return list_of_bytes(bytes);
  }
  arena last(arena::size_binary(1) + 2);
  word* const cons = last.take(2);
  char* at = nullptr;
  cons[0] = last.binary(rest, at);
  cons[1] = nil_word;
  *at = bytes[whole];
  return list_of_bytes(bytes.substr(0, whole), last.finish(list_word(cons)));
}

/// Bits that are put behind each other.
class bit_writer {
 public:
  void append(std::string_view bytes, std::uint64_t bits) {
    const auto shift = static_cast<unsigned>(bits_ % 8);
    if (shift == 0) {
      bytes_.append(bytes);
    } else {
      for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        bytes_.back() =
            static_cast<char>(static_cast<unsigned char>(bytes_.back()) | byte >> shift);
        bytes_.push_back(static_cast<char>(byte << (8 - shift)));
      }
    }
    bits_ += bits;
    bytes_.resize((bits_ + 7) / 8);
  }
  [[nodiscard]] term take() const {
    arena a(arena::size_binary(bytes_.size()));
    char* at = nullptr;
    const word root = a.binary(bits_, at);
    bytes_.copy(at, bytes_.size());
    return a.finish(root);
  }

 private:
  std::string bytes_;
  std::uint64_t bits_ = 0;
};

void append_bits(bit_writer& out, term_ref t) {
  if (t.is_bitstring()) {
    out.append(t.bit_bytes(), t.bit_size());
  } else if (t.tag() == tag::small && t.as_int() >= 0 && t.as_int() <= 0xFF) {
    const char byte = static_cast<char>(t.as_int());
    out.append({&byte, 1}, 8);
  } else {
    badarg();
  }
}

term list_to_bitstring_1(arguments a) {
  if (!a[0].is_list()) {
    badarg();
  }
  bit_writer out;
  small_stack<term_ref, 16> rest;
  term_ref at = a[0];
  for (;;) {
    while (at.is_cons()) {
      const term_ref head = at.head();
      at = at.tail();
      if (head.is_cons()) {
        rest.push(at);
        at = head;
      } else if (!head.is_nil()) {
        append_bits(out, head);
      }
    }
    if (at.is_bitstring()) {
      append_bits(out, at);
    } else if (!at.is_nil()) {
      badarg();
    }
    if (rest.empty()) {
      return out.take();
    }
    at = rest.pop();
  }
}

term split_binary_2(arguments a) {
  const term_ref all = a[0];
  if (!all.is_bitstring()) {
    badarg();
  }
  const auto at = static_cast<std::uint64_t>(integer_from(0, a[1]));
  const std::uint64_t bits = all.bit_size();
  if (at > bits / 8) {
    badarg();
  }
  return tuple(part_of(all, 0, at), rest_of(all, at));
}

term part(term_ref binary, term_ref start, term_ref length) {
  const auto size = static_cast<std::int64_t>(whole_bytes_of(binary).size());
  if (start.tag() != tag::small || length.tag() != tag::small) {
    badarg();
  }
  std::int64_t from = start.as_int();
  std::int64_t count = length.as_int();
  if (count < 0) {
    from += count;
    count = -count;
  }
  if (from < 0 || from > size || count > size - from) {
    badarg();
  }
  return part_of(binary, static_cast<std::uint64_t>(from), static_cast<std::uint64_t>(count));
}

term binary_part_2(arguments a) {
  return a[1].is_tuple(2) ? part(a[0], a[1][0], a[1][1]) : (badarg(), term());
}
term binary_part_3(arguments a) {
  return part(a[0], a[1], a[2]);
}

}  // namespace

std::span<const native_row> erlang_binary_rows() {
  static constexpr native_row rows[] = {
      {"iolist_to_binary", 1, iolist_to_binary_1},
      {"list_to_binary", 1, list_to_binary_1},
      {"iolist_size", 1, iolist_size_1},
      {"iolist_to_iovec", 1, iolist_to_iovec_1},
      {"binary_to_list", 1, binary_to_list_1},
      {"binary_to_list", 3, binary_to_list_3},
      {"bitstring_to_list", 1, bitstring_to_list_1},
      {"list_to_bitstring", 1, list_to_bitstring_1},
      {"split_binary", 2, split_binary_2},
      {"binary_part", 2, binary_part_2},
      {"binary_part", 3, binary_part_3},
  };
  return rows;
}

}  // namespace kith::detail
