// Module `erlang`: processes.

#include "kernel/natives.hpp"
#include "otp/gen.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

[[noreturn]] void badarg() {
  raise_error(atoms::badarg);
}

pid pid_of(term_ref t) {
  if (!t.is_pid()) {
    badarg();
  }
  return t.as_pid();
}

/// A process of this node, as most functions want.
pid local_pid_of(term_ref t) {
  const pid p = pid_of(t);
  if (p.node() != node_name()) {
    badarg();
  }
  return p;
}

term processes() {
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

/// What process_info/1 shows. OTP: erlang:process_info/1.
term usual_items() {
  return list(atoms::registered_name, atoms::status, atoms::message_queue_len, atoms::links,
              atoms::dictionary, atoms::trap_exit, atom("priority"), atoms::group_leader,
              atom("reductions"));
}

task<term> all_info(ctx self, pid who) {
  const term items = usual_items();
  const term all = co_await process_info(self, who, items);
  const bool nameless = all.is_list() && all.ref().head()[1].is_nil();
  co_return nameless ? term(all.ref().tail()) : all;
}

task<term> info(ctx self, term args) {
  return process_info(self, local_pid_of(argument(args, 0)), term(argument(args, 1)));
}

term send_to(const term& to, const term& message) {
  const auto where = destination_of(to);
  if (!where) {
    badarg();
  }
  send(*where, message);
  return message;
}

}  // namespace

void add_process_natives(native_table& natives) {
  const atom m = atoms::erlang;
  natives.add(m, atom("self"), 0, [](std::span<const term>) -> term { return kith::self(); });
  natives.add(m, atom("whereis"), 1, [](ctx, term args) -> task<term> {
    const term_ref name = argument(args, 0);
    if (!name.is_atom()) {
      badarg();
    }
    const pid who = whereis(name.as_atom());
    co_return who ? term(who) : term(atoms::undefined);
  });
  natives.add(m, atom("registered"), 0, [](ctx, term) -> task<term> { co_return registered(); });
  natives.add(m, atom("processes"), 0, [](ctx, term) -> task<term> { co_return processes(); });
  natives.add(m, atom("is_process_alive"), 1, [](ctx self, term args) -> task<term> {
    const pid who = local_pid_of(argument(args, 0));
    const bool alive = co_await is_process_alive(self, who);
    co_return term(alive);
  });
  natives.add(m, atom("process_info"), 1, [](ctx self, term args) -> task<term> {
    const pid who = local_pid_of(argument(args, 0));
    return all_info(self, who);
  });
  natives.add(m, atom("process_info"), 2, info);
  natives.add(m, atom("send"), 2, [](ctx, term args) -> task<term> {
    co_return send_to(term(argument(args, 0)), term(argument(args, 1)));
  });
  natives.add(m, atom("exit"), 2, [](ctx, term args) -> task<term> {
    exit(pid_of(argument(args, 0)), term(argument(args, 1)));
    co_return atoms::true_;
  });
  natives.add(m, atom("group_leader"), 0,
              [](ctx, term) -> task<term> { co_return term(group_leader()); });
}

}  // namespace kith::detail
