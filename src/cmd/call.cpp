// kith call: what erl_call of OTP does. Calls a function of a node, or has it evaluate expressions.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>

#include "cmd/ei_text.hpp"
#include "cmd/epmd_query.hpp"
#include "cmd/exit_status.hpp"
#include "cmd/peer.hpp"
#include "cmd/rex_call.hpp"
#include "cmd/subcommand.hpp"
#include "dist/cookie_file.hpp"
#include "kith/build.hpp"

namespace kith::cmd {

namespace {

/// How long finding and entering the node may take, where no -timeout says otherwise.
constexpr duration enter_time = duration::seconds(10);
/// How long a node that was started may take to be there.
constexpr duration start_time = duration::seconds(30);

/// All of standard input.
std::string read_input() {
  std::string all;
  std::array<char, 4096> bytes{};
  while (const std::size_t n = std::fread(bytes.data(), 1, bytes.size(), stdin)) {
    all.append(bytes.data(), n);
  }
  return all;
}

/// `Mod [Fun [Args]]`.
struct application {
  std::string module;
  std::string function = "start";
  std::string arguments = "[]";
};

std::optional<application> application_in(std::string_view text) {
  const auto take = [&text] {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\n"), text.size()));
    const std::string_view word = text.substr(0, text.find_first_of(" \t\n"));
    text.remove_prefix(word.size());
    return std::string(word);
  };
  application a;
  a.module = take();
  if (a.module.empty()) {
    return std::nullopt;
  }
  if (const std::string function = take(); !function.empty()) {
    a.function = function;
  }
  text.remove_prefix(std::min(text.find_first_not_of(" \t\n"), text.size()));
  if (!text.empty()) {
    a.arguments = text;
  }
  return a;
}

/// The name in `-module(name).`; empty when there is none.
std::string module_name_in(std::string_view source) {
  const auto at = source.find("-module(");
  if (at == std::string_view::npos) {
    return {};
  }
  source.remove_prefix(at + std::string_view("-module(").size());
  std::string name(source.substr(0, source.find(')')));
  std::erase_if(name, [](char c) { return c == ' ' || c == '\'' || c == '\n' || c == '\t'; });
  return name;
}

class call final : public subcommand {
 public:
  std::string name() const override { return "call"; }
  std::string summary() const override { return "calls a function of a node, as erl_call does"; }
  std::vector<std::string> synopsis() const override {
    return {"(-sname NODE | -name NODE | -address [HOST:]PORT) [-a 'MODULE [FUNCTION [ARGS]]'] "
            "[-e] [-m] [-q] [OPTION]..."};
  }
  bool single_dash() const override { return true; }
  std::vector<manual_section> manual() const override;
  void define(CLI::App& app) override;
  int run() override;

 private:
  [[nodiscard]] int checked() const;
  [[nodiscard]] result<std::unique_ptr<visitor>> enter(const deadline& until);
  [[nodiscard]] result<std::unique_ptr<visitor>> enter_or_start();
  [[nodiscard]] result<io::address> find(const deadline& until) const;
  [[nodiscard]] std::string own_name() const;
  void start_node() const;
  int compile(visitor& guest, const deadline& until);
  int apply(visitor& guest, const deadline& until);
  int evaluate(visitor& guest, const deadline& until);
  int show(const result<term>& outcome) const;
  void say(const std::string& text) const;
  int failed(const error& why) const;

  std::string sname_;
  std::string long_name_;
  std::string address_;
  std::string apply_;
  std::string hidden_name_;
  std::string script_;
  std::string cookie_;
  std::int64_t timeout_ = 0;
  bool evaluate_ = false;
  bool module_ = false;
  bool quit_ = false;
  bool random_ = false;
  bool dynamic_ = false;
  bool start_ = false;
  bool verbose_ = false;
  bool debug_ = false;
  bool fetch_ = false;
  bool quiet_ = false;
  CLI::Option* apply_option_ = nullptr;
  dist::node_name peer_;
};

std::vector<manual_section> call::manual() const {
  return {
      {"DESCRIPTION",
       "Enters a node as a hidden one, without registering with epmd, and asks its process rex "
       "to call a function or to evaluate expressions, which it reads from standard input. The "
       "result is printed as erl_call of OTP prints it, without a newline. Options are those of "
       "erl_call, but each letter stands alone."},
      {"DIFFERENCES",
       "Arguments of -a may be any term, not only lists, tuples, atoms, numbers and strings. "
       "Without -h the name of the caller has its process number in it, so that several may "
       "call at a time. -s starts kith, not erl, unless -x says otherwise. The exit status "
       "says more."},
      {"EXIT STATUS",
       "0 when the node has answered, whatever it said; 64 when the command line is wrong, 65 "
       "when standard input is no module, 69 when the node cannot be reached or has closed the "
       "connection, 75 when -timeout has passed, 77 when the cookies differ, 78 when there is "
       "no good cookie."},
      {"EXAMPLES", "    kith call -sname dog -a 'erlang length [[a,b,c]]'\n"
                   "    echo 'X = 1, {X, node()}.' | kith call -sname dog@box -e\n"
                   "    kith call -address localhost:34567 -c woof -a 'erlang node'"}};
}

void call::define(CLI::App& app) {
  app.add_option("--sname", sname_, "The node, of short names: dog, dog@box.")->type_name("NODE");
  app.add_option("-n,--name", long_name_, "The node, of long names: dog@box.example.net.")
      ->type_name("NODE");
  app.add_option("--address", address_, "Where the node listens, instead of its name: no epmd.")
      ->type_name("[HOST:]PORT");
  apply_option_ =
      app.add_option("-a", apply_, "Calls a function; start and [] where the last two are missing.")
          ->type_name("'MODULE [FUNCTION [ARGS]]'");
  app.add_flag("-e", evaluate_, "Evaluates the expressions of standard input.");
  app.add_flag("-m", module_, "Compiles the module of standard input there.");
  app.add_flag("-q", quit_, "Halts the node.");
  app.add_option("-c,--cookie", cookie_, "The cookie; else that of ~/.erlang.cookie.")
      ->type_name("COOKIE");
  app.add_option("-h", hidden_name_, "Our own name, without host.")->type_name("NAME");
  app.add_flag("-r", random_, "A random name of our own.");
  app.add_flag("-R", dynamic_, "The node is to name us.");
  app.add_option("--timeout", timeout_, "Gives up after so many seconds.")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 1'000'000).description(""));
  app.add_flag("--fetch_stdout", fetch_, "Prints here what the call prints.");
  app.add_flag("--no_result_term", quiet_, "Prints no result.");
  app.add_flag("-s", start_, "Starts the node if it is not there.");
  app.add_option("-x", script_, "What -s starts, with the flags of erl; else kith.")
      ->type_name("PROGRAM");
  app.add_flag("-v", verbose_, "Says what happens, on standard error.");
  app.add_flag("-d", debug_, "Taken, without effect.");
}

void call::say(const std::string& text) const {
  if (verbose_) {
    std::fprintf(stderr, "kith call: %s\n", text.c_str());
  }
}

int call::failed(const error& why) const {
  int status = status_of(why);
  status = why.code == errc::refused && why.text.find("cookie") != std::string::npos
               ? exit_no_permission
               : status;
  return complain(*this, why.text, status);
}

/// exit_good if the options make sense together.
int call::checked() const {
  const int named = int{!sname_.empty()} + int{!long_name_.empty()};
  if (named > 1 || (named == 1) == !address_.empty()) {
    return complain(*this, "one of -sname, -name and -address is needed", exit_usage);
  }
  if (!address_.empty() && start_) {
    return complain(*this, "-s cannot start a node without a name", exit_usage);
  }
  if (apply_option_->count() > 0 && !application_in(apply_)) {
    return complain(*this, "wrong format of apply string (1)", exit_usage);
  }
  if (module_ && evaluate_) {
    return complain(*this, "-m and -e both read standard input", exit_usage);
  }
  return exit_good;
}

int call::run() {
  if (const int status = checked(); status != exit_good) {
    return status;
  }
  if (address_.empty()) {
    const bool brief = !sname_.empty();
    auto peer = peer_named(brief ? sname_ : long_name_,
                           brief ? dist::name_domain::short_names : dist::name_domain::long_names);
    if (!peer) {
      return complain(*this, peer.failure().text, exit_usage);
    }
    peer_ = std::move(*peer);
  }
  auto guest = enter_or_start();
  if (!guest) {
    const std::string who =
        address_.empty() ? "node " + peer_.full() : "node with address \"" + address_ + "\"";
    return failed(
        error(guest.failure().code, "failed to connect to " + who + ": " + guest.failure().text));
  }
  say("we are now connected to node \"" + (*guest)->link().node + "\"");
  const deadline until(timeout_ > 0 ? duration::seconds(timeout_) : duration::infinity());
  if (quit_) {
    (void)rex_call(**guest, {atom("erlang"), atom("halt"), list()}, until);
    return exit_good;  // a node that halts answers nothing
  }
  int status = exit_good;
  if (module_) {
    status = compile(**guest, until);
  }
  if (status == exit_good && evaluate_) {
    status = evaluate(**guest, until);
  }
  if (status == exit_good && apply_option_->count() > 0) {
    status = apply(**guest, until);
  }
  return status;
}

// ---- getting there ------------------------------------------------------------------------------

std::string call::own_name() const {
  const bool is_long = !long_name_.empty();
  const std::string host = is_long ? io::real_world().host_name() : short_host();
  if (dynamic_) {
    return host;
  }
  if (!hidden_name_.empty()) {
    return hidden_name_.find('@') == std::string::npos ? hidden_name_ + "@" + host : hidden_name_;
  }
  const std::uint32_t number =
      random_ ? random_number() : static_cast<std::uint32_t>(io::real_world().os_pid());
  return "c" + std::to_string(number) + "@" + host;
}

result<io::address> call::find(const deadline& until) const {
  const auto port_of = [](std::string_view text) -> std::uint16_t {
    std::uint16_t port = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
    return read.ptr == text.data() + text.size() ? port : std::uint16_t{0};
  };
  const auto colon = address_.rfind(':');
  const std::string host =
      !address_.empty() ? (colon == std::string::npos ? short_host() : address_.substr(0, colon))
                        : peer_.host;
  auto hosts = resolve(host);
  if (!hosts) {
    return hosts.failure();
  }
  io::address at = std::move(hosts->front());
  if (!address_.empty()) {
    at.port = port_of(colon == std::string::npos ? address_ : address_.substr(colon + 1));
    if (at.port == 0) {
      return error(errc::not_found, "'" + address_ + "' is no [HOST:]PORT");
    }
    return at;
  }
  const auto epmd = epmd_port_of_environment();
  if (!epmd) {
    return epmd.failure();
  }
  at.port = *epmd;
  const auto entry = look_up(at, peer_.name, until);
  if (!entry) {
    return entry.failure();
  }
  at.port = entry->port;
  return at;
}

result<std::unique_ptr<visitor>> call::enter(const deadline& until) {
  const auto cookie = cookie_or_users(cookie_);
  if (!cookie) {
    return cookie.failure();
  }
  const auto at = find(until);
  if (!at) {
    return at.failure();
  }
  auto socket = tcp_socket::connect(*at, until);
  if (!socket) {
    return socket.failure();
  }
  visitor_options who{.name = own_name(), .dynamic = dynamic_, .cookie = *cookie};
  if (address_.empty()) {
    who.peer = peer_.full();
  }
  auto guest = std::make_unique<visitor>(std::move(*socket), std::move(who));
  if (const auto entered = guest->enter(until); !entered) {
    const bool cookies =
        guest->refusal() &&
        (guest->refusal()->why == dist::handshake_failure::bad_cookie ||
         (guest->refusal()->why == dist::handshake_failure::closed && guest->steps() == 2));
    return error(cookies ? errc::refused : entered.failure().code, entered.failure().text);
  }
  return guest;
}

result<std::unique_ptr<visitor>> call::enter_or_start() {
  const deadline until(timeout_ > 0 ? duration::seconds(timeout_) : enter_time);
  auto guest = enter(until);
  if (guest || !start_ || quit_ || guest.failure().code == errc::timed_out) {
    return guest;
  }
  say("starts " + peer_.full());
  start_node();
  const deadline started(timeout_ > 0 ? duration::seconds(timeout_) : start_time);
  do {
    ::usleep(50'000);
    guest = enter(started);
  } while (!guest && !started.passed());
  return guest;
}

void call::start_node() const {
  const std::string program = script_.empty() ? "/proc/self/exe" : script_;
  std::vector<std::string> words = {script_.empty() ? "kith" : script_, "-noinput", "-detached",
                                    sname_.empty() ? "-name" : "-sname",
                                    sname_.empty() ? long_name_ : sname_};
  if (!cookie_.empty()) {
    words.insert(words.end(), {"-setcookie", cookie_});
  }
  std::vector<char*> pointers;
  for (std::string& word : words) {
    pointers.push_back(word.data());
  }
  pointers.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    ::execvp(program.c_str(), pointers.data());
    ::_exit(127);
  }
  ::waitpid(child, nullptr, 0);
}

// ---- what is done there -------------------------------------------------------------------------

int call::show(const result<term>& outcome) const {
  if (!outcome) {
    return failed(outcome.failure());
  }
  if (!quiet_) {
    std::fputs(ei_text(outcome->ref()).c_str(), stdout);
    std::fflush(stdout);
  }
  return exit_good;
}

int call::compile(visitor& guest, const deadline& until) {
  const std::string source = read_input();
  const std::string module = module_name_in(source);
  const auto name = atom::intern(module);
  if (module.empty() || !name) {
    return complain(*this, "no -module(Name) in standard input", exit_data);
  }
  say("module: name = " + module + " , size = " + std::to_string(source.size()));
  const std::string file = module + ".erl";
  const auto written =
      rex_call(guest, {atom("file"), atom("write_file"), list(file, bin(source))}, until);
  if (!written) {
    return failed(written.failure());
  }
  if (!written->is(atoms::ok)) {
    return complain(*this, "can't write to source file " + file, exit_unavailable);
  }
  const auto compiled = rex_call(guest, {atom("c"), atom("c"), list(*name, list())}, until);
  if (!compiled) {
    return failed(compiled.failure());
  }
  if (!compiled->is_tuple(2) || !(*compiled)[0].is(atoms::ok)) {
    return complain(*this, "can't compile file " + file, exit_data);
  }
  return exit_good;
}

int call::apply(visitor& guest, const deadline& until) {
  const application what = *application_in(apply_);
  const auto arguments = parse_term(what.arguments);
  const auto module = atom::intern(what.module);
  const auto function = atom::intern(what.function);
  if (!arguments || !module || !function) {
    return complain(*this, "Failed to parse arguments: " + what.arguments, exit_usage);
  }
  say("module = " + what.module + ", function = " + what.function + ", args = " + what.arguments);
  return show(rex_call(guest, {*module, *function, *arguments, fetch_}, until));
}

int call::evaluate(visitor& guest, const deadline& until) {
  const std::string source = read_input();
  return show(
      rex_call(guest, {atom("erl_eval"), atom("eval_str"), list(bin(source)), fetch_}, until));
}

}  // namespace

std::unique_ptr<subcommand> make_call() {
  return std::make_unique<call>();
}

}  // namespace kith::cmd
