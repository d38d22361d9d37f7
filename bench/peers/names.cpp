// Names that hold on three connected nodes.
#include <kith/global.hpp>

#include "benchmarks.hpp"
#include "measure.hpp"
#include "near.hpp"

using namespace kith;

namespace bench {

namespace {

task<void> cycles(ctx self, std::int64_t n) {
  for (std::int64_t i = n; i > 0; --i) {
    const term name = tuple(atom("kb"), i);
    const bool yes = co_await global::register_name(self, name, self);
    check("registered", yes);
    co_await global::unregister_name(self, name);
  }
}

}  // namespace

task<void> global_register(ctx self, settings* s) {
  const std::int64_t n = s->get("n", 300);
  const std::int64_t lookups = s->get("lookups", 1'000'000);
  const far_end first = co_await reach_far(self, s, 1);
  const far_end second = co_await reach_far(self, s, 2);
  while (nodes().ref().list_length() < 2) {
    co_await rest(self, 20_ms);
  }
  co_await global::sync(self);
  co_await rest(self, 300_ms);
  co_await cycles(self, 20);
  const stopwatch registering;
  co_await cycles(self, n);
  s->emit("cycles_per_s", "cycles/s", registering.rate(n));

  const term name = atom("kb_name");
  const bool yes = co_await global::register_name(self, name, self);
  check("registered", yes);
  const stopwatch looking;
  for (std::int64_t i = 0; i < lookups; ++i) {
    check("the process of a name", global::whereis_name(name) == self);
  }
  s->emit("lookups_per_s", "lookups/s", looking.rate(lookups));
  co_await global::unregister_name(self, name);
}

}  // namespace bench
