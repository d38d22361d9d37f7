// Module `erlang`: pids, ports, references and funs as text.

#include <charconv>
#include <optional>
#include <vector>

#include "otp/log.hpp"
#include "stdlib/erlang.hpp"
#include "stdlib/text.hpp"

namespace kith::detail {

namespace {

template <bool (term_ref::*Is)() const noexcept>
term printed(arguments a) {
  return (a[0].ref().*Is)() ? list_of_bytes(to_string(a[0], format::w)) : (badarg(), term());
}

/// The numbers, with points between, between `before` and '>'.
std::optional<std::vector<std::uint64_t>> numbers_of(term_ref list, std::string_view before) {
  std::string text;
  if (!read_latin1_list(list, text) || !text.starts_with(before) || !text.ends_with('>')) {
    return std::nullopt;
  }
  std::vector<std::uint64_t> all;
  const char* at = text.data() + before.size();
  const char* const end = text.data() + text.size();
  do {
    const auto [next, failed] = std::from_chars(at, end, all.emplace_back());
    if (failed != std::errc() || next == end) {
      return std::nullopt;
    }
    at = next + 1;
  } while (at[-1] == '.');
  return at == end ? std::optional(all) : std::nullopt;
}

/// Only of this node: a number is all that the text says of another.
term list_to_pid_1(arguments a) {
  const auto n = numbers_of(a[0], "<");
  if (!n || n->size() != 3 || (*n)[0] != 0 || (*n)[1] >> pid_slot_bits != 0 ||
      (*n)[2] >> pid_generation_bits != 0) {
    badarg();
  }
  return term(pid::local(here().index(), static_cast<std::uint32_t>((*n)[1]),
                         static_cast<std::uint32_t>((*n)[2])));
}

term list_to_ref_1(arguments a) {
  const auto n = numbers_of(a[0], "#Ref<");
  if (!n || n->size() < 2 || n->size() > reference::words_max + 1 || (*n)[0] != 0) {
    badarg();
  }
  std::vector<std::uint32_t> words;
  for (std::size_t i = n->size(); i-- > 1;) {
    if ((*n)[i] > UINT32_MAX) {
      badarg();
    }
    words.push_back(static_cast<std::uint32_t>((*n)[i]));
  }
  return term(reference(here().name(), here().creation(), words));
}

term list_to_port_1(arguments a) {
  const auto n = numbers_of(a[0], "#Port<");
  if (!n || n->size() != 2 || (*n)[0] != 0) {
    badarg();
  }
  arena out(arena::size_port());
  const word root = out.port(here().name(), here().creation(), (*n)[1]);
  return out.finish(root);
}

}  // namespace

std::span<const native_row> erlang_name_rows() {
  static constexpr native_row rows[] = {
      {"pid_to_list", 1, printed<&term_ref::is_pid>},
      {"port_to_list", 1, printed<&term_ref::is_port>},
      {"ref_to_list", 1, printed<&term_ref::is_reference>},
      {"fun_to_list", 1, printed<&term_ref::is_fun>},
      {"list_to_pid", 1, list_to_pid_1},
      {"list_to_port", 1, list_to_port_1},
      {"list_to_ref", 1, list_to_ref_1},
  };
  return rows;
}

}  // namespace kith::detail
