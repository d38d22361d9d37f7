#include "stdlib/byte_pattern.hpp"

#include <algorithm>

#include "stdlib/native_rows.hpp"

namespace kith::detail {

namespace {

bool is_compiled(term_ref t) {
  return t.is_tuple(2) && (t[0].is(atom("bm")) || t[0].is(atom("ac")));
}

}  // namespace

byte_pattern::byte_pattern(term_ref pattern) {
  if (is_compiled(pattern)) {
    pattern = pattern[1];
  }
  if (pattern.is_cons()) {
    for (; pattern.is_cons(); pattern = pattern.tail()) {
      add(pattern.head());
    }
    if (!pattern.is_nil()) {
      badarg();
    }
  } else {
    add(pattern);
  }
  std::sort(all_.begin(), all_.end(),
            [](std::string_view a, std::string_view b) { return a.size() > b.size(); });
}

void byte_pattern::add(term_ref binary) {
  if (!binary.is_binary() || binary.as_binary().empty()) {
    badarg();
  }
  all_.push_back(binary.as_binary());
  begins_[static_cast<unsigned char>(all_.back().front())] = true;
}

std::optional<byte_range> byte_pattern::find(std::string_view in, std::size_t from) const {
  if (all_.size() == 1) {
    const std::size_t at = in.find(all_.front(), from);
    return at == std::string_view::npos ? std::nullopt
                                        : std::optional(byte_range{at, all_.front().size()});
  }
  for (std::size_t at = from; at < in.size(); ++at) {
    if (begins_[static_cast<unsigned char>(in[at])]) {
      for (const std::string_view one : all_) {
        if (in.substr(at).starts_with(one)) {
          return byte_range{at, one.size()};
        }
      }
    }
  }
  return std::nullopt;
}

term byte_pattern::compile(term_ref pattern) {
  const byte_pattern checked(pattern);
  if (is_compiled(pattern)) {
    return term(pattern);
  }
  return tuple(pattern.is_binary() || checked.all_.size() == 1 ? atom("bm") : atom("ac"), pattern);
}

}  // namespace kith::detail
