#include "dist/peer_ties.hpp"

namespace kith::dist {
namespace {

// A peer chooses these numbers, but it can only slow its own connection down.
std::uint64_t mix(std::uint64_t h, std::uint64_t v) noexcept {
  h = (h ^ v) * 0x9e3779b97f4a7c15u;
  return h ^ (h >> 29u);
}

std::uint64_t mix(std::uint64_t h, const pid& p) noexcept {
  return mix(mix(h, p.creation()), std::uint64_t{p.id()} << 32u | p.serial());
}

}  // namespace

std::size_t peer_ties::hash::operator()(const reference& r) const noexcept {
  std::uint64_t h = r.creation();
  for (const std::uint32_t word : r.words()) {
    h = mix(h, word);
  }
  return static_cast<std::size_t>(h);
}

std::size_t peer_ties::hash::operator()(const std::pair<pid, pid>& p) const noexcept {
  return static_cast<std::size_t>(mix(mix(0, p.first), p.second));
}

result<void> peer_ties::received(const control& c) {
  switch (c.what) {
  case control::op::monitor: monitors_[c.ref] = c.to; break;
  case control::op::link: links_.insert({c.from, c.to}); break;
  case control::op::demonitor: monitors_.erase(c.ref); break;
  case control::op::unlink:
  case control::op::link_exit: links_.erase({c.from, c.to}); break;
  default: break;
  }
  if (count() > limit_) {
    return error(errc::limit,
                 "the peer holds too many links and monitors on us (ties_per_peer_max)");
  }
  return {};
}

pid peer_ties::watched(const reference& monitor) const {
  const auto at = monitors_.find(monitor);
  return at == monitors_.end() ? pid() : at->second;
}

void peer_ties::sent(const control& c) {
  if (c.what == control::op::down) {
    monitors_.erase(c.ref);
  } else if (c.what == control::op::link_exit || c.what == control::op::unlink) {
    links_.erase({c.to, c.from});
  } else if (c.what == control::op::spawn_reply && c.result.is_pid()) {
    if ((c.id & spawn_flag_link) != 0) {
      links_.insert({c.to, c.result.as_pid()});
    }
    if ((c.id & spawn_flag_monitor) != 0) {
      monitors_[c.ref] = c.result.as_pid();
    }
  }
}

}  // namespace kith::dist
