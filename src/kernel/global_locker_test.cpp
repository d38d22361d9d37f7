// The locker of `global`, and how all that are known are locked, with a name server that says what
// the test wants.

#include <doctest/doctest.h>

#include "kernel/global_locks.hpp"
#include "kernel/global_server.hpp"
#include "kernel/kernel_fixture.hpp"
#include "kith/gen_server.hpp"
#include "kith/pattern.hpp"

namespace kith::detail {
namespace {

const atom far("far@h");
std::vector<std::string> heard;

/// Is the name server of a locker that hears of a node that connects, and of its end if
/// `cancelled`.
process serves_locker(ctx self, bool cancelled) {
  const pid locker = spawn(global_locker, self.self());
  const term tag("tag");
  send(locker, tuple(atom("his_the_locker"), pid::external(far, 1, 5, 0), tuple(8, list()),
                     atom("his_tag"), tag));
  if (cancelled) {
    send(locker, tuple(atom("cancel"), far, tag, atom("no_fun")));
  }
  term request;
  const std::size_t which = co_await self.receive(on(tuple(atoms::gen_call, any, bind(request))),
                                                  after(duration::seconds(2)));
  heard.push_back(which == 0 ? to_string(request) : "nothing");
  exit(locker, atoms::kill);
}

TEST_CASE("global locker: it locks for a node that connects, and not for one that was cancelled") {
  kernel_node n;
  heard.clear();
  CHECK(n.run(serves_locker, false));
  CHECK(n.run(serves_locker, true));
  CHECK(heard == std::vector<std::string>{"get_known", "nothing"});
}

/// Is the name server of one that locks all known nodes: `far` is known when it looks again, and
/// gone when it looks once more.
process serves_knowledge(ctx self) {
  for (int call = 1;; ++call) {
    term from;
    co_await self.receive(on(tuple(atoms::gen_call, bind(from), atom("get_known"))));
    heard.push_back(call == 2 ? "far" : "none");
    gen_server::reply(from, call == 2 ? term(list(far)) : term(list()));
  }
}

process locks_all(ctx self) {
  const pid server = spawn_link(serves_knowledge);
  const term id = tuple(atom("id"), self.self());
  const std::vector<atom> nodes = co_await lock_all_known(self, id, server);
  heard.push_back(std::to_string(nodes.size()) + " locked");
}

TEST_CASE("global locks: all known nodes are locked anew when one becomes known meanwhile") {
  kernel_node n;
  heard.clear();
  CHECK(n.run(locks_all));
  CHECK(heard == std::vector<std::string>{"none", "far", "none", "none", "1 locked"});
}

}  // namespace
}  // namespace kith::detail
