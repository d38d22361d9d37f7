#include "dist/bulk_message.hpp"

#include <algorithm>

#include "dist/dist_header.hpp"
#include "dist/frame.hpp"

namespace kith::dist {

void message_bytes::clear() {
  body.clear();
  shared.clear();
  piece_ = before_ = body_at_ = 0;
}

std::size_t message_bytes::size() const {
  std::size_t n = body.size();
  for (const etf::left_out& s : shared) {
    n += s.bytes.size();
  }
  return n;
}

void message_bytes::put_range(std::size_t from, std::size_t size, out_queue& to) {
  const std::size_t end = from + size;
  const auto overlap = [&](std::size_t start, std::string_view bytes) -> std::string_view {
    const std::size_t a = std::max(start, from);
    const std::size_t b = std::min(start + bytes.size(), end);
    return a < b ? bytes.substr(a - start, b - a) : std::string_view();
  };
  const std::string_view all = body;
  for (; piece_ < shared.size(); ++piece_) {
    const etf::left_out& s = shared[piece_];
    to.append(overlap(body_at_ + before_, all.substr(body_at_, s.at - body_at_)));
    const auto part = overlap(s.at + before_, s.bytes);
    if (!part.empty()) {
      to.append_shared(term(s.home), part);
    }
    if (s.at + before_ + s.bytes.size() > end) {
      return;  // the rest of it is of the next range
    }
    body_at_ = s.at;
    before_ += s.bytes.size();
  }
  to.append(overlap(body_at_ + before_, all.substr(body_at_)));
}

bulk_message::bulk_message(message_bytes bytes, term keeper, const fragmentation& cut,
                           std::uint64_t sequence, std::string_view head, out_queue& to)
    : bytes_(std::move(bytes)), keeper_(std::move(keeper)), cut_(cut), sequence_(sequence),
      left_(bytes_.size()) {
  put(head, to);
}

bool bulk_message::put_next(out_queue& to) {
  std::string head;
  put_fragment_header(head, sequence_, cut_.count() - next_);
  put(head, to);
  return next_ != cut_.count();
}

void bulk_message::put(std::string_view head, out_queue& to) {
  const fragmentation::range piece = cut_.piece(next_++);
  char length[4];
  put_frame_length(length, head.size() + piece.size);
  to.append({length, sizeof length});
  to.append(head);
  bytes_.put_range(piece.from, piece.size, to);
  left_ -= piece.size;
}

}  // namespace kith::dist
