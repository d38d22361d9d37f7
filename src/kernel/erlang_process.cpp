// Module `erlang`: processes and their names.

#include <algorithm>
#include <vector>

#include "kernel/erlang_rows.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

term self_0(arguments) {
  return term(self());
}

term processes_0(arguments) {
  const node_core& node = here();
  process_table& table = node.home().table();
  std::vector<pid> all;
  for (std::uint32_t slot = 0; slot < table.slots(); ++slot) {
    process_block* p = table.at(slot);
    const std::uint32_t generation = p->generation.load(std::memory_order_acquire);
    if (std::atomic_ref(p->node).load(std::memory_order_relaxed) == &node) {
      all.push_back(pid::local(node.index(), slot, generation));
    }
  }
  return list_of(all);
}

// ---- names -------------------------------------------------------------------------------------

term register_2(arguments a) {
  register_name(atom_of(a[0]), local_pid_of(a[1]));
  return atoms::true_;
}
term unregister_1(arguments a) {
  unregister(atom_of(a[0]));
  return atoms::true_;
}
term whereis_1(arguments a) {
  const pid who = whereis(atom_of(a[0]));
  return who ? term(who) : term(atoms::undefined);
}
term registered_0(arguments) {
  return registered();
}

// ---- the leader of a group ---------------------------------------------------------------------

term group_leader_0(arguments) {
  return term(group_leader());
}
term group_leader_2(arguments a) {
  const pid leader = pid_of(a[0]);
  const pid of = pid_of(a[1]);
  if (of.is_local() && here().home().find(of) == nullptr) {
    badarg();
  }
  group_leader(leader, of);
  return atoms::true_;
}

// ---- what makes no difference here -------------------------------------------------------------

/// Terms are counted: there is no garbage.
term garbage_collect_0(arguments) {
  return atoms::true_;
}

/// As OTP's, which has had none for long.
term no_message_area_0(arguments) {
  raise_error(atoms::undefined);
}

/// The rest of the slice is that much shorter.
term bump_reductions_1(arguments a) {
  const term_ref n = a[0];
  if (!n.is_integer() || compare(n, term(0)) < 0) {
    badarg();
  }
  process_block& p = current_process();
  const std::int64_t by = n.fits_int64() ? n.as_int() : INT64_MAX;
  p.budget -=
      static_cast<std::int32_t>(std::min<std::int64_t>(by, process_block::slice_reductions));
  return atoms::true_;
}

/// Differs: no process of ours can be stopped by another.
term suspend_process(arguments) {
  badarg();
}

}  // namespace

std::span<const native_row> erlang_process_rows() {
  static constexpr native_row rows[] = {
      {"self", 0, self_0},
      {"processes", 0, processes_0},
      {"register", 2, register_2},
      {"unregister", 1, unregister_1},
      {"whereis", 1, whereis_1},
      {"registered", 0, registered_0},
      {"group_leader", 0, group_leader_0},
      {"group_leader", 2, group_leader_2},
      {"garbage_collect", 0, garbage_collect_0},
      {"garbage_collect_message_area", 0, no_message_area_0},
      {"bump_reductions", 1, bump_reductions_1},
      {"suspend_process", 1, suspend_process},
      {"suspend_process", 2, suspend_process},
      {"resume_process", 1, suspend_process},
  };
  return rows;
}

}  // namespace kith::detail
