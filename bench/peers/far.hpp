#pragma once

#include <kith/kith.hpp>

namespace bench {

/// The process `bench_far` of a far node; the messages are said in far.cpp.
kith::process far_server(kith::ctx self);

}  // namespace bench
