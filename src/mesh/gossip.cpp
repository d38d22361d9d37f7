#include "kith/gossip.hpp"

#include "dist/node_name.hpp"
#include "kernel/kernel_state.hpp"
#include "kernel/random.hpp"
#include "kith/build.hpp"
#include "kith/gen_server.hpp"
#include "kith/nodes.hpp"
#include "kith/pattern.hpp"
#include "mesh/gossip_port.hpp"
#include "mesh/gossip_state.hpp"
#include "otp/log.hpp"

namespace kith::gossip {

namespace {

using mesh::gossip_state;

/// The longest time between two heartbeats, as libcluster has it.
constexpr std::uint64_t heartbeat_ms_max = 5'000;

/// The name of an option that is no address, or no port, is the text of the error.
result<mesh::gossip_place> place_of(const options& how) {
  mesh::gossip_place place;
  const auto read = [](const std::string& text, std::uint16_t port, io::address& into) {
    const auto parsed = io::address::parse(text, port);
    into = parsed.value_or(into);
    return parsed && parsed->ip.size() == 4;
  };
  io::multicast group;
  if (how.port == 0) {
    return error(errc::bad_input, "port");
  }
  if (!read(how.if_addr, how.port, place.on)) {
    return error(errc::bad_input, "if_addr");
  }
  if (!read(how.multicast_addr, how.port, place.to)) {
    return error(errc::bad_input, "multicast_addr");
  }
  if (!how.multicast_if.empty() && !read(how.multicast_if, 0, group.interface)) {
    return error(errc::bad_input, "multicast_if");
  }
  group.group = place.to;
  group.ttl = how.multicast_ttl;
  place.how.shared = true;
  place.how.broadcast = true;
  if (!how.broadcast_only) {
    place.how.group = std::move(group);
  }
  if (!how.secret.empty()) {
    place.secret.emplace(how.secret);
  }
  return place;
}

/// Connects, which may take seconds, and says so.
process connects(ctx self, atom node) {
  const bool is_up = co_await net_kernel::connect_node(self, node);
  detail::log_here(log_level::info,
                   (is_up ? "connected to " : "unable to connect to ") + std::string(node.name()));
}

class server final : public gen_server, gossip_state::surroundings {
 public:
  explicit server(mesh::gossip_place place) : place_(std::move(place)) {}

  task<action> init(ctx self) override {
    const bool long_names = detail::kernel_here()->nodes->has_long_names();
    const gossip_state::surroundings& around = *this;
    state_.emplace(around,
                   long_names ? dist::name_domain::long_names : dist::name_domain::short_names);
    open(self);
    term outcome;
    co_await self.receive(on(tuple(ref_, bind(outcome))));
    if (!outcome.is(atoms::ok)) {
      co_return stop(outcome);
    }
    co_return ok().then(beat_);
  }

  task<action> handle_continue(ctx self, term) override {
    beat(self);
    co_return noreply();
  }
  task<action> handle_call(ctx, term, term) override { co_return reply(atoms::ok); }
  task<action> handle_cast(ctx, term) override { co_return noreply(); }
  task<action> handle_info(ctx self, term m) override {
    if (m == beat_) {
      beat(self);
    } else if (m == news_) {
      take_news();
    }
    co_return noreply();
  }

  [[nodiscard]] term state() const override {
    return map(atom("heartbeats"), state_->to_term(), atom("unreadable"), unreadable_, atom("lost"),
               lost_);
  }

 private:
  void open(ctx self) {
    ref_ = make_ref();
    beat_ = tuple(atom("heartbeat"), make_ref());
    news_ = tuple(atom("news"), make_ref());
    detail::runtime* home = &detail::here().home();
    const auto tell = [home, me = self.self()](term m) {
      home->deliver_or_free(me, detail::make_message(std::move(m)));
    };
    port_ = std::make_unique<mesh::gossip_port>(
        home->scheduler_at(0), std::move(place_),
        [tell, ref = ref_](result<void> opened) {
          tell(opened ? term(tuple(ref, atoms::ok)) : term(tuple(ref, opened.failure().text)));
        },
        [tell, news = news_] { tell(news); });
  }

  void beat(ctx self) {
    if (node_name() != atoms::nonode) {
      port_->beat(node_name());
    }
    take_news();
    const auto in = static_cast<std::int64_t>(detail::random_below(heartbeat_ms_max)) + 1;
    send_after(duration::milliseconds(in), self, beat_);
  }

  void take_news() {
    mesh::gossip_news news = port_->take();
    unreadable_ += news.unreadable;
    lost_ += news.lost;
    if (news.unsent != unsent_) {
      unsent_ = std::move(news.unsent);
      detail::log_here(log_level::warning, unsent_.empty() ? "heartbeats are sent again"
                                                           : "heartbeats are not sent: " + unsent_);
    }
    for (const mesh::heartbeat& each : news.heard) {
      judge(each);
    }
  }

  void judge(const mesh::heartbeat& heard) {
    const auto now = detail::here().home().world().now();
    const auto verdict = state_->heard(heard.node, heard.from, now);
    if (verdict == gossip_state::verdict::tried) {
      if (const auto node = atom::intern(heard.node)) {
        spawn(connects, *node);
      }
    } else if (verdict == gossip_state::verdict::strange && !told_of_strangers_) {
      told_of_strangers_ = true;
      detail::log_here(log_level::warning,
                       "too many names of nodes that cannot be reached; new ones are not tried");
    }
  }

  [[nodiscard]] std::string_view own_name() const override { return node_name().name(); }
  [[nodiscard]] bool is_connected(std::string_view node) const override {
    atom known;
    return atom::find(node, known) && detail::kernel_here()->nodes->connection_id(known) != 0;
  }
  [[nodiscard]] bool is_atom(std::string_view name) const override {
    atom known;
    return atom::find(name, known);
  }
  [[nodiscard]] bool is_own(const io::address& a) const override {
    return detail::here().home().world().is_own(a);
  }

  mesh::gossip_place place_;
  std::optional<gossip_state> state_;
  std::unique_ptr<mesh::gossip_port> port_;
  reference ref_;
  term beat_;  ///< our own messages, which nobody else can know
  term news_;
  std::uint64_t unreadable_ = 0;
  std::uint64_t lost_ = 0;
  std::string unsent_;
  bool told_of_strangers_ = false;
};

}  // namespace

task<term> start_link(ctx self, options how) {
  if (!detail::is_alive_here()) {
    co_return tuple(atoms::error, atom("nodistribution"));
  }
  auto place = place_of(how);
  if (!place) {
    co_return tuple(atoms::error, tuple(atoms::badarg, atom(place.failure().text)));
  }
  const term started = co_await gen_server::start_link<server>(self, std::move(*place));
  co_return started;
}

task<term> start_link(ctx self) {
  return start_link(self, options());
}

}  // namespace kith::gossip
