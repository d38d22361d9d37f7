// The cat: greets a dog on another node, links to it, watches it and its node, and tells what
// comes. Ends when the three signals of the dog's end have come.
#include <cstdio>

#include <kith/kith.hpp>
#include <kith/rpc.hpp>
using namespace kith;

namespace {

node* home = nullptr;

void say(const char* what, term_ref t) {
  std::printf("cat: %s %s\n", what, to_string(t).c_str());
}

process cat(ctx self, atom dogs_node) {
  trap_exit(true);
  const destination dog(atom("dog"), dogs_node);
  monitor_node(dogs_node, true);
  const reference watch = monitor(dog);
  send(dog, tuple("Hello!", atom("from"), self));
  std::string answer;
  co_await self.receive(on(bind(answer)), after(5_s));
  std::printf("cat: the dog says \"%s\"\n", answer.c_str());
  const term found =
      co_await rpc::call(self, dogs_node, atom("erlang"), atom("whereis"), list(atom("dog")));
  pid friend_;
  if (!match(found, bind(friend_))) {
    say("no dog:", found);
    home->stop();
    co_return;
  }
  link(friend_);
  std::printf("cat: linked to the dog, watching it and its node\n");
  std::fflush(stdout);
  for (int signals = 0; signals < 3;) {
    const term signal = co_await self.receive();
    say("got", signal);
    ++signals;
  }
  (void)watch;
  home->stop();
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  node n{{.name = argc > 1 ? argv[1] : "cat@localhost"}};
  home = &n;
  n.spawn(cat, atom(argc > 2 ? argv[2] : "dog@localhost"));
  n.wait();
}
