// The cases of OTP's erpc_SUITE that are not tied to its virtual machine or to nodes of older
// releases.

#include <doctest/doctest.h>

#include "calls.hpp"
#include "end_of.hpp"

namespace kith::scenarios {
namespace {

TEST_CASE("erpc: a call raises what the function raises, or why it failed itself (erpc_SUITE: "
          "call)") {
  plays(
      [](ctx self, scene* s) -> process {
        const atom there = s->c.name(1);
        for (const char* f : {"echo", "fails", "hurls", "leaves", "is_ended"}) {
          const term r = co_await end_of(erpc::call(self, there, calls, atom(f), list(atom("r"))));
          s->hear(r);
        }
        const term own =
            co_await end_of(erpc::call(self, s->c.name(0), calls, atom("leaves"), list(atom("r"))));
        s->hear(own);
        const duration began = s->c.sim().now();
        const term late =
            co_await end_of(erpc::call(self, there, calls, atom("sleeps"), list(9'000), 1_s));
        s->hear(late);
        s->hear_time(began, 1_s);
        const term none =
            co_await end_of(erpc::call(self, atom("x@nowhere"), calls, atom("where"), list()));
        s->hear(none);
        const term bad = co_await end_of(erpc::call(self, there, calls, atom("where"), atom("a")));
        s->hear(bad);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"r", "{error,{exception,r,[{calls,fails,1,[]}]}}", "{throw,r}", "{exit,{exception,r}}",
       "{exit,{signal,r}}", "{exit,{exception,r}}", "{error,{erpc,timeout}}", "in time",
       "{error,{erpc,noconnection}}", "{error,{erpc,badarg}}", "0 left"});
}

TEST_CASE("erpc: casts are carried out, and leave nothing behind (erpc_SUITE: cast, multicast)") {
  plays(
      [](ctx self, scene* s) -> process {
        erpc::cast(s->c.name(1), calls, atom("tells"), list(self.self()));
        co_await self.receive(on(tuple(atom("told"), s->c.name(1))));
        erpc::cast(atom("x@nowhere"), calls, atom("where"), list());
        erpc::multicast({s->c.name(2), atom("x@nowhere"), s->c.name(0)}, calls, atom("tells"),
                        list(self.self()));
        co_await self.receive(on(tuple(atom("told"), s->c.name(0))));
        co_await self.receive(on(tuple(atom("told"), s->c.name(2))));
        try {
          erpc::multicast({s->c.name(1)}, calls, atom("tells"), atom("a"));
        } catch (const exit_exception& e) {
          s->hear(e.reason());
        }
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"{erpc,badarg}", "0 left"});
}

TEST_CASE("erpc: responses are received, waited for and checked (erpc_SUITE: send_request)") {
  plays(
      [](ctx self, scene* s) -> process {
        const atom there = s->c.name(1);
        const term a = erpc::send_request(there, calls, atom("echo"), list(1));
        const term b = erpc::send_request(there, calls, atom("leaves"), list(atom("b")));
        const term c = erpc::send_request(there, calls, atom("sleeps"), list(500));
        const term d = erpc::send_request(atom("x@nowhere"), calls, atom("echo"), list(1));
        const term got = co_await erpc::receive_response(self, a);
        s->hear(got);
        const term failed = co_await end_of(erpc::receive_response(self, b, 10_s));
        s->hear(failed);
        const term not_yet = co_await erpc::wait_response(self, c);
        s->hear(not_yet);
        const term waited = co_await erpc::wait_response(self, c, 10_s);
        s->hear(waited);
        const term lost = co_await end_of(erpc::wait_response(self, d, 10_s));
        s->hear(lost);
        const term e = erpc::send_request(there, calls, atom("echo"), list(5));
        const term message = co_await self.receive();
        s->hear(erpc::check_response(atom("other"), e));
        s->hear(erpc::check_response(message, e));
        const term bad = co_await end_of(erpc::receive_response(self, atom("x")));
        s->hear(bad);
        const term twice = co_await end_of(erpc::receive_response(self, a, 10_ms));
        s->hear(twice);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"1", "{exit,{exception,b}}", "no_response", "{response,n1@beta}",
       "{error,{erpc,noconnection}}", "no_response", "{response,5}", "{error,{erpc,badarg}}",
       "{error,{erpc,badarg}}", "0 left"});
}

TEST_CASE("erpc: a fun with a name is called by apply (erpc_SUITE: send_request_fun)") {
  plays(
      [](ctx self, scene* s) -> process {
        const auto fun = parse_term("fun calls:where/0");
        if (!fun) {
          s->heard.push_back(fun.failure().text);
        } else {
          const term id =
              erpc::send_request(s->c.name(2), atoms::erlang, atom("apply"), list(*fun, list()));
          const term got = co_await erpc::receive_response(self, id);
          s->hear(got);
        }
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"n2@gamma", "0 left"});
}

TEST_CASE("erpc: collections of requests give the label with each response (erpc_SUITE: "
          "send_request)") {
  plays(
      [](ctx self, scene* s) -> process {
        const atom there = s->c.name(1);
        term all = erpc::reqids_new();
        all = erpc::send_request(there, calls, atom("sleeps"), list(1'000), atom("slow"), all);
        all = erpc::send_request(there, calls, atom("echo"), list(1), atom("fast"), all);
        const term third = erpc::send_request(there, calls, atom("hurls"), list(atom("t")));
        all = erpc::reqids_add(third, atom("bad"), all);
        const term size(erpc::reqids_size(all));
        s->hear(size);
        s->hear(term(erpc::reqids_to_list(all).ref().list_length()));
        for (int i = 0; i < 3; ++i) {
          const term r = co_await end_of(erpc::receive_response(self, all, 10_s, true));
          const bool raised = r[0].is(atoms::throw_);
          const term_ref whole = raised ? r[1] : r.ref();
          s->hear(tuple(whole[0], whole[1]));
          all = term(whole[2]);
        }
        const term none = co_await erpc::wait_response(self, all, 1_s, true);
        s->hear(none);
        // Kept, it is there, but has nothing more to say.
        all = erpc::send_request(there, calls, atom("echo"), list(2), atom("kept"), all);
        const term kept = co_await erpc::wait_response(self, all, 10_s, false);
        s->hear(tuple(kept[0], kept[1], erpc::reqids_size(term(kept[2]))));
        const term quiet = co_await erpc::wait_response(self, all, 10_ms, false);
        s->hear(quiet);
        all = erpc::send_request(there, calls, atom("echo"), list(3), atom("third"),
                                 erpc::reqids_new());
        const term message = co_await self.receive();
        s->hear(erpc::check_response(atom("other"), all, true));
        const term checked = erpc::check_response(message, all, true);
        s->hear(tuple(checked[0], checked[1], erpc::reqids_size(term(checked[2]))));
        all = erpc::send_request(there, calls, atom("sleeps"), list(9'000), atom("late"), all);
        const term late = co_await end_of(erpc::receive_response(self, all, 1_s, true));
        s->hear(late);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"3", "3", "{1,fast}", "{t,bad}", "{n1@beta,slow}", "no_request", "{{response,2},kept,1}",
       "no_response", "no_response", "{{response,3},third,0}", "{error,{erpc,timeout}}", "0 left"});
}

TEST_CASE("erpc: multicall tells what each node came to (erpc_SUITE: multicall)") {
  plays(
      [](ctx self, scene* s) -> process {
        cluster& c = s->c;
        const std::vector<atom> all = {c.name(1), atom("x@nowhere"), c.name(0), c.name(1)};
        for (const char* f : {"echo", "hurls", "leaves", "is_ended"}) {
          // is_ended would end the caller on its own node without a limit.
          const term r = co_await erpc::multicall(self, all, calls, atom(f), list(atom("r")), 20_s);
          s->hear(r);
        }
        const term own = co_await erpc::multicall(self, all, calls, atom("where"), list());
        s->hear(own);
        const term none =
            co_await erpc::multicall(self, std::vector<atom>(), calls, atom("where"), list());
        s->hear(none);
        c.sim().after(500_ms, [&c] { c.crash(2); });
        const std::vector<atom> two = {c.name(1), c.name(2)};
        const term dies = co_await erpc::multicall(self, two, calls, atom("sleeps"), list(2'000));
        s->hear(dies);
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"[{ok,r},{error,{erpc,noconnection}},{ok,r},{ok,r}]",
       "[{throw,r},{error,{erpc,noconnection}},{throw,r},{throw,r}]",
       "[{exit,{exception,r}},{error,{erpc,noconnection}},{exit,{exception,r}},{exit,{exception,r}"
       "}]",
       "[{exit,{signal,r}},{error,{erpc,noconnection}},{exit,{signal,r}},{exit,{signal,r}}]",
       "[{ok,n1@beta},{error,{erpc,noconnection}},{ok,n0@alpha},{ok,n1@beta}]", "[]",
       "[{ok,n1@beta},{error,{erpc,noconnection}}]", "0 left"});
}

TEST_CASE(
    "erpc: multicall takes its answers out of a long mailbox and leaves the rest (erpc_SUITE: "
    "multicall_recv_opt, multicall_recv_opt2, multicall_recv_opt3)") {
  plays(
      [](ctx self, scene* s) -> process {
        constexpr int waiting = 50'000;
        for (int i = 0; i < waiting; ++i) {
          send(self.self(), i);
        }
        const std::vector<atom> all = {s->c.name(1), s->c.name(2), s->c.name(1), s->c.name(0)};
        for (int i = 0; i < 20; ++i) {
          const term r = co_await erpc::multicall(self, all, calls, atom("echo"), list(i), 60_s);
          if (!(r.ref().head()[1] == term(i).ref())) {
            s->hear(r);
          }
        }
        for (int i = 0; i < waiting; ++i) {
          const term m = co_await self.receive();
          if (!m.is_integer() || m.as_int() != i) {
            s->hear(m);
          }
        }
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"0 left"});
}

TEST_CASE("erpc: a limit is from 0 to 4,294,967,295 milliseconds or infinity (erpc_SUITE: "
          "timeout_limit)") {
  plays(
      [](ctx self, scene* s) -> process {
        const atom there = s->c.name(1);
        const std::vector<atom> only = {there};
        for (const std::int64_t ms :
             {std::int64_t{0xffff'ffff}, std::int64_t{0x1'0000'0000}, std::int64_t{-1}}) {
          const duration limit = duration::milliseconds(ms);
          const term one =
              co_await end_of(erpc::call(self, there, calls, atom("where"), list(), limit));
          s->hear(one);
          const term many =
              co_await end_of(erpc::multicall(self, only, calls, atom("where"), list(), limit));
          s->hear(many);
          const term id = erpc::send_request(there, calls, atom("where"), list());
          const term got = co_await end_of(erpc::receive_response(self, id, limit));
          s->hear(got);
          const term older =
              co_await end_of(rpc::call(self, there, calls, atom("where"), list(), limit));
          s->hear(older);
          if (ms != 0xffff'ffff) {
            co_await erpc::receive_response(self, id);
          }
        }
        co_await hear_rest(self, s);
        s->over = true;
      },
      {"n1@beta", "[{ok,n1@beta}]", "n1@beta", "n1@beta", "{error,{erpc,badarg}}",
       "{error,{erpc,badarg}}", "{error,{erpc,badarg}}", "{error,badarg}", "{error,{erpc,badarg}}",
       "{error,{erpc,badarg}}", "{error,{erpc,badarg}}", "{error,badarg}", "0 left"});
}

}  // namespace
}  // namespace kith::scenarios
