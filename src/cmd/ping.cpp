// kith ping: whether a node lets us in.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/exit_status.hpp"
#include "cmd/peer.hpp"
#include "cmd/subcommand.hpp"
#include "kith/build.hpp"

namespace kith::cmd {

namespace {

constexpr duration ping_time = duration::seconds(7);

/// Asks the net_kernel of the other node, as net_adm:ping/1 does.
result<bool> is_auth(visitor& guest, const deadline& until) {
  const term question = tuple(atom("$gen_call"), tuple(guest.self(), 1),
                              tuple(atom("is_auth"), atom(guest.link().own_node)));
  if (const auto sent = guest.send(atom("net_kernel"), question.ref()); !sent) {
    return sent.failure();
  }
  const auto answer = guest.receive(until);
  if (!answer) {
    return answer.failure();
  }
  return answer->is_tuple(2) && (*answer)[1].is(atom("yes"));
}

class ping final : public subcommand {
 public:
  std::string name() const override { return "ping"; }
  std::string summary() const override { return "asks whether a node is there and lets us in"; }
  std::vector<std::string> synopsis() const override {
    return {"NODE [--cookie COOKIE] [--timeout SECONDS]"};
  }
  std::vector<manual_section> manual() const override {
    return {{"DESCRIPTION",
             "Connects to a node as a hidden one and prints pong when it answers, else pang and "
             "on standard error why. Of OTP: net_adm:ping/1. A name without host is of this "
             "machine. 'kith doctor' says more of what is wrong."},
            {"EXIT STATUS",
             "0 for pong; 64 when NODE is no name, 69 for pang, 75 for pang because no answer "
             "came in time (7 s)."},
            {"EXAMPLES", "    kith ping dog@box\n    kith ping dog -c woof"}};
  }
  void define(CLI::App& app) override {
    app.add_option("NODE", node_, "The node, dog@box.")->type_name("")->required();
    flags_.define(app);
  }
  int run() override {
    const auto peer = peer_named(node_, domain_of(node_));
    if (!peer) {
      return complain(*this, peer.failure().text, exit_usage);
    }
    const deadline until(flags_.limit(ping_time));
    auto guest = visit(*peer, flags_, until);
    if (!guest) {
      return pang(guest.failure());
    }
    const auto yes = is_auth(**guest, until);
    if (!yes) {
      return pang(yes.failure());
    }
    if (!*yes) {
      return pang(error(errc::refused, peer->full() + " does not let us in"));
    }
    std::puts("pong");
    return exit_good;
  }

 private:
  int pang(const error& why) const {
    std::puts("pang");
    return complain(*this, why.text, why.code == errc::timed_out ? exit_timeout : exit_unavailable);
  }

  std::string node_;
  visit_flags flags_;
};

}  // namespace

std::unique_ptr<subcommand> make_ping() {
  return std::make_unique<ping>();
}

}  // namespace kith::cmd
