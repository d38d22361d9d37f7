#include "dist/fragments.hpp"

#include <algorithm>

namespace kith::dist {
namespace {

error bad(std::uint64_t sequence, std::string what) {
  return {errc::bad_input, "fragment of sequence " + std::to_string(sequence) + ": " + what};
}

}  // namespace

fragmentation::fragmentation(std::size_t control, std::size_t total, std::size_t piece)
    : first_(std::min(total, std::max(control, piece))), total_(total), piece_(piece) {
  KITH_ASSERT(control <= total);
  KITH_ASSERT(piece > 0);
  count_ = 1 + (total_ - first_ + piece_ - 1) / piece_;
}

fragmentation::range fragmentation::piece(std::uint64_t i) const {
  KITH_ASSERT(i < count_);
  if (i == 0) {
    return {0, first_};
  }
  const std::size_t from = first_ + static_cast<std::size_t>(i - 1) * piece_;
  return {from, std::min(piece_, total_ - from)};
}

result<std::optional<assembled>> fragment_assembler::first(std::uint64_t sequence,
                                                           std::uint64_t fragment,
                                                           std::string_view bytes,
                                                           const std::vector<atom>& atoms) {
  if (open_.contains(sequence)) {
    return bad(sequence, "begins twice");
  }
  assembled parts{{}, atoms};
  if (fragment == 1) {
    parts.bytes.append(bytes);
    return std::optional(std::move(parts));
  }
  if (open_.size() >= limits_.sequences_max) {
    return error(errc::limit, "too many messages in fragments at once (sequences_max)");
  }
  if (bytes.size() > limits_.bytes_max - bytes_) {
    return error(errc::limit, "too many bytes in unfinished messages (bytes_max)");
  }
  bytes_ += bytes.size();
  // All but the last are as long as the first, as everybody cuts them.
  parts.bytes.expect(static_cast<std::size_t>(
      std::min<std::uint64_t>(fragment, limits_.bytes_max / fragment_bytes) *
      std::max(bytes.size(), fragment_bytes)));
  parts.bytes.append(bytes);
  open_.emplace(sequence, message{fragment - 1, std::move(parts)});
  return std::optional<assembled>();
}

result<byte_block*> fragment_assembler::begin(std::uint64_t sequence, std::uint64_t fragment,
                                              std::size_t size) {
  const auto found = open_.find(sequence);
  if (found == open_.end()) {
    return bad(sequence, "has not begun");
  }
  message& m = found->second;
  if (fragment != m.expected) {
    return bad(sequence, "number " + std::to_string(fragment) + " comes where " +
                             std::to_string(m.expected) + " should");
  }
  if (size > limits_.bytes_max - bytes_) {
    return error(errc::limit, "too many bytes in unfinished messages (bytes_max)");
  }
  bytes_ += size;
  return &m.parts.bytes;
}

std::optional<assembled> fragment_assembler::end(std::uint64_t sequence) {
  const auto found = open_.find(sequence);
  KITH_ASSERT(found != open_.end());
  message& m = found->second;
  if (--m.expected != 0) {
    return {};
  }
  bytes_ -= m.parts.bytes.size();
  assembled whole = std::move(m.parts);
  open_.erase(found);
  return whole;
}

result<std::optional<assembled>>
fragment_assembler::next(std::uint64_t sequence, std::uint64_t fragment, std::string_view bytes) {
  const auto to = begin(sequence, fragment, bytes.size());
  if (!to) {
    return to.failure();
  }
  (*to)->append(bytes);
  return end(sequence);
}

}  // namespace kith::dist
