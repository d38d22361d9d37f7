// What the functions of pg are made of, in terms: the C++ ones and the native ones.
#pragma once

#include "kith/process.hpp"

namespace kith::detail {

/// Asks a scope and waits as long as it takes.
[[nodiscard]] task<term> pg_call(ctx self, term scope, term request);
/// `pids` is a pid or a list of pids of this node, else `{nolocal, Bad}` is raised.
void pg_check_local(term_ref pids);
/// Lists of pids.
[[nodiscard]] term pg_members(term_ref scope, term_ref group);
[[nodiscard]] term pg_local_members(term_ref scope, term_ref group);
/// `ok`, or false for what is no monitor of that scope.
[[nodiscard]] task<term> pg_demonitor(ctx self, term scope, term ref);

}  // namespace kith::detail
