// For tests: calls of native functions, written and read as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kith/process.hpp"
#include "runtime/raised.hpp"
#include "stdlib/natives.hpp"

namespace kith::detail {

/// What a call of terms returns.
inline term call_native(std::string_view module, std::string_view name,
                        const std::vector<term>& args) {
  static native_table* const natives = [] {
    auto* table = new native_table;
    add_stdlib_natives(*table);
    return table;
  }();
  const native_body body =
      natives->find(atom(module), atom(name), static_cast<std::uint32_t>(args.size()));
  return body.plain == nullptr ? (raise_error(atoms::undef), term()) : body.plain(args);
}

/// The value of `Module:Name(Args…)` as `~tp` prints it, its arguments given as the text of a list;
/// `Class:Reason` when it raises.
[[nodiscard]] inline std::string called(std::string_view module, std::string_view name,
                                        std::string_view args) {
  const term list = *parse_term(args);
  std::vector<term> all;
  for (term_ref at = list; at.is_cons(); at = at.tail()) {
    all.emplace_back(at.head());
  }
  try {
    return to_string(call_native(module, name, all), format::tp);
  } catch (const exit_exception& e) {
    const char* kind = e.kind() == exception_class::error    ? "error:"
                       : e.kind() == exception_class::throw_ ? "throw:"
                                                             : "exit:";
    return kind + to_string(e.reason(), format::tp);
  }
}

}  // namespace kith::detail
