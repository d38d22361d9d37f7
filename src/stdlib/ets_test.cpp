#include <doctest/doctest.h>

#include "kith/pattern.hpp"
#include "runtime/lone_node.hpp"
#include "stdlib/native_call.hpp"

using namespace kith;
using namespace kith::detail;

namespace {

term ets(std::string_view name, std::vector<term> args) {
  return call_native("ets", name, args);
}

/// `badarg` of a call that fails so.
bool refused(std::string_view name, std::vector<term> args) {
  try {
    static_cast<void>(ets(name, std::move(args)));
    return false;
  } catch (const exit_exception& e) {
    return e.reason().is(atoms::badarg);
  }
}

const atom t("t");

process walks_on(ctx) {
  const term table = ets("new", {t, term::nil()});
  CHECK(table.is_reference());
  for (int i = 0; i < 1'000; ++i) {
    ets("insert", {table, tuple(i, i)});
  }
  // Every key comes once, though each is taken out on the way.
  ets("safe_fixtable", {table, true});
  int seen = 0;
  for (term key = ets("first", {table}); !key.is(atom("$end_of_table"));
       key = ets("next", {table, key})) {
    ets("delete", {table, key});
    ++seen;
  }
  ets("safe_fixtable", {table, false});
  CHECK(seen == 1'000);
  CHECK(ets("info", {table, atom("size")}) == term(0));
  CHECK(refused("next", {table, term(5)}));
  co_return;
}

process selects_in_parts(ctx) {
  const term table = ets("new", {t, term(list(atom("ordered_set")))});
  for (int i = 1; i <= 10; ++i) {
    ets("insert", {table, tuple(i, i % 2)});
  }
  const term spec = *parse_term("[{{'$1', 1}, [], ['$1']}]");
  term part = ets("select", {table, spec, 2});
  CHECK(part[0] == term(list(1, 3)));
  part = ets("select", {term(part[1])});
  CHECK(part[0] == term(list(5, 7)));
  part = ets("select", {term(part[1])});
  CHECK(part[0] == term(list(9)));
  CHECK(part[1].is(atom("$end_of_table")));
  part = ets("select_reverse", {table, spec, 4});
  CHECK(part[0] == term(list(9, 7, 5, 3)));
  part = ets("select_reverse", {term(part[1])});
  CHECK(part[0] == term(list(1)));
  co_return;
}

process owner(ctx self, pid parent, bool has_heir) {
  const term heir = tuple(atom("heir"), parent, atom("gift"));
  const term options =
      has_heir ? term(list(atom("named_table"), heir)) : term(list(atom("named_table")));
  ets("new", {t, options});
  ets("insert", {t, tuple(1, atoms::ok)});
  send(parent, atom("ready"));
  co_await self.receive(on(atom("end")));
}

process outlives_owner(ctx self) {
  pid who = spawn(owner, self.self(), false);
  co_await self.receive(on(atom("ready")));
  CHECK(ets("lookup", {t, 1}) == term(list(tuple(1, atoms::ok))));
  CHECK(refused("insert", {t, tuple(2, 2)}));  // protected
  CHECK(refused("setopts", {t, term::nil()}));
  spawned watched{who, monitor(who)};
  send(who, atom("end"));
  co_await self.receive(on(tuple(atoms::DOWN, watched.monitor_ref, any, any, any)));
  CHECK(ets("whereis", {t}) == term(atoms::undefined));
  CHECK(refused("lookup", {t, 1}));

  who = spawn(owner, self.self(), true);
  co_await self.receive(on(atom("ready")));
  send(who, atom("end"));
  co_await self.receive(on(tuple(atom("ETS-TRANSFER"), t, who, atom("gift"))));
  CHECK(ets("info", {t, atom("owner")}) == term(self));
  ets("insert", {t, tuple(2, 2)});
  CHECK(ets("info", {t, atom("size")}) == term(2));
}

process counts(ctx) {
  const term c = call_native("counters", "new", {2, term::nil()});
  call_native("counters", "add", {c, 1, 5});
  call_native("counters", "sub", {c, 1, 7});
  CHECK(call_native("counters", "get", {c, 1}) == term(-2));
  CHECK(call_native("counters", "get", {c, 2}) == term(0));
  const term a = call_native("atomics", "new", {1, term(list(tuple(atom("signed"), false)))});
  CHECK(call_native("atomics", "sub_get", {a, 1, 1}) == term(UINT64_MAX));
  CHECK(call_native("atomics", "compare_exchange", {a, 1, 1, 2}) == term(UINT64_MAX));
  CHECK(call_native("atomics", "compare_exchange", {a, 1, term(UINT64_MAX), 2}) == term(atoms::ok));
  CHECK(call_native("atomics", "exchange", {a, 1, 3}) == term(2));
  CHECK_THROWS(call_native("atomics", "get", {a, 2}));
  co_return;
}

}  // namespace

TEST_CASE("ets: a walk through a fixed table sees each key once, whatever is deleted") {
  lone_node node;
  CHECK(node.run(walks_on));
  CHECK(node.log.lines.empty());
}

TEST_CASE("ets: a selection goes on where it stopped") {
  lone_node node;
  CHECK(node.run(selects_in_parts));
  CHECK(node.log.lines.empty());
}

TEST_CASE("ets: a table goes with its owner, or to its heir") {
  lone_node node;
  CHECK(node.run(outlives_owner));
  CHECK(node.log.lines.empty());
}

TEST_CASE("counters: values wrap around at 64 bits") {
  lone_node node;
  CHECK(node.run(counts));
  CHECK(node.log.lines.empty());
}
