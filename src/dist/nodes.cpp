#include "kith/nodes.hpp"

#include "dist/distribution.hpp"
#include "kith/build.hpp"
#include "runtime/scheduler.hpp"

namespace kith {

namespace {

/// Null where the node of the running process is not distributed.
dist::distribution* here() {
  // The one router there is.
  return static_cast<dist::distribution*>(
      detail::current_process().node->remote.load(std::memory_order_acquire));
}

void set(std::string_view node, atom cookie) {
  if (dist::distribution* d = here()) {
    if (!d->set_cookie(node, cookie.name())) {
      raise_error(atoms::badarg);
    }
  }
}

atom get(std::string_view node) {
  dist::distribution* d = here();
  if (d == nullptr) {
    return atom("nocookie");
  }
  // Kept as Latin-1; cookies are printable ASCII but where a program has set another.
  auto name = atom::intern(d->get_cookie(node));
  return name ? *name : atom("nocookie");
}

}  // namespace

namespace {

term net_address(const io::address& a) {
  const bool is_4 = a.ip.size() == 4;
  const auto n = [&](std::size_t i) -> std::int64_t {
    return is_4 ? a.ip.at(i) : a.ip.at(2 * i) << 8 | a.ip.at(2 * i + 1);
  };
  const term ip = is_4 ? term(tuple(n(0), n(1), n(2), n(3)))
                       : term(tuple(n(0), n(1), n(2), n(3), n(4), n(5), n(6), n(7)));
  const std::string whole = a.to_string();
  const std::string host = whole.substr(0, whole.rfind(':'));
  return tuple(atom("net_address"), tuple(ip, a.port), host, atom("tcp"),
               atom(is_4 ? "inet" : "inet6"));
}

}  // namespace

term nodes() {
  return nodes(atoms::visible);
}

term nodes(atom kind) {
  dist::distribution* d = here();
  if (kind == atoms::this_) {
    return list(node_name());
  }
  const bool known = kind == atoms::known;
  const bool both = known || kind == atoms::connected;
  if (!both && kind != atoms::visible && kind != atoms::hidden) {
    raise_error(atoms::badarg);
  }
  std::vector<atom> all;
  if (d != nullptr) {
    all = d->nodes(both || kind == atoms::visible, both || kind == atoms::hidden);
  }
  if (known) {
    all.push_back(node_name());
  }
  return list_of(all);
}

void monitor_node(atom node, bool on) {
  const pid me = self();
  if (dist::distribution* d = here()) {
    d->monitor_node(me, node, on);
  } else if (on) {
    send(me, tuple(atoms::nodedown, node));
  }
}

bool disconnect_node(atom node) {
  dist::distribution* d = here();
  return d != nullptr && d->disconnect(node);
}

atom get_cookie() {
  return get(std::string_view());
}
atom get_cookie(atom node) {
  return get(node.name());
}
void set_cookie(atom cookie) {
  set(std::string_view(), cookie);
}
void set_cookie(atom node, atom cookie) {
  set(node.name(), cookie);
}

namespace net_kernel {

task<bool> connect_node(ctx self, atom node) {
  if (node == node_name()) {
    co_return true;
  }
  dist::distribution* d = here();
  if (d == nullptr) {
    co_return false;
  }
  const reference ref = make_ref();
  detail::runtime* home = &self.block()->node->home();
  d->connect(node, [home, ref, me = self.self()](bool up) {
    home->deliver_or_free(me, detail::make_message(tuple(ref, up)));
  });
  bool up = false;
  co_await self.receive(on(tuple(ref, bind(up))));
  co_return up;
}

task<bool> disconnect(ctx self, atom node) {
  dist::distribution* d = here();
  if (d == nullptr) {
    co_return false;
  }
  const reference ref = make_ref();
  detail::runtime* home = &self.block()->node->home();
  const bool was_there = d->disconnect(node, [home, ref, me = self.self()] {
    home->deliver_or_free(me, detail::make_message(ref));
  });
  if (was_there) {
    co_await self.receive(on(ref));
  }
  co_return was_there;
}

void monitor_nodes(bool on) {
  const pid me = self();
  if (dist::distribution* d = here()) {
    if (on) {
      d->monitors().subscribe(me, {});
    } else {
      d->monitors().unsubscribe(me);
    }
  }
}

void monitor_nodes(bool on, node_kind which) {
  const pid me = self();
  if (dist::distribution* d = here()) {
    if (on) {
      d->monitors().subscribe(me, {.visible = which != node_kind::hidden,
                                   .hidden = which != node_kind::visible,
                                   .info = dist::node_watch::shape::list});
    } else {
      d->monitors().unsubscribe(me);
    }
  }
}

term node_info(atom node) {
  dist::distribution* d = here();
  const auto i = d == nullptr ? std::nullopt : d->info(node);
  if (!i || !i->is_up) {
    return tuple(atoms::error, atom("bad_node"));
  }
  return tuple(atoms::ok, list(tuple(atom("state"), atom("up")),
                               tuple(atom("address"), net_address(i->remote)),
                               tuple(atom("type"), atom(i->hidden ? "hidden" : "normal")),
                               tuple(atom("in"), i->in), tuple(atom("out"), i->out),
                               tuple(atom("queue_bytes"), i->bytes_waiting),
                               tuple(atom("suspended"), i->suspended)));
}

duration get_net_ticktime() {
  dist::distribution* d = here();
  return d == nullptr ? duration::seconds(60) : d->net_ticktime();
}

}  // namespace net_kernel

}  // namespace kith
