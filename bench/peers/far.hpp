#pragma once

#include <kith/kith.hpp>

namespace bench {

/// The process `bench_far` of a far node; the messages are said in far.cpp.
kith::process far_server(kith::ctx self);

/// A process that monitors the group of groups.cpp, tells `reporter` {watching, Pid}, and of each
/// change {Pid, join | leave, HowMany}.
kith::process pg_watch(kith::ctx self, kith::pid reporter);

}  // namespace bench
