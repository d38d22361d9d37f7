#include "mesh/gossip_port.hpp"

#include "base/mutex.hpp"
#include "mesh/gossip_packet.hpp"

namespace kith::mesh {

/// All but its making and `take` happens on the home thread.
class gossip_port::socket {
 public:
  socket(detail::scheduler& home, gossip_place place, unique_function<void()> news)
      : home_(home), place_(std::move(place)), tell_(std::move(news)) {}

  result<void> open() {
    auto bound = home_.loop().bind(
        place_.on, place_.how, [this](std::span<const std::byte> bytes, const io::address& from) {
          received({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, from);
        });
    if (!bound) {
      return bound.failure();
    }
    datagrams_ = std::move(*bound);
    return {};
  }

  void beat(atom node) {
    if (datagrams_ == nullptr) {
      return;
    }
    std::string bytes = encode_heartbeat(node);
    if (place_.secret) {
      std::array<std::byte, gossip_secret::block_bytes> iv{};
      home_.home().world().entropy(iv);
      bytes = place_.secret->seal(bytes, iv);
    }
    const auto sent = datagrams_->send_to(std::as_bytes(std::span<const char>(bytes)), place_.to);
    const scoped_lock guard(mutex_);
    news_.unsent = sent ? std::string() : sent.failure().text;
  }

  gossip_news take() {
    const scoped_lock guard(mutex_);
    gossip_news taken = std::move(news_);
    news_ = {};
    news_.unsent = taken.unsent;
    return taken;
  }

 private:
  void received(std::string_view bytes, const io::address& from) {
    std::optional<std::string> node = read(bytes);
    bool first = false;
    {
      const scoped_lock guard(mutex_);
      if (!node) {
        ++news_.unreadable;
      } else if (news_.heard.size() == heartbeats_waiting_max) {
        ++news_.lost;
      } else {
        first = news_.heard.empty();
        news_.heard.push_back({std::move(*node), from});
      }
    }
    if (first) {
      tell_();
    }
  }

  [[nodiscard]] std::optional<std::string> read(std::string_view bytes) const {
    if (bytes.size() > heartbeat_bytes_max) {
      return std::nullopt;
    }
    if (!place_.secret) {
      return decode_heartbeat(bytes);
    }
    const auto plain = place_.secret->open(bytes);
    return plain ? decode_heartbeat(*plain) : std::nullopt;
  }

  detail::scheduler& home_;
  const gossip_place place_;
  unique_function<void()> tell_;
  mutex mutex_;
  gossip_news news_ KITH_GUARDED_BY(mutex_);
  std::unique_ptr<io::datagram> datagrams_;
};

gossip_port::gossip_port(detail::scheduler& home, gossip_place place,
                         unique_function<void(result<void>)> opened, unique_function<void()> news)
    : home_(home), socket_(std::make_shared<socket>(home, std::move(place), std::move(news))) {
  home_.post([s = socket_, done = std::move(opened)]() mutable { done(s->open()); });
}

gossip_port::~gossip_port() {
  // The last who holds it is a job of the home thread.
  home_.post([s = std::move(socket_)]() mutable { s.reset(); });
}

void gossip_port::beat(atom node) {
  home_.post([s = socket_, node] { s->beat(node); });
}

gossip_news gossip_port::take() {
  return socket_->take();
}

}  // namespace kith::mesh
