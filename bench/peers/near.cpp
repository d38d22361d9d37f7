#include "near.hpp"

#include <cstdlib>

#include <unistd.h>

#include "measure.hpp"

using namespace kith;

namespace bench {

std::string cookie() {
  const char* given = std::getenv("KB_COOKIE");
  return given != nullptr && *given != '\0' ? given : "kbcookie";
}

std::string node_called(const std::string& what) {
  return "kb" + std::to_string(getpid()) + "_" + what + "@127.0.0.1";
}

child start_node(const std::string& what, const std::string& mode,
                 const std::vector<std::string>& more) {
  std::vector<std::string> words = {"node", "mode=" + mode, "name=" + node_called(what),
                                    "cookie=" + cookie()};
  words.insert(words.end(), more.begin(), more.end());
  return child(words);
}

task<far_end> reach_far(ctx self, settings* s, int number) {
  far_end far;
  const std::string given = s->text("far");
  if (given.empty()) {
    const std::string name = "far" + std::to_string(number);
    far.program.emplace(start_node(name, "far"));
    co_await await_line(self, far.program->output(), "UP");
    far.node = atom(node_called(name));
  } else {
    far.node = atom(given);
  }
  const bool pong = co_await net_adm::ping(self, far.node);
  check("ping of the far node", pong);
  co_return std::move(far);
}

task<pid> far_process(ctx self, atom node, const char* kind) {
  const destination server(atom("bench_far"), node);
  send(server, tuple(atom("new"), atom(kind), self));
  pid made;
  co_await self.receive(on(tuple(atom("new"), atom(kind), bind(made))));
  co_return made;
}

}  // namespace bench
