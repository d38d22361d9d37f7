#include "dist/epmd_server.hpp"

#include <algorithm>

namespace kith::dist {

epmd_server::client::client(epmd_server& server, std::uint64_t number,
                            std::unique_ptr<io::stream> stream)
    : talk(new conversation(std::move(stream), *this)), server_(server), number_(number) {}

void epmd_server::client::heard(std::string_view bytes) {
  server_.registry_.received(number_, bytes);
  server_.act();  // may destroy this
}

void epmd_server::client::ended(const error&) {
  epmd_server& server = server_;
  server.registry_.closed(number_);
  server.clients_.erase(number_);  // this, too
  server.act();
}

epmd_server::epmd_server(detail::scheduler& home, epmd_registry_options options,
                         unique_function<void()> killed)
    : home_(home), registry_(std::move(options)), killed_(std::move(killed)), timer_([this] {
        registry_.passed(home_.home().world().now());
        act();
      }) {}

epmd_server::~epmd_server() {
  home_.cancel(timer_);
}

result<std::unique_ptr<epmd_server>> epmd_server::start(detail::scheduler& home,
                                                        const std::vector<io::address>& on,
                                                        epmd_server_options wanted) {
  epmd_registry_options options;
  options.port = on.front().port;
  options.relaxed_command_check = wanted.relaxed_command_check;
  options.request_time = wanted.request_time;
  // Differs from epmd, which begins with the time of day in seconds: this one ends with its node,
  // and a node that is started anew within a second must not look like its former life.
  home.home().world().entropy(std::as_writable_bytes(std::span(&options.first_creation, 1)));
  std::unique_ptr<epmd_server> server(new epmd_server(home, options, std::move(wanted.killed)));
  if (!wanted.inherited.empty()) {
    if (const auto listening = server->inherit(wanted.inherited); !listening) {
      return listening.failure();
    }
    return server;
  }
  // Nodes of this machine register by way of loopback.
  const bool everywhere =
      std::ranges::any_of(on, [](const io::address& a) { return a == io::address::any(a.port); });
  std::vector<io::address> all = everywhere ? std::vector{io::address::any(options.port)} : on;
  const io::address own = io::address::loopback(options.port);
  if (!everywhere && std::ranges::find(all, own) == all.end()) {
    all.push_back(own);
  }
  for (const io::address& each : all) {
    if (const auto listening = server->listen(each); !listening) {
      return listening.failure();
    }
  }
  return server;
}

result<void> epmd_server::listen(const io::address& on) {
  auto listening = home_.loop().listen(
      on, [this](std::unique_ptr<io::stream> stream) { accepted(std::move(stream)); });
  if (!listening) {
    return listening.failure();
  }
  listeners_.push_back(std::move(*listening));
  return {};
}

result<void> epmd_server::inherit(const std::vector<int>& sockets) {
  result<void> all;
  for (const int socket : sockets) {
    auto listening = home_.loop().listen_inherited(
        socket, [this](std::unique_ptr<io::stream> stream) { accepted(std::move(stream)); });
    if (listening) {
      listeners_.push_back(std::move(*listening));
    } else {
      all = listening.failure();
    }
  }
  return all;
}

void epmd_server::accepted(std::unique_ptr<io::stream> stream) {
  const std::uint64_t number = next_client_++;
  const io::address remote = stream->remote();
  const bool local = is_local_peer(remote, stream->local());
  clients_[number] = std::make_unique<client>(*this, number, std::move(stream));
  registry_.opened(number, remote, local, home_.home().world().now());
  act();
}

void epmd_server::act() {
  if (acting_) {
    return;
  }
  acting_ = true;
  while (auto action = registry_.next()) {
    if (auto* words = std::get_if<epmd_registry::send>(&*action)) {
      const auto at = clients_.find(words->to);
      if (at != clients_.end()) {
        at->second->talk->say(words->bytes);
      }
    } else if (auto* end = std::get_if<epmd_registry::close>(&*action)) {
      clients_.erase(end->which);
    } else if (killed_) {
      // KILL is granted only where nobody is registered (or checks are relaxed); of the one that is
      // built into a node that one is, so that it never stops that way.
      killed_();
    }
  }
  acting_ = false;
  const io::instant next = registry_.deadline();
  if (next != io::instant::never()) {
    const duration in = next - home_.home().world().now();
    home_.arm(timer_, in < duration() ? duration() : in);
  } else {
    home_.cancel(timer_);
  }
}

}  // namespace kith::dist
