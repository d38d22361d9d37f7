// kith epmd beside OTP's: either as the server, and either as who asks.
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
using interop::free_port;
using interop::listened_on;

/// Both programs asked the same; the answers must be equal.
outcome asked(std::uint16_t port, const words& question) {
  words ours = {KITH_COMMAND, "epmd", "-port", std::to_string(port)};
  words theirs = {"epmd", "-port", std::to_string(port)};
  ours.insert(ours.end(), question.begin(), question.end());
  theirs.insert(theirs.end(), question.begin(), question.end());
  const outcome a = run(ours);
  const outcome b = run(theirs);
  CAPTURE(question.front());
  CHECK(a.out == b.out);
  CHECK(a.err == b.err);
  CHECK(a.status == b.status);
  return a;
}

/// What both kinds of servers must do; `server` begins with the program.
void serves(words server) {
  const std::uint16_t port = free_port();
  const std::string text = std::to_string(port);
  server.insert(server.end(), {"-port", text, "-address", "127.0.0.1"});
  child strict(server);
  REQUIRE(listened_on(port));
  const std::string head = "epmd: up and running on port " + text + " with data:\n";
  CHECK(asked(port, {"-names"}).out == head);
  {
    interop::erl_node cat({.name = "cat@localhost", .epmd = port});
    CHECK(asked(port, {"-names"}).out.starts_with(head + "name cat at port "));
    CHECK(asked(port, {"-kill"}).out == "Killing not allowed - living nodes in database.\n");
    CHECK(asked(port, {"-stop", "cat"}).out == "epmd: local epmd responded with <>\n");
    CHECK(asked(port, {"-names"}).out.starts_with(head + "name cat at port "));
  }
  // A second one on the port is none too many.
  const outcome second = run(server);
  CHECK(second.status == 0);
  CHECK(kith({"epmd", "-port", text, "-kill"}).out == "Killed\n");
  CHECK(strict.ended());

  server.push_back("-relaxed_command_check");
  child relaxed(server);
  REQUIRE(listened_on(port));
  interop::erl_node cow({.name = "cow@localhost", .epmd = port});
  CHECK(asked(port, {"-stop", "nobody"}).out == "NOEXIST\n");
  CHECK(kith({"epmd", "-port", text, "-stop", "cow"}).out == "STOPPED\n");
  CHECK(asked(port, {"-names"}).out == head);
  CHECK(kith({"epmd", "-port", text, "-kill"}).out == "Killed\n");
  CHECK(relaxed.ended());
}

}  // namespace

TEST_CASE("epmd: OTP's answers our questions as its own") {
  serves({"epmd"});
}

TEST_CASE("epmd: ours answers OTP's questions as its own") {
  serves({KITH_COMMAND, "epmd"});
}

TEST_CASE("epmd: one that systemd starts listens at the socket that it is handed") {
  for (const words& program : {words{"epmd"}, words{KITH_COMMAND, "epmd"}}) {
    CAPTURE(program.front());
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in bound{};
    bound.sin_family = AF_INET;
    bound.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof bound;
    const auto address = reinterpret_cast<sockaddr*>(&bound);
    REQUIRE(::bind(socket, address, length) == 0);
    REQUIRE(::listen(socket, 8) == 0);
    REQUIRE(::getsockname(socket, address, &length) == 0);
    const std::uint16_t port = ntohs(bound.sin_port);
    // As sd_listen_fds(3) has it: the first is descriptor 3, and LISTEN_PID says for whom.
    words server = {
        "/bin/sh", "-c",
        "exec 3<&" + std::to_string(socket) + "; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$@\"", "sh"};
    server.insert(server.end(), program.begin(), program.end());
    server.insert(server.end(), {"-systemd", "-port", std::to_string(port)});
    child epmd(server);
    ::close(socket);
    CHECK(asked(port, {"-names"}).out ==
          "epmd: up and running on port " + std::to_string(port) + " with data:\n");
    {
      interop::erl_node cat({.name = "cat@localhost", .epmd = port});
      CHECK(asked(port, {"-names"}).out.find("name cat at port ") != std::string::npos);
    }
    CHECK(kith({"epmd", "-port", std::to_string(port), "-kill"}).status == 0);
    CHECK(epmd.ended());
  }
}

TEST_CASE("epmd: without a socket of systemd's, -systemd ends with status 1 in OTP's words") {
  const temporary_file file(".txt", "");
  const std::string said = "systemd provides no sockets";
  for (const words& program : {words{"epmd"}, words{KITH_COMMAND, "epmd"}}) {
    words alone = program;
    alone.insert(alone.end(), {"-systemd", "-port", std::to_string(free_port())});
    const outcome none = run(alone);
    CHECK(none.status == 1);
    CHECK(none.err.find(said) != std::string::npos);
    // What is for another program is not taken.
    const outcome others = run(alone, {{"LISTEN_FDS", "1"}, {"LISTEN_PID", "1"}});
    CHECK(others.status == 1);
    CHECK(others.err.find(said) != std::string::npos);
  }
  // A descriptor that is no socket is no place to listen.
  const outcome wrong =
      run({"/bin/sh", "-c",
           "exec 3<" + file.path() +
               "; LISTEN_FDS=1 LISTEN_PID=$$ exec '" KITH_COMMAND "' epmd -systemd -port " +
               std::to_string(free_port())});
  CHECK(wrong.status == 1);
  CHECK(wrong.err.find("is no socket that listens") != std::string::npos);
}

TEST_CASE("epmd: where none runs, both say so") {
  const std::uint16_t port = free_port();
  for (const words& question : {words{"-names"}, {"-kill"}, {"-stop", "x"}}) {
    CHECK(asked(port, question).status == 1);
  }
}

TEST_CASE("epmd: a daemon listens when its command has ended, and ends by SIGTERM") {
  const std::uint16_t port = free_port();
  const variables environment = {{"ERL_EPMD_PORT", std::to_string(port)},
                                 {"ERL_EPMD_ADDRESS", "127.0.0.1"},
                                 {"ERL_EPMD_RELAXED_COMMAND_CHECK", "true"}};
  CHECK(kith({"epmd", "-daemon"}, environment) == outcome{0, "", ""});
  CHECK(kith({"epmd", "-names"}, environment).status == 0);
  CHECK(kith({"epmd", "-stop", "x"}, environment).out == "NOEXIST\n");
  CHECK(kith({"epmd", "-kill"}, environment).out == "Killed\n");
}

TEST_CASE("epmd: a wrong command line is told on standard error, with status 64") {
  for (const words& wrong : {words{"epmd", "-foo"},
                             {"epmd", "-port"},
                             {"epmd", "-port", "0"},
                             {"epmd", "-port", "99999"},
                             {"epmd", "-stop"},
                             {"epmd", "x"},
                             {"epmd", "-names", "-kill"},
                             {"epmd", "-address", "box"}}) {
    const outcome o = kith(wrong);
    CAPTURE(wrong.back());
    CHECK(o.status == 64);
    CHECK(o.out.empty());
    CHECK(o.err.starts_with("kith epmd: "));
  }
}

}  // namespace kith::cmd_test
