// The curves: what each measures at one point, by the name of the file that has it.
#pragma once

#include <cstdint>

#include <kith/kith.hpp>

namespace growth {

/// The figure of size n: seconds for doing the work once, from rounds of about `least` seconds; of
/// `memory` bytes.
using curve = kith::task<double>(kith::ctx self, std::int64_t n, double least);

curve ring;             // ring.cpp: one hop of a token in a ring of n processes
curve spawning;         // spawning.cpp: n processes start and end
curve memory;           // memory.cpp: bytes of each of n processes that wait
curve calls;            // mailbox.cpp: a call, by a process with n unread messages
curve fresh_reference;  // a receive of the newest of n messages by its fresh reference
curve oldest;           // a receive of the oldest of n messages, which another replaces
curve binary_near;      // payload.cpp: a binary of n bytes to a process and back
curve list_near;        // a list of n integers to a process and back
curve binary_far;       // the same, to a process of another node
curve list_far;
curve monitors;     // ties.cpp: from the end of a process until n that monitor it have said so
curve links;        // the same of n that are linked to it
curve timers;       // timers.cpp: n timers are armed and cancelled
curve encode_list;  // codec.cpp: a list of n integers to bytes
curve decode_list;
curve encode_map;  // a map of n pairs of integers
curve decode_map;
curve pairs;  // pairs.cpp: n pairs of processes, each one round trip

}  // namespace growth
