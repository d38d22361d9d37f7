#pragma once

namespace kith {

/// Reports a broken invariant of Kith itself on standard error and aborts. Input never gets here.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace kith

/// Checks an invariant of the program, also in release builds. One condition each.
#define KITH_ASSERT(condition)                                                                     \
  (__builtin_expect(static_cast<bool>(condition), 1)                                               \
       ? static_cast<void>(0)                                                                      \
       : ::kith::assertion_failed(#condition, __FILE__, __LINE__))
