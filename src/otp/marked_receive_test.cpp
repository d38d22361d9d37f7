#include "otp/marked_receive.hpp"

#include <doctest/doctest.h>

#include "kith/build.hpp"
#include "kith/pattern.hpp"
#include "runtime/lone_node.hpp"

namespace kith::detail {
namespace {

int looked_at;
int clause_seen;

int count_and_match(const reference& ref, term_ref m) {
  ++looked_at;
  return m.is_tuple(2) && m[0].is(ref) ? 3 : -1;
}

TEST_CASE("marked receive: looks at no message that came before the reference was made") {
  lone_node n;
  looked_at = 0;
  clause_seen = -1;
  CHECK(n.run([](ctx self) -> process {
    for (int i = 0; i < 1'000; ++i) {
      send(self.self(), i);
    }
    // Takes the thousand into the mailbox, and leaves them there.
    co_await self.receive(on(atom("never")), after(1_ms));
    const reference ref = make_ref();
    send(self.self(), atom("between"));
    send(self.self(), tuple(ref, 1));
    const marked_message m = co_await marked_receive(self, ref, count_and_match, 1_s);
    clause_seen = m.clause();
  }));
  CHECK(clause_seen == 3);
  CHECK(looked_at == 2);
}

TEST_CASE("marked receive: with a reference made earlier it looks at all") {
  lone_node n;
  looked_at = 0;
  clause_seen = -2;
  CHECK(n.run([](ctx self) -> process {
    const reference ref = make_ref();
    send(self.self(), atom("between"));
    send(self.self(), tuple(ref, 1));
    co_await self.receive(on(atom("never")), after(1_ms));
    const reference later = make_ref();
    const marked_message m = co_await marked_receive(self, ref, count_and_match, 1_s);
    const marked_message none = co_await marked_receive(self, later, count_and_match, 1_ms);
    clause_seen = none.timed_out() && m.clause() == 3 ? 3 : -2;
  }));
  CHECK(clause_seen == 3);
  CHECK(looked_at == 2);
}

}  // namespace
}  // namespace kith::detail
