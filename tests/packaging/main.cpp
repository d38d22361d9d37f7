#include <cstdio>

#include <kith/kith.hpp>
using namespace kith;

process dog(ctx self) {
  pid cat;
  co_await self.receive(
      on(tuple("Hello!", atom("from"), bind(cat)), [&] { send(cat, "Oh, hi!"); }));
}

process cat(ctx self, node* home) {
  send(spawn(dog), tuple("Hello!", atom("from"), self));
  std::string answer;
  co_await self.receive(on(bind(answer)));
  std::printf("kith: %s\n", answer.c_str());
  home->stop();
}

int main() {
  node n;
  n.spawn(cat, &n);
  n.wait();
}
