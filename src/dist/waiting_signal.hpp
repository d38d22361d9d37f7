#pragma once

#include "dist/bulk_message.hpp"
#include "runtime/route.hpp"

namespace kith::dist {

/// A signal that waits, and so keeps its terms.
class waiting_signal {
 public:
  explicit waiting_signal(const detail::outbound& s)
      : signal_(s), payload_(s.payload), options_(s.options), bytes_(encoded_bytes(payload_)) {
    signal_.payload = payload_;
    signal_.options = options_;
  }
  waiting_signal(waiting_signal&& other) noexcept
      : signal_(other.signal_), payload_(std::move(other.payload_)),
        options_(std::move(other.options_)), bytes_(other.bytes_) {
    signal_.payload = payload_;
    signal_.options = options_;
  }
  waiting_signal& operator=(waiting_signal&&) = delete;

  [[nodiscard]] const detail::outbound& signal() const noexcept { return signal_; }
  /// Of the payload, encoded.
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
  static std::size_t encoded_bytes(term_ref t) {
    message_bytes encoded;
    if (t) {
      etf::encode(t, {}, encoded.body, &encoded.shared);
    }
    return encoded.size();
  }

  detail::outbound signal_;
  term payload_;
  term options_;
  std::size_t bytes_;
};

}  // namespace kith::dist
