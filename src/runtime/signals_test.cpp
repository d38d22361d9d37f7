// Links, monitors, exit signals, aliases: the Erlang Reference Manual's "Processes", case by case.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "kith/build.hpp"
#include "kith/pattern.hpp"
#include "runtime/lone_node.hpp"

namespace kith {
namespace {

using detail::lone_node;

std::vector<std::string> heard;

process ends_with(ctx, term reason) {
  exit(reason);
  co_return;
}
process waits(ctx self) {
  co_await self.receive(on(atom("stop")));
}
process keeps_all(ctx self, std::size_t n) {
  trap_exit(true);
  for (std::size_t i = 0; i < n; ++i) {
    const term m = co_await self.receive();
    heard.push_back(to_string(m));
  }
}

TEST_CASE("link: a process that does not trap dies with the one it is linked to") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    trap_exit(true);
    const pid middle = spawn_link([](ctx inner) -> process {
      spawn_link(ends_with, term(atom("boom")));
      co_await inner.receive(on(atom("never")));
    });
    term reason;
    co_await self.receive(on(tuple(atoms::EXIT, middle, bind(reason))));
    heard.push_back(to_string(reason));
  }));
  CHECK(heard == std::vector<std::string>{"boom"});
}

TEST_CASE("link: a normal end is a message to who traps, and nothing to who does not") {
  lone_node n;
  static bool survived;
  survived = false;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const spawned child = spawn_monitor(ends_with, term(atoms::normal));
    link(child.who);
    co_await self.receive(on(tuple(atoms::DOWN, child.monitor_ref, any, any, any)));
    const std::size_t clause = co_await self.receive(on(any), after(10_ms));
    survived = clause == 1;
  }));
  CHECK(survived);
}

TEST_CASE("link: to a process that does not exist gives noproc") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    trap_exit(true);
    const spawned child = spawn_monitor(ends_with, term(atoms::normal));
    co_await self.receive(on(tuple(atoms::DOWN, any, any, any, any)));
    link(child.who);
    term reason;
    co_await self.receive(on(tuple(atoms::EXIT, child.who, bind(reason))));
    heard.push_back(to_string(reason));
  }));
  CHECK(heard == std::vector<std::string>{"noproc"});
}

TEST_CASE("unlink: no exit signal of the link arrives afterwards, however close the end was") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    lone_node n(seed);
    static bool quiet;
    quiet = false;
    CHECK(n.run([](ctx self) -> process {
      trap_exit(true);
      const pid child = spawn_link(ends_with, term(atom("boom")));
      unlink(child);
      const std::size_t early =
          co_await self.receive(on(tuple(atoms::EXIT, child, any)), after(0_s));
      (void)early;
      const std::size_t late =
          co_await self.receive(on(tuple(atoms::EXIT, child, any)), after(50_ms));
      quiet = late == 1;
    }));
    CHECK(quiet);
  }
}

TEST_CASE("exit/2: kill cannot be trapped and arrives at others as killed") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const spawned child = spawn_monitor(keeps_all, std::size_t{5});
    co_await self.yield();
    exit(child.who, atoms::kill);
    term reason;
    co_await self.receive(on(tuple(atoms::DOWN, child.monitor_ref, any, any, bind(reason))));
    heard.push_back(to_string(reason));
  }));
  CHECK(heard == std::vector<std::string>{"killed"});
}

TEST_CASE("exit/2: normal is ignored by others, a message to who traps, and deadly to oneself") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const spawned child = spawn_monitor(waits);
    exit(child.who, atoms::normal);
    const bool lives = co_await is_process_alive(self, child.who);
    heard.push_back(lives ? "lives" : "dead");
    exit(child.who, atom("now"));
    const bool still = co_await is_process_alive(self, child.who);
    heard.push_back(still ? "lives" : "dead");
    const spawned own = spawn_monitor([](ctx me) -> process {
      exit(me.self(), atoms::normal);
      co_await me.receive(on(atom("never")));
    });
    co_await self.receive(on(tuple(atoms::DOWN, own.monitor_ref, any, any, atoms::normal)));
    heard.push_back("ended");
  }));
  CHECK(heard == std::vector<std::string>{"lives", "dead", "ended"});
}

TEST_CASE("exit/2: to a process that traps exits is a message from the sender") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const spawned keeper = spawn_monitor(keeps_all, std::size_t{1});
    co_await self.yield();
    exit(keeper.who, tuple(atom("why"), 1));
    co_await self.receive(on(tuple(atoms::DOWN, keeper.monitor_ref, any, any, any)));
  }));
  REQUIRE(heard.size() == 1);
  CHECK(heard[0].starts_with("{'EXIT',<0."));
  CHECK(heard[0].ends_with(",{why,1}}"));
}

TEST_CASE("monitor: DOWN comes once, with the reason, and says noproc of the dead") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const pid child = spawn(ends_with, term(atom("gone")));
    const reference first = monitor(child);
    term reason;
    co_await self.receive(on(tuple(atoms::DOWN, first, atoms::process, child, bind(reason))));
    heard.push_back(to_string(reason));
    const reference second = monitor(child);
    co_await self.receive(on(tuple(atoms::DOWN, second, atoms::process, child, bind(reason))));
    heard.push_back(to_string(reason));
    const std::size_t more = co_await self.receive(on(any), after(20_ms));
    heard.push_back(more == 1 ? "no more" : "more");
  }));
  CHECK(heard[0] == "gone");
  CHECK(heard[1] == "noproc");
  CHECK(heard[2] == "no more");
}

TEST_CASE("monitor: by name tells {Name, Node}, and noproc when nobody has it") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const reference ref = monitor(atom("nobody"));
    term what;
    term reason;
    co_await self.receive(on(tuple(atoms::DOWN, ref, atoms::process, bind(what), bind(reason))));
    heard.push_back(to_string(term(tuple(what, reason))));
    const pid child = spawn(waits);
    register_name(atom("somebody"), child);
    const reference named = monitor(atom("somebody"));
    send(child, atom("stop"));
    co_await self.receive(on(tuple(atoms::DOWN, named, atoms::process, bind(what), bind(reason))));
    heard.push_back(to_string(term(tuple(what, reason))));
  }));
  CHECK(heard == std::vector<std::string>{"{{nobody,nonode@nohost},noproc}",
                                          "{{somebody,nonode@nohost},normal}"});
}

TEST_CASE("demonitor: no DOWN arrives afterwards; with flush not even one that had arrived") {
  lone_node n;
  static bool quiet;
  quiet = false;
  CHECK(n.run([](ctx self) -> process {
    const pid child = spawn(waits);
    const reference ref = monitor(child);
    demonitor(ref);
    const reference flushed = monitor(child);
    send(child, atom("stop"));
    const bool lives = co_await is_process_alive(self, child);
    (void)lives;
    const std::size_t none = co_await self.receive(on(atom("none")), after(50_ms));
    (void)none;
    demonitor_flush(flushed);
    const std::size_t clause = co_await self.receive(on(any), after(20_ms));
    quiet = clause == 1;
  }));
  CHECK(quiet);
}

TEST_CASE("alias: messages arrive while it is active, one by a reply alias, none afterwards") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const reference plain = alias();
    const reference once = alias_reply();
    spawn(
        [](ctx, reference a, reference b) -> process {
          send(a, 1);
          send(b, 2);
          send(b, 3);
          send(a, 4);
          co_return;
        },
        plain, once);
    for (;;) {
      int value = 0;
      const std::size_t clause = co_await self.receive(on(bind(value)), after(50_ms));
      if (clause == 1) {
        break;
      }
      heard.push_back(std::to_string(value));
    }
    heard.push_back(unalias(plain) ? "was" : "was not");
    heard.push_back(unalias(once) ? "was" : "was not");
    send(plain, 5);
    const std::size_t clause = co_await self.receive(on(5), after(20_ms));
    heard.push_back(clause == 1 ? "dropped" : "passed");
  }));
  CHECK(heard == std::vector<std::string>{"1", "2", "4", "was", "was not", "dropped"});
}

TEST_CASE("register_name: a name is one process's until it ends; badarg as in Erlang") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const spawned child = spawn_monitor(waits);
    register_name(atom("one"), child.who);
    heard.push_back(whereis(atom("one")) == child.who ? "found" : "lost");
    const auto refused = [](atom name, pid who) {
      try {
        register_name(name, who);
        return false;
      } catch (const exit_exception& e) {
        return e.reason().is(atoms::badarg);
      }
    };
    heard.push_back(refused(atom("one"), self) ? "taken" : "?");
    heard.push_back(refused(atom("two"), child.who) ? "has one" : "?");
    heard.push_back(refused(atoms::undefined, self) ? "reserved" : "?");
    send(atom("one"), atom("stop"));
    co_await self.receive(on(tuple(atoms::DOWN, child.monitor_ref, any, any, any)));
    heard.push_back(whereis(atom("one")) ? "still" : "free");
    heard.push_back(refused(atom("one"), child.who) ? "dead" : "?");
    try {
      send(atom("one"), 1);
    } catch (const exit_exception& e) {
      heard.push_back(to_string(e.reason()));
    }
  }));
  CHECK(heard == std::vector<std::string>{"found", "taken", "has one", "reserved", "free", "dead",
                                          "badarg"});
}

TEST_CASE("process: an uncaught exception is its exit reason and one line in the log") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const spawned child = spawn_monitor([](ctx) -> process {
      raise_error(tuple(atoms::badmatch, 7));
      co_return;
    });
    term reason;
    co_await self.receive(on(tuple(atoms::DOWN, child.monitor_ref, any, any, bind(reason))));
    heard.push_back(to_string(reason));
  }));
  CHECK(heard == std::vector<std::string>{"{{badmatch,7},[]}"});
  REQUIRE(n.log.lines.size() == 1);
  CHECK(n.log.lines[0].find("{{badmatch,7},[]}") != std::string::npos);
}

TEST_CASE("process: being killed destroys what its frame owns") {
  lone_node n;
  static int alive;
  alive = 0;
  struct counted {
    counted() { ++alive; }
    ~counted() { --alive; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;
  };
  CHECK(n.run([](ctx self) -> process {
    const spawned child = spawn_monitor([](ctx inner) -> process {
      const counted outer;
      co_await [](ctx c) -> task<void> {
        const counted within;
        co_await c.receive(on(atom("never")));
      }(inner);
    });
    co_await self.receive(on(1), after(5_ms));
    CHECK(alive == 2);
    exit(child.who, atoms::kill);
    co_await self.receive(on(tuple(atoms::DOWN, child.monitor_ref, any, any, any)));
  }));
  CHECK(alive == 0);
}

TEST_CASE("exit: a message read as what it is not ends the process that read it with badarg") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const spawned adder = spawn_monitor([](ctx own) -> process {
      for (;;) {
        const term number = co_await own.receive();
        heard.push_back(std::to_string(number.as_int()));
      }
    });
    send(adder.who, 1);
    send(adder.who, atom("two"));
    const term down = co_await self.receive();
    heard.push_back(to_string(down[4]));
    try {
      (void)down[5];
    } catch (const std::exception& e) {
      heard.emplace_back(std::string(e.what()).substr(0, 24));
    }
  }));
  CHECK(heard == std::vector<std::string>{"1", "{badarg,[{kith,as_int,[two],[]}]}",
                                          "badarg: element of {'DOW"});
}

TEST_CASE("process_info: tells what Erlang's tells, and undefined of the dead") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const spawned child = spawn_monitor(waits);
    register_name(atom("watched"), child.who);
    send(child.who, 1);
    send(child.who, 2);
    for (const char* item : {"registered_name", "message_queue_len", "messages", "links",
                             "trap_exit", "status", "dictionary"}) {
      const atom name(item);
      const term value = co_await process_info(self, child.who, name);
      heard.push_back(to_string(value));
    }
    const term both = list(atoms::links, atoms::registered_name);
    const term some = co_await process_info(self, child.who, both);
    heard.push_back(to_string(some));
    const term own = co_await process_info(self, self, both);
    heard.push_back(to_string(own));
    const term nameless = co_await process_info(self, self, atoms::registered_name);
    heard.push_back(to_string(nameless));
    send(self, 7);
    const term messages = list(atoms::messages, atoms::message_queue_len);
    const term sent = co_await process_info(self, self, messages);
    heard.push_back(to_string(sent));
    exit(child.who, atoms::kill);
    const term dead = co_await process_info(self, child.who, atoms::links);
    heard.push_back(to_string(dead));
  }));
  CHECK(heard == std::vector<std::string>{
                     "{registered_name,watched}", "{message_queue_len,2}", "{messages,[1,2]}",
                     "{links,[]}", "{trap_exit,false}", "{status,waiting}", "{dictionary,[]}",
                     "[{links,[]},{registered_name,watched}]", "[{links,[]},{registered_name,[]}]",
                     "[]", "[{messages,[7]},{message_queue_len,1}]", "undefined"});
}

TEST_CASE("process_info: reductions are what the slices of this process have come to") {
  lone_node n;
  static std::int64_t early;
  static std::int64_t late;
  early = late = -1;
  CHECK(n.run([](ctx self) -> process {
    const pid child = spawn(waits);
    const term before = co_await process_info(self, child, atom("reductions"));
    early = before[1].as_int();
    for (int i = 0; i < 10; ++i) {
      co_await self.yield();
    }
    const term after_all = co_await process_info(self, self, atom("reductions"));
    late = after_all[1].as_int();
  }));
  CHECK(early >= 0);
  CHECK(early < 10);
  CHECK(late >= 10 * 2000);  // giving way ends a slice: it costs all of it
}

TEST_CASE("group_leader: one of another node is kept, inherited and replaced as any other") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const pid far = pid::external(atom("far@away"), 7, 8, 9);
    const pid was = group_leader();
    group_leader(far, self);
    heard.push_back(group_leader() == far ? "far" : "another");
    const pid child = spawn(waits);
    const term inherited = co_await process_info(self, child, atoms::group_leader);
    heard.push_back(inherited[1].as_pid() == far ? "far" : to_string(inherited));
    group_leader(self, self);
    heard.push_back(group_leader() == self.self() ? "self" : "another");
    group_leader(was, self);
    heard.push_back(group_leader() == was ? "as before" : "another");
    const term kept = co_await process_info(self, child, atoms::group_leader);
    heard.push_back(kept[1].as_pid() == far ? "far" : to_string(kept));
  }));
  CHECK(heard == std::vector<std::string>{"far", "far", "self", "as before", "far"});
}

TEST_CASE("timers: send_after sends once, cancel_timer takes it back and says what was left") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const reference kept = send_after(20_ms, self, 1);
    const reference dropped = send_after(1_s, self, 2);
    const std::int64_t left = cancel_timer(dropped);
    heard.push_back(left > 990 && left <= 1000 ? "left" : std::to_string(left));
    int value = 0;
    co_await self.receive(on(bind(value)));
    heard.push_back(std::to_string(value));
    heard.push_back(std::to_string(cancel_timer(kept)));
    const reference t = start_timer(5_ms, self, atom("tea"));
    co_await self.receive(on(tuple(atoms::timeout, t, atom("tea"))));
    const std::size_t clause = co_await self.receive(on(any), after(2_s));
    heard.push_back(clause == 1 ? "no more" : "more");
  }));
  CHECK(heard == std::vector<std::string>{"left", "1", "-1", "no more"});
}

TEST_CASE("dictionary: put, get and erase") {
  lone_node n;
  heard.clear();
  CHECK(n.run([](ctx) -> process {
    heard.push_back(to_string(put(atom("a"), 1)));
    heard.push_back(to_string(put(atom("a"), 2)));
    heard.push_back(to_string(get(term(atom("a")))));
    heard.push_back(to_string(erase(term(atom("a")))));
    heard.push_back(to_string(get(term(atom("a")))));
    co_return;
  }));
  CHECK(heard == std::vector<std::string>{"undefined", "1", "2", "2", "undefined"});
}

TEST_CASE("spawn: at the limit of processes fails with system_limit") {
  lone_node n(1, {.schedulers = 1, .process_limit = 3});
  heard.clear();
  CHECK(n.run([](ctx) -> process {
    spawn(waits);
    spawn(waits);
    try {
      spawn(waits);
    } catch (const exit_exception& e) {
      heard.push_back(to_string(e.reason()));
    }
    co_return;
  }));
  CHECK(heard == std::vector<std::string>{"system_limit"});
}

}  // namespace
}  // namespace kith
