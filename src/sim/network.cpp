#include "sim/network.hpp"

#include <algorithm>

#include "sim/connection.hpp"
#include "sim/simulation.hpp"
#include "sim/sockets.hpp"

namespace kith::sim {
namespace {

constexpr std::uint16_t ephemeral_port_min = 32'768;
constexpr std::uint16_t ephemeral_port_max = 60'999;

bool is_any(const io::address& a) {
  return std::ranges::all_of(a.ip, [](std::uint8_t byte) { return byte == 0; });
}

/// A port bound to `bound` takes what is sent to `to`.
bool takes(const io::address& bound, const io::address& to) {
  if (bound.port != to.port || bound.ip.size() != to.ip.size())
    return false;
  return is_any(bound) || bound.ip == to.ip;
}

bool overlap(const io::address& a, const io::address& b) {
  return takes(a, b) || takes(b, a);
}

bool is_open(const listening& port) {
  return port.is_open();
}
bool is_open(const datagram_port& port) {
  return port.open;
}

bool is_group(const io::address& a) {
  return a.ip.size() == 4 && a.ip[0] >= 224 && a.ip[0] < 240;
}

bool is_broadcast(const io::address& a) {
  return a.ip == std::vector<std::uint8_t>(4, 255);
}

/// It speaks to groups by way of loopback, and hears them there.
bool is_on_loopback(const io::datagram_options& how) {
  return how.group && how.group->interface.is_loopback();
}

}  // namespace

bool network::is_own(const host& at, const io::address& a) {
  return a.is_loopback() || a.ip == at.address(0).ip;
}

network::network(simulation& in) : sim_(in), random_(in.fork("network")) {}

link& network::link_between(const host& from, const host& to) {
  const std::pair key(from.number(), to.number());
  const auto found = links_.find(key);
  if (found != links_.end())
    return found->second;
  const random draws = sim_.fork("link").fork(key.first).fork(key.second);
  return links_.emplace(key, link(&from == &to, draws)).first->second;
}

host* network::find_host(const host& from, const io::address& to) {
  for (const auto& each : sim_.hosts()) {
    if (to.is_loopback() ? each.get() == &from : each->address(0).ip == to.ip)
      return each.get();
  }
  return nullptr;
}

std::unique_ptr<io::stream> network::connect(thread& from, const io::address& to,
                                             io::stream_events& events) {
  forget_the_gone();
  host& near = from.on();
  host* const far = find_host(near, to);
  io::address local = to.is_loopback() ? to : near.address(0);
  local.port = free_port(near, local, claimed::listening);
  auto made = std::make_shared<connection>(*this, ++connections_made_, from.shared_from_this(),
                                           std::move(local), to, far);
  connections_.push_back(made);
  sim_.note("connect", made->number(), near.number(), to.port);
  made->dial(events);
  return std::make_unique<stream>(std::move(made), side::dialler);
}

result<std::unique_ptr<io::listener>>
network::listen(thread& by, const io::address& on,
                unique_function<void(std::unique_ptr<io::stream>)> accepted) {
  auto bound = claim(by.on(), on, claimed::listening);
  if (!bound)
    return bound.failure();
  auto made =
      std::make_shared<listening>(by.on(), by.shared_from_this(), *bound, std::move(accepted));
  listening_.push_back(made);
  sim_.note("listen", by.on().number(), bound->port);
  return std::unique_ptr<io::listener>(std::make_unique<listener>(std::move(made)));
}

result<std::unique_ptr<io::datagram>>
network::bind(thread& by, const io::address& on, const io::datagram_options& how,
              unique_function<void(std::span<const std::byte>, const io::address&)> received) {
  auto bound = claim(by.on(), on, how.shared ? claimed::shared_datagrams : claimed::datagrams);
  if (!bound)
    return bound.failure();
  if (how.group) {
    const io::address& interface = how.group->interface;
    if (!is_group(how.group->group) || !(is_any(interface) || is_own(by.on(), interface)))
      return error(errc::unavailable, "join " + how.group->group.to_string() + ": no such device");
  }
  auto made = std::make_shared<datagram_port>(
      datagram_port{by.on(), by.shared_from_this(), *bound, how, std::move(received)});
  datagrams_.push_back(made);
  sim_.note("bind", by.on().number(), bound->port);
  return std::unique_ptr<io::datagram>(std::make_unique<datagram>(*this, std::move(made)));
}

/// The address to bind, with its port; `exists` when another has it.
result<io::address> network::claim(host& at, const io::address& on, claimed as) {
  forget_the_gone();
  if (!at.is_up())
    return error(errc::unavailable, "the host has crashed");
  io::address bound = on;
  if (!is_any(on) && !is_own(at, on)) {
    return error(errc::unavailable, "bind " + on.to_string() + ": not an address of this host");
  }
  if (bound.port == 0)
    bound.port = free_port(at, on, as);
  if (is_taken(at, bound, as)) {
    return error(errc::exists, "bind " + bound.to_string() + ": address in use");
  }
  return bound;
}

bool network::is_taken(const host& at, const io::address& on, claimed as) {
  const auto taken = [&](const auto& all, const auto& with_others) {
    return std::ranges::any_of(all, [&](const auto& each) {
      const auto alive = each.lock();
      // One that is closed may be kept a while by who was calling it.
      return alive != nullptr && is_open(*alive) && &alive->at == &at &&
             overlap(alive->address, on) && !with_others(*alive);
    });
  };
  if (as == claimed::listening)
    return taken(listening_, [](const listening&) { return false; });
  return taken(datagrams_, [as](const datagram_port& other) {
    return as == claimed::shared_datagrams && other.how.shared;
  });
}

std::uint16_t network::free_port(host& at, const io::address& on, claimed as) {
  io::address wanted = on;
  for (;;) {
    wanted.port =
        static_cast<std::uint16_t>(random_.between(ephemeral_port_min, ephemeral_port_max));
    if (!is_taken(at, wanted, as))
      return wanted.port;
  }
}

std::shared_ptr<listening> network::find_listening(const host& at, const io::address& to) {
  for (const auto& each : listening_) {
    auto alive = each.lock();
    if (alive && alive->is_open() && &alive->at == &at && takes(alive->address, to))
      return alive;
  }
  return nullptr;
}

/// Those that hear what is sent to a group or to all; else the one that was bound last.
std::vector<std::shared_ptr<datagram_port>>
network::find_ports(const host& at, const io::address& to, bool by_loopback) {
  std::vector<std::shared_ptr<datagram_port>> found;
  for (const auto& each : datagrams_) {
    auto port = each.lock();
    if (!port || !port->open || &port->at != &at)
      continue;
    const auto& group = port->how.group;
    if (is_group(to)) {
      if (is_any(port->address) && port->address.port == to.port && group &&
          group->group.ip == to.ip && is_on_loopback(port->how) == by_loopback)
        found.push_back(std::move(port));
    } else if (is_broadcast(to)) {
      if (is_any(port->address) && port->address.port == to.port)
        found.push_back(std::move(port));
    } else if (takes(port->address, to)) {
      found.assign(1, std::move(port));
    }
  }
  return found;
}

result<void> network::send_datagram(datagram_port& from, std::span<const std::byte> bytes,
                                    const io::address& to) {
  if (bytes.size() > datagram_bytes_max) {
    return error(errc::limit, "send to " + to.to_string() + ": message too long");
  }
  if (is_broadcast(to) && !from.how.broadcast) {
    return error(errc::unavailable, "send to " + to.to_string() + ": permission denied");
  }
  host& near = from.at;
  if (!near.is_up())
    return {};  // nobody knows what became of it
  const bool by_loopback = to.is_loopback() || (is_group(to) && is_on_loopback(from.how));
  io::address sender = from.address;
  if (is_any(sender))
    sender.ip = by_loopback ? io::address::loopback(0).ip : near.address(0).ip;
  const std::string copy(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (is_broadcast(to) || is_group(to)) {
    for (const auto& far : sim_.hosts()) {
      if (!by_loopback || far.get() == &near)
        transmit(near, *far, to, sender, copy);
    }
  } else if (host* const far = find_host(near, to)) {
    transmit(near, *far, to, sender, copy);
  }
  return {};
}

void network::transmit(host& near, host& far, const io::address& to, const io::address& sender,
                       const std::string& bytes) {
  link& line = link_between(near, far);
  const int copies = line.loses() ? 0 : line.doubles() ? 2 : 1;
  for (int i = 0; i < copies; ++i) {
    sim_.after(line.draw_datagram_delay(), [this, &near, &far, to, sender, bytes] {
      if (link_between(near, far).is_cut() || !far.is_up())
        return;
      for (const auto& port : find_ports(far, to, sender.is_loopback()))
        deliver(port, bytes, sender);
    });
  }
}

void network::deliver(const std::shared_ptr<datagram_port>& to, std::string bytes,
                      io::address from) {
  if (to->queued == datagram_port::queue_max)
    return;
  sim_.note("datagram", to->at.number(), to->address.port, hash_of(bytes));
  ++to->queued;
  to->on->post([to, bytes = std::move(bytes), from = std::move(from)] {
    --to->queued;
    if (to->open)
      to->received(std::as_bytes(std::span(bytes.data(), bytes.size())), from);
  });
}

/// What the hosts file and the name service say. `remote` becomes true when the latter is asked.
result<std::vector<io::address>> network::look_up(const host& by, const std::string& name,
                                                  bool& remote) {
  remote = false;
  if (auto numeric = io::address::parse(name, 0))
    return std::vector{std::move(*numeric)};
  if (name == "localhost")
    return std::vector{io::address::loopback(0)};
  for (const auto& each : sim_.hosts()) {
    const std::string& full = each->name();
    if (full != name && full.substr(0, full.find('.')) != name)
      continue;
    remote = each.get() != &by;
    return std::vector{each->address(0)};
  }
  remote = true;
  return error(errc::not_found, "look up " + name + ": no such host");
}

void network::resolve(thread& by, std::string name,
                      unique_function<void(result<std::vector<io::address>>)> found) {
  bool remote = false;
  auto answer = look_up(by.on(), name, remote);
  duration delay = duration::microseconds(10);
  if (remote && nameless_.contains(by.on().number())) {
    answer = error(errc::timed_out, "look up " + name + ": no name server answers");
    delay = name_timeout;
  } else if (remote) {
    delay = random_.between(duration::microseconds(100), name_delay_max);
  }
  sim_.note("resolve", by.on().number(), hash_of(name));
  sim_.after(delay, [to = by.shared_from_this(), answer = std::move(answer),
                     found = std::move(found)]() mutable {
    to->post([answer = std::move(answer), found = std::move(found)]() mutable {
      found(std::move(answer));
    });
  });
}

void network::forget_the_gone() {
  const auto gone = [](const auto& each) { return each.expired(); };
  std::erase_if(listening_, gone);
  std::erase_if(datagrams_, gone);
  if (connections_.size() < forget_at_)
    return;
  std::erase_if(connections_, gone);
  forget_at_ = std::max<std::size_t>(64, connections_.size() * 2);
}

}  // namespace kith::sim
