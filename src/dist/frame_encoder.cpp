#include "dist/frame_encoder.hpp"

#include "dist/frame.hpp"

namespace kith::dist {

namespace {
/// What is kept of the memory that a large message took, for the next one.
constexpr std::size_t kept_bytes_max = 1024 * 1024;
}  // namespace

frame_encoder::frame_encoder(std::uint64_t flags) : flags_(flags), form_(flags) {}

frame_encoder::outcome frame_encoder::encode(const control& c, term_ref payload, out_queue& to) {
  const auto form = make_control(c, flags_, payload);
  if (!form) {
    return {.possible = false, .rest = nullptr};
  }
  etf::encoding how;
  how.numbers = form_.atom_cache ? this : nullptr;
  refs_.clear();
  message_.clear();
  const auto put_version = [&] {
    if (!form_.has_header) {
      message_.body.push_back(static_cast<char>(131));
    }
  };
  put_version();
  etf::encode(form->message, how, message_.body, nullptr);
  const std::size_t control_bytes = message_.body.size();
  if (form->payload) {
    put_version();
    etf::encode(form->payload, how, message_.body, &message_.shared);
  }
  if (form_.fragments && message_.size() > fragment_bytes) {
    return {.possible = true, .rest = begin_bulk(control_bytes, form->payload, to)};
  }
  put_whole(to);
  if (message_.body.capacity() > kept_bytes_max) {
    message_.body = {};
  }
  return {};
}

void frame_encoder::put_whole(out_queue& to) {
  std::string head;
  if (form_.has_header) {
    put_dist_header(head, refs_, cache_);
  } else {
    put_pass_through(head);
  }
  char length[4];
  put_frame_length(length, head.size() + message_.size());
  to.append({length, sizeof length});
  to.append(head);
  message_.put_range(0, message_.size(), to);
}

std::unique_ptr<bulk_message> frame_encoder::begin_bulk(std::size_t control_bytes, term_ref payload,
                                                        out_queue& to) {
  const fragmentation cut(control_bytes, message_.size());
  const std::uint64_t sequence = ++sequence_;
  std::string head;
  put_first_fragment_header(head, sequence, cut.count(), refs_, cache_);
  auto rest =
      std::make_unique<bulk_message>(std::move(message_), term(payload), cut, sequence, head, to);
  message_ = {};
  return cut.count() == 1 ? nullptr : std::move(rest);
}

}  // namespace kith::dist
