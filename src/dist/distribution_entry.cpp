// How a node enters its cluster: it listens, registers with epmd and has its name, or it does
// without, and has the name of the first peer.
#include <algorithm>
#include <span>

#include "dist/distribution.hpp"
#include "term/local_node.hpp"

namespace kith::dist {

void distribution::start(unique_function<void(result<void>)> done) {
  home_.post([this, d = std::move(done)]() mutable { open(std::move(d)); });
}

void distribution::open(unique_function<void(result<void>)> done) {
  if (options_.dynamic) {
    node_.remote.store(this, std::memory_order_release);
    done({});
    return;
  }
  if (!options_.listen) {
    auto outcome = named(options_.name.full(), random_creation());
    if (outcome) {
      node_.remote.store(this, std::memory_order_release);
    }
    done(std::move(outcome));
    return;
  }
  if (auto listening = listen(); !listening) {
    done(listening.failure());
    return;
  }
  enter(std::move(done));
}

result<void> distribution::listen() {
  const bool local = is_loopback_host(options_.name.host);
  io::address on =
      options_.listen_address.value_or(local ? io::address::loopback(0) : io::address::any(0));
  for (std::uint32_t port = options_.listen_port;; ++port) {
    on.port = static_cast<std::uint16_t>(port);
    auto listening = home_.loop().listen(on, [this](std::unique_ptr<io::stream> stream) {
      // Without a name yet, nobody can mean us.
      if (node_.remote.load(std::memory_order_acquire) != nullptr) {
        setups_.accepted(std::move(stream));
      }
    });
    if (listening) {
      listener_ = std::move(*listening);
      return {};
    }
    if (listening.failure().code != errc::exists || port >= options_.listen_port_max) {
      return error(listening.failure().code,
                   "cannot listen on " + on.to_string() + ": " + listening.failure().text);
    }
  }
}

void distribution::enter(unique_function<void(result<void>)> done) {
  epmd_entry self;
  self.name = options_.name.name;
  self.port = listener_->local().port;
  self.type = options_.hidden ? 72 : 77;
  epmd_options epmd = options_.epmd;
  if (is_loopback_host(options_.name.host)) {
    epmd.listen = {io::address::loopback(epmd.port)};
  }
  epmd.needed = options_.peer_port == 0;
  epmd_ = std::make_unique<epmd_link>(
      home_, std::move(epmd), std::move(self),
      [this](const std::string& text) { node_.log(log_level::notice, {}, text); },
      [this, d = std::move(done)](result<std::uint32_t> creation) mutable {
        if (!creation && options_.peer_port != 0) {
          // Peers know where we listen: nobody has to ask for us.
          home_.post([this, alive = alive_] {
            if (*alive) {
              epmd_.reset();
            }
          });
          creation = random_creation();
        }
        if (!creation) {
          d(creation.failure());
          return;
        }
        if (const auto good = named(options_.name.full(), *creation); !good) {
          d(good.failure());
          return;
        }
        node_.remote.store(this, std::memory_order_release);
        warn_of_cookie();
        d({});
      });
}

std::uint32_t distribution::random_creation() {
  std::uint32_t creation = 0;
  node_.home().world().entropy(std::as_writable_bytes(std::span(&creation, 1)));
  return creation;
}

result<void> distribution::named(std::string_view name, std::uint32_t creation) {
  const auto known = atom::intern(name);
  if (!known) {
    return known.failure();
  }
  node_.rename(*known, wrap_creation(creation));
  return {};
}

bool distribution::take_name(const established& e, const connection& c) {
  if (node_.name() != atoms::nonode) {
    // Two peers were dialled at a time, and the other one was faster.
    return node_.name().name() == e.own_node;
  }
  // References that were made without a name stay ours.
  keep_local_node(node_.index());
  if (!named(e.own_node, e.own_creation)) {
    return false;
  }
  naming_ = c.id();
  const scoped_lock guard(mutex_);
  cookies_.named(e.own_node);
  return true;
}

void distribution::give_name_back() {
  naming_ = 0;
  std::vector<std::shared_ptr<connection>> all;
  {
    const scoped_shared_lock guard(mutex_);
    for (const auto& [peer, c] : by_peer_) {
      all.push_back(c);
    }
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a->id() < b->id(); });
  for (const auto& c : all) {
    lose(c, error(errc::closed, "net_kernel_terminated"));
  }
  keep_local_node(node_.index());
  const atom had = node_.name();
  node_.rename(atoms::nonode, 0);
  monitors_.down(had, 0, false, term(atom("net_kernel_terminated")));
}

void distribution::warn_of_cookie() {
  if (is_loopback_host(options_.name.host)) {
    return;
  }
  const auto weakness = cookie_weakness(get_cookie());
  node_.log(log_level::warning, {},
            "this node accepts connections from other machines without TLS: the cookie is no "
            "protection against who can read or change the traffic" +
                (weakness ? "; and this cookie " + *weakness : std::string()));
}

}  // namespace kith::dist
