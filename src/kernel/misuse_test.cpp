// Messages that no protocol knows, made of the words of all of them, to every process that other
// nodes can reach by its name.

#include <doctest/doctest.h>

#include "kernel/kernel_fixture.hpp"
#include "kernel/random.hpp"
#include "kith/build.hpp"
#include "kith/gen_server.hpp"
#include "kith/pg.hpp"
#include "kith/registry.hpp"

namespace kith {
namespace {

using detail::random_below;

/// What the processes of the kernel look for; none of them names a function that ends a node.
term some_word() {
  static const char* const words[] = {"$gen_call",
                                      "$gen_cast",
                                      "DOWN",
                                      "EXIT",
                                      "nodeup",
                                      "nodedown",
                                      "process",
                                      "is_auth",
                                      "spawn",
                                      "spawn_link",
                                      "ticktime",
                                      "call",
                                      "block_call",
                                      "cast",
                                      "user",
                                      "send",
                                      "sbcast",
                                      "rex",
                                      "io_request",
                                      "put_chars",
                                      "unicode",
                                      "setopts",
                                      "group_nodeup",
                                      "disconnect_node",
                                      "conf_check",
                                      "config_ok",
                                      "config_error",
                                      "sync",
                                      "found",
                                      "node",
                                      "group",
                                      "registered_names",
                                      "find_name",
                                      "whereis_name",
                                      "monitor_nodes",
                                      "ng_add_check",
                                      "test3844zty",
                                      "send_test",
                                      "own_nodes",
                                      "whereis_name_test",
                                      "info",
                                      "discover",
                                      "join",
                                      "leave",
                                      "monitor",
                                      "demonitor",
                                      "join_local",
                                      "leave_local",
                                      "set_lock",
                                      "del_lock",
                                      "register",
                                      "unregister",
                                      "register_ext",
                                      "init_connect",
                                      "exchange",
                                      "resolved",
                                      "new_nodes",
                                      "lock_set",
                                      "in_sync",
                                      "cancel_connect",
                                      "async_del_name",
                                      "lost_connection",
                                      "remove_connection",
                                      "exchange_ops",
                                      "save_ops",
                                      "locker",
                                      "true",
                                      "false",
                                      "ok",
                                      "error",
                                      "system",
                                      "get_state",
                                      "get_status",
                                      "replace_state",
                                      "suspend",
                                      "resume",
                                      "debug",
                                      "statistics",
                                      "log",
                                      "trace",
                                      "install",
                                      "remove",
                                      "no_debug",
                                      "get",
                                      "log_to_file",
                                      "registered_names_test",
                                      "global_groups",
                                      "get_unicode_state",
                                      "a@b"};
  return atom(words[random_below(std::size(words))]);
}

term some_term(unsigned depth);

std::vector<term> some_terms(unsigned depth, std::size_t count) {
  std::vector<term> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back(some_term(depth));
  }
  return all;
}

term some_tuple(const std::vector<term>& p) {
  switch (p.size()) {
  case 0: return tuple();
  case 1: return tuple(p[0]);
  case 2: return tuple(p[0], p[1]);
  case 3: return tuple(p[0], p[1], p[2]);
  case 4: return tuple(p[0], p[1], p[2], p[3]);
  case 5: return tuple(p[0], p[1], p[2], p[3], p[4]);
  case 7: return tuple(p[0], p[1], p[2], p[3], p[4], p[5], p[6]);
  default: return tuple(p[0], p[1], p[2], p[3], p[4], p[5], p[6 % p.size()], p[7 % p.size()]);
  }
}

term some_term(unsigned depth) {
  switch (random_below(depth == 0 ? 6 : 10)) {
  case 0: return static_cast<std::int64_t>(random_below(10));
  case 1: return make_ref();
  case 2: return self();
  case 3: return term::nil();
  case 4:
  case 5: return some_word();
  case 6: return list_of(some_terms(depth - 1, random_below(4)));
  case 7: return cons(some_term(depth - 1), some_term(depth - 1));
  default: {
    std::vector<term> parts = some_terms(depth - 1, random_below(9));
    if (!parts.empty()) {
      parts[0] = some_word();
    }
    return some_tuple(parts);
  }
  }
}

term some_message() {
  const term body = some_term(3);
  switch (random_below(5)) {
  case 0: return tuple(atoms::gen_call, tuple(self(), make_ref()), body);
  case 1: return tuple(atoms::gen_call, some_term(1), body);
  case 2: return tuple(atoms::gen_cast, body);
  case 3:
    return tuple(atoms::system, tuple(self(), make_ref()), tuple(atom("debug"), some_term(3)));
  default: return body;
  }
}

bool is_debug(term_ref request) {
  return request.is_tuple(2) && request[0].is(atom("debug"));
}

/// Ends with the first message that a server does not outlive.
process misuses(ctx self, std::string* fatal) {
  const atom scope("scope");
  const atom keys("keys");
  co_await pg::start(self, scope);
  co_await registry::start(self, keys, registry::keys::duplicate);
  const atom names[] = {atoms::net_kernel,
                        atoms::rex,
                        atoms::user,
                        atoms::global_name_server,
                        atom("global_group"),
                        atom("global_group_check"),
                        scope,
                        keys};
  for (int round = 0; round < 5'000; ++round) {
    for (const atom name : names) {
      const term m = some_message();
      if (m.is_tuple(3) && m[0].is(atoms::system) && !is_debug(m[2])) {
        continue;  // by these a server is ended and suspended
      }
      const reference watch = monitor(whereis(name));
      send(name, m);
      co_await self.receive(on(tuple(atoms::DOWN, watch, any, any, any)), after(1_ms));
      demonitor_flush(watch);
      if (!whereis(name)) {
        *fatal = to_string(term(name)) + " ended at " + to_string(m);
        co_return;
      }
    }
    for (std::size_t came = 0; came == 0;) {
      came = co_await self.receive(on(any), after(duration()));
    }
  }
}

TEST_CASE("kernel: its processes outlive messages of any shape") {
  detail::kernel_node n;
  std::string fatal;
  CHECK(n.run(misuses, &fatal));
  CHECK(fatal == "");
}

process stays(ctx self) {
  co_await self.receive(on(atom("never")));
}

/// What net_kernel and global_group answer when no process more can be started.
process asks_of_full_node(ctx self, std::vector<std::string>* answers) {
  try {
    for (;;) {
      spawn(stays);
    }
  } catch (const exit_exception&) {
    // Full.
  }
  const atom group("global_group");
  const term where = tuple(atom("node"), atom("a@b"));
  const std::pair<atom, term> questions[] = {
      {atoms::net_kernel, tuple(atom("spawn"), atom("m"), atom("f"), list(), self.self())},
      {group, tuple(atom("whereis_name"), where, atom("x"))},
      {group, tuple(atom("send"), where, atom("x"), 1)},
      {group, tuple(atom("registered_names"), where)},
      {group, tuple(atom("whereis_name_test"), atom("test3844zty"))}};
  for (const auto& [server, question] : questions) {
    const destination to = server;
    const term answer = co_await gen_server::call(self, to, question);
    answers->push_back(to_string(answer));
  }
}

TEST_CASE("kernel: its processes go on when the node is full of processes") {
  detail::kernel_node n({.schedulers = 1, .process_limit = 40});
  std::vector<std::string> answers;
  CHECK(n.run(asks_of_full_node, &answers));
  CHECK(answers == std::vector<std::string>{"{'EXIT',{system_limit,[]}}", "undefined",
                                            "{badarg,{x,1}}", "[]", "undefined"});
}

}  // namespace
}  // namespace kith
