// A million processes that come and go, tied to others in every way, leave nothing behind.

#include <array>
#include <vector>

#include "memory.hpp"
#include "runtime/node_core.hpp"
#include "runtime/runtime.hpp"
#include "subject.hpp"

namespace kith::endurance {
namespace {

atom name_of(std::int64_t i) {
  static const std::array<atom, 8> names = {atom("e0"), atom("e1"), atom("e2"), atom("e3"),
                                            atom("e4"), atom("e5"), atom("e6"), atom("e7")};
  return names[static_cast<std::size_t>(i) % names.size()];
}

process waits(ctx self) {
  co_await self.receive(on(atom("never")), after(1_s * 3600));
}

/// A way to live, and the reason of which `run_out` sees it die.
enum class life : std::uint8_t {
  ends,          ///< by itself
  linked,        ///< exits while linked to its parent
  named,         ///< has a name
  timed,         ///< is owed messages in an hour
  killed,        ///< waits with a limit, and is killed
  tied,          ///< is killed while it watches, is linked, has aliases and a dictionary
  fails,         ///< by an exception
  full_mailbox,  ///< is killed with messages unread
  count_,
};
constexpr auto lives = static_cast<std::int64_t>(life::count_);

process one_life(ctx self, life how, std::int64_t number, pid parent) {
  switch (how) {
  case life::linked: link(parent); kith::exit(atom("enough"));
  case life::named: register_name(name_of(number), self); break;
  case life::timed: {
    send_after(1_s * 3600, self, tuple(atom("late"), number));
    const reference armed = start_timer(1_s * 3600, parent, atom("late"));
    cancel_timer(armed);
    break;
  }
  case life::tied: {
    link(parent);
    const pid helper = spawn_link(waits);
    const std::array<reference, 4> refs = {monitor(parent), monitor(helper), alias(),
                                           monitor(helper, alias_mode::reply_demonitor)};
    put(atom("refs"), list_of(refs));
    co_await self.receive(on(atom("never")));
    break;
  }
  case life::fails: raise_error(tuple(atoms::badmatch, number));
  case life::killed:
  case life::full_mailbox: co_await self.receive(on(atom("never")), after(1_s * 3600)); break;
  default: break;
  }
}

/// So many live at a time, at most; no more have a name than there are names.
constexpr std::int64_t batch = 8 * lives;

task<void> come_and_go(ctx self, std::int64_t count) {
  trap_exit(true);
  for (std::int64_t first = 0; first < count; first += batch) {
    std::vector<reference> watched;
    for (std::int64_t i = first; i < first + batch; ++i) {
      const auto how = static_cast<life>(i % lives);
      const spawned young = spawn_monitor(one_life, how, i / lives, self.self());
      watched.push_back(young.monitor_ref);
      if (how == life::full_mailbox) {
        for (int k = 0; k < 3; ++k) {
          send(young.who, tuple(atom("unread"), k));
        }
      }
      if (how == life::killed || how == life::tied || how == life::full_mailbox) {
        send_after(duration::microseconds(i % 500), young.who, atom("unread"));
        co_await self.yield();
        exit(young.who, atoms::kill);
      }
    }
    for (const reference& ref : watched) {
      co_await self.receive(on(tuple(atoms::DOWN, ref, any, any, any)));
    }
    for (bool more = true; more;) {
      const std::size_t which = co_await self.receive(on(any), after(duration()));
      more = which == 0;  // exits of links
    }
  }
}

TEST_SUITE_BEGIN("memory");

TEST_CASE("memory: processes that come and go leave no memory, name, timer or atom behind") {
  node n(alone());
  const std::uint32_t processes = settled_processes(n);
  const std::size_t names = n.core().names.all().size();
  std::uint32_t atoms_before = 0;
  check_no_growth(whole(1'000'000), [&](std::int64_t count) {
    CHECK(run(n, come_and_go, count) == "");
    if (atoms_before == 0) {
      atoms_before = atom::count();
    }
  });
  CHECK(eventually([&] { return n.core().home().table().count() == processes; }));
  CHECK(n.core().names.all().size() == names);
  CHECK(atom::count() == atoms_before);
  // Those to processes that have ended are thrown away when there are twice as many as after the
  // last time: some hundred, of hundreds of thousands that were armed.
  CHECK(armed_timers(n) < 10'000);
}

TEST_SUITE_END();

}  // namespace
}  // namespace kith::endurance
