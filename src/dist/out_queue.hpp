// Bytes on their way to a socket: small frames side by side in buffers, large binaries where they
// lie, all gathered into few writes.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "io/world.hpp"
#include "kith/term.hpp"

namespace kith::dist {

class out_queue {
 public:
  static constexpr std::size_t buffer_bytes = 64 * 1024;

  /// The buffer to append small bytes to. Tell of them by `appended`.
  std::string& buffer();
  void appended(std::size_t n) noexcept { bytes_ += n; }
  void append(std::string_view bytes) {
    buffer().append(bytes);
    appended(bytes.size());
  }
  /// Bytes inside `keeper`, not copied.
  void append_shared(term keeper, std::string_view bytes);

  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] bool empty() const noexcept { return bytes_ == 0; }
  void clear() noexcept;

  /// Moves all of `other` behind what is here.
  void take(out_queue& other);

  /// Writes what there is room for; how much. Errors are the stream's.
  result<std::size_t> write_to(io::stream& stream);

 private:
  struct segment {
    std::string owned;
    term keeper;
    std::string_view shared;  ///< of keeper, when that is set
    [[nodiscard]] std::string_view view() const noexcept { return keeper ? shared : owned; }
  };
  std::deque<segment> segments_;
  std::size_t written_ = 0;  ///< of the first segment
  std::size_t bytes_ = 0;
};

}  // namespace kith::dist
