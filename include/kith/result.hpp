#pragma once

#include <cstdint>
#include <new>
#include <string>
#include <utility>

#include "kith/assert.hpp"

namespace kith {

/// What kind of failure an `error` is; the text says the rest.
enum class errc : std::uint8_t {
  bad_input,    ///< malformed bytes or text; the text names the offset
  limit,        ///< a named limit was reached; the text names it
  refused,      ///< the other side said no (connection refused, wrong cookie, not allowed)
  timed_out,    ///< nothing came in time
  closed,       ///< the connection or node has ended
  not_found,    ///< no such file, name or address
  exists,       ///< already there
  unavailable,  ///< the system could not do it (no descriptors, disk full, permission)
};

/// An expected failure: its kind and a sentence that says what failed and where.
struct error {
  errc code;
  std::string text;

  error(errc kind, std::string what) : code(kind), text(std::move(what)) {}
};

/// A value or the error that came instead of it. (C++20 has no std::expected.)
template <class T>
class [[nodiscard]] result {
 public:
  result(T value) : ok_(true) {
    ::new (&value_) T(std::move(value));
  }  // NOLINT: implicit by design
  result(error failure) : ok_(false) { ::new (&error_) error(std::move(failure)); }  // NOLINT
  result(result&& other) noexcept : ok_(other.ok_) { take(std::move(other)); }
  result(const result& other) : ok_(other.ok_) {
    if (ok_) {
      ::new (&value_) T(other.value_);
    } else {
      ::new (&error_) error(other.error_);
    }
  }
  result& operator=(result other) noexcept {
    clear();
    ok_ = other.ok_;
    take(std::move(other));
    return *this;
  }
  ~result() { clear(); }

  [[nodiscard]] bool ok() const noexcept { return ok_; }
  explicit operator bool() const noexcept { return ok_; }

  T& value() & { return KITH_ASSERT(ok_), value_; }
  const T& value() const& { return KITH_ASSERT(ok_), value_; }
  T&& value() && { return KITH_ASSERT(ok_), std::move(value_); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] const error& failure() const& { return KITH_ASSERT(!ok_), error_; }
  [[nodiscard]] error&& failure() && { return KITH_ASSERT(!ok_), std::move(error_); }

 private:
  void take(result&& other) {
    if (ok_) {
      ::new (&value_) T(std::move(other.value_));
    } else {
      ::new (&error_) error(std::move(other.error_));
    }
  }
  void clear() noexcept {
    if (ok_) {
      value_.~T();
    } else {
      error_.~error();
    }
  }

  bool ok_;
  union {
    T value_;
    error error_;
  };
};

/// Success without a value, or an error.
template <>
class [[nodiscard]] result<void> {
 public:
  result() = default;
  result(error failure) : ok_(false), error_(std::move(failure)) {}  // NOLINT: implicit by design

  [[nodiscard]] bool ok() const noexcept { return ok_; }
  explicit operator bool() const noexcept { return ok_; }
  [[nodiscard]] const error& failure() const& { return KITH_ASSERT(!ok_), error_; }

 private:
  bool ok_ = true;
  error error_{errc::closed, {}};
};

}  // namespace kith
