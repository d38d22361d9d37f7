// Those to whom things are done in the stress.
//
//   {to, Whom, From, N}     the Nth message to Whom, who must be the one that gets it
//   {number, From, N}       the Nth message of From to this sink
//   {answer, Alias}         a message {aliased, Alias} is to go there
//   {give, From}            a keeper answers {target, Pid}
//   {tie, Other}            a target links and watches another, and undoes half of it
//   die

#include <map>

#include "stress.hpp"

namespace kith::endurance {

namespace {

struct pid_less {
  bool operator()(const pid& a, const pid& b) const { return compare(term(a), term(b)) < 0; }
};

/// The last number of each sender, and how often its node had been lost by then.
class numbers {
 public:
  explicit numbers(stress& all) : all_(all) {}

  /// `whole`: of a sender on another node nothing may be missing unless the node was lost.
  void take(const pid& from, std::int64_t n, bool whole) {
    const std::uint64_t losses = losses_[from.node()];
    const auto [at, fresh] = last_.try_emplace(from, entry{n, losses});
    entry& before = at->second;
    const bool may_miss =
        fresh || before.losses != losses || (!whole && from.node() != node_name());
    if (!fresh && (n <= before.number || (n != before.number + 1 && !may_miss))) {
      all_.problem(to_string(term(tuple(atom("order"), from, before.number, n))));
    }
    if (!fresh && n != before.number + 1) {
      all_.count(deed::gaps);
    }
    before = {n, losses};
    all_.count(deed::messages_in_order);
  }
  void lost(atom node) {
    ++losses_[node];
    all_.count(deed::nodedowns_seen);
  }

 private:
  struct entry {
    std::int64_t number;
    std::uint64_t losses;
  };
  stress& all_;
  std::map<pid, entry, pid_less> last_;
  std::map<atom, std::uint64_t> losses_;
};

void tie(const pid& to, dice& lots) {
  link(to);
  const reference watch = monitor(to);
  if (lots.roll(2) == 0) {
    unlink(to);
    demonitor_flush(watch);
  }
}

}  // namespace

process keeper(ctx self, stress* all) {
  register_name(atom("keeper"), self);
  for (;;) {
    pid from;
    const std::size_t which =
        co_await self.receive(on(tuple(atom("give"), bind(from))), on(atom("end")), on(any));
    if (which == 1) {
      co_return;
    }
    if (which == 0 && !all->is_over()) {
      send(from, tuple(atom("target"), spawn(target, all)));
      all->count(deed::spawned);
    }
  }
}

process sink(ctx self, stress* all) {
  net_kernel::monitor_nodes(true, node_kind::all);
  register_name(atom("sink"), self);
  numbers got(*all);
  for (;;) {
    pid from;
    std::int64_t n = 0;
    atom node;
    const std::size_t which = co_await self.receive(on(tuple(atom("number"), bind(from), bind(n))),
                                                    on(tuple(atoms::nodedown, bind(node), any)),
                                                    on(atom("end")), on(any));
    if (which == 0) {
      got.take(from, n, true);
    } else if (which == 1) {
      got.lost(node);
    } else if (which == 2) {
      co_return;
    }
  }
}

process target(ctx self, stress* all) {
  const stress::presence here(*all);
  dice lots(all->next_seed());
  trap_exit(lots.roll(2) == 0);
  numbers got(*all);
  for (;;) {
    pid whom;
    pid from;
    std::int64_t n = 0;
    reference alias_of;
    const std::size_t which = co_await self.receive(
        on(tuple(atom("to"), bind(whom), bind(from), bind(n))),
        on(tuple(atom("answer"), bind(alias_of))), on(tuple(atom("tie"), bind(from))),
        on(atom("die")), on(any), after(20_ms + lots.wait(50_ms)));
    if (which == 0) {
      if (!(whom == self.self())) {
        all->problem(to_string(term(tuple(atom("meant_for"), whom, atom("got_by"), self))));
      }
      got.take(from, n, false);
    } else if (which == 1) {
      send(alias_of, tuple(atom("aliased"), alias_of));
    } else if (which == 2) {
      tie(from, lots);
    } else if (which == 3) {
      if (lots.roll(2) == 0) {
        kith::exit(atom("enough"));
      }
      co_return;
    } else if (which == 5 && (all->is_over() || lots.roll(4) == 0)) {
      co_return;
    }
  }
}

}  // namespace kith::endurance
