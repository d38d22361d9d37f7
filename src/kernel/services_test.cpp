// net_kernel, rex, user and the native functions, by the messages that other nodes send.

#include <doctest/doctest.h>

#include "kernel/apply.hpp"
#include "kernel/fun.hpp"
#include "kernel/io_lib.hpp"
#include "kernel/kernel_fixture.hpp"
#include "kith/build.hpp"
#include "kith/erpc.hpp"
#include "kith/gen_server.hpp"
#include "kith/io.hpp"
#include "kith/pattern.hpp"
#include "kith/rpc.hpp"
#include "otp/gen.hpp"

namespace kith {
namespace {

using detail::kernel_node;

std::vector<std::string> heard;
void hear(term_ref t) {
  heard.push_back(to_string(t));
}
void hear(const term& t) {
  hear(t.ref());
}
using lines = std::vector<std::string>;

void add_test_functions(detail::node_core& node) {
  const atom m("test");
  node.natives.add(m, atom("plus"), 2, [](ctx, term args) -> task<term> {
    co_return args.ref().head().as_int() + args.ref().tail().head().as_int();
  });
  node.natives.add(m, atom("fails"), 1, [](ctx, term args) -> task<term> {
    raise_error(term(args.ref().head()));
    co_return atoms::ok;
  });
  node.natives.add(m, atom("throws"), 1, [](ctx, term args) -> task<term> {
    throw_term(term(args.ref().head()));
    co_return atoms::ok;
  });
  node.natives.add(m, atom("exits"), 1, [](ctx, term args) -> task<term> {
    exit(term(args.ref().head()));
    co_return atoms::ok;
  });
  node.natives.add(m, atom("prints"), 1, [](ctx self, term args) -> task<term> {
    co_await io::format(self, "~p~n", args);
    co_return atoms::ok;
  });
  node.natives.add(m, atom("waits"), 0, [](ctx self, term) -> task<term> {
    co_await self.receive(on(atom("never")));
    co_return atoms::ok;
  });
}

/// Runs a body that is to end by itself on a node with a kernel.
template <class F>
lines heard_in(F body) {
  kernel_node n;
  add_test_functions(*n.node.core);
  heard.clear();
  CHECK(n.run(body));
  return heard;
}

TEST_CASE("net_kernel: says yes to who asks whether it may come in, and an error to nonsense") {
  CHECK(heard_in([](ctx self) -> process {
          const destination to = atoms::net_kernel;
          const term ask = tuple(atoms::is_auth, atom("x@y"));
          const term yes = co_await gen_server::call(self, to, ask);
          hear(yes);
          send(to, atom("garbage"));
          send(to, tuple(atoms::gen_call, atom("nobody"), ask));
          const term no = co_await gen_server::call(self, to, atom("nonsense"));
          hear(no);
          const term ticktime_ms = co_await gen_server::call(self, to, atom("ticktime"));
          hear(ticktime_ms);
          const term spawn_it =
              tuple(atom("spawn"), atom("test"), atom("plus"), list(1, 2), group_leader());
          const term fresh = co_await gen_server::call(self, to, spawn_it);
          hear(term(fresh.is_pid()));
        }) == lines{"yes", "{error,badrequest}", "60000", "true"});
}

TEST_CASE("rex: serves the old form of a call, as erl_call and Jinterface send it") {
  CHECK(heard_in([](ctx self) -> process {
          const atom test("test");
          const std::vector<term> calls = {tuple(test, atom("plus"), list(1, 2)),
                                           tuple(test, atom("fails"), list(atom("f"))),
                                           tuple(test, atom("throws"), list(atom("t"))),
                                           tuple(test, atom("exits"), list(atom("e"))),
                                           tuple(test, atom("nothing"), list(1)),
                                           tuple(atom("nobody"), atom("nothing"), list())};
          for (const term& c : calls) {
            send(atoms::rex,
                 tuple(self.self(), tuple(atom("call"), c[0], c[1], c[2], atoms::user)));
            term result;
            co_await self.receive(on(tuple(atoms::rex, bind(result))));
            hear(result);
          }
        }) == lines{"3", "{badrpc,{'EXIT',{f,[{test,fails,1,[]}]}}}", "t", "{badrpc,{'EXIT',e}}",
                    "{badrpc,{'EXIT',{undef,[{test,nothing,[1],[]}]}}}",
                    "{badrpc,{'EXIT',{undef,[{nobody,nothing,[],[]}]}}}"});
}

TEST_CASE("rex: serves calls and casts of gen_server's kind, and what is asked by older nodes") {
  CHECK(heard_in([](ctx self) -> process {
          const destination rex = atoms::rex;
          const term call =
              tuple(atom("call"), atom("test"), atom("plus"), list(2, 3), group_leader());
          const term five = co_await gen_server::call(self, rex, call);
          hear(five);
          const term block =
              tuple(atom("block_call"), atom("erlang"), atom("node"), list(), group_leader());
          const term node = co_await gen_server::call(self, rex, block);
          hear(node);
          const term message = tuple(atom("cast"), atom("erlang"), atom("send"),
                                     list(self.self(), atom("by_cast")), group_leader());
          gen_server::cast(rex, message);
          co_await self.receive(on(atom("by_cast")));
          send(rex, tuple(self.self(), atom("features_request")));
          term features;
          co_await self.receive(on(bind(features)));
          hear(features);
          register_name(atom("me"), self);
          send(rex, tuple(self.self(), tuple(atom("sbcast"), atom("me"), atom("hi"))));
          co_await self.receive(on(atom("hi")));
          term ack;
          co_await self.receive(on(bind(ack)));
          hear(ack);
          send(rex, tuple(self.self(), tuple(atom("send"), atom("nobody"), atom("hi"))));
          co_await self.receive(on(bind(ack)));
          hear(ack);
          send(rex, atom("garbage"));
          send(rex, tuple(atoms::gen_cast, atom("garbage")));
          const term again = co_await gen_server::call(self, rex, call);
          hear(again);
        }) == lines{"5", "nonode@nohost", "{features_reply,nonode@nohost,[erpc]}",
                    "{rex,nonode@nohost,nonode@nohost}",
                    "{rex,nonode@nohost,{nonexisting_name,nobody}}", "5"});
}

TEST_CASE("rex: a call whose process is killed is answered with why") {
  CHECK(heard_in([](ctx self) -> process {
          const destination rex = atoms::rex;
          const term call = tuple(atom("call"), atom("erlang"), atom("apply"),
                                  list(atom("test"), atom("waits"), list()), group_leader());
          send(rex, tuple(atoms::gen_call, tuple(self.self(), atom("tag")), call));
          co_await self.receive(on(atom("never")), after(10_ms));
          // The process that waits is the newest.
          const term all =
              co_await rpc::call(self, node_name(), atoms::erlang, atom("processes"), list());
          for (term_ref at = all; at.is_cons(); at = at.tail()) {
            const pid who = at.head().as_pid();
            const term leader_known = co_await process_info(self, who, atoms::registered_name);
            if (leader_known.is_list() && !(who == self.self())) {
              exit(who, atoms::kill);
            }
          }
          term answer;
          co_await self.receive(on(tuple(atom("tag"), bind(answer))));
          hear(answer);
        }) == lines{"{badrpc,{'EXIT',killed}}"});
}

TEST_CASE("rex: output comes to a caller that asks for it, before the answer") {
  CHECK(heard_in([](ctx self) -> process {
          send(atoms::rex, tuple(self.self(), tuple(atom("call"), atom("test"), atom("prints"),
                                                    list("hello"), atom("send_stdout_to_caller"))));
          for (int i = 0; i < 2; ++i) {
            term m;
            co_await self.receive(on(bind(m)));
            hear(m);
          }
        }) == lines{"{rex_stdout,<<\"\\\"hello\\\"\\n\">>}", "{rex,ok}"});
}

/// What a process that another node has spawned for M:F(Args) ends with.
task<term> end_of(ctx self, const char* m, const char* f, term args) {
  const spawned remote =
      spawn_monitor(detail::apply_native, pid(), atom(m), atom(f), std::move(args));
  term reason;
  co_await self.receive(on(tuple(atoms::DOWN, remote.monitor_ref, any, any, bind(reason))));
  co_return reason;
}

TEST_CASE("apply: a process of another node's spawn ends as Erlang's would") {
  CHECK(heard_in([](ctx self) -> process {
          const atom r("ref");
          const atom test("test");
          const std::vector<std::pair<const char*, term>> calls = {{"plus", list(1, 2)},
                                                                   {"fails", list(atom("f"))},
                                                                   {"throws", list(atom("t"))},
                                                                   {"exits", list(atom("e"))},
                                                                   {"nothing", list(1, 2)}};
          for (const auto& [f, args] : calls) {
            const term direct = co_await end_of(self, "test", f, args);
            hear(direct);
            const term wrapped = list(r, test, atom(f), args);
            const term by_erpc = co_await end_of(self, "erpc", "execute_call", wrapped);
            hear(by_erpc);
          }
          const term cast = co_await end_of(self, "erpc", "execute_cast",
                                            list(test, atom("fails"), list(atom("f"))));
          hear(cast);
          const term improper = co_await end_of(self, "test", "plus", cons(1, 2));
          hear(improper);
        }) == lines{"normal", "{ref,return,3}", "{f,[{test,fails,1,[]}]}",
                    "{ref,error,f,[{test,fails,1,[]}]}", "{{nocatch,t},[]}", "{ref,throw,t}", "e",
                    "{ref,exit,e}", "{undef,[{test,nothing,[1,2],[]}]}",
                    "{ref,error,undef,[{test,nothing,[1,2],[]}]}",
                    "{{exception,{f,[{test,fails,1,[]}]}},[{test,fails,1,[]}]}",
                    "{badarg,[{erlang,apply,[test,plus,[1|2]],[]}]}"});
}

TEST_CASE("apply: a fun with a name is called, one of another node's code is not") {
  CHECK(heard_in([](ctx self) -> process {
          const term named = detail::fun_term(atom("test"), atom("plus"), 2);
          const term a =
              co_await end_of(self, "erpc", "execute_call",
                              list(1, atom("erlang"), atom("apply"), list(named, list(1, 2))));
          hear(a);
          const term b = co_await end_of(self, "erlang", "apply", list(atom("no_fun"), list()));
          hear(b);
        }) == lines{"{1,return,3}", "{undef,[{erlang,apply,[no_fun,[]],[]}]}"});
}

class refuses_plus final : public detail::authority {
 public:
  bool allows(const detail::remote_call& call) const override {
    return call.function != atom("plus");
  }
};

TEST_CASE("apply: what the authority refuses is not called, by whatever door") {
  kernel_node n;
  add_test_functions(*n.node.core);
  const refuses_plus no;
  n.state.may_call = &no;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    const term args = list(1, 2);
    const atom test("test");
    const term direct = co_await end_of(self, "test", "plus", args);
    hear(direct);
    const term call = list(atom("r"), test, atom("plus"), args);
    const term by_erpc = co_await end_of(self, "erpc", "execute_call", call);
    hear(by_erpc);
    const term named = detail::fun_term(test, atom("plus"), 2);
    const term by_fun = co_await end_of(self, "erlang", "apply", list(named, args));
    hear(by_fun);
    // A caller that says it is of this node is asked for all the same.
    const term old = tuple(atom("call"), test, atom("plus"), args, group_leader());
    const destination rex = atoms::rex;
    const term by_rex = co_await gen_server::call(self, rex, old);
    hear(by_rex);
    const term own = co_await erpc::call(self, node_name(), test, atom("plus"), args);
    hear(own);
  }));
  CHECK(heard == lines{"{not_allowed,[{test,plus,2,[]}]}",
                       "{r,error,not_allowed,[{test,plus,2,[]}]}",
                       "{not_allowed,[{test,plus,2,[]}]}",
                       "{badrpc,{'EXIT',{not_allowed,[{test,plus,2,[]}]}}}", "3"});
}

process calls_erpc(ctx self, atom f, term args, duration limit) {
  const term value = co_await erpc::call(self, node_name(), atom("test"), f, args, limit);
  hear(value);
}

TEST_CASE("erpc and rpc: results and failures have OTP's shapes") {
  CHECK(
      heard_in([](ctx self) -> process {
        const std::vector<std::pair<const char*, term>> calls = {{"plus", list(1, 2)},
                                                                 {"fails", list(atom("f"))},
                                                                 {"throws", list(atom("t"))},
                                                                 {"exits", list(atom("e"))},
                                                                 {"waits", list()}};
        for (const auto& [f, args] : calls) {
          const spawned caller = spawn_monitor(calls_erpc, atom(f), args, 50_ms);
          term reason;
          co_await self.receive(on(tuple(atoms::DOWN, caller.monitor_ref, any, any, bind(reason))));
          hear(reason);
          const term by_rpc =
              co_await rpc::call(self, node_name(), atom("test"), atom(f), args, 50_ms);
          hear(by_rpc);
        }
        const std::size_t left = co_await self.receive(on(any), after(10_ms));
        hear(term(left));
      }) == lines{"3", "normal", "3", "{{exception,f,[{test,fails,1,[]}]},[]}",
                  "{badrpc,{'EXIT',{f,[{test,fails,1,[]}]}}}", "{{nocatch,t},[]}", "t",
                  "{exception,e}", "{badrpc,{'EXIT',e}}", "{{erpc,timeout},[]}", "{badrpc,timeout}",
                  "1"});
}

TEST_CASE("erpc and rpc: several nodes at once") {
  CHECK(heard_in([](ctx self) -> process {
          const std::vector<atom> nodes = {node_name(), node_name()};
          const term all =
              co_await erpc::multicall(self, nodes, atom("test"), atom("plus"), list(1, 1));
          hear(all);
          const term older =
              co_await rpc::multicall(self, nodes, atom("test"), atom("exits"), list(1), 1_s);
          hear(older);
          const term late =
              co_await rpc::multicall(self, nodes, atom("test"), atom("waits"), list(), 20_ms);
          hear(late);
          const term block =
              co_await rpc::block_call(self, node_name(), atom("test"), atom("plus"), list(1, 1));
          hear(block);
        }) == lines{"[{ok,2},{ok,2}]", "{[{badrpc,{'EXIT',1}},{badrpc,{'EXIT',1}}],[]}",
                    "{[],[nonode@nohost,nonode@nohost]}", "2"});
}

task<void> hear_native(ctx self, const char* m, const char* f, term args) {
  const term value = co_await rpc::call(self, node_name(), atom(m), atom(f), std::move(args));
  hear(value);
}

TEST_CASE("native functions: answer as Erlang's of the same name") {
  CHECK(
      heard_in([](ctx self) -> process {
        co_await hear_native(self, "erlang", "node", list());
        co_await hear_native(self, "erlang", "node", list(self.self()));
        co_await hear_native(self, "erlang", "nodes", list());
        co_await hear_native(self, "erlang", "nodes", list(list(atoms::this_, atoms::visible)));
        co_await hear_native(self, "erlang", "whereis", list(atom("nobody")));
        co_await hear_native(self, "erlang", "registered", list());
        co_await hear_native(self, "erlang", "is_process_alive", list(self.self()));
        co_await hear_native(self, "erlang", "is_alive", list());
        co_await hear_native(self, "erlang", "system_info", list(atom("otp_release")));
        co_await hear_native(self, "erlang", "function_exported",
                             list(atom("erlang"), atom("node"), 0));
        co_await hear_native(self, "code", "ensure_loaded", list(atom("erlang")));
        co_await hear_native(self, "code", "ensure_loaded", list(atom("nothing")));
        co_await hear_native(self, "net_kernel", "get_net_ticktime", list());
        co_await hear_native(self, "io_lib", "format", list("~p-~s", list(atom("a"), "b")));
        co_await hear_native(self, "erlang", "system_info", list(atom("nonsense")));
        co_await hear_native(self, "erlang", "process_info",
                             list(whereis(atoms::rex), list(atoms::registered_name, atoms::links)));
        const term me = co_await rpc::call(self, node_name(), atoms::erlang, atom("process_info"),
                                           list(self.self()));
        hear(me.ref().head());  // without a name
        co_await hear_native(self, "erlang", "process_info", list(atom("x"), atom("y")));
      }) == lines{"nonode@nohost", "nonode@nohost", "[]", "[nonode@nohost]", "undefined",
                  "[global_group,global_group_check,global_name_server,net_kernel,rex,user]",
                  "true", "false", "\"25\"", "true", "{module,erlang}", "{error,nofile}", "ignored",
                  "\"a-b\"",
                  "{badrpc,{'EXIT',{badarg,[{erlang,system_info,[nonsense],[{error_info,#{module "
                  "=> erl_erts_errors}}]}]}}}",
                  "[{registered_name,rex},{links,[]}]", "{current_function,undefined}",
                  "{badrpc,{'EXIT',{badarg,[{erlang,process_info,[x,y],[{error_info,#{module => "
                  "erl_erts_errors}}]}]}}}"});
}

TEST_CASE("user: writes what is put, and answers every request of the protocol") {
  kernel_node n;
  heard.clear();
  CHECK(n.run([](ctx self) -> process {
    co_await io::put_chars(self, "plain ");
    co_await io::put_chars(self, list("li", bin("st\xc3\xa9")));
    co_await io::format(self, "~w ~p~n", list("a", "a"));
    const destination user = atoms::user;
    const std::vector<term> requests = {
        tuple(atoms::put_chars, atoms::latin1, bin("\xe9")),
        tuple(atoms::put_chars, bin("old")),
        tuple(atoms::put_chars, atom("io_lib"), atom("format"), list("~c", list(65))),
        tuple(atoms::put_chars, atoms::unicode, bin("\xff")),
        tuple(atoms::put_chars, atoms::unicode, atom("os"), atom("cmd"), list("ls")),
        tuple(atom("requests"),
              list(tuple(atoms::put_chars, atoms::unicode, "1"), atom("getopts"))),
        tuple(atom("requests"),
              list(atom("nonsense"), tuple(atoms::put_chars, atoms::unicode, "2"))),
        tuple(atom("setopts"), list(atom("binary"), tuple(atom("encoding"), atoms::latin1))),
        atom("getopts"),
        tuple(atom("setopts"), list(tuple(atom("echo"), false))),
        tuple(atom("get_geometry"), atom("columns")),
        tuple(atom("get_line"), atoms::unicode, "> "),
        tuple(atom("get_until"), atoms::unicode, "> ", atom("m"), atom("f"), list()),
        atom("nonsense")};
    for (const term& r : requests) {
      const term reply = co_await io::request(self, user, r);
      hear(reply);
    }
    send(user, atom("garbage"));
    const destination nobody = atom("nobody");
    const term gone = co_await io::request(self, nobody, atom("getopts"));
    hear(gone);
  }));
  CHECK(n.output.text == "plain list\xc3\xa9"
                         "[97] \"a\"\n"
                         "\xc3\xa9"
                         "oldA1");
  CHECK(heard == lines{"ok", "ok", "ok", "{error,put_chars}", "{error,cmd}",
                       "[{binary,false},{encoding,unicode}]", "{error,{request,nonsense}}", "ok",
                       "[{binary,true},{encoding,latin1}]", "{error,enotsup}", "{error,enotsup}",
                       "eof", "eof", "{error,{request,nonsense}}", "{error,terminated}"});
}

}  // namespace
}  // namespace kith
