// Two shells of one cluster: what is typed into them, and what they show, is the same whether each
// is erl's or ours.
#include <doctest/doctest.h>

#include <regex>
#include <sstream>

#include "interop/erl_node.hpp"
#include "interop/ports.hpp"
#include "pty_program.hpp"

namespace kith::cmd_test {

namespace {

using interop::epmd_daemon;

/// A command for one of the two, after which its next prompt stands there; or, with `ends`, after
/// which that node is gone.
struct command {
  enum class to : std::uint8_t { dog, cat };
  to who;
  std::string text;
  bool ends = false;
};

constexpr command::to dog = command::to::dog;
constexpr command::to cat = command::to::cat;

/// The story of two nodes that meet, talk, call each other, hold on to each other, and part. Each
/// command waits for what it shows, so that nothing depends on who is faster.
const std::vector<command>& story() {
  static const std::vector<command> commands = {
      {dog, "net_kernel:connect_node(cat@localhost)."},
      {dog, "[node() | nodes()]."},
      {cat, "[node() | nodes()]."},
      {dog, "erpc:call(cat@localhost, erlang, hd, [[]])."},
      {cat, "erpc:call(dog@localhost, fun() -> throw(ball) end)."},
      {cat, "erpc:call(dog@localhost, fun() -> exit(bored) end)."},
      {dog, "register(shell, self())."},
      {cat, "register(shell, self())."},
      {cat, "{shell, dog@localhost} ! {hello, self(), #{n => [1, 2.5], b => <<1, 2, 3:4>>}}."},
      {dog, "receive {hello, Cat, What} -> Cat ! {back, self()}, {node(Cat), What} end."},
      {cat, "receive {back, Dog} -> node(Dog) end."},
      {dog, "What."},
      {dog, "Cat ! one, Cat ! \"two\", Cat ! {three, <<\"3\">>, fun lists:map/2}, Cat ! last."},
      {cat, "receive last -> flush() end."},
      {dog, "process_flag(trap_exit, true)."},
      {dog, "link(Cat)."},
      {dog, "monitor(process, Cat)."},
      {dog, "monitor(process, {shell, cat@localhost})."},
      {dog, "monitor_node(cat@localhost, true)."},
      {dog, "rpc:call(cat@localhost, erlang, node, [])."},
      {dog, "erpc:call(cat@localhost, fun() -> {node(), 6 * 7} end)."},
      {cat, "rpc:call(dog@localhost, lists, map, [fun(X) -> {X, node()} end, [1, 2]])."},
      {dog, "rpc:call(cat@localhost, erlang, hd, [[]])."},
      {dog, "rpc:call(cat@localhost, no_such, function, [])."},
      {dog,
       "D = self(), spawn(cat@localhost, fun() -> io:format(\"I am ~p~n\", [node()]), D ! done "
       "end), receive done -> ok end."},
      {cat,
       "C = self(), spawn(dog@localhost, fun() -> io:format(\"I am ~p~n\", [node()]), C ! done "
       "end), receive done -> ok end."},
      {dog, "spawn_link(cat@localhost, fun() -> exit(oops) end)."},
      {dog, "receive {'EXIT', P1, Why1} -> {node(P1), Why1} end."},
      {dog, "spawn_link(cat@localhost, erlang, exit, [{very, \"bad\"}])."},
      {dog, "receive {'EXIT', P2, Why2} -> {node(P2), Why2} end."},
      {dog, "spawn_monitor(cat@localhost, fun() -> exit(gone) end)."},
      {dog, "receive {'DOWN', _, process, P3, Why3} -> {node(P3), Why3} end."},
      {dog, "{no_such_name, cat@localhost} ! nobody."},
      {dog, "{no_such_name, nowhere@localhost} ! nobody."},
      {cat, "net_adm:ping(dog@localhost)."},
      {cat, "halt().", true},
      {dog, "receive {nodedown, Down} -> Down end."},
      {dog, "flush()."},
      {dog, "nodes()."},
      {dog, "Cat ! nobody_there."},
      {dog, "rpc:call(cat@localhost, erlang, node, [])."},
      {dog, "erpc:call(cat@localhost, erlang, node, [])."},
      {dog, "process_flag(trap_exit, true)."},
      {dog, "link(Cat)."},
      {dog, "receive {'EXIT', Cat, Late} -> Late end."},
      {dog, "monitor(process, Cat)."},
      {dog, "receive {'DOWN', _, process, Cat, Never} -> Never end."},
      {dog, "monitor_node(cat@localhost, true)."},
      {dog, "receive {nodedown, Again} -> Again end."},
      {dog, "net_adm:ping(cat@localhost)."},
      {dog, "q().", true},
  };
  return commands;
}

/// Without what is each run's own: names of processes, references and funs, and their lengths, by
/// which lines are broken; lines of the library's files; the greeting's versions; what a node still
/// shows of a command that ends it.
std::string plain(const std::string& shown) {
  const std::pair<const char*, const char*> rules[] = {
      {R"(<[0-9]+\.[0-9]+\.[0-9]+>)", "<pid>"},
      {R"(#Ref<[0-9.]+>)", "#Ref<>"},
      {R"(#Fun<([a-z_]+)\.[0-9.]+>)", "#Fun<$1>"},
      {R"(\(([a-z]+\.erl), line [0-9]+\))", "($1)"},
  };
  std::string text = shown.substr(shown.find("  (abort with ^G)"));
  for (const auto& [pattern, instead] : rules) {
    text = std::regex_replace(text, std::regex(pattern), instead);
  }
  const std::regex broken(R"((Shell got [^\n]*,)\n +)");
  while (std::regex_search(text, broken)) {
    text = std::regex_replace(text, broken, "$1");
  }
  // The line of a command that ends the node may be gone from the screen with it.
  const std::regex ending(R"(\n\([a-z]+@localhost\)[0-9]+>( (halt|q)\(\)\.[^]*|[^\n]*)\s*$)");
  text = std::regex_replace(text, ending, "");
  return text.substr(0, text.find_last_not_of(" \n") + 1);
}

struct shells {
  std::string dog;
  std::string cat;
};

class shell_at_terminal {
 public:
  shell_at_terminal(const std::string& program, const std::string& name, std::uint16_t epmd)
      : prompt_("(" + name + ")"),
        typed_({program, "-sname", name, "-setcookie", interop::the_cookie}, epmd_at(epmd)) {}

  [[nodiscard]] bool is_ready() { return typed_.stands_at(prompt()); }

  [[nodiscard]] bool obeys(const command& c) {
    typed_.type(c.text + "\r");
    if (c.ends) {
      return typed_.status() == 0;
    }
    ++number_;
    return is_ready();
  }

  [[nodiscard]] std::string text() const { return typed_.text(); }

 private:
  [[nodiscard]] std::string prompt() const { return prompt_ + std::to_string(number_) + "> "; }

  std::string prompt_;
  int number_ = 1;
  pty_program typed_;
};

shells told(const std::string& dog_program, const std::string& cat_program) {
  const epmd_daemon epmd;
  shell_at_terminal a(dog_program, "dog@localhost", epmd.port());
  shell_at_terminal b(cat_program, "cat@localhost", epmd.port());
  REQUIRE(a.is_ready());
  REQUIRE(b.is_ready());
  for (const command& c : story()) {
    shell_at_terminal& of = c.who == dog ? a : b;
    CAPTURE(c.text);
    const bool obeyed = of.obeys(c);
    CAPTURE(of.text());
    REQUIRE(obeyed);
  }
  return {plain(a.text()), plain(b.text())};
}

void check_lines(const std::string& ours, const std::string& theirs) {
  std::istringstream a(ours);
  std::istringstream b(theirs);
  std::string x;
  std::string y;
  for (std::size_t line = 1;; ++line) {
    const bool more_x = static_cast<bool>(std::getline(a, x));
    const bool more_y = static_cast<bool>(std::getline(b, y));
    if (!more_x && !more_y) {
      return;
    }
    CAPTURE(line);
    CAPTURE(ours);
    REQUIRE((more_x ? x : "(the end)") == (more_y ? y : "(the end)"));
  }
}

}  // namespace

TEST_CASE("dog and cat: a story of two nodes reads the same in shells of either kind") {
  const shells real = told("erl", "erl");
  const std::pair<const char*, const char*> pairs[] = {
      {KITH_COMMAND, KITH_COMMAND}, {KITH_COMMAND, "erl"}, {"erl", KITH_COMMAND}};
  for (const auto& [d, c] : pairs) {
    CAPTURE(d);
    CAPTURE(c);
    const shells mixed = told(d, c);
    check_lines(mixed.dog, real.dog);
    check_lines(mixed.cat, real.cat);
  }
}

}  // namespace kith::cmd_test
