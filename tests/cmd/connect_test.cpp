// How nodes connect: the flags and the parameters of kernel that say so, beside erl.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "interop/erl_node.hpp"
#include "interop/ports.hpp"
#include "outcome.hpp"

namespace kith::cmd_test {

namespace {

using words = std::vector<std::string>;
using interop::child;
using interop::epmd_daemon;
using interop::erl_node;
using interop::free_port;

constexpr const char* cookie = interop::the_cookie;

/// What the expressions have at hand: P prints, Await waits until a fun says true, Leave
/// disconnects and waits until it is so.
constexpr const char* prelude =
    "P = fun(X) -> io:format(\"~0p~n\", [X]) end, Cat = cat@localhost, Dog = dog@localhost, "
    "Await = fun Await(F) -> F() orelse begin timer:sleep(10), Await(F) end end, "
    "Leave = fun(N) -> erlang:disconnect_node(N), "
    "Await(fun() -> not lists:member(N, nodes(connected)) end) end, ";

outcome said_by(const std::string& program, const words& flags, const std::string& text,
                std::uint16_t epmd) {
  words all = {program, "-noshell", "-setcookie", cookie};
  all.insert(all.end(), flags.begin(), flags.end());
  all.insert(all.end(), {"-eval", prelude + text + ", halt()."});
  return run(all, {{"ERL_EPMD_PORT", std::to_string(epmd)}, {"ERL_CRASH_DUMP", "/dev/null"}});
}

/// The same of both programs; what they have printed.
std::string said(const words& flags, const std::string& text, std::uint16_t epmd) {
  CAPTURE(flags);
  const outcome erl = said_by("erl", flags, text, epmd);
  const outcome ours = said_by(KITH_COMMAND, flags, text, epmd);
  CAPTURE(erl.err);
  CAPTURE(ours.err);
  CHECK(ours.out == erl.out);
  CHECK(ours.status == 0);
  CHECK(erl.status == 0);
  return ours.out;
}

/// A socket that listens at an address of the loopback network.
class taken_port {
 public:
  explicit taken_port(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const int on = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    is_there_ = ::bind(socket_, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0 &&
                ::listen(socket_, 1) == 0;
  }
  taken_port(const taken_port&) = delete;
  taken_port& operator=(const taken_port&) = delete;
  ~taken_port() { ::close(socket_); }
  [[nodiscard]] bool is_there() const { return is_there_; }

 private:
  int socket_;
  bool is_there_ = false;
};

/// Whether somebody listens there.
bool reached(const char* ip, std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  ::inet_pton(AF_INET, ip, &a.sin_addr);
  const bool is = ::connect(socket, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0;
  ::close(socket);
  return is;
}

/// The port at which a node is registered, once it is.
std::uint16_t port_of(const std::string& name, std::uint16_t epmd) {
  const std::string before = "name " + name + " at port ";
  for (int tries = 0; tries < 2'000; ++tries) {
    const std::string all = interop::epmd_names(epmd);
    if (const auto at = all.find(before); at != std::string::npos) {
      return static_cast<std::uint16_t>(std::stoi(all.substr(at + before.size())));
    }
  }
  return 0;
}

}  // namespace

TEST_CASE("connect: dist_auto_connect says whether a signal connects, as in erl") {
  const epmd_daemon epmd;
  const erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
  const std::string text =
      "P({net_adm:ping(Cat), nodes()}), Ref = monitor(process, {rex, Cat}), "
      "receive {'DOWN', Ref, _, _, W} -> P(W) after 0 -> P(up) end, "
      "P({net_kernel:connect_node(Cat), nodes(), net_adm:ping(Cat)}), Leave(Cat), "
      "P({net_adm:ping(Cat), nodes(), catch gen_server:call({rex, Cat}, x, 5000)}), "
      "P({net_kernel:connect_node(Cat), net_adm:ping(Cat)}), Leave(Cat), "
      "P([net_kernel:connect_node(nobody@localhost), erlang:monitor_node(nobody@localhost, true), "
      "receive {nodedown, D} -> D end])";
  const words name = {"-sname", "cow@localhost", "-kernel", "dist_auto_connect"};
  const auto with = [&](const char* value) {
    words flags = name;
    flags.emplace_back(value);
    return flags;
  };
  const std::string never = said(with("never"), text, epmd.port());
  CHECK(never.starts_with("{pang,[]}\nnoconnection\n{true,[cat@localhost],pong}\n{pang,[],"));
  const std::string once = said(with("once"), text, epmd.port());
  CHECK(once.starts_with("{pong,[cat@localhost]}\nup\n{true,[cat@localhost],pong}\n{pang,[],"));
  CHECK(said(with("sometimes"), "P([net_adm:ping(Cat), Leave(Cat), net_adm:ping(Cat)])",
             epmd.port()) == "[pong,true,pong]\n");
}

TEST_CASE("connect: a node that does not listen is hidden, and registered nowhere, as in erl") {
  const epmd_daemon epmd;
  const erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
  const std::string text =
      "P({node(), net_kernel:get_state(), net_adm:ping(Cat), nodes(), nodes(hidden)}), "
      "P([rpc:call(Cat, erlang, nodes, [K]) || K <- [visible, hidden]]), "
      "{ok, Names} = rpc:call(Cat, net_adm, names, [localhost]), P([N || {N, _} <- Names])";
  CHECK(said({"-sname", "cow@localhost", "-dist_listen", "false"}, text, epmd.port())
            .ends_with("pong,[],[cat@localhost]}\n[[],[cow@localhost]]\n[\"cat\"]\n"));
  // Without epmd altogether.
  CHECK(said({"-sname", "cow@localhost", "-dist_listen", "false", "-no_epmd", "-proto_dist",
              "inet_tcp"},
             "P({node(), is_alive(), net_adm:ping(Cat)})",
             free_port()) == "{cow@localhost,true,pang}\n");
}

TEST_CASE("connect: connect_all and prevent_overlapping_partitions reach global, as in erl") {
  const epmd_daemon epmd;
  erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
  const erl_node dog({.name = "dog@localhost", .epmd = epmd.port()});
  REQUIRE(cat.eval("net_adm:ping(dog@localhost)") == "pong");
  const std::string env =
      "P([application:get_env(kernel, K) || K <- [connect_all, prevent_overlapping_partitions]])";
  const words name = {"-sname", "cow@localhost"};
  const auto with = [&](words more) {
    more.insert(more.begin(), name.begin(), name.end());
    return more;
  };
  CHECK(said(name, env + ", pong = net_adm:ping(Cat), Await(fun() -> length(nodes()) =:= 2 end)",
             epmd.port()) == "[{ok,true},{ok,true}]\n");
  for (const words& flags :
       {words{"-connect_all", "false"}, words{"-kernel", "connect_all", "false"}}) {
    // A name that is registered elsewhere is not known here, and nobody else is met.
    CHECK(said(with(flags),
               env + ", pong = net_adm:ping(Cat), "
                     "yes = rpc:call(Cat, global, register_name, [N = list_to_atom(os:getpid()), "
                     "rpc:call(Cat, erlang, whereis, [rex])]), "
                     "P({global:whereis_name(N), nodes()}), "
                     "ok = rpc:call(Cat, global, unregister_name, [N])",
               epmd.port()) == "[{ok,false},{ok,true}]\n{undefined,[cat@localhost]}\n");
  }
  CHECK(said(with({"-kernel", "prevent_overlapping_partitions", "false"}), env, epmd.port()) ==
        "[{ok,true},{ok,false}]\n");
  const outcome wrong = kith({"-noshell", "-kernel", "connect_all", "maybe"});
  CHECK(wrong.status == 1);
  CHECK(wrong.err == "kith: {invalid_parameter_value,connect_all,maybe}\n");
}

TEST_CASE("connect: the first free port of a range is listened at, as in erl") {
  const epmd_daemon epmd;
  const std::uint16_t first = free_port();
  const taken_port taken(first);
  REQUIRE(taken.is_there());
  const std::string last = std::to_string(first + 20);
  for (const char* program : {"erl", KITH_COMMAND}) {
    CAPTURE(program);
    const child cow({program, "-noinput", "-sname", "cow@localhost", "-setcookie", cookie,
                     "-kernel", "inet_dist_listen_min", std::to_string(first),
                     "inet_dist_listen_max", last},
                    epmd_at(epmd.port()));
    const std::uint16_t port = port_of("cow", epmd.port());
    CHECK(port > first);
    CHECK(port <= first + 20);
  }
  // None is free.
  const outcome none = kith({"-noinput", "-sname", "cow@localhost", "-setcookie", cookie, "-kernel",
                             "inet_dist_listen_min", std::to_string(first)},
                            epmd_at(epmd.port()));
  CHECK(none.status == 1);
  CHECK(none.err.find("cannot listen on 127.0.0.1:" + std::to_string(first)) != std::string::npos);
}

TEST_CASE("connect: inet_dist_use_interface is the one address that is listened at, as in erl") {
  const epmd_daemon epmd;
  for (const char* program : {"erl", KITH_COMMAND}) {
    CAPTURE(program);
    const child cow({program, "-noinput", "-sname", "cow@localhost", "-setcookie", cookie,
                     "-kernel", "inet_dist_use_interface", "{127,0,0,5}"},
                    epmd_at(epmd.port()));
    const std::uint16_t port = port_of("cow", epmd.port());
    CHECK(reached("127.0.0.5", port));
    CHECK_FALSE(reached("127.0.0.1", port));
  }
}

TEST_CASE("connect: with -erl_epmd_port nodes find each other without epmd, as in erl") {
  const std::uint16_t nobody = free_port();
  const std::string port = std::to_string(free_port());
  for (const char* program : {"erl", KITH_COMMAND}) {
    CAPTURE(program);
    child cat({program, "-noinput", "-sname", "cat@localhost", "-setcookie", cookie,
               "-erl_epmd_port", port, "-start_epmd", "false"},
              {{"ERL_EPMD_PORT", std::to_string(nobody)}});
    REQUIRE(interop::listened_on(static_cast<std::uint16_t>(std::stoi(port))));
    CHECK(said({"-sname", "cow@localhost", "-dist_listen", "false", "-start_epmd", "false",
                "-erl_epmd_port", port},
               "P({net_adm:ping(Cat), nodes(hidden), net_kernel:connect_node(dog@localhost)})",
               nobody) == "{pong,[cat@localhost],false}\n");
    cat.kill();
    REQUIRE(cat.ended());
  }
}

TEST_CASE("connect: how often peers are looked at does not change when they are given up") {
  const epmd_daemon epmd;
  for (const char* program : {"erl", KITH_COMMAND}) {
    CAPTURE(program);
    erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
    child cow({program, "-noinput", "-sname", "cow@localhost", "-setcookie", cookie, "-kernel",
               "net_ticktime", "1", "net_tickintensity", "100", "-eval",
               "pong = net_adm:ping(cat@localhost), net_kernel:monitor_nodes(true, "
               "[nodedown_reason]), io:format(\"up~n\"), receive {nodedown, N, I} -> "
               "io:format(\"~p~n\", [{N, proplists:get_value(nodedown_reason, I)}]) end."},
              epmd_at(epmd.port()));
    REQUIRE(cow.printed("up"));
    cat.program().stop();
    CHECK(cow.printed("{cat@localhost,net_tick_timeout}"));
    cat.program().resume();
  }
}

TEST_CASE("connect: a node without a name is named by the first that it connects to, as in erl") {
  const epmd_daemon epmd;
  const std::string text =
      "Creation = fun() -> B = term_to_binary(self()), S = byte_size(B) - 4, "
      "<<_:S/binary, C:32>> = B, C end, "
      "P({node(), is_alive(), net_kernel:get_state(), net_kernel:longnames()}), "
      "Timer = erlang:start_timer(600000, self(), late), Alias = alias(), "
      // Nothing but connect_node connects.
      "P({net_adm:ping(Cat), node()}), Ref = monitor(process, {rex, Cat}), "
      "P(receive {'DOWN', Ref, _, _, W} -> W end), "
      "P([net_kernel:connect_node(nobody@localhost), node(), erlang:disconnect_node(Cat)]), "
      "P({net_kernel:connect_node(Cat), nodes(), nodes(hidden)}), N = node(), C = Creation(), "
      "[_, Host] = string:split(atom_to_list(N), \"@\"), P(Host), "
      "P(maps:get(name, net_kernel:get_state()) =:= N), "
      // What was made without a name is still what it was.
      "P(is_integer(erlang:cancel_timer(Timer))), Alias ! old, P(receive old -> old after 5000 -> "
      "lost end), "
      // Its pids are those of the name, there and back.
      "P(rpc:call(Cat, erlang, node, [self()]) =:= N), "
      "P([L =:= case K of visible -> []; hidden -> [N] end || K <- [visible, hidden], "
      "L <- [rpc:call(Cat, erlang, nodes, [K])]]), "
      "Me = self(), spawn(Cat, erlang, send, [Me, here]), P(receive here -> here end), "
      "P(global:register_name(a_name, self())), P(global:whereis_name(a_name) =:= self()), "
      // Named once, it connects by signals, too.
      "P({net_adm:ping(Dog), node() =:= N, lists:sort(nodes(hidden))}), "
      "ok = net_kernel:monitor_nodes(true, [{node_type, all}, nodedown_reason]), "
      "Watch = monitor(process, {rex, Dog}), "
      // Others come and go; the connection to who named it takes the name, and all others, away.
      "erlang:disconnect_node(Cat), P(receive {'DOWN', Watch, _, _, W2} -> W2 end), "
      "Await(fun() -> node() =:= nonode@nohost end), P({nodes(connected), is_alive()}), "
      "P(receive {nodedown, Cat, I} -> lists:sort(I) end), "
      "P(receive {nodedown, N, I2} -> lists:sort(I2) end), "
      "P(net_adm:ping(Cat)), "
      // The same name again, with the next creation.
      "P(net_kernel:connect_node(Cat)), P({node() =:= N, Creation() =:= C + 1}), "
      "P(rpc:call(Cat, erlang, node, [self()]) =:= N), Leave(Cat), "
      "Await(fun() -> node() =:= nonode@nohost end), "
      // Another node gives another name.
      "P({net_kernel:connect_node(Dog), node() =:= N})";
  for (const char* peer : {"erl", KITH_COMMAND}) {
    CAPTURE(peer);
    const words named = {peer, "-noinput", "-setcookie", cookie, "-sname"};
    words cat_words = named;
    cat_words.emplace_back("cat@localhost");
    words dog_words = named;
    dog_words.emplace_back("dog@localhost");
    const child cat(cat_words, epmd_at(epmd.port()));
    const child dog(dog_words, epmd_at(epmd.port()));
    REQUIRE(port_of("cat", epmd.port()) != 0);
    REQUIRE(port_of("dog", epmd.port()) != 0);
    const std::string all = said({"-sname", "undefined@localhost"}, text, epmd.port());
    CHECK(all.starts_with("{nonode@nohost,true,#{"));
    CHECK(all.find("\n{true,[],[cat@localhost]}\n") != std::string::npos);
    CHECK(all.ends_with("\ntrue\n{true,true}\ntrue\n{true,false}\n"));
  }
}

TEST_CASE("connect: a node that loses who named it has no name, until it connects again") {
  const epmd_daemon epmd;
  for (const char* program : {"erl", KITH_COMMAND}) {
    CAPTURE(program);
    erl_node cat({.name = "cat@localhost", .epmd = epmd.port()});
    child cow({program, "-noinput", "-sname", "undefined@localhost", "-setcookie", cookie, "-eval",
               "Await = fun Await(F) -> F() orelse begin timer:sleep(10), Await(F) end end, "
               "true = net_kernel:connect_node(cat@localhost), io:format(\"up~n\"), "
               "Await(fun() -> node() =:= nonode@nohost end), io:format(\"down~n\"), "
               "Await(fun() -> net_kernel:connect_node(cat@localhost) end), "
               "io:format(\"up again ~w~n\", [node() =/= nonode@nohost])."},
              epmd_at(epmd.port()));
    REQUIRE(cow.printed("up"));
    cat.program().kill();
    REQUIRE(cow.printed("down"));
    const erl_node again({.name = "cat@localhost", .epmd = epmd.port()});
    CHECK(cow.printed("up again true"));
  }
}

}  // namespace kith::cmd_test
