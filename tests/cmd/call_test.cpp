// kith call beside erl_call, and the other subcommands that visit a node.
#include <doctest/doctest.h>

#include "interop/erl_node.hpp"
#include "interop/ports.hpp"
#include "outcome.hpp"

namespace kith::cmd_test {

namespace {

using words = std::vector<std::string>;
using interop::child;
using interop::epmd_daemon;
using interop::erl_node;

constexpr const char* cookie = interop::the_cookie;

struct caller {
  std::uint16_t epmd;

  /// The same of both; what they print and how they end must be equal.
  outcome both(words arguments, const std::string& input = {}) const {
    const outcome ours = call(arguments, input);
    arguments.insert(arguments.begin(), "erl_call");
    const outcome theirs = run(arguments, epmd_at(epmd), input);
    CAPTURE(input);
    CHECK(ours.out == theirs.out);
    CHECK(ours.status == theirs.status);
    return ours;
  }
  outcome call(words arguments, const std::string& input = {}) const {
    arguments.insert(arguments.begin(), "call");
    return kith(arguments, epmd_at(epmd), input);
  }
};

}  // namespace

TEST_CASE("call: prints what erl_call prints") {
  const epmd_daemon epmd;
  const erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
  const caller to{epmd.port()};
  const words start = {"-sname", "cat@localhost", "-c", cookie};
  const auto with = [&start](words more) {
    more.insert(more.begin(), start.begin(), start.end());
    return more;
  };
  for (const char* what :
       {"erlang node", "erlang length [[a,b,c]]", "erlang nofun", "erlang", "lists seq [1,10]",
        "erlang list_to_tuple [[a,'B c',\"s\",{1,2.5},[]]]"}) {
    CHECK(to.both(with({"-a", what})).status == 0);
  }
  for (const char* what :
       {"1+1.\n", "{a,\"str\",<<\"bin\">>,<<1,2>>,1.5,1.0e100,-0.0,[1,2],[],\"\",{},[a|b]}.\n",
        "{'Q x',a_B@1,'',' ','end',12345678901234567890123,-12345678901234567890123}.\n",
        "[true,-5,18446744073709551615,18446744073709551616,-9223372036854775808].\n",
        "{<<1:3>>,<<255,5:3>>,[1000],[65,10,34],\"a\\\"b\\\\c\",[0,31,127,8,11,12,13,27]}.\n",
        "#{a=>1,\"b\"=>#{}}.\n", "binary:copy(<<\"a\">>,30).\n", "binary:copy(<<\"a\">>,31).\n",
        "fun lists:map/2.\n", "list_to_pid(\"<0.7.0>\").\n", "lists:seq(1,127).\n",
        "lists:duplicate(70000,$a).\n", "x\n", "1+.\n", "exit(foo).\n", "1. 2.\n", "",
        "[1.1,100000.0,1.0e22,123456789.123,1.0e-10].\n", "[[]|a].\n"}) {
    CHECK(to.both(with({"-e"}), what).status == 0);
  }
  CHECK(to.both(with({"-e", "-fetch_stdout"}), "io:format(\"x~ts~n\", [[960]]), ok.\n").out ==
        "xπ\n{ok, ok}");
  CHECK(to.both(with({"-e", "-fetch_stdout", "-no_result_term"}), "io:format(\"x\").\n").out ==
        "x");
  CHECK(to.both(with({"-no_result_term", "-a", "erlang node"})).out.empty());
  CHECK(to.both({"-n", "cat@localhost", "-c", cookie, "-a", "erlang node"}).out == "cat@localhost");
  CHECK(to.both(with({"-h", "bird", "-a", "erlang nodes [hidden]"})).out.starts_with("[bird@"));
  CHECK(to.both(with({})).out.empty());
  CHECK(to.call(with({"-R", "-a", "erlang nodes [hidden]"})).out.starts_with("['"));
}

TEST_CASE("call: finds a node by its address alone") {
  const epmd_daemon epmd;
  const std::uint16_t port = interop::free_port();
  const erl_node cat({.name = "cat@localhost", .epmd = epmd.port(), .listen_port = port});
  // There is no epmd to ask.
  const caller to{interop::free_port()};
  const std::string at = "localhost:" + std::to_string(port);
  CHECK(to.both({"-address", at, "-c", cookie, "-a", "erlang node"}).out == "cat@localhost");
  CHECK(to.call({"-address", "localhost:1", "-c", cookie, "-a", "erlang node"}).status == 69);
}

TEST_CASE("call: compiles a module there") {
  const epmd_daemon epmd;
  erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
  const caller to{epmd.port()};
  // A folder of its own: erl would load modules of others from where it stands.
  const temporary_file name(".folder", "");
  const std::string folder = "\"" + name.path() + ".d\"";
  REQUIRE(cat.eval("{file:make_dir(" + folder + "), file:set_cwd(" + folder + ")}") == "{ok,ok}");
  const std::string source = "-module(kith_test_m).\n-export([f/1]).\nf(X) -> {f, X}.\n";
  CHECK(to.both({"-sname", "cat@localhost", "-c", cookie, "-m", "-a", "kith_test_m f [1]"}, source)
            .out == "{f, 1}");
  CHECK(to.call({"-sname", "cat@localhost", "-c", cookie, "-m"}, "nothing").status == 65);
  CHECK(cat.eval("lists:sort(element(2, file:list_dir(\".\")))") ==
        "[\"kith_test_m.beam\",\"kith_test_m.erl\"]");
  CHECK(cat.eval("file:del_dir_r(" + folder + ")") == "ok");
}

TEST_CASE("call: says how it failed by its status") {
  const epmd_daemon epmd;
  const erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
  const caller to{epmd.port()};
  const words start = {"-sname", "cat@localhost", "-c"};
  const auto with = [&start](words more) {
    more.insert(more.begin(), start.begin(), start.end());
    return more;
  };
  CHECK(to.call(with({"wrong", "-a", "erlang node"})).status == 77);
  CHECK(to.call({"-sname", "dog@localhost", "-c", cookie}).status == 69);
  CHECK(to.call({"-sname", "cat@no.such.host.invalid", "-c", cookie}).status == 69);
  CHECK(to.call(with({cookie, "-timeout", "1", "-a", "timer sleep [9000]"})).status == 75);
  CHECK(to.call(with({cookie, "-a", "erlang length [[a"})).status == 64);
  CHECK(to.call(with({cookie, "-a", ""})).status == 64);
  CHECK(to.call({"-a", "erlang node"}).status == 64);
  CHECK(to.call({"-sname", "a", "-name", "b"}).status == 64);
  CHECK(to.call({"-address", "3", "-s"}).status == 64);
  CHECK(to.call({"-zip"}).status == 64);
}

TEST_CASE("call: halts a node, and starts one that is not there") {
  const epmd_daemon epmd;
  erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
  const caller to{epmd.port()};
  CHECK(to.call({"-sname", "cat@localhost", "-c", cookie, "-q"}).status == 0);
  CHECK(cat.program().ended());
  const words dog = {"-sname", "dog@localhost", "-c", cookie};
  const auto with = [&dog](words more) {
    more.insert(more.begin(), dog.begin(), dog.end());
    return more;
  };
  CHECK(to.call(with({"-s", "-a", "erlang node"})).out == "dog@localhost");
  CHECK(to.both(with({"-a", "erlang node"})).out == "dog@localhost");
  CHECK(run({"erl_call", "-sname", "dog@localhost", "-c", cookie, "-q"}, epmd_at(epmd.port()))
            .status == 0);
}

TEST_CASE("visits: ping, names and doctor see a node, and why they do not") {
  const epmd_daemon epmd;
  const erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
  const variables here = epmd_at(epmd.port());
  CHECK(kith({"ping", "cat@localhost", "-c", cookie}, here) == outcome{0, "pong\n", ""});
  const outcome pang = kith({"ping", "cat@localhost", "-c", "wrong"}, here);
  CHECK(pang.status == 69);
  CHECK(pang.out == "pang\n");
  CHECK(pang.err.starts_with("kith ping: "));
  CHECK(kith({"ping", "a@b@c"}, here).status == 64);

  CHECK(kith({"names"}, here).out.starts_with("name cat at port "));
  CHECK(kith({"names", "127.0.0.1", "--format", "json"}, here)
            .out.starts_with("[{\"name\":\"cat\",\"port\":"));
  CHECK(kith({"names", "--format", "term"}, here).out.starts_with("[{\"cat\","));
  CHECK(kith({"names", "no.such.host.invalid"}, here).status == 68);
  CHECK(kith({"names"}, epmd_at(interop::free_port())).status == 69);
  CHECK(kith({"names"}, {{"ERL_EPMD_PORT", "x"}}).status == 78);

  // The locks of an erl, and of a Kith node, and of all that are here.
  CHECK(kith({"locks", "cat@localhost", "-c", cookie, "--format", "term"}, here) ==
        outcome{0, "[].\n", ""});
  erl_node owl({.name = "owl@localhost", .epmd = epmd.port()});
  CHECK(owl.eval("global:set_lock({stock, self()}, [node()])") == "true");
  const outcome held = kith({"locks", "owl@localhost", "-c", cookie}, here);
  CHECK(held.status == 0);
  CHECK(held.out.starts_with("RESOURCE  REQUESTER"));
  CHECK(held.out.find("\nstock     <") != std::string::npos);
  CHECK(held.out.ends_with("  owl@localhost\n"));
  const outcome everywhere = kith({"locks", "-c", cookie}, here);
  CHECK(everywhere.status == 0);
  CHECK(everywhere.out.find("cat@localhost\nRESOURCE") != std::string::npos);
  CHECK(everywhere.out.find("owl@localhost\nRESOURCE") != std::string::npos);
  CHECK(kith({"locks", "dog@localhost", "-c", cookie}, here).status == 69);
  CHECK(kith({"locks", "a@b@c"}, here).status == 64);

  const outcome healthy = kith({"doctor", "cat@localhost", "-c", cookie}, here);
  CHECK(healthy.status == 0);
  CHECK(healthy.out.find("FAILED") == std::string::npos);
  CHECK(healthy.out.find("ok      handshake") != std::string::npos);
  const struct {
    const char* node;
    const char* cookie;
    const char* says;
    int status;
  } rows[] = {{"cat@localhost", "wrong", "FAILED  handshake", 77},
              {"dog@localhost", cookie, "FAILED  epmd", 69},
              {"cat@no-such-host", cookie, "FAILED  host", 68},
              {"cat@127.0.0.1", cookie, "FAILED  identity", 69},
              {"c@t@x", cookie, "FAILED  name", 64}};
  for (const auto& r : rows) {
    CAPTURE(r.node);
    const outcome o = kith({"doctor", r.node, "-c", r.cookie}, here);
    CHECK(o.status == r.status);
    CHECK(o.out.find(r.says) != std::string::npos);
    CHECK(o.out.find("        fix") != std::string::npos);
  }
  CHECK(kith({"doctor", "cat@localhost", "-c", cookie}, epmd_at(interop::free_port())).status ==
        69);
}

TEST_CASE("doctor: a node that is stopped does not answer in time") {
  const epmd_daemon epmd;
  erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
  cat.program().stop();
  const outcome o =
      kith({"doctor", "cat@localhost", "-c", cookie, "--timeout", "0.3"}, epmd_at(epmd.port()));
  cat.program().resume();
  CHECK(o.status == 75);
  CHECK(o.out.find("FAILED  handshake") != std::string::npos);
}

}  // namespace kith::cmd_test
