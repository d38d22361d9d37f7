// All of Kith that a program of processes needs. The rest by name: blocking, gen_server, erpc, rpc,
// global, global_group, gossip, pg, phoenix, registry, io, etf, from_bytes, testing.
#pragma once

#include "kith/atom.hpp"
#include "kith/build.hpp"
#include "kith/clause.hpp"
#include "kith/duration.hpp"
#include "kith/map.hpp"
#include "kith/node.hpp"
#include "kith/nodes.hpp"
#include "kith/pattern.hpp"
#include "kith/process.hpp"
#include "kith/reflect.hpp"
#include "kith/result.hpp"
#include "kith/term.hpp"
