// rpc, erpc and calls of servers between a node that is kith's and one of erl: either asks, and
// both get what OTP gives.
#include <doctest/doctest.h>

#include "interop/erl_node.hpp"
#include "interop/ports.hpp"
#include "outcome.hpp"

namespace kith::cmd_test {

namespace {

using interop::child;
using interop::epmd_daemon;
using interop::erl_node;

constexpr const char* cookie = interop::the_cookie;
/// What the result of a call is when it raises.
constexpr const char* caught =
    "Try = fun(Module, Function, Args) -> try apply(Module, Function, Args) "
    "catch Class:Reason -> {Class, Reason} end end";

struct call {
  const char* module;
  const char* function;
  const char* args;  ///< `Peer` is the other node
  const char* result;
};

constexpr call calls[] = {
    {"rpc", "call", "[Peer, erlang, abs, [-4]]", "4"},
    {"rpc", "call", "[Peer, erlang, abs, [x]]",
     "{badrpc,{'EXIT',{badarg,[{erlang,abs,[x],[{error_info,#{module => erl_erts_errors}}]}]}}}"},
    {"rpc", "call", "[Peer, erlang, throw, [x]]", "x"},
    {"rpc", "call", "[Peer, erlang, exit, [x]]", "{badrpc,{'EXIT',x}}"},
    {"rpc", "call", "[Peer, nomod, nofun, [1, 2]]",
     "{badrpc,{'EXIT',{undef,[{nomod,nofun,[1,2],[]}]}}}"},
    {"rpc", "call", "[Peer, timer, sleep, [60000], 50]", "{badrpc,timeout}"},
    {"rpc", "call", "[fish@localhost, erlang, abs, [1]]", "{badrpc,nodedown}"},
    {"rpc", "call", "[Peer, erlang, abs, [1], -1]", "{error,badarg}"},
    {"rpc", "block_call", "[Peer, erlang, abs, [-4]]", "4"},
    {"rpc", "block_call", "[fish@localhost, erlang, abs, [-4], 1000]", "{badrpc,nodedown}"},
    {"rpc", "multicall", "[[Peer, fish@localhost], erlang, abs, [-4]]", "{[4],[fish@localhost]}"},
    {"rpc", "cast", "[Peer, erlang, abs, [-4]]", "true"},
    {"rpc", "sbcast", "[[Peer, fish@localhost], nobody, hello]", "{[],[Peer,fish@localhost]}"},
    {"rpc", "pmap", "[{erlang, '+'}, [1], [1, 2, 3]]", "[2,3,4]"},
    {"erpc", "call", "[Peer, erlang, abs, [-4]]", "4"},
    {"erpc", "call", "[Peer, erlang, abs, [x]]",
     "{error,{exception,badarg,"
     "[{erlang,abs,[x],[{error_info,#{module => erl_erts_errors}}]}]}}"},
    {"erpc", "call", "[Peer, erlang, throw, [x]]", "{throw,x}"},
    {"erpc", "call", "[Peer, erlang, exit, [x]]", "{exit,{exception,x}}"},
    {"erpc", "call", "[Peer, timer, sleep, [60000], 50]", "{error,{erpc,timeout}}"},
    {"erpc", "call", "[fish@localhost, erlang, abs, [1]]", "{error,{erpc,noconnection}}"},
    {"erpc", "call", "[1, erlang, abs, [1]]", "{error,{erpc,badarg}}"},
    {"erpc", "multicall", "[[Peer, fish@localhost], erlang, exit, [x]]",
     "[{exit,{exception,x}},{error,{erpc,noconnection}}]"},
    {"gen_server", "call", "[{nobody, Peer}, x]",
     "{exit,{noproc,{gen_server,call,[{nobody,Peer},x]}}}"},
    {"gen_server", "call", "[{nobody, fish@localhost}, x, 1000]",
     "{exit,{{nodedown,fish@localhost},{gen_server,call,[{nobody,fish@localhost},x,1000]}}}"},
    {"gen_server", "call", "[{rex, Peer}, {call, erlang, abs, [-3], user}]", "3"},
    {"gen_server", "call", "[{rex, Peer}, {call, timer, sleep, [60000], user}, 50]",
     "{exit,{timeout,{gen_server,call,[{rex,Peer},{call,timer,sleep,[60000],user},50]}}}"},
    {"gen_server", "multi_call", "[[Peer, fish@localhost], rex, {call, erlang, abs, [-3], user}]",
     "{[{Peer,3}],[fish@localhost]}"},
    {"sys", "get_state", "[{nobody, Peer}, 1000]",
     "{exit,{noproc,{sys,get_state,[{nobody,Peer},1000]}}}"},
};

std::string with_peer(std::string text, const std::string& peer) {
  const std::string word = "Peer";
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
    text.replace(at, word.size(), peer);
    at += peer.size();
  }
  return text;
}

}  // namespace

TEST_CASE("rpc: either side calls the other, and both get what OTP gives") {
  const epmd_daemon epmd;
  child dog({KITH_COMMAND, "-noshell", "-sname", "dog@localhost", "-setcookie", cookie},
            epmd_at(epmd.port()));
  erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
  REQUIRE(cat.eval("Await(fun() -> net_adm:ping(dog@localhost) =:= pong end), ok") == "ok");
  REQUIRE(cat.eval(std::string(caught) + ", ok") == "ok");
  for (const call& c : calls) {
    CAPTURE(c.module);
    CAPTURE(c.function);
    CAPTURE(c.args);
    const std::string call =
        "Try(" + std::string(c.module) + ", " + c.function + ", " + c.args + ")";
    CHECK(cat.eval(with_peer(call, "dog@localhost")) == with_peer(c.result, "dog@localhost"));
    CHECK(cat.eval("erpc:call(dog@localhost, fun() -> " + with_peer(call, "cat@localhost") +
                   " end)") == with_peer(c.result, "cat@localhost"));
  }
}

}  // namespace kith::cmd_test
