#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace kith::sim {

/// Bytes that go in at the end and out at the front.
class byte_queue {
 public:
  [[nodiscard]] std::size_t size() const { return bytes_.size() - taken_; }
  [[nodiscard]] bool empty() const { return size() == 0; }

  void append(std::string_view more) { bytes_.append(more); }
  void append(std::span<const std::byte> more) {
    bytes_.append(reinterpret_cast<const char*>(more.data()), more.size());
  }
  /// Takes the first `count` bytes; there must be so many.
  std::string take(std::size_t count) {
    std::string out = bytes_.substr(taken_, count);
    drop(count);
    return out;
  }
  /// The same, into `into`, which is as long as is taken.
  void take(std::span<std::byte> into) {
    std::memcpy(into.data(), bytes_.data() + taken_, into.size());
    drop(into.size());
  }
  void clear() {
    bytes_.clear();
    taken_ = 0;
  }

 private:
  void drop(std::size_t count) {
    taken_ += count;
    if (taken_ < bytes_.size() / 2 && taken_ < 65'536)
      return;
    bytes_.erase(0, taken_);
    taken_ = 0;
  }

  std::string bytes_;
  std::size_t taken_ = 0;
};

}  // namespace kith::sim
