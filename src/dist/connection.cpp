#include "dist/connection.hpp"

#include <algorithm>

#include "dist/outgoing_control.hpp"

namespace kith::dist {

namespace {

/// What is read before other work has its turn.
constexpr std::size_t read_bytes_max = 256 * 1024;
/// What is taken from the outbox at once, and how often before other work has its turn.
constexpr std::size_t write_bytes = 128 * 1024;
constexpr int writes_max = 2;

}  // namespace

using detail::outbound;
using detail::routed;
using detail::signal_kind;

connection::connection(detail::node_core& node, detail::scheduler& home, owner& o, atom peer,
                       std::uint64_t id, std::size_t busy_limit)
    : node_(node), home_(home), owner_(o), peer_(peer), id_(id), busy_limit_(busy_limit),
      look_timer_([this] { look(); }) {}

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
  if (s.nosuspend && is_busy(s.from)) {
    return {id_, true, true};
  }
  if (s.what == outbound::op::link || s.what == outbound::op::monitor ||
      s.what == outbound::op::spawn_request) {
    tie(s.from);
  }
  if (phase_ == phase::pending) {
    // None is refused: a gap within one connection would break the order that is promised.
    pending_.emplace_back(s);
    return {id_, is_busy(s.from), false};
  }
  if (given_up_) {
    return {id_, false, false};  // lost with what waits, of which all are told
  }
  put(s);
  if (taken_ + outbox_->bytes() > std::max(dist_out_bytes_max, 2 * busy_limit_)) {
    give_up();
    return {id_, false, false};
  }
  schedule_flush();
  return {id_, is_busy(s.from), false};
}

bool connection::is_busy(pid sender) const {
  switch (phase_) {
  case phase::pending: return pending_.size() > pending_signals_busy;
  case phase::up:
    return taken_ + outbox_->bytes_in_frames() > busy_limit_ ||
           outbox_->bytes_behind(sender) > busy_limit_;
  case phase::down: break;
  }
  return false;
}

connection_info connection::info() const {
  const scoped_lock guard(mutex_);
  connection_info i;
  i.id = id_;
  i.is_up = phase_ == phase::up;
  i.hidden = hidden_;
  i.remote = remote_;
  i.in = in_.load(std::memory_order_relaxed);
  i.out = out_;
  i.bytes_waiting = i.is_up ? taken_ + outbox_->bytes() : 0;
  i.suspended = suspended_.size();
  return i;
}

void connection::give_up() {
  given_up_ = true;
  home_.post([self = shared_from_this()] {
    self->fail(error(errc::limit, "too many bytes wait for it to read (dist_out_bytes_max)"));
  });
}

void connection::put(const outbound& s) {
  if (s.what != outbound::op::send) {
    ties_.sent(control_of(s));
  }
  outbox_->put(s);
  ++out_;
}

void connection::not_possible(const outbound& s) {
  if (s.what == outbound::op::spawn_request) {
    detail::peer_signal* refusal =
        detail::make_peer_signal(signal_kind::spawn_reply, {}, atom("notsup"));
    refusal->ref = s.ref;
    node_.home().deliver_or_free(s.from, refusal);
  }
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

bool connection::has_room(pid p) const {
  const scoped_lock guard(mutex_);
  return room_left(p);
}

bool connection::room_left(pid p) const {
  switch (phase_) {
  case phase::pending: return pending_.size() <= pending_signals_busy / 2;
  case phase::up:
    return taken_ + outbox_->bytes_in_frames() <= busy_limit_ / 2 &&
           outbox_->bytes_behind(p) <= busy_limit_ / 2;
  case phase::down: break;
  }
  return true;
}

bool connection::wake_when_writable(pid p) {
  const scoped_lock guard(mutex_);
  if (room_left(p)) {
    return false;
  }
  suspended_.insert(p.local_word());
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
                    duration ticktime, unsigned tickintensity) {
  stream_ = std::move(stream);
  stream_->set_events(*this);
  reader_ = std::make_unique<message_reader>(
      decoder_setup{e.flags, peer_, {node_.name(), node_.creation(), node_.index()}}, rest);
  ticker_ = ticker(e.hidden, tickintensity);
  look_interval_ = ticker::interval(ticktime, tickintensity);
  home_.arm(look_timer_, look_interval_);
  std::vector<unique_function<void(bool)>> unsettled;
  {
    const scoped_lock guard(mutex_);
    phase_ = phase::up;
    hidden_ = e.hidden;
    remote_ = stream_->remote();
    outbox::owner& hears = *this;
    outbox_ = std::make_unique<outbox>(e.flags, hears);
    for (const waiting_signal& w : pending_) {
      put(w.signal());
    }
    std::vector<waiting_signal>().swap(pending_);
    if (!outbox_->empty()) {
      schedule_flush();
    }
    unsettled.swap(unsettled_);
  }
  for (auto& done : unsettled) {
    done(true);
  }
  const auto self = shared_from_this();
  take_messages();
  if (stream_ != nullptr) {
    stream_->await_readable();
  }
}

void connection::down() {
  home_.cancel(look_timer_);
  stream_.reset();
  writing_.clear();
  std::vector<std::uint64_t> tied;
  std::set<std::uint64_t> suspended;
  std::vector<unique_function<void(bool)>> unsettled;
  {
    const scoped_lock guard(mutex_);
    if (phase_ == phase::down) {
      return;
    }
    phase_ = phase::down;
    std::vector<waiting_signal>().swap(pending_);
    outbox_.reset();
    taken_ = 0;
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
  wake(suspended);
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
  // A bounded number of bytes, so that one busy peer does not starve what else this scheduler does.
  for (std::size_t all = 0; all < read_bytes_max && stream_ != nullptr;) {
    const auto room = reader_->room();
    const auto n = stream_->read_some(room);
    if (!n) {
      fail(n.failure());
      return;
    }
    if (*n == 0) {
      break;
    }
    ++traffic_.reads;
    all += *n;
    reader_->filled(*n);
    take_messages();
    if (*n < room[0].size() + room[1].size()) {
      break;
    }
  }
  if (stream_ != nullptr) {
    stream_->await_readable();
  }
}

void connection::take_messages() {
  while (stream_ != nullptr) {
    auto message = reader_->next();
    if (!message) {
      fail(message.failure());
      return;
    }
    if (!*message) {
      return;
    }
    if (const auto few = count_ties((*message)->what); !few) {
      fail(few.failure());
      return;
    }
    in_.fetch_add(1, std::memory_order_relaxed);
    dispatch(std::move(**message));
  }
}

result<void> connection::count_ties(control& c) {
  if (c.what == control::op::send) {
    return {};
  }
  if (c.what == control::op::monitor && c.by_name) {
    c.to = node_.names.find(c.name);
  }
  const scoped_lock guard(mutex_);
  if (c.what == control::op::demonitor && c.by_name) {
    c.to = ties_.watched(c.ref);
  }
  return ties_.received(c);
}

void connection::flush() {
  {
    const scoped_lock guard(mutex_);
    flush_scheduled_ = false;
  }
  write_out();
}

void connection::writable() {
  const detail::on_scheduler here(home_);
  waits_to_write_ = false;
  write_out();
}

bool connection::take_out() {
  const scoped_lock guard(mutex_);
  if (phase_ != phase::up) {
    return false;
  }
  outbox_->take(writing_, write_bytes);
  taken_ = writing_.bytes();
  return taken_ != 0;
}

void connection::write_out() {
  if (stream_ == nullptr || waits_to_write_) {
    return;
  }
  // What is large waits for its turn here, so that what is small finds the stream's own buffer
  // short.
  for (int turn = 0; take_out(); ++turn) {
    if (turn == writes_max) {
      waits_to_write_ = true;
      break;
    }
    const auto wrote = writing_.write_to(*stream_);
    if (!wrote) {
      // The reader hears of the same loss after it has read what the peer still sent.
      writing_.clear();
      return;
    }
    traffic_.writes += *wrote != 0 ? 1u : 0u;
    if (!writing_.empty()) {
      waits_to_write_ = true;
      break;
    }
  }
  traffic_.pending = !writing_.empty();
  resume_senders();
  if (waits_to_write_) {
    stream_->await_writable();
  }
}

void connection::resume_senders() {
  std::set<std::uint64_t> resumed;
  {
    const scoped_lock guard(mutex_);
    taken_ = writing_.bytes();
    for (auto at = suspended_.begin(); at != suspended_.end();) {
      if (room_left(pid::from_word(*at))) {
        resumed.insert(suspended_.extract(at++));
      } else {
        ++at;
      }
    }
  }
  wake(resumed);
}

void connection::wake(const std::set<std::uint64_t>& words) {
  for (const std::uint64_t word : words) {
    node_.home().deliver_or_free(pid::from_word(word), ::new (slab_allocate(sizeof(detail::signal)))
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
    outbox_->put_tick();
    schedule_flush();
    break;
  }
  case ticker::verdict::fine: break;
  }
  home_.arm(look_timer_, look_interval_);
}

}  // namespace kith::dist
