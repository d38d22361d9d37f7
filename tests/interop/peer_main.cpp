// A Kith node that tests stop and kill. Its arguments: the name, the port of epmd, the cookie,
// net_ticktime in milliseconds, hidden or visible. It has the processes `puppet` and `lock_holder`.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "kith/global.hpp"
#include "puppet.hpp"

using namespace kith;

namespace {

/// `{lock, From, Id}`: takes a lock on all nodes, says so, and keeps it.
process lock_holder(ctx self) {
  for (;;) {
    term from;
    term id;
    co_await self.receive(on(tuple(atom("lock"), bind(from), bind(id))));
    const bool locked = co_await global::set_lock(self, id);
    send(from.as_pid(), tuple(atom("locked"), locked));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv, argv + argc);
  if (arguments.size() != 6) {
    return 2;
  }
  node_options options;
  options.name = arguments[1];
  options.epmd_port = static_cast<std::uint16_t>(std::stoi(arguments[2]));
  options.cookie = arguments[3];
  options.net_ticktime = duration::milliseconds(std::stoll(arguments[4]));
  options.hidden = arguments[5] == "hidden";
  try {
    node n(options);
    n.spawn([](ctx) -> process {
      const pid made = spawn(interop::puppet);
      register_name(atom("puppet"), made);
      register_name(atom("lock_holder"), spawn(lock_holder));
      std::puts("ready");
      std::fflush(stdout);
      co_return;
    });
    std::string line;
    while (std::getline(std::cin, line) && line != "halt") {
    }
  } catch (const start_error& e) {
    std::printf("%s\n", e.what());
    return 1;
  }
  return 0;
}
