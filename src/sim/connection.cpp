#include "sim/connection.hpp"

#include "sim/simulation.hpp"
#include "sim/sockets.hpp"

namespace kith::sim {
namespace {

/// Buffers are small at times, so that writers meet their limits often.
std::size_t draw_capacity(random& draws) {
  return std::size_t{4'096} << draws.below(7);
}

}  // namespace

connection::connection(network& on, std::uint64_t number, const std::shared_ptr<thread>& dialler,
                       io::address local, io::address remote, host* target)
    : net_(on), number_(number), random_(on.sim().fork("connection").fork(number)) {
  end& near = end_of(side::dialler);
  near.at = &dialler->on();
  near.on = dialler;
  near.address = std::move(local);
  near.state = phase::dialling;
  near.attached = true;
  end& far = end_of(side::acceptor);
  far.at = target;
  far.address = std::move(remote);
  for (flow& each : flows_) {
    each.capacity = draw_capacity(random_);
    each.window = draw_capacity(random_);
  }
}

simulation& connection::sim() const {
  return net_.sim();
}

link& connection::link_from(side s) {
  return net_.link_between(*end_of(s).at, *end_of(other(s)).at);
}

/// A packet from that side that arrives now is taken in.
bool connection::passes(side from) {
  return !link_from(from).is_cut() && end_of(other(from)).at->is_up();
}

std::uint64_t connection::trace_id(side s) const {
  return number_ * 2 + static_cast<std::uint64_t>(s);
}

void connection::check_thread(side s) const {
  KITH_ASSERT(sim().running() == end_of(s).on.get());
}

result<std::size_t> connection::read(side s, std::span<const std::span<std::byte>> parts) {
  check_thread(s);
  end& mine = end_of(s);
  flow& from = flow_from(other(s));
  std::size_t room = 0;
  for (const auto& part : parts)
    room += part.size();
  if (room == 0)
    return std::size_t{0};
  if (from.arrived.empty()) {
    if (mine.failure)
      return *mine.failure;
    if (from.fin_arrived) {
      return error(errc::closed, "read from " + address_of(other(s)).to_string() + ": end of file");
    }
    return std::size_t{0};
  }
  std::size_t count = std::min(from.arrived.size(), room);
  if (random_.chance(125))
    count = random_.between(1, count);
  std::size_t left = count;
  for (const auto& part : parts) {
    const std::size_t n = std::min(left, part.size());
    if (n == 0)
      break;
    from.arrived.take(part.first(n));
    left -= n;
  }
  from.to_acknowledge += count;
  acknowledge(other(s));
  return count;
}

result<std::size_t> connection::write(side s, std::span<const std::span<const std::byte>> parts) {
  check_thread(s);
  end& mine = end_of(s);
  flow& to = flow_from(s);
  if (mine.failure)
    return *mine.failure;
  if (to.shut || mine.at->is_dying()) {
    return error(errc::unavailable,
                 "write to " + address_of(other(s)).to_string() + ": broken pipe");
  }
  if (mine.state != phase::established || to.waiting.size() >= to.capacity)
    return std::size_t{0};
  std::size_t room = to.capacity - to.waiting.size();
  if (random_.chance(125))
    room = random_.between(1, room);
  std::size_t count = 0;
  for (const auto& part : parts) {
    const std::size_t more = std::min(part.size(), room - count);
    to.waiting.append(part.first(more));
    count += more;
  }
  pump(s);
  return count;
}

void connection::await_readable(side s) {
  check_thread(s);
  KITH_ASSERT(end_of(s).state != phase::dialling);
  end_of(s).read_awaited = true;
  tell_readable(s);
}

void connection::await_writable(side s) {
  check_thread(s);
  KITH_ASSERT(end_of(s).state != phase::dialling);
  end_of(s).write_awaited = true;
  tell_writable(s);
}

void connection::tell_readable(side s) {
  end& mine = end_of(s);
  const flow& from = flow_from(other(s));
  const bool something = !from.arrived.empty() || from.fin_arrived || mine.failure;
  if (!mine.read_awaited || !something)
    return;
  mine.read_awaited = false;
  mine.on->post([self = shared_from_this(), s] {
    const end& now = self->end_of(s);
    if (now.attached && now.events != nullptr)
      now.events->readable();
  });
}

void connection::tell_writable(side s) {
  end& mine = end_of(s);
  const flow& to = flow_from(s);
  // As Linux does, room is announced when a third of the buffer is free.
  const bool room =
      mine.state == phase::established && to.capacity - to.waiting.size() > to.capacity / 3;
  if (!mine.write_awaited || !(room || mine.failure || to.shut))
    return;
  mine.write_awaited = false;
  mine.on->post([self = shared_from_this(), s] {
    const end& now = self->end_of(s);
    if (now.attached && now.events != nullptr)
      now.events->writable();
  });
}

void connection::shut(side s) {
  check_thread(s);
  flow_from(s).shut = true;
  pump(s);
}

void connection::close(side s) {
  end& mine = end_of(s);
  mine.events = nullptr;
  mine.attached = false;
  if (mine.state != phase::established)
    return vanish(s);
  if (!flow_from(other(s)).arrived.empty()) {  // somebody's bytes are lost, so tell them
    send_reset(s);
    return vanish(s);
  }
  flow_from(s).shut = true;
  pump(s);
}

void connection::reset(side s) {
  end& mine = end_of(s);
  if (mine.state == phase::established || mine.state == phase::half_open)
    send_reset(s);
  if (!mine.failure)
    mine.failure = error(errc::unavailable, "the connection was reset here");
  mine.read_awaited = mine.write_awaited = false;
  vanish(s);
}

/// The kernel forgets this end; nobody is told.
void connection::vanish(side s) {
  end_of(s).state = phase::gone;
  flow& to = flow_from(s);
  to.waiting.clear();
  to.torn = to.torn || !to.stalled.empty();
  to.stalled.clear();
}

void connection::fail(side s, error why) {
  end& mine = end_of(s);
  sim().note("broken", trace_id(s), static_cast<std::uint64_t>(why.code));
  vanish(s);
  if (!mine.attached)
    return;
  mine.failure = std::move(why);
  tell_readable(s);
  tell_writable(s);
}

/// A reset is sent once; when it is lost, the next segment from the other end asks for another.
void connection::send_reset(side from) {
  flow& along = flow_from(from);
  const io::instant arrival =
      std::max(sim().now() + link_from(from).draw_delay(), along.last_arrival);
  sim().after(arrival - sim().now(), [self = shared_from_this(), from] {
    if (self->passes(from))
      self->reset_arrives(other(from));
  });
}

void connection::reset_arrives(side at) {
  end& mine = end_of(at);
  const std::string whom = address_of(other(at)).to_string();
  sim().note("reset", trace_id(at));
  if (mine.state == phase::dialling) {
    return end_dial(error(errc::refused, "connect to " + whom + ": connection refused"));
  }
  if (mine.state == phase::gone)
    return;
  // Some systems throw away what was not read yet, some keep it.
  if (random_.chance(500))
    flow_from(other(at)).arrived.clear();
  fail(at, error(errc::unavailable, whom + ": connection reset by peer"));
}

void connection::break_both() {
  for (const side s : {side::dialler, side::acceptor}) {
    if (end_of(s).state == phase::established || end_of(s).state == phase::dialling) {
      reset_arrives(s);
    }
  }
}

void connection::host_crashed(const host& which) {
  for (const side s : {side::dialler, side::acceptor}) {
    end& mine = end_of(s);
    if (mine.at != &which)
      continue;
    const bool dialled = end_of(side::dialler).state == phase::dialling;
    vanish(s);
    flow_from(other(s)).arrived.clear();
    mine.failure = error(errc::closed, "the host has crashed");
    // A SYN that is still repeated may yet find another program here.
    if (s == side::acceptor && dialled)
      mine.state = phase::none;
  }
}

void connection::program_died(const host& which) {
  for (const side s : {side::dialler, side::acceptor}) {
    if (end_of(s).at == &which && end_of(s).attached)
      close(s);
  }
}

bool connection::joins(const host& a, const host& b) const {
  const host* const from = end_of(side::dialler).at;
  const host* const to = end_of(side::acceptor).at;
  return (from == &a && to == &b) || (from == &b && to == &a);
}

}  // namespace kith::sim
