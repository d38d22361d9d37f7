#pragma once

#include <string_view>

#include "kith/process.hpp"

namespace kith::phoenix {

// A peer of Phoenix.PubSub with its default adapter (pg): processes of Kith publish to LiveViews,
// channels and all that subscribes in Elixir, and hear what those publish. Nodes of both kinds that
// are connected and run a PubSub of one name are one. Topics are UTF-8.
// Source: phoenix_pubsub, Phoenix.PubSub.PG2 and PG2Worker.
//
//   scope 'Elixir.Phoenix.PubSub' of pg, group 'Elixir.Shop.PubSub.Adapter' (and …Adapter_2, …)
//   {forward_to_local, Topic, Message, 'Elixir.Phoenix.PubSub'}   to each member of the group

/// Starts the PubSub of that name, `atom("Elixir.Shop.PubSub")`, linked to the running process;
/// with it a registry of the same name, in which the subscribers are. `pool_size` has to be that of
/// the other nodes. Returns `{ok, Pid}`, or `{error, {already_started, Pid}}`. Elixir: a child
/// `{Phoenix.PubSub, name: Shop.PubSub, pool_size: 1}`.
[[nodiscard]] task<term> start_link(ctx self, atom pubsub, unsigned pool_size = 1);

/// What is published to the topic, on any node, comes as a message to the running process; as often
/// as it subscribed. Elixir: Phoenix.PubSub.subscribe/2.
void subscribe(atom pubsub, std::string_view topic);
/// Elixir: Phoenix.PubSub.unsubscribe/2.
void unsubscribe(atom pubsub, std::string_view topic);

/// To the subscribers on all nodes. Elixir: Phoenix.PubSub.broadcast/3. Differs: subscribers here
/// get messages as they are, also where a dispatcher of the publisher's would have changed them.
void broadcast(atom pubsub, std::string_view topic, const term& message);
/// The same, but not to `from`. Elixir: Phoenix.PubSub.broadcast_from/4.
void broadcast_from(atom pubsub, pid from, std::string_view topic, const term& message);
/// To those of this node. Elixir: Phoenix.PubSub.local_broadcast/3.
void local_broadcast(atom pubsub, std::string_view topic, const term& message);
/// To those of one node. Elixir: Phoenix.PubSub.direct_broadcast/4.
void direct_broadcast(atom node, atom pubsub, std::string_view topic, const term& message);

}  // namespace kith::phoenix
