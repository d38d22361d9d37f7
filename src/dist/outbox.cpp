#include "dist/outbox.hpp"

#include "dist/outgoing_control.hpp"

namespace kith::dist {

using detail::outbound;

std::unique_ptr<bulk_message> outbox::encode(const outbound& s) {
  const control c = control_of(s);
  frame_encoder::outcome made = encoder_.encode(c, payload_of(s), frames_);
  if (!made.possible) {
    owner_.not_possible(s);
  }
  return std::move(made.rest);
}

std::size_t outbox::bytes_behind(pid sender) const {
  if (lanes_.empty()) {
    return 0;
  }
  const auto at = lanes_.find(key(sender));
  return at == lanes_.end() ? 0 : at->second->bytes;
}

void outbox::add(lane& l, std::size_t bytes) noexcept {
  l.bytes += bytes;
  bytes_in_lanes_ += bytes;
}

void outbox::remove(lane& l, std::size_t bytes) noexcept {
  l.bytes -= bytes;
  bytes_in_lanes_ -= bytes;
}

void outbox::put(const outbound& s) {
  if (!lanes_.empty()) {
    const auto at = lanes_.find(key(s.from));
    if (at != lanes_.end()) {
      at->second->behind.emplace_back(s);
      add(*at->second, at->second->behind.back().bytes());
      return;
    }
  }
  if (auto rest = encode(s)) {
    auto l = std::make_unique<lane>();
    l->sender = key(s.from);
    l->bulk = std::move(rest);
    add(*l, l->bulk->bytes_left());
    turn_.push_back(l.get());
    lanes_.emplace(l->sender, std::move(l));
  }
}

void outbox::put_tick() {
  frames_.append(std::string_view("\0\0\0\0", 4));
}

void outbox::take(out_queue& to, std::size_t enough) {
  to.take(frames_);
  while (!turn_.empty() && to.bytes() < enough) {
    lane* l = turn_.front();
    turn_.pop_front();
    const std::size_t left = l->bulk->bytes_left();
    const bool more = l->bulk->put_next(to);
    remove(*l, left - l->bulk->bytes_left());
    if (more || go_on(*l)) {
      turn_.push_back(l);
    } else {
      lanes_.erase(l->sender);
    }
    to.take(frames_);
  }
}

bool outbox::go_on(lane& l) {
  l.bulk = nullptr;
  while (!l.behind.empty() && l.bulk == nullptr) {
    remove(l, l.behind.front().bytes());
    l.bulk = encode(l.behind.front().signal());
    l.behind.pop_front();
  }
  if (l.bulk == nullptr) {
    return false;
  }
  add(l, l.bulk->bytes_left());
  return true;
}

}  // namespace kith::dist
