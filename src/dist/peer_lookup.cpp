#include "dist/peer_lookup.hpp"

#include <algorithm>

namespace kith::dist {

peer_lookup::peer_lookup(detail::scheduler& home, const node_name& peer, std::uint16_t epmd_port,
                         std::uint16_t known_port, unique_function<void(result<io::address>)> found)
    : home_(home), name_(peer.name), epmd_port_(epmd_port), known_port_(known_port),
      found_(std::move(found)), question_(name_),
      timer_([this] { failed(error(errc::timed_out, "epmd did not answer in time")); }) {
  home_.loop().resolve(peer.host,
                       [this, alive = alive_](result<std::vector<io::address>> addresses) {
                         if (!*alive) {
                           return;
                         }
                         if (!addresses) {
                           finish(addresses.failure());
                           return;
                         }
                         hosts_.assign(addresses->rbegin(), addresses->rend());
                         ask_next();
                       });
}

peer_lookup::~peer_lookup() {
  *alive_ = false;
  home_.cancel(timer_);
}

void peer_lookup::ask_next() {
  asked_ = std::move(hosts_.back());
  hosts_.pop_back();
  if (known_port_ != 0) {
    io::address listener = asked_;
    listener.port = known_port_;
    finish(std::move(listener));
    return;
  }
  asked_.port = epmd_port_;
  question_ = epmd_lookup(name_);
  home_.arm(timer_, epmd_answer_time);
  talk_.reset(new conversation(home_.loop(), asked_, *this));
  talk_->say(question_.request());
}

void peer_lookup::heard(std::string_view bytes) {
  question_.received(bytes);
  settle();
}

void peer_lookup::ended(const error& why) {
  question_.closed();
  // That the dial failed says more than that no answer came.
  if (question_.outcome()->ok() || why.code == errc::closed) {
    settle();
  } else {
    failed(error(why.code, "epmd at " + asked_.to_string() + ": " + why.text));
  }
}

void peer_lookup::settle() {
  const auto& outcome = question_.outcome();
  if (!outcome) {
    return;
  }
  if (!*outcome) {
    failed(outcome->failure());
    return;
  }
  io::address listener = asked_;
  listener.port = (*outcome)->port;
  finish(std::move(listener));
}

void peer_lookup::failed(const error& why) {
  if (hosts_.empty()) {
    finish(why);
  } else {
    ask_next();
  }
}

void peer_lookup::finish(result<io::address> outcome) {
  home_.cancel(timer_);
  auto found = std::move(found_);
  found(std::move(outcome));  // may destroy this
}

}  // namespace kith::dist
