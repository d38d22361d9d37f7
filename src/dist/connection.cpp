#include "dist/connection.hpp"

#include <algorithm>

namespace kith::dist {

using detail::outbound;
using detail::routed;
using detail::signal_kind;

namespace {

control control_of(const outbound& s) {
  control c;
  c.what = [&] {
    switch (s.what) {
    case outbound::op::send: return control::op::send;
    case outbound::op::link: return control::op::link;
    case outbound::op::unlink: return control::op::unlink;
    case outbound::op::unlink_ack: return control::op::unlink_ack;
    case outbound::op::exit: return control::op::exit;
    case outbound::op::link_exit: return control::op::link_exit;
    case outbound::op::monitor: return control::op::monitor;
    case outbound::op::demonitor: return control::op::demonitor;
    case outbound::op::down: return control::op::down;
    case outbound::op::group_leader: return control::op::group_leader;
    case outbound::op::spawn_request: return control::op::spawn_request;
    case outbound::op::spawn_reply: return control::op::spawn_reply;
    }
    return control::op::send;
  }();
  c.from = s.from;
  c.to = s.to;
  c.name = s.name;
  c.by_name = s.by_name;
  c.by_alias = s.what == outbound::op::send && !s.by_name && !s.to;
  c.ref = s.ref;
  c.id = s.id;
  if (s.what == outbound::op::spawn_reply) {
    c.result = s.payload;
  } else if (s.what != outbound::op::send && s.what != outbound::op::spawn_request) {
    c.reason = s.payload;
  }
  c.leader = s.leader;
  c.module = s.module;
  c.function = s.function;
  c.arity = s.arity;
  c.options = s.options;
  return c;
}

/// Whether the second term of the frame is `payload`.
term_ref payload_of(const outbound& s) {
  return s.what == outbound::op::send || s.what == outbound::op::spawn_request ? s.payload
                                                                               : term_ref();
}

}  // namespace

connection::connection(detail::node_core& node, detail::scheduler& home, owner& o, atom peer,
                       std::uint64_t id)
    : node_(node), home_(home), owner_(o), peer_(peer), id_(id), look_timer_([this] { look(); }) {}

connection::~connection() {
  home_.cancel(look_timer_);
}

connection::phase connection::state() const {
  const scoped_lock guard(mutex_);
  return phase_;
}

bool connection::hidden() const {
  const scoped_lock guard(mutex_);
  return hidden_;
}

void connection::tie(pid p) {
  if (p.is_local()) {
    tied_.insert(p.local_word());
  }
}

void connection::remember(pid p) {
  const scoped_lock guard(mutex_);
  tie(p);
}

routed connection::send(const outbound& s) {
  const scoped_lock guard(mutex_);
  if (phase_ == phase::down) {
    return {};
  }
  if (s.what == outbound::op::link || s.what == outbound::op::monitor ||
      s.what == outbound::op::spawn_request) {
    tie(s.from);
  }
  if (phase_ == phase::pending) {
    // None is refused: a gap within one connection would break the order that is promised.
    pending_.push_back({s, term(s.payload), term(s.options)});
    return {id_, pending_.size() > pending_signals_busy};
  }
  if (given_up_) {
    return {id_, false};  // lost with what waits, of which all are told
  }
  encode(s);
  if (unwritten_ > dist_out_bytes_max) {
    give_up();
    return {id_, false};
  }
  schedule_flush();
  return {id_, unwritten_ > dist_buf_busy_limit};
}

void connection::give_up() {
  given_up_ = true;
  home_.post([self = shared_from_this()] {
    self->fail(error(errc::limit, "more than " + std::to_string(dist_out_bytes_max) +
                                      " bytes wait for it to read (dist_out_bytes_max)"));
  });
}

void connection::encode(const outbound& s) {
  const std::size_t before = out_.bytes();
  const control c = control_of(s);
  if (s.what != outbound::op::send) {
    ties_.sent(c);
  }
  // A peer that lacks what the signal takes does not get it, as in OTP.
  if (!encoder_->encode(c, payload_of(s), out_) && s.what == outbound::op::spawn_request) {
    detail::peer_signal* refusal =
        detail::make_peer_signal(signal_kind::spawn_reply, {}, atom("notsup"));
    refusal->ref = s.ref;
    node_.home().deliver_or_free(s.from, refusal);
  }
  unwritten_ += out_.bytes() - before;
}

void connection::schedule_flush() {
  if (flush_scheduled_) {
    return;
  }
  flush_scheduled_ = true;
  auto job = [self = shared_from_this()] { self->flush(); };
  if (detail::current_scheduler() == &home_) {
    home_.before_poll(std::move(job));
  } else {
    home_.post(std::move(job));
  }
}

bool connection::has_room() const {
  const scoped_lock guard(mutex_);
  return room_left();
}

bool connection::room_left() const {
  return phase_ == phase::down || (phase_ == phase::up && unwritten_ <= dist_buf_busy_limit / 2) ||
         (phase_ == phase::pending && pending_.size() <= pending_signals_busy / 2);
}

bool connection::wake_when_writable(pid p) {
  const scoped_lock guard(mutex_);
  if (room_left()) {
    return false;
  }
  suspended_.push_back(p);
  return true;
}

void connection::forget(pid p) {
  const scoped_lock guard(mutex_);
  tied_.erase(p.local_word());
}

void connection::when_settled(unique_function<void(bool)> done) {
  bool is_up = false;
  {
    const scoped_lock guard(mutex_);
    if (phase_ == phase::pending) {
      unsettled_.push_back(std::move(done));
      return;
    }
    is_up = phase_ == phase::up;
  }
  done(is_up);
}

void connection::up(const established& e, std::unique_ptr<io::stream> stream, std::string_view rest,
                    duration ticktime) {
  stream_ = std::move(stream);
  stream_->set_events(*this);
  decoder_ = std::make_unique<frame_decoder>(
      decoder_setup{e.flags, peer_, {node_.name(), node_.creation(), node_.index()}});
  ticker_ = ticker(e.hidden);
  look_interval_ = ticker::interval(ticktime, net_tickintensity_default);
  home_.arm(look_timer_, look_interval_);
  reader_.preload(rest);
  std::vector<unique_function<void(bool)>> unsettled;
  {
    const scoped_lock guard(mutex_);
    phase_ = phase::up;
    hidden_ = e.hidden;
    encoder_ = std::make_unique<frame_encoder>(e.flags);
    for (waiting_signal& w : pending_) {
      w.signal.payload = w.payload;
      w.signal.options = w.options;
      encode(w.signal);
    }
    pending_ = {};
    if (!out_.empty()) {
      schedule_flush();
    }
    unsettled.swap(unsettled_);
  }
  for (auto& done : unsettled) {
    done(true);
  }
  const auto self = shared_from_this();
  take_frames();
  if (stream_ != nullptr) {
    stream_->await_readable();
  }
}

void connection::down() {
  home_.cancel(look_timer_);
  stream_.reset();
  writing_.clear();
  std::vector<std::uint64_t> tied;
  std::vector<pid> suspended;
  std::vector<unique_function<void(bool)>> unsettled;
  {
    const scoped_lock guard(mutex_);
    if (phase_ == phase::down) {
      return;
    }
    phase_ = phase::down;
    pending_ = {};
    out_.clear();
    unwritten_ = 0;
    encoder_.reset();
    tied.assign(tied_.begin(), tied_.end());
    tied_.clear();
    suspended.swap(suspended_);
    unsettled.swap(unsettled_);
  }
  // In an order that repeats: that of the set depends on the node's place among all of the program.
  std::sort(tied.begin(), tied.end());
  for (const std::uint64_t word : tied) {
    detail::peer_signal* s = detail::make_peer_signal(signal_kind::connection_lost, {});
    s->id = id_;
    s->name = peer_;
    node_.home().deliver_or_free(pid::from_word(word), s);
  }
  for (const pid& p : suspended) {
    node_.home().deliver_or_free(p, ::new (slab_allocate(sizeof(detail::signal)))
                                        detail::signal(signal_kind::wake, {}));
  }
  for (auto& done : unsettled) {
    done(false);
  }
}

void connection::fail(const error& why) {
  // The owner takes it down, which may end what runs here; `this` stays by shared_from_this.
  owner_.connection_ended(*this, why);
}

void connection::readable() {
  const auto self = shared_from_this();
  const detail::on_scheduler here(home_);
  // A bounded number of reads, so that one busy peer does not starve the others of this scheduler.
  for (int turn = 0; turn < 16 && stream_ != nullptr; ++turn) {
    const auto room = reader_.room();
    const auto n = stream_->read_some(room);
    if (!n) {
      fail(n.failure());
      return;
    }
    if (*n == 0) {
      break;
    }
    ++traffic_.reads;
    reader_.filled(*n);
    take_frames();
    if (*n < room.size()) {
      break;
    }
  }
  if (stream_ != nullptr) {
    stream_->await_readable();
  }
}

void connection::take_frames() {
  while (stream_ != nullptr) {
    auto frame = reader_.next();
    if (!frame) {
      fail(frame.failure());
      return;
    }
    if (!*frame) {
      return;
    }
    if ((*frame)->body.empty()) {
      continue;  // a tick
    }
    auto message = decoder_->decode((*frame)->body);
    if (!message) {
      fail(message.failure());
      return;
    }
    if (!*message) {
      continue;  // a fragment, not the last
    }
    if (const auto few = count_ties((*message)->what); !few) {
      fail(few.failure());
      return;
    }
    dispatch(std::move(**message));
  }
}

result<void> connection::count_ties(const control& c) {
  if (c.what == control::op::send) {
    return {};
  }
  const scoped_lock guard(mutex_);
  return ties_.received(c);
}

void connection::flush() {
  {
    const scoped_lock guard(mutex_);
    flush_scheduled_ = false;
    if (phase_ != phase::up) {
      return;
    }
    writing_.take(out_);
  }
  write_out();
}

void connection::writable() {
  const detail::on_scheduler here(home_);
  waits_to_write_ = false;
  write_out();
}

void connection::write_out() {
  if (stream_ == nullptr || waits_to_write_) {
    return;
  }
  const auto wrote = writing_.write_to(*stream_);
  if (!wrote) {
    // The reader hears of the same loss after it has read what the peer still sent.
    writing_.clear();
    return;
  }
  traffic_.writes += *wrote != 0 ? 1u : 0u;
  traffic_.pending = !writing_.empty();
  std::vector<pid> resumed;
  {
    const scoped_lock guard(mutex_);
    unwritten_ = writing_.bytes() + out_.bytes();
    if (unwritten_ <= dist_buf_busy_limit / 2) {
      resumed.swap(suspended_);
    }
  }
  if (!writing_.empty()) {
    waits_to_write_ = true;
    stream_->await_writable();
  }
  for (const pid& p : resumed) {
    node_.home().deliver_or_free(p, ::new (slab_allocate(sizeof(detail::signal)))
                                        detail::signal(signal_kind::wake, {}));
  }
}

void connection::look() {
  const auto self = shared_from_this();
  switch (ticker_.look(traffic_)) {
  case ticker::verdict::dead:
    fail(error(errc::timed_out, "net_tick_timeout: nothing heard for net_ticktime"));
    return;
  case ticker::verdict::tick: {
    const scoped_lock guard(mutex_);
    out_.append(std::string_view("\0\0\0\0", 4));
    unwritten_ += 4;
    schedule_flush();
    break;
  }
  case ticker::verdict::fine: break;
  }
  home_.arm(look_timer_, look_interval_);
}

}  // namespace kith::dist
