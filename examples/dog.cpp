// The dog of the README: says hello to whoever greets it. Try, in `erl -sname cat@localhost`:
//   {dog, dog@localhost} ! {"Hello!", from, self()}.
//   flush().
#include <kith/kith.hpp>
using namespace kith;

process dog(ctx self) {
  register_name(atom("dog"), self);
  for (;;) {
    pid cat;
    co_await self.receive(
        on(tuple("Hello!", atom("from"), bind(cat)), [&] { send(cat, "Oh, hi!"); }),
        on(any));  // anything else is not for dogs
  }
}

int main() {
  node n{{.name = "dog@localhost"}};
  n.spawn(dog);
  n.wait();
}
