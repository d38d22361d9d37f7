#include "dist/out_queue.hpp"

#include <array>

namespace kith::dist {

namespace {
constexpr std::size_t parts_max = 64;  // what stream::write_some looks at
}

std::string& out_queue::buffer() {
  if (segments_.empty() || segments_.back().keeper ||
      segments_.back().owned.size() >= buffer_bytes) {
    segments_.emplace_back();
  }
  return segments_.back().owned;
}

void out_queue::append_shared(term keeper, std::string_view bytes) {
  segments_.push_back({{}, std::move(keeper), bytes});
  bytes_ += bytes.size();
}

void out_queue::clear() noexcept {
  segments_.clear();
  written_ = bytes_ = 0;
}

void out_queue::take(out_queue& other) {
  if (segments_.empty()) {
    std::swap(*this, other);
    return;
  }
  KITH_ASSERT(other.written_ == 0);
  for (segment& s : other.segments_) {
    segments_.push_back(std::move(s));
  }
  bytes_ += other.bytes_;
  other.clear();
}

result<std::size_t> out_queue::write_to(io::stream& stream) {
  std::size_t total = 0;
  while (bytes_ != 0) {
    std::array<std::span<const std::byte>, parts_max> parts;
    std::size_t count = 0;
    std::size_t skip = written_;
    for (const segment& s : segments_) {
      if (count == parts_max) {
        break;
      }
      const std::string_view v = s.view().substr(skip);
      skip = 0;
      if (!v.empty()) {
        parts[count++] = std::as_bytes(std::span<const char>(v.data(), v.size()));
      }
    }
    const auto wrote = stream.write_some(std::span(parts).first(count));
    if (!wrote) {
      return wrote;
    }
    if (*wrote == 0) {
      break;
    }
    total += *wrote;
    bytes_ -= *wrote;
    written_ += *wrote;
    while (!segments_.empty() && written_ >= segments_.front().view().size()) {
      written_ -= segments_.front().view().size();
      segments_.pop_front();
    }
  }
  return total;
}

}  // namespace kith::dist
