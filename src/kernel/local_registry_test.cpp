// The local registry by keys of any kind: what Elixir's Registry does, on a node of Kith alone.

#include <doctest/doctest.h>

#include "kernel/kernel_fixture.hpp"
#include "kith/gen_server.hpp"
#include "kith/pattern.hpp"
#include "kith/registry.hpp"

namespace kith {
namespace {

const atom pets("pets");

std::vector<std::string> heard;
void hear(const term& t) {
  heard.push_back(to_string(t));
}
using lines = std::vector<std::string>;

std::string joined(const lines& all) {
  std::string text;
  for (const std::string& line : all) {
    text += (text.empty() ? "" : "; ") + line;
  }
  return text;
}

/// What a process on a new node says.
template <class F>
std::string heard_of(F body) {
  detail::kernel_node n;
  heard.clear();
  CHECK(n.run(body));
  return joined(heard);
}

process keeps(ctx self, atom name, term key, term value, pid tell) {
  const term done = registry::register_key(name, key, value);
  send(tell, term(done[0]));
  co_await self.receive(on(atom("stop")));
}

task<pid> kept_by_other(ctx self, term key, term value) {
  const pid who = spawn(keeps, pets, key, value, self.self());
  co_await self.receive(on(any));
  co_return who;
}

term seen(const std::vector<registry::entry>& entries) {
  std::vector<term> all;
  for (const registry::entry& e : entries) {
    all.push_back(e.value);
  }
  return list_of(all);
}

TEST_CASE("registry: a unique key has one process, and is free when that ends") {
  CHECK(heard_of([](ctx self) -> process {
          const term started = co_await registry::start_link(self, pets, registry::keys::unique);
          hear(term(started[0]));
          const term key = tuple(atom("dog"), 1);
          const pid other = co_await kept_by_other(self, key, term(7));
          const term taken = registry::register_key(pets, key, 8);
          hear(tuple(taken[0], taken[1][0], taken[1][1] == term(other)));
          hear(seen(registry::lookup(pets, key)));
          hear(registry::whereis_name(tuple(pets, key)) == other);
          const reference watch = monitor(other);
          send(other, atom("stop"));
          co_await self.receive(on(tuple(atoms::DOWN, watch, any, any, any)));
          hear(seen(registry::lookup(pets, key)));
          const term mine = registry::register_key(pets, key, 300);
          hear(term(mine[0]));
          hear(seen(registry::lookup(pets, key)));
          hear(term(static_cast<std::int64_t>(registry::count(pets))));
        }) ==
        joined({"ok", "{error,already_registered,true}", "[7]", "true", "[]", "ok", "[300]", "1"}));
}

TEST_CASE("registry: 1 and 1.0 are two keys, and a process may have many") {
  CHECK(heard_of([](ctx self) -> process {
          co_await registry::start_link(self, pets, registry::keys::unique);
          registry::register_key(pets, 1, atom("a"));
          registry::register_key(pets, 1.0, atom("b"));
          hear(seen(registry::lookup(pets, term(1))));
          hear(seen(registry::lookup(pets, term(1.0))));
          hear(list_of(registry::keys_of(pets, self)));
          registry::unregister_key(pets, 1);
          registry::unregister_key(pets, 1);
          hear(list_of(registry::keys_of(pets, self)));
        }) == joined({"[a]", "[b]", "[1,1.0]", "[1.0]"}));
}

TEST_CASE("registry: a duplicate key has all its entries, in their order") {
  CHECK(heard_of([](ctx self) -> process {
          co_await registry::start_link(self, pets, registry::keys::duplicate);
          registry::register_key(pets, atom("k"), 1);
          registry::register_key(pets, atom("k"), 2);
          const pid other = co_await kept_by_other(self, atom("k"), term(3));
          hear(seen(registry::lookup(pets, term(atom("k")))));
          hear(list_of(registry::values(pets, term(atom("k")), self)));
          hear(list_of(registry::keys_of(pets, self)));
          int sum = 0;
          registry::dispatch(pets, term(atom("k")), [&](const registry::entry& e) {
            sum += static_cast<int>(e.value.as_int());
          });
          hear(sum);
          registry::unregister_values(pets, term(atom("k")), {term(1)});
          hear(seen(registry::lookup(pets, term(atom("k")))));
          registry::unregister_key(pets, atom("k"));
          hear(seen(registry::lookup(pets, term(atom("k")))));
          exit(other, atoms::kill);
          const bool lives = co_await is_process_alive(self, other);
          hear(lives);
          hear(seen(registry::lookup(pets, term(atom("k")))));
        }) == joined({"[1,2,3]", "[1,2]", "[k,k]", "6", "[2,3]", "[3]", "false", "[]"}));
}

TEST_CASE("registry: a value is changed by whose it is") {
  CHECK(heard_of([](ctx self) -> process {
          co_await registry::start_link(self, pets, registry::keys::unique);
          registry::register_key(pets, atom("mine"), 1);
          co_await kept_by_other(self, atom("his"), term(5));
          const auto more = [](const term& old) { return term(old.as_int() + 1); };
          hear(registry::update_value(pets, term(atom("mine")), more));
          hear(static_cast<bool>(registry::update_value(pets, term(atom("his")), more)));
          hear(seen(registry::lookup(pets, term(atom("mine")))));
          hear(seen(registry::lookup(pets, term(atom("his")))));
        }) == joined({"2", "false", "[2]", "[5]"}));
}

TEST_CASE("registry: what it knows about itself") {
  CHECK(heard_of([](ctx self) -> process {
          co_await registry::start_link(self, pets, registry::keys::unique);
          registry::put_meta(pets, "k", 1);
          registry::put_meta(pets, "k", 2);
          hear(registry::meta(pets, term("k")));
          registry::delete_meta(pets, term("k"));
          hear(static_cast<bool>(registry::meta(pets, term("k"))));
        }) == joined({"2", "false"}));
}

TEST_CASE("registry: names for via") {
  CHECK(heard_of([](ctx self) -> process {
          co_await registry::start_link(self, pets, registry::keys::unique);
          hear(registry::register_name(tuple(pets, atom("a")), self));
          hear(registry::register_name(tuple(pets, atom("a")), self));
          hear(registry::register_name(tuple(pets, atom("b"), 4), self));
          hear(seen(registry::lookup(pets, term(atom("a")))));
          hear(seen(registry::lookup(pets, term(atom("b")))));
          registry::send(tuple(pets, atom("b"), 4), atom("hello"));
          co_await self.receive(on(atom("hello")));
          registry::unregister_name(tuple(pets, atom("a")));
          hear(static_cast<bool>(registry::whereis_name(tuple(pets, atom("a")))));
        }) == joined({"true", "false", "true", "[nil]", "[4]", "false"}));
}

class echo final : public gen_server {
  task<action> handle_call(ctx, term request, term) override { co_return reply(request); }
};

TEST_CASE("registry: a server is started under a key, and called by it") {
  CHECK(heard_of([](ctx self) -> process {
          const term kept = co_await registry::start_link(self, pets, registry::keys::unique);
          const via dog = registry::name(pets, tuple(atom("dog"), 1));
          const term one = co_await gen_server::start<echo>(self, dog);
          const term two = co_await gen_server::start<echo>(self, dog);
          hear(tuple(kept[0], one[0], two[1][0]));
          const term said = co_await gen_server::call(self, dog, atom("hello"));
          hear(said);
          co_await gen_server::stop(self, dog);
          hear(static_cast<bool>(registry::whereis_name(dog.name())));
        }) == joined({"{ok,ok,already_started}", "hello", "false"}));
}

process fails(ctx, void (*what)()) {
  what();
  co_return;
}
/// Of each, why a process ends that does it.
process tries(ctx self, std::vector<void (*)()> all) {
  co_await registry::start_link(self, pets, registry::keys::duplicate);
  for (void (*what)() : all) {
    const spawned one = spawn_monitor(fails, what);
    term why;
    co_await self.receive(on(tuple(atoms::DOWN, one.monitor_ref, any, any, bind(why))));
    hear(why[0].is_map() ? term(why[0].map_get(term(atom("message")))) : term(why[0]));
  }
}

TEST_CASE("registry: what is asked wrongly is an error, as Elixir raises it") {
  detail::kernel_node n;
  heard.clear();
  CHECK(n.run(tries, std::vector<void (*)()>{
                         [] { static_cast<void>(registry::count(atom("nope"))); },
                         [] { static_cast<void>(registry::count(atom("Elixir.Nope"))); },
                         [] { registry::put_value(pets, term(1), 1); },
                         [] { static_cast<void>(registry::whereis_name(tuple(pets, 1))); },
                         [] { static_cast<void>(registry::whereis_name(atom("pets"))); },
                         [] { registry::register_name(tuple(pets, 1), whereis(atoms::rex)); },
                     }));
  CHECK(joined(heard) ==
        joined({"<<\"unknown registry: :nope\">>", "<<\"unknown registry: Nope\">>",
                "<<\"Registry.update_value/3 is not supported for duplicate registries\">>",
                "<<\":via is not supported for duplicate registries\">>", "function_clause",
                "function_clause"}));
}

TEST_CASE("registry: it ends with its starter, and takes those along that are registered") {
  CHECK(heard_of([](ctx self) -> process {
          trap_exit(true);
          const pid starter = spawn_link([](ctx me) -> process {
            co_await registry::start_link(me, pets, registry::keys::unique);
            const term again = co_await registry::start(me, pets, registry::keys::unique);
            hear(term(again[1][0]));
            co_await me.receive(on(atom("stop")));
            exit(atom("done"));
          });
          while (!whereis(pets)) {
            co_await self.yield();
          }
          co_await self.receive(on(any), after(10_ms));
          const pid other = co_await kept_by_other(self, atom("k"), term(1));
          const reference watch = monitor(other);
          send(starter, atom("stop"));
          term why;
          co_await self.receive(on(tuple(atoms::DOWN, watch, any, any, bind(why))));
          hear(why);
          hear(static_cast<bool>(whereis(pets)));
          const term again = co_await registry::start(self, pets, registry::keys::unique);
          hear(term(again[0]));
          hear(term(static_cast<std::int64_t>(registry::count(pets))));
        }) == joined({"already_started", "done", "false", "ok", "0"}));
}

TEST_CASE("registry: listeners hear of what is registered and unregistered, and of no end") {
  CHECK(heard_of([](ctx self) -> process {
          register_name(atom("ear"), self);
          const std::vector<atom> ears = {atom("ear"), atom("nobody")};
          co_await registry::start_link(self, pets, registry::keys::unique, ears);
          registry::register_key(pets, atom("a"), 1);
          registry::unregister_key(pets, atom("a"));
          const pid other = spawn(keeps, pets, term(atom("b")), term(2), self.self());
          for (int i = 0; i < 4; ++i) {
            const term m = co_await self.receive();
            if (!m.is_atom()) {
              hear(tuple(m[0], m[1], m[2], m[3] == term(self) || m[3] == term(other)));
            }
          }
          send(other, atom("stop"));
          const std::size_t none = co_await self.receive(on(any), after(10_ms));
          hear(static_cast<std::int64_t>(none));
          registry::register_key(pets, atom("c"), 3);
          registry::unregister_values(pets, term(atom("c")), {term(4)});
          registry::unregister_values(pets, term(atom("c")), {term(3)});
          for (int i = 0; i < 2; ++i) {
            const term m = co_await self.receive();
            hear(tuple(m[0], m[2]));
          }
        }) == joined({"{register,pets,a,true}", "{unregister,pets,a,true}",
                      "{register,pets,b,true}", "1", "{register,c}", "{unregister,c}"}));
}

TEST_CASE("registry: a thousand processes come and go, and nothing of them stays") {
  CHECK(heard_of([](ctx self) -> process {
          co_await registry::start_link(self, pets, registry::keys::duplicate);
          std::vector<pid> all;
          for (int i = 0; i < 1'000; ++i) {
            const pid who = co_await kept_by_other(self, term(i % 10), term(i));
            all.push_back(who);
          }
          hear(term(static_cast<std::int64_t>(registry::count(pets))));
          hear(term(static_cast<std::int64_t>(registry::lookup(pets, term(3)).size())));
          for (const pid who : all) {
            send(who, atom("stop"));
          }
          while (registry::count(pets) != 0) {
            co_await self.receive(on(atom("never")), after(1_ms));
          }
          hear(term(static_cast<std::int64_t>(registry::lookup(pets, term(3)).size())));
        }) == joined({"1000", "100", "0"}));
}

}  // namespace
}  // namespace kith
