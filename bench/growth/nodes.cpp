#include "nodes.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <unistd.h>

namespace growth {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

kith::node_options options_of(const std::string& name, kith::log_sink* log) {
  kith::node_options options;
  options.log = log;
  options.name = name;
  options.cookie = environment("GROWTH_COOKIE");
  if (!name.empty() && name.find('@') == std::string::npos) {
    options.name += std::to_string(getpid()) + "@127.0.0.1";
  }
  return options;
}

std::string far_end() {
  return environment("GROWTH_FAR");
}

void say(const char* line) {
  std::puts(line);
  std::fflush(stdout);
}

bool hear(std::string& line) {
  char text[512];
  if (std::fgets(text, sizeof text, stdin) == nullptr) {
    return false;
  }
  text[std::strcspn(text, "\n")] = '\0';
  line = text;
  return true;
}

}  // namespace growth
