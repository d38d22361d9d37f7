// How bytes travel: segments of drawn sizes, in order, at the pace of the line, the window and the
// acknowledgements, and what becomes of them while a link is cut or a host has no power.
#include "sim/connection.hpp"
#include "sim/simulation.hpp"

namespace kith::sim {

/// Sends what may be sent now.
void connection::pump(side from) {
  flow& f = flow_from(from);
  if (end_of(from).state != phase::established)
    return;
  while (!f.waiting.empty() && f.unacked < f.window) {
    link& line = link_from(from);
    if (line.ready_at() > sim().now())
      return plan_pump(from, line.ready_at());
    std::size_t count = std::min({f.waiting.size(), f.window - f.unacked, line.packet_max()});
    // Mostly what is there, often a part of it, at times a few bytes: frames are cut anywhere.
    if (random_.chance(500))
      count = random_.between(1, count);
    if (random_.chance(125))
      count = random_.between(1, std::min<std::size_t>(count, 16));
    f.unacked += count;
    send(from, {segment::kind::data, f.waiting.take(count)});
  }
  tell_writable(from);
  if (f.waiting.empty() && f.shut && !std::exchange(f.fin_sent, true)) {
    send(from, {segment::kind::fin, {}});
  }
}

void connection::plan_pump(side from, io::instant when) {
  tell_writable(from);
  if (std::exchange(flow_from(from).pump_planned, true))
    return;
  sim().after(when - sim().now(), [self = shared_from_this(), from] {
    self->flow_from(from).pump_planned = false;
    self->pump(from);
  });
}

void connection::send(side from, segment one) {
  flow& f = flow_from(from);
  link& line = link_from(from);
  const io::instant departure = line.depart(sim().now(), one.bytes.size());
  // One nanosecond apart at least: segments of a flow do not overtake each other.
  f.last_arrival =
      std::max(departure + line.draw_delay(), f.last_arrival + duration::nanoseconds(1));
  sim().after(f.last_arrival - sim().now(),
              [self = shared_from_this(), from, one = std::move(one)]() mutable {
                self->deliver(from, std::move(one));
              });
}

void connection::deliver(side from, segment one) {
  if (!flow_from(from).stalled.empty() || !passes(from))
    return stall(from, std::move(one));
  if (flow_from(from).torn)
    return arrive_behind_a_gap(from);
  arrive(from, one);
}

/// The reader never sees it: its system asks for what is missing, of one who is gone.
void connection::arrive_behind_a_gap(side from) {
  if (passes(other(from)))
    send_reset(from);
}

/// Lost on the way: the sender's system keeps it, and sends it again later.
void connection::stall(side from, segment one) {
  flow& f = flow_from(from);
  if (end_of(from).state == phase::gone) {
    f.torn = true;  // nobody is left to send it again
    return;
  }
  sim().note("stall", trace_id(from), one.bytes.size());
  if (f.stalled.empty()) {
    f.stalled_since = sim().now();
    ++f.stalls;
    give_up_later(from);
  }
  f.stalled.push_back(std::move(one));
}

void connection::give_up_later(side from) {
  sim().after_in_background(retransmit_limit, [self = shared_from_this(), from,
                                               stalls = flow_from(from).stalls] {
    const flow& f = self->flow_from(from);
    if (f.stalls != stalls || (f.stalled.empty() && !f.ack_held))
      return;
    if (self->end_of(from).state == phase::gone)
      return;
    self->fail(from, error(errc::timed_out,
                           self->address_of(other(from)).to_string() + ": connection timed out"));
  });
}

/// The longer the trouble lasted, the rarer the retransmissions have become.
void connection::resend_later(side from) {
  const flow& f = flow_from(from);
  if (f.stalled.empty())
    return;
  const duration latest = std::min(sim().now() - f.stalled_since, retransmit_period_max);
  sim().after(random_.between({}, latest),
              [self = shared_from_this(), from] { self->resend(from); });
}

void connection::resend(side from) {
  if (!passes(from))
    return;  // cut again; the next healing comes back here
  std::deque<segment> again;
  again.swap(flow_from(from).stalled);
  for (const segment& each : again)
    arrive(from, each);
}

void connection::arrive(side from, const segment& one) {
  const side to = other(from);
  end& target = end_of(to);
  flow& f = flow_from(from);
  sim().note("segment", trace_id(from), one.bytes.size(), hash_of(one.bytes));
  const bool unwanted =
      target.state == phase::gone || (!target.attached && one.what == segment::kind::data);
  if (unwanted) {
    send_reset(to);
    return vanish(to);
  }
  switch (one.what) {
  case segment::kind::open: return open_arrives();
  case segment::kind::data: f.arrived.append(one.bytes); return tell_readable(to);
  case segment::kind::fin: f.fin_arrived = true; return tell_readable(to);
  }
}

/// Tells the sender of `from` what its reader has read. One acknowledgement is under way at a time
/// and covers all that was read until it arrives.
void connection::acknowledge(side from) {
  flow& f = flow_from(from);
  if (std::exchange(f.ack_under_way, true))
    return;
  sim().after(link_from(other(from)).draw_delay(),
              [self = shared_from_this(), from] { self->ack_arrives(from); });
}

void connection::ack_arrives(side from) {
  flow& f = flow_from(from);
  if (!passes(other(from))) {
    if (!std::exchange(f.ack_held, true) && f.stalled.empty()) {
      ++f.stalls;
      give_up_later(from);
    }
    return;
  }
  f.ack_under_way = false;
  f.ack_held = false;
  f.unacked -= std::exchange(f.to_acknowledge, 0);
  pump(from);
}

void connection::link_healed(const host& from, const host& to) {
  for (const side s : {side::dialler, side::acceptor}) {
    if (end_of(s).at != &from || end_of(other(s)).at != &to)
      continue;
    resend_later(s);
    flow& backward = flow_from(other(s));
    if (std::exchange(backward.ack_held, false)) {
      sim().after(link_from(s).draw_delay(),
                  [self = shared_from_this(), s] { self->ack_arrives(other(s)); });
    }
    // Unread bytes of an end that is gone: the probe of the full window finds out.
    const bool probing = end_of(s).state == phase::established && flow_from(s).unacked > 0 &&
                         flow_from(s).stalled.empty();
    if (probing && end_of(other(s)).state == phase::gone)
      send_reset(other(s));
  }
}

void connection::line_changed(const host& from, const host& to) {
  for (const side s : {side::dialler, side::acceptor}) {
    if (end_of(s).at == &from && end_of(other(s)).at == &to)
      pump(s);
  }
}

}  // namespace kith::sim
