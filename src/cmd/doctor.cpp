// kith doctor: why a node cannot be reached, step by step.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/epmd_query.hpp"
#include "cmd/exit_status.hpp"
#include "cmd/peer.hpp"
#include "cmd/subcommand.hpp"
#include "dist/cookie_file.hpp"

namespace kith::cmd {

namespace {

constexpr duration step_time = duration::seconds(7);

/// What is wrong, why, and what to do about it.
struct finding {
  std::string what;
  std::string cause;
  std::string fix;
  int status = exit_unavailable;
};

void good(const char* step, const std::string& text) {
  std::printf("ok      %-11s %s\n", step, text.c_str());
}

int bad(const char* step, const finding& f) {
  std::printf("FAILED  %-11s %s\n        cause       %s\n        fix         %s\n", step,
              f.what.c_str(), f.cause.c_str(), f.fix.c_str());
  return f.status;
}

class doctor final : public subcommand {
 public:
  std::string name() const override { return "doctor"; }
  std::string summary() const override { return "finds out why a node cannot be reached"; }
  std::vector<std::string> synopsis() const override {
    return {"NODE [--cookie COOKIE] [--timeout SECONDS]"};
  }
  std::vector<manual_section> manual() const override {
    return {{"DESCRIPTION",
             "Does what a node does to reach another, one step after the other: its name, our "
             "cookie, the addresses of the host, epmd, the connection, and of the handshake the "
             "name, the capabilities and the cookie. Prints how each went, and of the first that "
             "fails its likely cause and what to do about it."},
            {"EXIT STATUS",
             "0 when the node lets us in; 64 when NODE is no name, 68 when its host is not known, "
             "69 when epmd or the node cannot be reached or has not that name, 75 when there is no "
             "answer, 76 when it speaks otherwise, 77 when the cookies differ, 78 when our own "
             "cookie or ERL_EPMD_PORT is no good."},
            {"EXAMPLES", "    kith doctor dog@box\n    kith doctor dog@10.0.0.7 -c woof"}};
  }
  void define(CLI::App& app) override {
    app.add_option("NODE", node_, "The node, dog@box.")->type_name("")->required();
    flags_.define(app);
  }
  int run() override;

 private:
  int check_name();
  int check_cookie();
  int check_host();
  int check_epmd();
  int check_port();
  int check_handshake();
  [[nodiscard]] finding handshake_finding(const visitor& guest, const error& why) const;
  [[nodiscard]] deadline until() const { return deadline(flags_.limit(step_time)); }

  std::string node_;
  visit_flags flags_;
  dist::node_name peer_;
  std::string cookie_;
  io::address at_;
  std::optional<tcp_socket> socket_;
};

int doctor::run() {
  for (const auto step : {&doctor::check_name, &doctor::check_cookie, &doctor::check_host,
                          &doctor::check_epmd, &doctor::check_port, &doctor::check_handshake}) {
    if (const int status = (this->*step)(); status != exit_good) {
      return status;
    }
  }
  return exit_good;
}

int doctor::check_name() {
  auto peer = peer_named(node_, domain_of(node_));
  if (!peer) {
    return bad("name",
               {"'" + node_ + "' is no name of a node", peer.failure().text,
                "write it as name@host, as the node itself prints it by node().", exit_usage});
  }
  peer_ = std::move(*peer);
  const bool is_long = domain_of(peer_.full()) == dist::name_domain::long_names;
  good("name", peer_.full() + (is_long ? ", a long name: for nodes started with -name"
                                       : ", a short name: for nodes started with -sname"));
  return exit_good;
}

int doctor::check_cookie() {
  const auto cookie = cookie_or_users(flags_.cookie);
  if (!cookie) {
    return bad("cookie", {"we have no cookie", cookie.failure().text,
                          "give the node's cookie by --cookie, or put it into ~/.erlang.cookie "
                          "with mode 400.",
                          exit_config});
  }
  cookie_ = *cookie;
  good("cookie", flags_.cookie.empty() ? "ours is that of the user's .erlang.cookie"
                                       : "ours is that of --cookie");
  return exit_good;
}

int doctor::check_host() {
  const auto found = resolve(peer_.host);
  if (!found) {
    return bad("host",
               {found.failure().text, "neither DNS nor /etc/hosts knows '" + peer_.host + "'",
                "correct the host, or add it to /etc/hosts here.", exit_no_host});
  }
  at_ = found->front();
  const std::string text = at_.to_string();
  good("host", peer_.host + " is " + text.substr(0, text.rfind(':')) +
                   (found->size() > 1 ? ", the first of several addresses" : ""));
  return exit_good;
}

int doctor::check_epmd() {
  const auto port = epmd_port_of_environment();
  if (!port) {
    return bad("epmd", {"its port is not known", port.failure().text,
                        "set ERL_EPMD_PORT to a number, or unset it.", exit_config});
  }
  io::address epmd = at_;
  epmd.port = *port;
  const auto entry = look_up(epmd, peer_.name, until());
  if (entry) {
    at_.port = entry->port;
    good("epmd", "at " + epmd.to_string() + " knows '" + peer_.name + "', at port " +
                     std::to_string(at_.port));
    return exit_good;
  }
  const error& why = entry.failure();
  switch (why.code) {
  case errc::not_found:
    return bad("epmd", {why.text,
                        "the node does not run, has another name, or has registered with an epmd "
                        "at another port",
                        "'kith names " + peer_.host +
                            "' lists the names; start the node, or set "
                            "ERL_EPMD_PORT as it is set there."});
  case errc::refused:
    return bad("epmd", {"none at " + epmd.to_string() + ": " + why.text,
                        "no node runs there, or its epmd listens on other addresses only",
                        "start the node; check ERL_EPMD_ADDRESS there and ERL_EPMD_PORT at both "
                        "ends."});
  case errc::timed_out:
    return bad("epmd", {"no answer at " + epmd.to_string(),
                        "the machine is off, or a firewall drops what goes to this port",
                        "let port " + std::to_string(*port) + " and the nodes' own through.",
                        exit_timeout});
  default:
    return bad("epmd", {why.text, "what listens at " + epmd.to_string() + " is no epmd, perhaps",
                        "ask it by 'kith names " + peer_.host + "'.", status_of(why)});
  }
}

int doctor::check_port() {
  auto socket = tcp_socket::connect(at_, until());
  if (socket) {
    socket_.emplace(std::move(*socket));
    good("connection", "to " + at_.to_string());
    return exit_good;
  }
  const error& why = socket.failure();
  const bool silent = why.code == errc::timed_out;
  return bad("connection",
             {why.text,
              silent ? "a firewall drops what goes to this port"
                     : "the node listens on another address (it is named after localhost, or "
                       "inet_dist_use_interface is set), or has just ended",
              silent ? "give the node a fixed port (inet_dist_listen_min and _max) and let it "
                       "through."
                     : "start it with a name whose host is reachable from here.",
              silent ? exit_timeout : exit_unavailable});
}

int doctor::check_handshake() {
  visitor guest(std::move(*socket_),
                {.name = "kith_doctor_" + std::to_string(io::real_world().os_pid()) + "@" +
                         (domain_of(peer_.full()) == dist::name_domain::long_names ? peer_.host
                                                                                   : short_host()),
                 .cookie = cookie_,
                 .peer = peer_.full()});
  const auto entered = guest.enter(until());
  const auto why = guest.refusal() ? guest.refusal()->why : dist::handshake_failure::closed;
  const unsigned steps = guest.steps();
  if (entered || (steps >= 2 && why != dist::handshake_failure::wrong_name)) {
    good("identity", "it calls itself " + peer_.full());
    if (entered || why != dist::handshake_failure::missing_flags) {
      good("flags", "it has the capabilities that Kith needs");
    }
  }
  if (entered) {
    good("handshake", "the cookies are equal: it lets us in");
    return exit_good;
  }
  const char* step = why == dist::handshake_failure::wrong_name      ? "identity"
                     : why == dist::handshake_failure::missing_flags ? "flags"
                                                                     : "handshake";
  return bad(step, handshake_finding(guest, entered.failure()));
}

finding doctor::handshake_finding(const visitor& guest, const error& why) const {
  using reason = dist::handshake_failure;
  const finding unknown{why.text, "what listens there is no node, perhaps",
                        "ask 'kith names " + peer_.host + "' who should.", exit_protocol};
  if (!guest.refusal()) {
    return {why.text, "the connection was lost", "try again.", exit_unavailable};
  }
  switch (guest.refusal()->why) {
  case reason::bad_cookie:
    return {why.text, "the cookies differ",
            "start both with the same -setcookie, or copy .erlang.cookie.", exit_no_permission};
  case reason::closed:
    if (guest.steps() == 2) {
      return {why.text, "the cookies differ, most likely: it says no word about it",
              "start both with the same -setcookie, or copy .erlang.cookie; the log of the node "
              "names the caller.",
              exit_no_permission};
    }
    return unknown;
  case reason::wrong_name:
    return {why.text,
            "the port was taken over by another node, or the node calls its host otherwise",
            "use the name that the node prints by node().", exit_unavailable};
  case reason::missing_flags:
    return {why.text, "it is of a release before OTP 25, or of a library that is older",
            "bring it up to date.", exit_protocol};
  case reason::not_allowed:
    return {why.text, "net_kernel:allow/1 was called there, without the name of this caller",
            "allow this node there.", exit_no_permission};
  case reason::timed_out:
    return {why.text, "it hangs, is stopped, or is overloaded",
            "look at its machine; a stopped process shows as T in ps.", exit_timeout};
  default: return unknown;
  }
}

}  // namespace

std::unique_ptr<subcommand> make_doctor() {
  return std::make_unique<doctor>();
}

}  // namespace kith::cmd
