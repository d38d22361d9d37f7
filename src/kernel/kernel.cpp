#include "kernel/kernel.hpp"

#include "kernel/apply.hpp"
#include "kernel/global_server.hpp"
#include "kernel/group_server.hpp"
#include "kernel/natives.hpp"
#include "kernel/net_kernel.hpp"
#include "kernel/rex.hpp"
#include "kernel/user.hpp"
#include "runtime/runtime.hpp"

namespace kith::detail {

void start_kernel(node_core& node, kernel_state& state) {
  add_erlang_natives(node.natives);
  add_call_natives(node.natives);
  add_kernel_natives(node.natives);
  if (state.code == nullptr) {
    add_code_natives(node.natives);
  }
  node.apply_fun = apply_fun;
  const term groups = state.env.get(atom("kernel"), atom("global_groups"));
  group_reading read = read_groups(node.name(), groups);
  if (read.fault) {
    exit(tuple(atoms::error, tuple(atom("invalid global_groups definition"), groups)));
  }
  state.global_groups.set(std::move(read.definition));
  state.global.groups = &state.global_groups;
  state.started = node.home().world().now();
  node.kernel.store(&state, std::memory_order_release);

  const auto named = [](atom name) { return spawn_options().name(name); };
  const pid out = spawn_on(&node, named(atoms::user), user, state.output).who;
  node.leader_word.store(out.local_word(), std::memory_order_release);
  spawn_on(&node, named(atoms::net_kernel), net_kernel);
  spawn_on(&node, named(atoms::rex), rex);
  spawn_on(&node, named(atoms::global_name_server), global_name_server);
  spawn_on(&node, named(atom("global_group")), global_group_server);
}

}  // namespace kith::detail
