// kith-bench NAME [key=value ...]
//     runs one benchmark once and prints its figures, one line of JSON each. Exit status 0: done;
//     1: the work was not done right; 2: usage; 3: not implemented here.
// kith-bench corpora dir=DIR        writes the terms of the codec benchmarks as control.etf, …
// kith-bench node mode=far name=NODE cookie=COOKIE
//                                   is the far end of the dist_* benchmarks: prints UP when it is
//                                   ready and ends when its standard input does. (Also mode=mesh
//                                   and mode=ping, which mesh_connect and node_start start.)
//
// Either end may be another implementation of the same protocol (far.cpp). With otp-bench, its
// kb.beam in EBIN, one ERL_EPMD_PORT and one KB_COOKIE for both ends:
//
//   Kith near, OTP far:  erl -noshell -name far@127.0.0.1 -setcookie $KB_COOKIE -pa EBIN
//                            -run kb main node mode=far
//                        kith-bench dist_rtt far=far@127.0.0.1
//   OTP near, Kith far:  kith-bench node mode=far name=far@127.0.0.1 cookie=$KB_COOKIE
//                        otp-bench dist_rtt far=far@127.0.0.1
//
// dist_rtt, dist_msgs, dist_msgs_par, dist_bulk, dist_hol, dist_gen_call and erpc take far=NODE,
// which must run; without it they start a far end of their own and end it.
#include <cstdio>
#include <exception>
#include <string>

#include "benchmarks.hpp"
#include "near.hpp"
#include "nodes.hpp"

namespace {

struct entry {
  const char* name;
  bench::benchmark* run;
  bool distributed;
};

constexpr entry all[] = {
    {"ring", bench::ring, false},
    {"pingpong", bench::pingpong, false},
    {"pairs", bench::pairs, false},
    {"fan_in", bench::fan_in, false},
    {"spawn", bench::spawning, false},
    {"spawn_hold", bench::spawn_hold, false},
    {"spawn_hold_hibernate", bench::spawn_hold_hibernate, false},
    {"skynet", bench::skynet, false},
    {"gen_call", bench::gen_call, false},
    {"selective", bench::selective, false},
    {"broadcast", bench::broadcast, false},
    {"timers", bench::timers, false},
    {"codec_encode", bench::codec_encode, false},
    {"codec_decode", bench::codec_decode, false},
    {"corpora", bench::write_corpora, false},
    {"dist_rtt", bench::dist_rtt, true},
    {"dist_msgs", bench::dist_msgs, true},
    {"dist_msgs_par", bench::dist_msgs_par, true},
    {"dist_bulk", bench::dist_bulk, true},
    {"dist_hol", bench::dist_hol, true},
    {"dist_gen_call", bench::dist_gen_call, true},
    {"erpc", bench::erpc_calls, true},
    {"global_register", bench::global_register, true},
    {"pg_join", bench::pg_join, true},
    {"mesh_connect", bench::mesh_connect, true},
    {"node_start", bench::node_start, true},
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

kith::process runs(kith::ctx self, bench::benchmark* what, bench::settings* s, kith::node* on,
                   int* status) {
  const ending at_the_end(on);
  co_await what(self, s);
  *status = 0;
}

int run(const entry& e, bench::settings& s) {
  kith::stderr_log quiet(kith::log_level::error);
  kith::node_options options;
  options.log = &quiet;
  if (e.distributed) {
    options.name = bench::node_called("near");
    options.cookie = bench::cookie();
  }
  int status = 1;
  kith::node n(std::move(options));
  n.spawn(runs, e.run, &s, &n, &status);
  n.wait();
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: kith-bench NAME [key=value ...]\n");
    return 2;
  }
  const std::string name = argv[1];
  bench::settings s(name, argc - 2, argv + 2);
  try {
    if (name == "node") {
      return bench::be_a_node(s);
    }
    for (const entry& e : all) {
      if (name == e.name) {
        return run(e, s);
      }
    }
  } catch (const std::exception& e) {
    std::fprintf(stderr, "kith-bench: %s\n", e.what());
    return 1;
  }
  std::fprintf(stderr, "kith-bench: no benchmark %s\n", name.c_str());
  return 3;
}
