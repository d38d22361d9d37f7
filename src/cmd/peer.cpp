#include "cmd/peer.hpp"

#include <CLI/CLI.hpp>

#include "cmd/epmd_query.hpp"
#include "dist/cookie_file.hpp"

namespace kith::cmd {

void visit_flags::define(CLI::App& app) {
  app.add_option("-c,--cookie", cookie, "The cookie; else that of ~/.erlang.cookie.")
      ->type_name("COOKIE");
  app.add_option("--timeout", seconds, "Gives up after so many seconds.")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, 1e6).description(""));
}

duration visit_flags::limit(duration otherwise) const {
  return seconds ? duration::milliseconds(static_cast<std::int64_t>(*seconds * 1000)) : otherwise;
}

result<dist::node_name> peer_named(const std::string& text, dist::name_domain domain) {
  return text.find('@') == std::string::npos
             ? dist::own_node_name(text, domain, io::real_world().host_name())
             : dist::parse_node_name(text);
}

dist::name_domain domain_of(std::string_view node) {
  const auto at = node.find('@');
  return at != std::string_view::npos && node.find('.', at) != std::string_view::npos
             ? dist::name_domain::long_names
             : dist::name_domain::short_names;
}

std::string short_host() {
  const std::string host = io::real_world().host_name();
  return host.substr(0, host.find('.'));
}

result<std::string> cookie_or_users(const std::string& given) {
  return given.empty() ? dist::user_cookie(io::real_world()) : result<std::string>(given);
}

namespace {

/// `host` is that of our own name.
result<std::unique_ptr<visitor>> enter(const io::address& at, const std::string& host,
                                       const std::string& peer, const std::string& cookie,
                                       const deadline& until) {
  auto socket = tcp_socket::connect(at, until);
  if (!socket) {
    return socket.failure();
  }
  auto guest = std::make_unique<visitor>(
      std::move(*socket),
      visitor_options{.name = "kith_" + std::to_string(io::real_world().os_pid()) + "@" + host,
                      .cookie = cookie,
                      .peer = peer});
  if (const auto entered = guest->enter(until); !entered) {
    return entered.failure();
  }
  return guest;
}

}  // namespace

result<std::unique_ptr<visitor>> visit(const dist::node_name& peer, const visit_flags& flags,
                                       const deadline& until) {
  const auto cookie = cookie_or_users(flags.cookie);
  if (!cookie) {
    return cookie.failure();
  }
  const auto port = epmd_port_of_environment();
  if (!port) {
    return port.failure();
  }
  auto hosts = resolve(peer.host);
  if (!hosts) {
    return hosts.failure();
  }
  io::address at = hosts->front();
  at.port = *port;
  const auto entry = look_up(at, peer.name, until);
  if (!entry) {
    return entry.failure();
  }
  at.port = entry->port;
  const bool is_long = domain_of(peer.full()) == dist::name_domain::long_names;
  return enter(at, is_long ? peer.host : short_host(), peer.full(), *cookie, until);
}

result<std::unique_ptr<visitor>> visit_address(const io::address& at, const visit_flags& flags,
                                               const deadline& until) {
  const auto cookie = cookie_or_users(flags.cookie);
  return cookie ? enter(at, short_host(), {}, *cookie, until) : cookie.failure();
}

}  // namespace kith::cmd
