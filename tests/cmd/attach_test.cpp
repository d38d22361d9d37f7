// kith attach: shells of a node by a socket of the file system.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "interop/erl_node.hpp"
#include "interop/ports.hpp"
#include "outcome.hpp"
#include "pty_program.hpp"

namespace kith::cmd_test {

namespace {

using interop::child;
using interop::epmd_daemon;

constexpr const char* cookie = interop::the_cookie;

/// A user's folder for sockets, and an epmd.
class place {
 public:
  place() { REQUIRE(::mkdtemp(folder_.data()) != nullptr); }
  place(const place&) = delete;
  place& operator=(const place&) = delete;
  ~place() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  [[nodiscard]] variables here() const {
    variables all = epmd_at(epmd_->port());
    all.emplace_back("XDG_RUNTIME_DIR", folder_);
    return all;
  }
  [[nodiscard]] std::string socket(const std::string& node) const {
    return folder_ + "/kith/" + node + ".sock";
  }
  /// A node of ours that is up, and does what `text` says first.
  [[nodiscard]] std::unique_ptr<child> node(const std::string& name,
                                            const std::string& text = "ok") {
    auto made = std::make_unique<child>(
        std::vector<std::string>{KITH_COMMAND, "-noshell", "-sname", name, "-setcookie", cookie,
                                 "-eval", text + ", io:format(\"up~n\")"},
        here());
    REQUIRE_MESSAGE(made->printed("up"), made->output());
    // It listens a moment later.
    for (int tries = 0; tries < 200 && attached({name}, "").status == 69; ++tries) {
    }
    return made;
  }
  [[nodiscard]] outcome attached(std::vector<std::string> words, const std::string& input) const {
    words.insert(words.begin(), "attach");
    return kith(words, here(), input);
  }
  void stop_epmd() { epmd_.reset(); }

 private:
  std::string folder_ = "/tmp/kith_test_run_XXXXXX";
  std::optional<epmd_daemon> epmd_{std::in_place};
};

}  // namespace

TEST_CASE("attach: a session has a shell of the node, with its own variables, and ends alone") {
  place p;
  const auto dog = p.node("dog@localhost");
  pty_program one({KITH_COMMAND, "attach", "dog"}, p.here());
  REQUIRE(one.stands_at("(dog@localhost)1> "));
  one.type("X = {node(), 6 * 7}.\r");
  REQUIRE(one.stands_at("(dog@localhost)2> "));
  CHECK(one.text().find("\n{dog@localhost,42}\n") != std::string::npos);
  one.type("lists:sor\t");
  REQUIRE(one.stands_at("(dog@localhost)2> lists:sort("));
  one.type("\x15{ok, C} = io:columns(), C.\r");
  REQUIRE(one.stands_at("(dog@localhost)3> "));
  CHECK(one.text().find("\n80\n") != std::string::npos);
  pty_program two({KITH_COMMAND, "attach"}, p.here());
  REQUIRE(two.stands_at("(dog@localhost)1> "));
  two.type("X.\r");
  REQUIRE(two.shows("variable 'X' is unbound"));
  two.type("register(second, self()), io:get_line(\"say \").\r");
  REQUIRE(two.stands_at("say "));
  one.type("exit(whereis(second), please), X.\r");
  REQUIRE(one.stands_at("(dog@localhost)4> "));
  REQUIRE(two.shows("** exception exit: please"));
  one.type("receive never -> ok end.\r");
  one.type("\x07");
  REQUIRE(one.stands_at(" --> "));
  one.type("i\rc\r");
  REQUIRE(one.stands_at("(dog@localhost)5> "));
  one.type("q().\r");
  CHECK(one.status() == 0);
  two.type("\x07");
  REQUIRE(two.stands_at(" --> "));
  two.type("q\r");
  CHECK(two.status() == 0);
  pty_program three({KITH_COMMAND, "attach"}, p.here());
  REQUIRE(three.stands_at("(dog@localhost)1> "));
  three.type("\x04");
  REQUIRE(three.shows("*** Leaving the shell of dog@localhost"));
  CHECK(three.status() == 0);
  CHECK(kith({"ping", "dog@localhost", "-c", cookie}, p.here()).status == 0);
}

TEST_CASE(
    "attach: it works without epmd, without net_kernel, and with a cookie that nobody knows") {
  place p;
  const auto dog = p.node("dog@localhost");
  p.stop_epmd();
  CHECK(p.attached({"dog"}, "exit(whereis(net_kernel), kill).\n").out.find("true") !=
        std::string::npos);
  const outcome o = p.attached({"dog@localhost"}, "erlang:set_cookie(other).\n{whereis(net_kernel),"
                                                  " node()}.\nq().\n");
  CHECK(o.status == 0);
  CHECK(o.out.find("{undefined,dog@localhost}\n") != std::string::npos);
}

TEST_CASE("attach: what it cannot attach to it says") {
  place p;
  CHECK(p.attached({}, "").status == 69);
  const auto dog = p.node("dog@localhost");
  const auto cow = p.node("cow@localhost");
  const outcome which = p.attached({}, "");
  CHECK(which.status == 64);
  CHECK(which.err == "kith attach: which of these?\n  cow@localhost\n  dog@localhost\n");
  CHECK(p.attached({"cat"}, "").status == 69);
  CHECK(p.attached({"/no/such/socket"}, "").status == 69);
  const outcome far = p.attached({"/" + std::string(200, 'x')}, "");
  CHECK(far.status == 69);
  CHECK(far.err.find("1 to 107 bytes") != std::string::npos);
  CHECK(p.attached({p.socket("cow@localhost")}, "{a, node()}.\n").out.find("{a,cow@localhost}") !=
        std::string::npos);
}

TEST_CASE(
    "attach: the socket is the user's alone, goes with the node, and is taken from a dead one") {
  place p;
  auto dog = p.node("dog@localhost");
  struct stat file{};
  REQUIRE(::stat(p.socket("dog@localhost").c_str(), &file) == 0);
  CHECK((file.st_mode & 0777) == 0600);
  REQUIRE(::stat(std::filesystem::path(p.socket("dog")).parent_path().c_str(), &file) == 0);
  CHECK((file.st_mode & 0777) == 0700);
  dog->kill();
  REQUIRE(dog->ended());
  CHECK(std::filesystem::exists(p.socket("dog@localhost")));
  CHECK(p.attached({"dog"}, "").status == 69);
  dog = p.node("dog@localhost");
  pty_program session({KITH_COMMAND, "attach", "dog"}, p.here());
  REQUIRE(session.stands_at("(dog@localhost)1> "));
  session.type("init:stop().\r");
  REQUIRE(session.shows("*** The session has broken off"));
  CHECK(session.status() == 1);
  REQUIRE(dog->ended());
  CHECK_FALSE(std::filesystem::exists(p.socket("dog@localhost")));
}

TEST_CASE("attach: a session that goes takes its command along, and a long line comes through") {
  place p;
  const auto dog = p.node("dog@localhost");
  {
    pty_program session({KITH_COMMAND, "attach", "dog"}, p.here());
    REQUIRE(session.stands_at("(dog@localhost)1> "));
    session.type("register(busy, self()), (fun F() -> F() end)().\r");
    for (int tries = 0; tries < 200; ++tries) {
      if (p.attached({"dog"}, "is_pid(whereis(busy)).\n").out.find("true") != std::string::npos) {
        break;
      }
    }
  }
  std::string gone;
  for (int tries = 0; tries < 200 && gone.find("true") == std::string::npos; ++tries) {
    gone = p.attached({"dog"}, "whereis(busy) =:= undefined.\n").out;
  }
  CHECK(gone.find("true") != std::string::npos);
  const outcome o = p.attached({"dog"}, "length(\"" + std::string(100'000, 'a') +
                                            "\").\nlists:seq(1, 20000).\n{still, here}.\n");
  CHECK(o.out.find("100000\n") != std::string::npos);
  CHECK(o.out.find("{still,here}\n") != std::string::npos);
}

}  // namespace kith::cmd_test
