// kith-bench NAME [key=value ...]: runs one benchmark once and prints its figures, one line of JSON
// each. Exit status 0: done; 1: the work was not done right; 2: usage; 3: not implemented here.
#include <cstdio>
#include <string>

#include "bench.hpp"

namespace {

struct entry {
  const char* name;
  void (*run)(kith::node& on, bench::settings& s);
};

constexpr entry local[] = {
    {"ring", bench::ring},         {"pingpong", bench::pingpong},   {"pairs", bench::pairs},
    {"fan_in", bench::fan_in},     {"spawn", bench::spawning},      {"skynet", bench::skynet},
    {"gen_call", bench::gen_call}, {"selective", bench::selective},
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: kith-bench NAME [key=value ...]\n");
    return 2;
  }
  const std::string name = argv[1];
  for (const entry& e : local) {
    if (name == e.name) {
      bench::settings s(name, argc - 2, argv + 2);
      kith::node n;
      e.run(n, s);
      return 0;
    }
  }
  std::fprintf(stderr, "kith-bench: no benchmark %s\n", name.c_str());
  return 3;
}
