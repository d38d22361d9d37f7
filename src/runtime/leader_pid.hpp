// A pid in one word, for what every process has and what is hardly ever of another node.
#pragma once

#include <memory>

#include "kith/term.hpp"

namespace kith::detail {

class leader_pid {
 public:
  leader_pid() = default;
  leader_pid(const leader_pid&) = delete;
  leader_pid& operator=(const leader_pid& other) { return *this = pid(other); }
  ~leader_pid() { clear(); }

  leader_pid& operator=(pid p) {
    clear();
    if (p && !p.is_local()) {
      word_ = reinterpret_cast<word>(std::make_unique<pid>(p).release());
    } else if (p) {
      word_ = p.local_word();
    }
    return *this;
  }
  operator pid() const noexcept {  // NOLINT: a pid it is
    return word_ == 0 ? pid() : lies_apart() ? *apart() : pid::from_word(word_);
  }

 private:
  /// An address, where the word of a local pid has its tag.
  [[nodiscard]] bool lies_apart() const noexcept {
    return word_ != 0 && tag_of(word_) == tag::none;
  }
  [[nodiscard]] pid* apart() const noexcept { return reinterpret_cast<pid*>(word_); }
  void clear() noexcept {
    if (lies_apart()) {
      const std::unique_ptr<pid> freed(apart());
    }
    word_ = 0;
  }

  word word_ = 0;
};
static_assert(sizeof(leader_pid) == sizeof(word));

}  // namespace kith::detail
