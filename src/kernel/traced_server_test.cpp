// What `sys` prints of a server, where its output goes.

#include <doctest/doctest.h>

#include "kernel/kernel_fixture.hpp"
#include "kith/build.hpp"
#include "kith/gen_server.hpp"
#include "otp/gen.hpp"

namespace kith {
namespace {

class answers final : public gen_server {
 public:
  task<action> handle_call(ctx, term request, term) override { co_return reply(request); }
  task<action> handle_cast(ctx, term) override { co_return noreply(); }
  task<action> handle_info(ctx, term) override { co_return noreply(); }
  [[nodiscard]] term state() const override { return 1; }
};

task<void> ask_sys(ctx self, destination to, term what) {
  co_await detail::gen_call(self, to, atoms::system, tuple(atom("debug"), what), 1_s);
}

task<void> work(ctx self, destination to) {
  co_await gen_server::call(self, to, atom("q"));
  gen_server::cast(to, atom("c"));
  send(to, atom("hi"));
}

process traces(ctx self) {
  const term started = co_await gen_server::start<answers>(self, gen_server::local(atom("kept")));
  const destination to = atom("kept");
  co_await ask_sys(self, to, tuple(atom("trace"), true));
  co_await work(self, to);
  co_await ask_sys(self, to, tuple(atom("trace"), false));
  co_await ask_sys(self, to, tuple(atom("log"), tuple(atom("true"), 2)));
  co_await work(self, to);
  co_await ask_sys(self, to, tuple(atom("log"), atom("print")));
}

TEST_CASE("sys: a server that is traced prints its events as OTP's do, and a log later") {
  detail::kernel_node n;
  CHECK(n.run(traces));
  CHECK(n.output.text == "*DBG* kept got call q from <0.5.1>\n"
                         "*DBG* kept sent q to <0.5.1>, new state 1\n"
                         "*DBG* kept got cast c\n"
                         "*DBG* kept new state 1\n"
                         "*DBG* kept got hi\n"
                         "*DBG* kept new state 1\n"
                         "*DBG* kept got hi\n"
                         "*DBG* kept new state 1\n");
}

}  // namespace
}  // namespace kith
