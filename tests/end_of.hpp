// How a task of a test ended.
#pragma once

#include "kith/build.hpp"
#include "runtime/raised.hpp"

namespace kith {

/// What a task comes to: its value, or `{Class, Reason}`.
inline task<term> end_of(task<term> body) {
  const std::exception_ptr thrown = co_await body.settled();
  if (!thrown) {
    co_return body.value();
  }
  const detail::raised by = detail::raised_by(thrown);
  co_return tuple(detail::word_of(by.kind()), by.reason());
}

}  // namespace kith
