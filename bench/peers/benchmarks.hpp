// The benchmarks, by the name of the file that has them. Each runs in a process of its own.
#pragma once

#include <kith/kith.hpp>

#include "settings.hpp"

namespace bench {

using benchmark = kith::task<void>(kith::ctx self, settings* s);

// Within a node. messages.cpp, broadcast.cpp
benchmark ring, pingpong, pairs, fan_in, broadcast;
// spawning.cpp, holding.cpp
benchmark spawning, skynet, spawn_hold, spawn_hold_hibernate;
// calls.cpp, timers.cpp
benchmark gen_call, selective, timers;
// codec.cpp
benchmark codec_encode, codec_decode, write_corpora;

// Between nodes. dist_messages.cpp, dist_bulk.cpp
benchmark dist_rtt, dist_msgs, dist_msgs_par, dist_bulk, dist_hol;
// dist_calls.cpp, names.cpp, groups.cpp, starting.cpp
benchmark dist_gen_call, erpc_calls, global_register, pg_join, mesh_connect, node_start;

}  // namespace bench
