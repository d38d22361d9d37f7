// How a connection comes about: SYN, SYN-ACK, and the dialler's first segment, each of which may
// meet a cut link or a host without power.
#include "sim/connection.hpp"
#include "sim/simulation.hpp"
#include "sim/sockets.hpp"

namespace kith::sim {

void connection::dial(io::stream_events& events) {
  end_of(side::dialler).events = &events;
  if (end_of(side::acceptor).at != nullptr)
    return send_syn(0);
  sim().after(no_route_delay, [self = shared_from_this()] {
    self->end_dial(
        error(errc::unavailable,
              "connect to " + self->address_of(side::acceptor).to_string() + ": no route to host"));
  });
}

void connection::send_syn(int attempt) {
  const end& near = end_of(side::dialler);
  if (near.state != phase::dialling)
    return;
  if (attempt == dial_attempts_max) {
    return end_dial(error(errc::timed_out, "connect to " + address_of(side::acceptor).to_string() +
                                               ": connection timed out"));
  }
  sim().after(link_from(side::dialler).draw_delay(),
              [self = shared_from_this()] { self->syn_arrives(); });
  sim().after_in_background(duration::seconds(std::int64_t{1} << attempt),
                            [self = shared_from_this(), attempt] { self->send_syn(attempt + 1); });
}

void connection::syn_arrives() {
  end& far = end_of(side::acceptor);
  if (!passes(side::dialler) || far.state == phase::established)
    return;
  if (far.state == phase::gone)
    return send_reset(side::acceptor);
  listener_ = net_.find_listening(*far.at, far.address);
  sim().note("syn", number_, far.at->number(), listener_ != nullptr ? 1 : 0);
  if (listener_ == nullptr)
    return send_reset(side::acceptor);
  far.state = phase::half_open;
  far.on = listener_->on;
  far.attached = true;
  sim().after(link_from(side::acceptor).draw_delay(),
              [self = shared_from_this()] { self->syn_ack_arrives(); });
}

void connection::syn_ack_arrives() {
  if (!passes(side::acceptor))
    return;
  end& near = end_of(side::dialler);
  if (near.state == phase::gone)
    return send_reset(side::dialler);  // nobody waits for it any more
  if (near.state != phase::dialling)
    return;
  near.state = phase::established;
  send(side::dialler, {segment::kind::open, {}});
  end_dial({});
  pump(side::dialler);
}

void connection::end_dial(result<void> outcome) {
  end& near = end_of(side::dialler);
  if (!outcome) {
    if (near.state != phase::dialling)
      return;
    vanish(side::dialler);
    near.failure = outcome.failure();
  }
  sim().note("dialled", number_, outcome ? 1 : 0);
  near.on->post([self = shared_from_this(), outcome = std::move(outcome)] {
    const end& now = self->end_of(side::dialler);
    if (now.attached && now.events != nullptr)
      now.events->connected(outcome);
  });
  tell_readable(side::dialler);
  tell_writable(side::dialler);
}

/// The dialler's first segment: the connection is there for the acceptor, too.
void connection::open_arrives() {
  end& far = end_of(side::acceptor);
  if (far.state != phase::half_open)
    return;
  far.state = phase::established;
  if (!listener_->queue(shared_from_this())) {
    far.attached = false;
    send_reset(side::acceptor);
    return vanish(side::acceptor);
  }
  far.on->post([self = shared_from_this()] { self->accept(); });
}

void connection::accept() {
  const std::shared_ptr<listening> from = std::exchange(listener_, nullptr);
  if (!from->unqueue(*this))
    return;  // it was closed meanwhile, and has reset us
  sim().note("accept", number_);
  from->accepted(std::make_unique<stream>(shared_from_this(), side::acceptor));
}

}  // namespace kith::sim
