// Limits of calls whose request does not get through.

#include <doctest/doctest.h>

#include "calls.hpp"
#include "end_of.hpp"

namespace kith::scenarios {
namespace {

/// More than a connection takes at once: who sends it is ahead of the connection.
term large() {
  return term::binary(std::string(3'000'000, 'x'));
}

TEST_CASE("erpc: a limit holds while the request itself is stuck (erpc_SUITE: call_reqtmo, "
          "send_request_receive_reqtmo, send_request_wait_reqtmo, send_request_check_reqtmo, "
          "multicall_reqtmo)") {
  plays(
      [](ctx self, scene* s) -> process {
        cluster& c = s->c;
        const atom there = c.name(1);
        const term args = list(large());
        c.sim().limit(c.host(0), c.host(1), 200'000);
        duration began = c.sim().now();
        const term call =
            co_await end_of(erpc::call(self, there, calls, atom("echo"), args, 500_ms));
        s->hear(call);
        s->hear_time(began, 500_ms);
        began = c.sim().now();
        const term older =
            co_await end_of(rpc::call(self, there, calls, atom("echo"), args, 500_ms));
        s->hear(older);
        s->hear_time(began, 500_ms);
        began = c.sim().now();
        const term a = erpc::send_request(there, calls, atom("echo"), args);
        const term received = co_await end_of(erpc::receive_response(self, a, 500_ms));
        s->hear(received);
        s->hear_time(began, 500_ms);
        began = c.sim().now();
        const term b = erpc::send_request(there, calls, atom("echo"), args);
        const term waited = co_await erpc::wait_response(self, b, 500_ms);
        s->hear(waited);
        s->hear_time(began, 500_ms);
        const term given_up = co_await end_of(erpc::receive_response(self, b, 500_ms));
        s->hear(given_up);
        began = c.sim().now();
        const term d = erpc::send_request(there, calls, atom("echo"), args);
        term message = atom("none");
        co_await self.receive(on(bind(message)), after(500_ms));
        s->hear(erpc::check_response(message, d));
        s->hear_time(began, 500_ms);
        const term gone = co_await end_of(erpc::receive_response(self, d, 100_ms));
        s->hear(gone);
        began = c.sim().now();
        const std::vector<atom> both = {there, c.name(2)};
        const term many =
            co_await erpc::multicall(self, both, calls, atom("where"), list(), 500_ms);
        s->hear(many);
        s->hear_time(began, 500_ms);
        c.sim().heal_all();
        co_await hear_rest(self, s);
        const term well = co_await erpc::call(self, there, calls, atom("where"), list());
        s->hear(well);
        s->over = true;
      },
      {"{error,{erpc,timeout}}", "in time", "{badrpc,timeout}", "in time", "{error,{erpc,timeout}}",
       "in time", "no_response", "in time", "{error,{erpc,timeout}}", "no_response", "in time",
       "{error,{erpc,timeout}}", "[{error,{erpc,timeout}},{ok,n2@gamma}]", "in time", "0 left",
       "n1@beta"});
}

TEST_CASE("gen_server: a limit holds while the request itself is stuck, and no late reply comes") {
  plays(
      [](ctx self, scene* s) -> process {
        cluster& c = s->c;
        const destination there(atoms::net_kernel, c.name(1));
        c.sim().limit(c.host(0), c.host(1), 200'000);
        duration began = c.sim().now();
        const term call = co_await end_of([](ctx me, destination to) -> task<term> {
          const term r = co_await gen_server::call(me, to, large(), 500_ms);
          co_return r;
        }(self, there));
        s->hear(term(call[1][0]));
        s->hear_time(began, 500_ms);
        began = c.sim().now();
        const term id = gen_server::send_request(there, large());
        const term received = co_await gen_server::receive_response(self, id, 500_ms);
        s->hear(received);
        s->hear_time(began, 500_ms);
        term all = gen_server::send_request(there, large(), atom("a"), gen_server::reqids_new());
        all = gen_server::send_request(there, atom("b"), atom("b"), all);
        const term none = co_await gen_server::receive_response(self, all, 500_ms, true);
        s->hear(none);
        began = c.sim().now();
        const std::vector<atom> both = {c.name(1), c.name(2)};
        const term many =
            co_await gen_server::multi_call(self, both, atoms::net_kernel, atom("what"), 500_ms);
        s->hear(many);
        s->hear_time(began, 500_ms);
        c.sim().heal_all();
        co_await hear_rest(self, s);
        const term well = co_await gen_server::call(self, there, atom("nodename"), 60_s);
        s->hear(well);
        s->over = true;
      },
      {"timeout", "in time", "timeout", "in time", "timeout",
       "{[{n2@gamma,{error,badrequest}}],[n1@beta]}", "in time", "0 left", "n1@beta"});
}

}  // namespace
}  // namespace kith::scenarios
