// Bytes that come in parts and become a binary where they lie: a block that still grows.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "kith/term.hpp"

namespace kith {

/// One owner fills it; `take` makes the binary. Memory grows with what is filled, whatever is asked
/// for or expected; only address space is reserved ahead.
class byte_block {
 public:
  byte_block() = default;
  byte_block(byte_block&& other) noexcept
      : block_(std::exchange(other.block_, nullptr)), size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)), expected_(std::exchange(other.expected_, 0)) {
  }
  byte_block& operator=(byte_block&& other) noexcept;
  ~byte_block();

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::string_view bytes() const noexcept { return {data(), size_}; }

  /// So many bytes will come, probably: memory need not grow past it.
  void expect(std::size_t bytes) noexcept { expected_ = bytes; }
  /// Where the next bytes go: 1 to `wanted` of them, unwritten.
  [[nodiscard]] std::span<std::byte> room(std::size_t wanted);
  /// So many bytes of `room` have been written.
  void filled(std::size_t n) noexcept;
  void append(std::string_view more);

  /// A binary of the bytes, which are then no longer here. Large ones are not copied.
  [[nodiscard]] term take();

 private:
  [[nodiscard]] char* data() const noexcept;
  /// False when there is no memory.
  [[nodiscard]] bool resize(std::size_t capacity);

  detail::block* block_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;  ///< of bytes
  std::size_t expected_ = 0;
};

}  // namespace kith
