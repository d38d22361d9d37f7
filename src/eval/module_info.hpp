// What `M:module_info` tells.
#pragma once

#include "eval/code_table.hpp"

namespace kith::eval {

/// Whether there are functions of that module, native ones or loaded ones.
[[nodiscard]] bool has_module(const code_table& code, atom module);

/// [{module, M}, {exports, …}, {attributes, …}, {compile, …}, {md5, …}].
/// `undefined` when there is no such module. OTP: Erlang Reference Manual, "Modules".
[[nodiscard]] term all_module_info(const code_table& code, atom module);
/// One of these items, or functions, nifs or native; no term for others.
[[nodiscard]] term module_info(const code_table& code, atom module, term_ref item);

}  // namespace kith::eval
