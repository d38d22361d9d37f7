// All of Kith that a program of processes needs. The rest by name: blocking.hpp, gen_server.hpp,
// erpc.hpp, rpc.hpp, global.hpp, global_group.hpp, pg.hpp, io.hpp,
// etf.hpp, from_bytes.hpp, testing.hpp.
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
