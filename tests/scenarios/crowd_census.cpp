// What ties the processes of a crowd have in the end, as their nodes say.
#include "crowd.hpp"

namespace kith::scenarios {

void crowd::count_ties(cluster& c) {
  for (std::size_t i = 0; i < c.size(); ++i) {
    c.at(i).spawn(counter);
  }
}

process crowd::counter(ctx self) {
  crowd& all = *present_;
  const std::size_t here = all.member_of(node_name());
  const term items = list(atom("links"), atom("monitors"), atom("monitored_by"));
  for (std::size_t i = 0; i < all.people_.size(); ++i) {
    const person& who = *all.people_[i];
    if (!who.has_ended && who.member == here) {
      const term info = co_await process_info(self, who.self, items);
      all.counted(who, info);
    }
  }
}

/// `[{links, [Pid]}, {monitors, [{process, Pid | {Name, Node}}]}, {monitored_by, [Pid]}]`
void crowd::counted(const person& who, term_ref info) {
  write(who, deed::counted);
  const auto has = [&](deed what, term_ref whom) {
    const actor other = whom.is_pid() ? actor_of(whom.as_pid()) : 0;
    write(who, what).other = other;
  };
  for (term_ref l = info.head()[1]; l.is_cons(); l = l.tail()) {
    has(deed::has_link, l.head());
  }
  for (term_ref m = info.tail().head()[1]; m.is_cons(); m = m.tail()) {
    has(deed::has_monitor, m.head()[1]);
  }
  for (term_ref w = info.tail().tail().head()[1]; w.is_cons(); w = w.tail()) {
    has(deed::has_watcher, w.head());
  }
}

}  // namespace kith::scenarios
