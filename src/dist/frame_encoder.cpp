#include "dist/frame_encoder.hpp"

#include "dist/fragments.hpp"
#include "dist/frame.hpp"

namespace kith::dist {

namespace {
/// What is kept of the memory that a large message took, for the next one.
constexpr std::size_t kept_bytes_max = 1024 * 1024;
}  // namespace

frame_encoder::frame_encoder(std::uint64_t flags) : flags_(flags), form_(flags) {}

bool frame_encoder::encode(const control& c, term_ref payload, out_queue& to) {
  const auto form = make_control(c, flags_, payload);
  if (!form) {
    return false;
  }
  etf::encoding how;
  how.numbers = form_.atom_cache ? this : nullptr;
  refs_.clear();
  body_.clear();
  shared_.clear();
  put_ = {};
  const auto put_version = [&] {
    if (!form_.has_header) {
      body_.push_back(static_cast<char>(131));
    }
  };
  put_version();
  etf::encode(form->message, how, body_, nullptr);
  const std::size_t control_bytes = body_.size();
  if (form->payload) {
    put_version();
    etf::encode(form->payload, how, body_, &shared_);
  }
  if (form_.fragments && total() > fragment_bytes) {
    put_fragments(control_bytes, to);
  } else {
    put_whole(to);
  }
  if (body_.capacity() > kept_bytes_max) {
    body_ = {};
  }
  return true;
}

std::size_t frame_encoder::total() const {
  std::size_t n = body_.size();
  for (const etf::left_out& s : shared_) {
    n += s.bytes.size();
  }
  return n;
}

void frame_encoder::put_whole(out_queue& to) {
  std::string head;
  if (form_.has_header) {
    put_dist_header(head, refs_, cache_);
  } else {
    put_pass_through(head);
  }
  char length[4];
  put_frame_length(length, head.size() + total());
  to.append({length, sizeof length});
  to.append(head);
  put_range(0, total(), to);
}

void frame_encoder::put_fragments(std::size_t control_bytes, out_queue& to) {
  const fragmentation cut(control_bytes, total());
  const std::uint64_t sequence = ++sequence_;
  for (std::uint64_t i = 0; i < cut.count(); ++i) {
    std::string head;
    if (i == 0) {
      put_first_fragment_header(head, sequence, cut.count(), refs_, cache_);
    } else {
      put_fragment_header(head, sequence, cut.count() - i);
    }
    const auto piece = cut.piece(i);
    char length[4];
    put_frame_length(length, head.size() + piece.size);
    to.append({length, sizeof length});
    to.append(head);
    put_range(piece.from, piece.size, to);
  }
}

void frame_encoder::put_range(std::size_t from, std::size_t size, out_queue& to) {
  // The message is body_ with each shared piece put in at its place of body_.
  const std::size_t end = from + size;
  const auto overlap = [&](std::size_t start, std::string_view bytes) -> std::string_view {
    const std::size_t a = std::max(start, from);
    const std::size_t b = std::min(start + bytes.size(), end);
    return a < b ? bytes.substr(a - start, b - a) : std::string_view();
  };
  const std::string_view body = body_;
  for (; put_.piece < shared_.size(); ++put_.piece) {
    const etf::left_out& s = shared_[put_.piece];
    to.append(overlap(put_.body_at + put_.before, body.substr(put_.body_at, s.at - put_.body_at)));
    const auto shared = overlap(s.at + put_.before, s.bytes);
    if (!shared.empty()) {
      to.append_shared(term(s.home), shared);
    }
    if (s.at + put_.before + s.bytes.size() > end) {
      return;  // the rest of it is of the next range
    }
    put_.body_at = s.at;
    put_.before += s.bytes.size();
  }
  to.append(overlap(put_.body_at + put_.before, body.substr(put_.body_at)));
}

}  // namespace kith::dist
