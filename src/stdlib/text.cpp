#include "stdlib/text.hpp"

#include "base/small_stack.hpp"
#include "kith/arena.hpp"
#include "kith/process.hpp"
#include "term/scan_utf8.hpp"

namespace kith::detail {

namespace {

/// Parts of at least so many bytes are shared; smaller ones would cost more than they save.
constexpr std::uint64_t shared_bytes_min = 64;

template <class Put>
bool read_list(term_ref list, std::int64_t max, Put put) {
  for (; list.is_cons(); list = list.tail()) {
    const term_ref c = list.head();
    if (c.tag() != tag::small || c.as_int() < 0 || c.as_int() > max) {
      return false;
    }
    put(static_cast<char32_t>(c.as_int()));
  }
  return list.is_nil();
}

}  // namespace

bool read_latin1_list(term_ref list, std::string& out) {
  return read_list(list, 0xFF, [&](char32_t c) { out.push_back(static_cast<char>(c)); });
}

bool read_text_list(term_ref list, std::string& out) {
  bool valid = true;
  return read_list(list, 0x10FFFF,
                   [&](char32_t c) {
                     valid = valid && (c < 0xD800 || c > 0xDFFF);
                     append_utf8(out, c);
                   }) &&
         valid;
}

term list_of_bytes(std::string_view bytes, term_ref tail) {
  const std::size_t n = bytes.size();
  if (n == 0) {
    return term(tail);
  }
  if (n >= std::size_t{1} << 30u) {
    raise_error(atoms::system_limit);
  }
  arena a(2 * n + embed_words(tail));
  word* const conses = a.take(2 * n);
  for (std::size_t i = 0; i < n; ++i) {
    conses[2 * i] = small_word(static_cast<unsigned char>(bytes[i]));
    conses[2 * i + 1] = list_word(conses + 2 * i + 2);
  }
  conses[2 * n - 1] = a.embed(tail);
  return a.finish(list_word(conses));
}

bool append_iodata(term_ref data, std::string& out) {
  small_stack<term_ref, 16> rest;
  for (;;) {
    while (data.is_cons()) {
      const term_ref head = data.head();
      data = data.tail();
      if (head.tag() == tag::small) {
        const std::int64_t c = head.as_int();
        if (c < 0 || c > 0xFF) {
          return false;
        }
        out.push_back(static_cast<char>(c));
      } else if (head.is_cons()) {
        rest.push(data);
        data = head;
      } else if (head.is_binary()) {
        out.append(head.as_binary());
      } else if (!head.is_nil()) {
        return false;
      }
    }
    if (data.is_binary()) {
      out.append(data.as_binary());
    } else if (!data.is_nil()) {
      return false;
    }
    if (rest.empty()) {
      return true;
    }
    data = rest.pop();
  }
}

term part_of(term_ref binary, std::uint64_t offset, std::uint64_t bytes) {
  const std::string_view all = binary.bit_bytes();
  KITH_ASSERT(offset <= all.size() && bytes <= all.size() - offset);
  if (bytes < shared_bytes_min) {
    return term::binary(all.substr(offset, bytes));
  }
  const word* n = binary.node();
  if (kind_of(*n) == kind::sub_binary) {
    const auto* whole = reinterpret_cast<const xref*>(n + 2);
    offset += n[1];
    binary = {whole->target, whole->owner};
  }
  arena a(arena::size_part_of_binary());
  const word root = a.part_of_binary(binary, offset, bytes);
  return a.finish(root);
}

term rest_of(term_ref bits, std::uint64_t offset) {
  const std::uint64_t left = bits.bit_size() - 8 * offset;
  if (left % 8 == 0) {
    return part_of(bits, offset, left / 8);
  }
  arena a(arena::size_binary((left + 7) / 8));
  char* at = nullptr;
  const word root = a.binary(left, at);
  bits.bit_bytes().copy(at, (left + 7) / 8, offset);
  return a.finish(root);
}

}  // namespace kith::detail
