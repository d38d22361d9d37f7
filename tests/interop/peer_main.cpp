// A Kith node that tests stop and kill. Its arguments: the name, the port of epmd, the cookie,
// net_ticktime in milliseconds, hidden or visible.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "puppet.hpp"

using namespace kith;

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
