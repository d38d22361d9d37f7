// Calls of native functions that are made here and by a real erl, and their outcomes compared.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "erl_pipe.hpp"
#include "kith/term.hpp"
#include "runtime/native.hpp"

namespace kith::testing {

/// A function, and for each argument the pool its values are taken from: the text of a list.
struct native_case {
  std::string_view name;
  std::vector<std::string_view> pools;
  bool flat = false;  ///< there a text may be nested lists, here it is one
};

class native_calls {
 public:
  /// Of each function at most `calls_max` calls are made, taken at random from all combinations.
  native_calls(erl_pipe& erl, const detail::native_table& natives, std::size_t calls_max = 1500);

  /// Makes the calls on both sides; reports the function's first differences to doctest. Called
  /// within a process.
  void compare(std::string_view module, const native_case& function);

  /// Makes calls one after the other, of one module: the text of a list of `{Name, Args}`.
  void compare_in_order(std::string_view module, std::string_view calls);

 private:
  void compare_calls(const std::vector<term>& calls, bool flat);
  std::vector<term> arguments_of(const native_case& function);

  erl_pipe& erl_;
  const detail::native_table& natives_;
  std::size_t calls_max_;
  std::uint64_t seed_ = 1;
};

}  // namespace kith::testing
