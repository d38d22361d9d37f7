// kith locks: who holds the locks of `global`, as a node knows it.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>

#include "cmd/epmd_query.hpp"
#include "cmd/exit_status.hpp"
#include "cmd/peer.hpp"
#include "cmd/rex_call.hpp"
#include "cmd/subcommand.hpp"
#include "kith/build.hpp"

namespace kith::cmd {

namespace {

constexpr duration locks_time = duration::seconds(7);

/// A holder is a pid; nodes of OTP tell `{Pid, Monitor}`.
term_ref pid_in(term_ref holder) {
  return holder.is_tuple() && holder.tuple_size() > 0 ? holder[0] : holder;
}

/// `[{ResourceId, LockRequesterId, [Pid]}]`. A node of OTP is asked for its table.
result<term> locks_of(visitor& guest, const deadline& until) {
  const rex_request ours{atom("kith_global"), atom("locks"), list()};
  auto said = rex_call(guest, ours, until);
  if (said && !said->is_list()) {
    const rex_request otps{atom("ets"), atom("tab2list"), list(atom("global_locks"))};
    said = rex_call(guest, otps, until);
  }
  if (said && !said->is_list()) {
    return error(errc::refused, "no locks are told: " + to_string(*said));
  }
  return said;
}

/// A line of the table.
using row = std::array<std::string, 4>;

std::vector<row> rows_of(term_ref locks) {
  std::vector<row> rows;
  for (; locks.is_cons(); locks = locks.tail()) {
    const term_ref lock = locks.head();
    if (!lock.is_tuple(3)) {
      continue;
    }
    const std::string resource = to_string(lock[0], format::tp);
    const std::string requester = to_string(lock[1], format::tp);
    for (term_ref at = lock[2]; at.is_cons(); at = at.tail()) {
      const term_ref who = pid_in(at.head());
      rows.push_back({resource, requester, to_string(who),
                      who.is_pid() ? std::string(who.as_pid().node().name()) : ""});
    }
  }
  return rows;
}

std::string table_of(const std::vector<row>& rows) {
  std::vector<row> all = {{"RESOURCE", "REQUESTER", "HOLDER", "NODE"}};
  all.insert(all.end(), rows.begin(), rows.end());
  std::array<std::size_t, 4> widths{};
  for (const row& r : all) {
    for (std::size_t i = 0; i < r.size(); ++i) {
      widths[i] = std::max(widths[i], r[i].size());
    }
  }
  std::string out;
  for (const row& r : all) {
    std::string line;
    for (std::size_t i = 0; i < r.size(); ++i) {
      line += r[i] + std::string(widths[i] - r[i].size() + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

class locks final : public subcommand {
 public:
  std::string name() const override { return "locks"; }
  std::string summary() const override { return "lists the locks of global and who holds them"; }
  std::vector<std::string> synopsis() const override {
    return {"[NODE] [--format FORMAT] [--cookie COOKIE] [--timeout SECONDS]"};
  }
  std::vector<manual_section> manual() const override {
    return {{"DESCRIPTION",
             "Visits a node, of Kith or of Erlang, as a hidden one, and prints a line for each "
             "process that holds a lock of global there: the resource, the requester, the process "
             "and its node. Without NODE all nodes of this machine are asked that are registered "
             "with its epmd. Of OTP: the table global_locks."},
            {"EXIT STATUS",
             "0; 64 when NODE is no name, 69 when a node or the epmd cannot be reached, 75 when "
             "no answer came in time (7 s)."},
            {"EXAMPLES", "    kith locks\n    kith locks dog@box\n"
                         "    kith locks dog@box --format term"}};
  }
  void define(CLI::App& app) override {
    app.add_option("NODE", node_, "The node, dog@box.")->type_name("");
    app.add_option("--format", format_, "table or term.")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"table", "term"}).description(""));
    flags_.define(app);
  }
  int run() override {
    if (node_.empty()) {
      return show_all();
    }
    const auto peer = peer_named(node_, domain_of(node_));
    if (!peer) {
      return complain(*this, peer.failure().text, exit_usage);
    }
    const deadline until(flags_.limit(locks_time));
    const auto guest = visit(*peer, flags_, until);
    return guest ? show(**guest, until) : failed(guest.failure());
  }

 private:
  int failed(const error& why) const {
    return complain(*this, why.text, why.code == errc::timed_out ? exit_timeout : exit_unavailable);
  }

  /// The nodes of this machine's epmd. It knows no hosts, so that each says itself who it is.
  int show_all() const {
    const auto port = epmd_port_of_environment();
    if (!port) {
      return failed(port.failure());
    }
    const auto found = resolve("localhost");
    if (!found) {
      return failed(found.failure());
    }
    io::address at = found->front();
    at.port = *port;
    const auto answer = ask_epmd(at, {dist::epmd_request::op::names, {}});
    const auto names = answer ? dist::parse_names_answer(*answer) : answer.failure();
    if (!names) {
      return failed(names.failure());
    }
    int status = exit_good;
    for (const dist::epmd_name& one : *names) {
      at.port = one.port;
      const deadline until(flags_.limit(locks_time));
      const auto guest = visit_address(at, flags_, until);
      if (guest && format_ == "table") {
        std::printf("%s\n", (*guest)->link().node.c_str());
      }
      const int of_one = guest ? show(**guest, until) : failed(guest.failure());
      status = of_one == exit_good ? status : of_one;
    }
    return status;
  }

  int show(visitor& guest, const deadline& until) const {
    const auto all = locks_of(guest, until);
    if (!all) {
      return failed(all.failure());
    }
    const std::string text = format_ == "term" ? to_string(*all, kith::format::tp) + ".\n"
                                               : table_of(rows_of(all->ref()));
    std::fputs(text.c_str(), stdout);
    return exit_good;
  }

  std::string node_;
  std::string format_ = "table";
  visit_flags flags_;
};

}  // namespace

std::unique_ptr<subcommand> make_locks() {
  return std::make_unique<locks>();
}

}  // namespace kith::cmd
