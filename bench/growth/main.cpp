// kith-growth CURVE SECONDS N...   measures a curve at the sizes N, in rounds of about so many
//                                  seconds, and prints a line for each: `N FIGURE`
// kith-growth echo NODE            the far end of binary_far and list_far: says UP, ends when its
//                                  standard input does
// kith-growth mesh NODE N          one of N nodes that come to know each other (mesh.cpp)
// kith-growth cluster WHAT N       what so many nodes in this program take (clusters.hpp); prints a
//                                  line as a curve does. simulated WHAT N: the same in the
//                                  simulator
//
// Nodes take their cookie from GROWTH_COOKIE; the far curves find the far end by GROWTH_FAR.
// Exit status 0: done; 1: the work was not done right; 2: usage.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "clusters.hpp"
#include "curves.hpp"
#include "mesh.hpp"
#include "nodes.hpp"
#include "payload.hpp"

namespace {

struct entry {
  const char* name;
  growth::curve* figure;
};

constexpr entry all[] = {
    {"ring", growth::ring},
    {"spawn", growth::spawning},
    {"memory", growth::memory},
    {"calls", growth::calls},
    {"fresh_reference", growth::fresh_reference},
    {"oldest", growth::oldest},
    {"binary_near", growth::binary_near},
    {"list_near", growth::list_near},
    {"binary_far", growth::binary_far},
    {"list_far", growth::list_far},
    {"monitors", growth::monitors},
    {"links", growth::links},
    {"timers", growth::timers},
    {"encode_list", growth::encode_list},
    {"decode_list", growth::decode_list},
    {"encode_map", growth::encode_map},
    {"decode_map", growth::decode_map},
    {"pairs", growth::pairs},
};

struct request {
  growth::curve* figure = nullptr;
  double least = 0;
  std::vector<std::int64_t> sizes;
};

/// Ends the wait of the main thread when its process ends, however that comes about.
class ending {
 public:
  explicit ending(kith::node* n) noexcept : node_(n) {}
  ending(const ending&) = delete;
  ending& operator=(const ending&) = delete;
  ~ending() { node_->stop(); }

 private:
  kith::node* node_;
};

kith::process measures(kith::ctx self, const request* r, kith::node* on, int* status) {
  const ending at_the_end(on);
  for (const std::int64_t n : r->sizes) {
    const double figure = co_await r->figure(self, n, r->least);
    std::printf("%lld %.6g\n", static_cast<long long>(n), figure);
    std::fflush(stdout);
  }
  *status = 0;
}

int measure(const request& r) {
  kith::stderr_log quiet(kith::log_level::error);
  kith::node_options options = growth::options_of(growth::far_end().empty() ? "" : "near", &quiet);
  int status = 1;
  kith::node n(std::move(options));
  n.spawn(measures, &r, &n, &status);
  n.wait();
  return status;
}

std::vector<std::int64_t> numbers(int count, char** words) {
  std::vector<std::int64_t> all_of_them;
  for (int i = 0; i < count; ++i) {
    all_of_them.push_back(std::strtoll(words[i], nullptr, 10));
  }
  return all_of_them;
}

int run(int argc, char** argv) {
  const std::string what = argc > 2 ? argv[1] : "";
  if (what == "echo") {
    return growth::be_an_echo(argv[2]);
  }
  if (what == "mesh" && argc > 3) {
    return growth::join_a_mesh(argv[2], numbers(1, argv + 3).front());
  }
  if ((what == "cluster" || what == "simulated") && argc > 3) {
    return growth::be_a_cluster(argv[2], numbers(1, argv + 3).front(), what == "simulated");
  }
  for (const entry& e : all) {
    if (what == e.name) {
      return measure({e.figure, std::strtod(argv[2], nullptr), numbers(argc - 3, argv + 3)});
    }
  }
  std::fprintf(stderr, "usage: kith-growth CURVE SECONDS N...\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "kith-growth: %s\n", e.what());
    return 1;
  }
}
