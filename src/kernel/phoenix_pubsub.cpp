#include "kith/build.hpp"
#include "kith/gen_server.hpp"
#include "kith/pg.hpp"
#include "kith/phoenix.hpp"
#include "kith/registry.hpp"

namespace kith::phoenix {

namespace {

const atom& scope() {
  static const atom name("Elixir.Phoenix.PubSub");
  return name;
}

/// The group that is numbered so, from 0; a process of the same name is its member here.
atom adapter(atom pubsub, std::uint32_t number) {
  std::string name = std::string(pubsub.name()) + ".Adapter";
  if (number > 0) {
    name += "_" + std::to_string(number + 1);
  }
  return atom(name);
}

/// Where the registry keeps the number of groups.
term pool_key() {
  return atom("pool_size");
}

term forwarded(std::string_view topic, const term& message) {
  return tuple(atom("forward_to_local"), bin(topic), message, scope());
}

void hand_out(atom pubsub, term_ref topic, pid except, const term& message) {
  registry::dispatch(pubsub, topic, [&](const registry::entry& e) {
    if (!(e.who == except)) {
      send(e.who, message);
    }
  });
}

/// A member of a group: what it gets from others it hands to the subscribers here.
class worker final : public gen_server {
 public:
  worker(atom pubsub, atom group) : pubsub_(pubsub), group_(group) {}

  task<action> init(ctx self) override {
    co_await pg::join(self, scope(), group_, self.self());
    co_return ok();
  }
  task<action> handle_call(ctx, term, term) override { co_return reply(atoms::ok); }
  task<action> handle_cast(ctx, term) override { co_return noreply(); }
  task<action> handle_info(ctx, term m) override {
    if (m.is_tuple(4) && m[0].is(atom("forward_to_local")) && m[1].is_binary()) {
      hand_out(pubsub_, m[1], pid(), term(m[2]));
    }
    co_return noreply();
  }

 private:
  atom pubsub_;
  atom group_;
};

void publish(atom pubsub, pid except, std::string_view topic, const term& message) {
  const term pool = registry::meta(pubsub, pool_key());
  if (!pool) {
    raise_error(atoms::badarg);  // a registry of that name, and no PubSub
  }
  const std::uint32_t number = phash2(term(self()), static_cast<std::uint64_t>(pool.as_int()));
  const term out = forwarded(topic, message);
  for (const pid member : pg::get_members(scope(), term(adapter(pubsub, number)))) {
    if (member.node() != node_name()) {
      send(member, out);
    }
  }
  const term key = bin(topic);
  hand_out(pubsub, key, except, message);
}

}  // namespace

task<term> start_link(ctx self, atom pubsub, unsigned pool_size) {
  if (pool_size == 0) {
    raise_error(atoms::badarg);
  }
  const term table = co_await registry::start_link(self, pubsub, registry::keys::duplicate);
  if (!table[0].is(atoms::ok)) {
    co_return table;
  }
  registry::put_meta(pubsub, pool_key(), static_cast<std::int64_t>(pool_size));
  // One for all PubSubs of the node; who else started it keeps it.
  const term scope_started = co_await pg::start(self, scope());
  static_cast<void>(scope_started);
  term first;
  for (std::uint32_t number = 0; number < pool_size; ++number) {
    const atom group = adapter(pubsub, number);
    const term started =
        co_await gen_server::start_link<worker>(self, gen_server::local(group), pubsub, group);
    if (!started[0].is(atoms::ok)) {
      co_return started;
    }
    if (number == 0) {
      first = started;
    }
  }
  co_return first;
}

void subscribe(atom pubsub, std::string_view topic) {
  const term done = registry::register_key(pubsub, bin(topic), atoms::nil);
  static_cast<void>(done);
}

void unsubscribe(atom pubsub, std::string_view topic) {
  registry::unregister_key(pubsub, bin(topic));
}

void broadcast(atom pubsub, std::string_view topic, const term& message) {
  publish(pubsub, pid(), topic, message);
}

void broadcast_from(atom pubsub, pid from, std::string_view topic, const term& message) {
  publish(pubsub, from, topic, message);
}

void local_broadcast(atom pubsub, std::string_view topic, const term& message) {
  const term key = bin(topic);
  hand_out(pubsub, key, pid(), message);
}

void direct_broadcast(atom node, atom pubsub, std::string_view topic, const term& message) {
  send(destination(adapter(pubsub, 0), node), forwarded(topic, message));
}

}  // namespace kith::phoenix
