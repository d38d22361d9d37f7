// The clauses of a receive: `co_await self.receive(on(pattern, handler), on(pattern), …)`.
#pragma once

#include <type_traits>
#include <utility>

#include "kith/pattern.hpp"

namespace kith {

/// A pattern and what to do with a message that matches it; made by `on`. A receive asks `match`
/// of messages as they come in, and calls `take` in the process once it has resumed.
template <class Pattern, class Handler>
class clause {
 public:
  clause(Pattern pattern, Handler handler)
      : pattern_(std::move(pattern)), handler_(std::move(handler)) {}

  /// A reference that every message holds which matches, if one is known.
  [[nodiscard]] const reference* needs() const noexcept { return pattern_.needs(); }
  [[nodiscard]] bool match(term_ref message) const noexcept { return pattern_.match(message); }

  /// Writes the variables of the pattern and calls the handler, with a message that matches.
  void take(term_ref message) {
    pattern_.commit(message);
    if constexpr (std::is_invocable_v<Handler&>) {
      run();
    } else {
      pattern_.extract(message, [&](auto&... values) { run_with(message, values...); });
    }
  }

 private:
  template <class... Values>
  void run_with(term_ref message, Values&... values) {
    if constexpr (std::is_invocable_v<Handler&, Values&&...>) {
      run(std::move(values)...);
    } else {
      static_assert(std::is_invocable_v<Handler&, term_ref>,
                    "a handler takes nothing, the values that the pattern reads, or the message");
      run(message);
    }
  }
  template <class... Args>
  void run(Args&&... args) {
    static_assert(
        std::is_void_v<std::invoke_result_t<Handler&, Args...>>,
        "a handler returns nothing and cannot await: to await, switch over the index that "
        "receive returns");
    handler_(std::forward<Args>(args)...);
  }

  Pattern pattern_;
  [[no_unique_address]] Handler handler_;
};

namespace detail {
struct no_handler {
  void operator()() const noexcept {}
};
}  // namespace detail

/// A clause that takes messages which match `pattern`. The handler runs once the variables of the
/// pattern are written. It takes nothing, or the values that the pattern reads, in its order
/// (`on(tuple(atom("add"), as<int>), [&](int n) { … })`), or the message as a term_ref. It may
/// send, but it returns nothing and cannot await.
template <class Arg, class Handler = detail::no_handler>
auto on(Arg&& pattern, Handler handler = {}) {
  using expression = detail::operand_for<Arg>;
  detail::refuse_owning_closures<Handler>();
  static_assert(!expression::borrows,
                "the message is gone after the receive: bind a term instead of a term_ref");
  return clause<expression, Handler>(detail::as_operand(std::forward<Arg>(pattern)),
                                     std::move(handler));
}

}  // namespace kith
