// A message goes to a process and comes back: what its size costs within a node and between two.
#include "payload.hpp"

#include <string>
#include <vector>

#include "curves.hpp"
#include "measure.hpp"
#include "nodes.hpp"

using namespace kith;

namespace growth {

namespace {

enum class place { near, far };

/// `{From, I, Payload}` is answered with `{self(), I, Payload}`.
process echo(ctx self, place where) {
  if (where == place::far) {
    register_name(atom("echo"), self);
    say("UP");
  }
  for (;;) {
    pid from;
    std::int64_t i = 0;
    term payload;
    co_await self.receive(on(tuple(bind(from), bind(i), bind(payload))));
    send(from, tuple(self, i, payload));
  }
}

term binary_of(std::int64_t n) {
  return bin(std::string(static_cast<std::size_t>(n), 'x'));
}

/// Each integer takes five bytes in the external term format.
term list_of_integers(std::int64_t n) {
  std::vector<std::int64_t> all;
  for (std::int64_t i = 1; i <= n; ++i) {
    all.push_back(1000 + i);
  }
  return list_of(all);
}

template <place Where, term (*Make)(std::int64_t)>
class work {
 public:
  explicit work(std::int64_t n) : payload_(Make(n)) {}

  task<void> begin(ctx self) {
    if constexpr (Where == place::near) {
      to_ = spawn(echo, place::near);
    } else {
      send(destination(atom("echo"), atom(far_end())), tuple(self, 0, atom("who")));
      co_await self.receive(on(tuple(bind(to_), 0, atom("who"))));
    }
    co_return;
  }
  task<double> run(ctx self, std::int64_t times) {
    term back;
    const stopwatch time;
    for (std::int64_t i = times; i > 0; --i) {
      send(to_, tuple(self, i, payload_));
      co_await self.receive(on(tuple(to_, i, bind(back))));
    }
    const double took = time.seconds();
    check("what came back", back == payload_);
    co_return took;
  }
  task<void> finish(ctx) {
    if (Where == place::near) {
      exit(to_, atoms::kill);
    }
    co_return;
  }

 private:
  term payload_;
  pid to_;
};

}  // namespace

int be_an_echo(const std::string& name) {
  stderr_log quiet(log_level::error);
  node_options options = options_of(name, &quiet);
  node n(std::move(options));
  n.spawn(echo, place::far);
  std::string line;
  while (hear(line)) {
  }
  return 0;
}

task<double> binary_near(ctx self, std::int64_t n, double least) {
  return seconds_each<work<place::near, binary_of>>(self, n, least);
}

task<double> list_near(ctx self, std::int64_t n, double least) {
  return seconds_each<work<place::near, list_of_integers>>(self, n, least);
}

task<double> binary_far(ctx self, std::int64_t n, double least) {
  return seconds_each<work<place::far, binary_of>>(self, n, least);
}

task<double> list_far(ctx self, std::int64_t n, double least) {
  return seconds_each<work<place::far, list_of_integers>>(self, n, least);
}

}  // namespace growth
