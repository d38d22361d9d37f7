// Those who do things in the stress.

#include <algorithm>
#include <iterator>

#include "ledger.hpp"
#include "stress.hpp"

namespace kith::endurance {

namespace {

/// So much of each kind is outstanding at most.
constexpr std::size_t held_max = 24;

struct known_target {
  pid who;
  std::int64_t sent = 0;
};

class work {
 public:
  work(ctx self, stress& all, std::size_t member)
      : self_(self), all_(all), member_(member), lots_(all.next_seed()) {}

  /// One thing, at random.
  task<void> act();
  /// Enters all that has come. Waits for the first for up to `limit`.
  task<void> drain(duration limit);
  [[nodiscard]] bool is_settled() const { return owed_.is_settled(); }
  [[nodiscard]] std::string owed() const { return owed_.owed(); }

 private:
  void take(const term& message);
  void spawn_one();
  void tell_to_end();
  void start_monitor();
  task<void> end_monitor();
  void start_link();
  task<void> end_link();
  void start_alias();
  task<void> end_alias();
  void arm();
  void cancel();
  void name();
  void send_numbered();
  void part();
  task<void> ask();

  void add(const pid& who);
  template <class Entries>
  auto pick(Entries& from) {
    return std::next(from.begin(), static_cast<std::ptrdiff_t>(lots_.roll(from.size())));
  }

  ctx self_;
  stress& all_;
  std::size_t member_;
  dice lots_;
  ledger owed_;
  std::vector<known_target> targets_;
  std::array<std::int64_t, stress::members> numbers_{};  ///< sent to the sink of each node
  std::int64_t timers_ = 0;
};

void work::add(const pid& who) {
  if (targets_.size() == held_max) {
    const auto forgotten = pick(targets_);
    send(forgotten->who, atom("die"));
    targets_.erase(forgotten);
  }
  targets_.push_back({who});
}

void work::take(const term& m) {
  if (!owed_.take(all_, m)) {
    all_.problem(to_string(term(self_)) + " must not have got " + to_string(m));
  }
  if (m.is_tuple(2) && m[0].is(atom("target"))) {
    add(m[1].as_pid());
  }
}

task<void> work::drain(duration limit) {
  for (bool more = true; more; limit = duration()) {
    term m;
    const std::size_t which = co_await self_.receive(on(bind(m)), after(limit));
    more = which == 0;
    if (more) {
      take(m);
    }
  }
}

void work::spawn_one() {
  if (lots_.roll(3) == 0) {
    send({atom("keeper"), stress::node_of(lots_.roll(stress::members))},
         tuple(atom("give"), self_));
    return;
  }
  all_.count(deed::spawned);
  switch (lots_.roll(4)) {
  case 0: add(spawn(target, &all_)); break;
  case 1: {
    const pid who = spawn_link(target, &all_);
    owed_.links.push_back(who);
    add(who);
    break;
  }
  case 2: {
    const spawned young = spawn_monitor(target, &all_);
    owed_.monitors.push_back({young.monitor_ref, false});
    add(young.who);
    break;
  }
  default: {
    // Of those whose name is taken nothing lives on: the monitor says so.
    const spawned young = spawn_opt(
        spawn_options().name(name_of_target(lots_.roll(names))).monitor().link(), target, &all_);
    owed_.monitors.push_back({young.monitor_ref, false});
    owed_.links.push_back(young.who);
    add(young.who);
  }
  }
}

void work::tell_to_end() {
  const pid who = pick(targets_)->who;
  switch (lots_.roll(4)) {
  case 0:
    exit(who, atoms::kill);
    all_.count(deed::killed);
    break;
  case 1:
    exit(who, atom("shutdown"));
    all_.count(deed::exits_sent);
    break;
  case 2: exit(who, atoms::normal); break;
  default: send(who, atom("die"));
  }
}

void work::start_monitor() {
  all_.count(deed::monitored);
  const pid who = pick(targets_)->who;
  switch (lots_.roll(4)) {
  case 0: {
    const reference ref = monitor(who, alias_mode::reply_demonitor);
    owed_.monitors.push_back({ref, true});
    send(who, tuple(atom("answer"), ref));
    break;
  }
  case 1:
    owed_.monitors.push_back(
        {monitor({name_of_target(lots_.roll(names)), stress::node_of(lots_.roll(stress::members))}),
         false});
    break;
  default: owed_.monitors.push_back({monitor(who), false});
  }
}

task<void> work::end_monitor() {
  all_.count(deed::demonitored);
  const auto at = pick(owed_.monitors);
  const ledger::monitor_entry ended = *at;
  owed_.monitors.erase(at);
  if (!ended.answers && lots_.roll(2) == 0) {
    demonitor_flush(ended.ref);
    co_return;
  }
  demonitor(ended.ref);
  // What came before is there by now; nothing comes after.
  co_await self_.receive(on(tuple(atoms::DOWN, ended.ref, any, any, any)),
                         on(tuple(atom("aliased"), ended.ref)), after(duration()));
}

void work::start_link() {
  const pid who = pick(targets_)->who;
  if (std::ranges::find(owed_.links, who) == owed_.links.end()) {
    all_.count(deed::linked);
    link(who);
    owed_.links.push_back(who);
  }
}

task<void> work::end_link() {
  all_.count(deed::unlinked);
  const auto at = pick(owed_.links);
  const pid who = *at;
  owed_.links.erase(at);
  unlink(who);
  co_await self_.receive(on(tuple(atoms::EXIT, who, any)), after(duration()));
}

void work::start_alias() {
  all_.count(deed::aliased);
  const bool once = lots_.roll(2) == 0;
  const reference ref = once ? alias_reply() : alias();
  owed_.aliases.push_back({ref, once});
  for (std::size_t times = lots_.roll(3); times > 0; --times) {
    send(pick(targets_)->who, tuple(atom("answer"), ref));
  }
}

task<void> work::end_alias() {
  all_.count(deed::unaliased);
  const auto at = pick(owed_.aliases);
  const reference ref = at->ref;
  owed_.aliases.erase(at);
  unalias(ref);
  for (bool more = true; more;) {
    const std::size_t which =
        co_await self_.receive(on(tuple(atom("aliased"), ref)), after(duration()));
    more = which == 0;
  }
}

void work::arm() {
  all_.count(deed::timers_armed);
  const std::int64_t number = ++timers_;
  const reference ref = send_after(lots_.wait(20_ms), self_, tuple(atom("timer"), number));
  owed_.timers.push_back({ref, number});
  send_after(lots_.wait(5_ms), name_of_target(lots_.roll(names)), atom("die"));
}

void work::cancel() {
  const auto at = pick(owed_.timers);
  if (cancel_timer(at->ref) >= 0) {
    all_.count(deed::timers_cancelled);
    owed_.timers.erase(at);
  }
}

void work::name() {
  const atom name = name_of_target(lots_.roll(names));
  try {
    if (lots_.roll(3) == 0) {
      unregister(name);
      all_.count(deed::unregistered);
    } else {
      register_name(name, pick(targets_)->who);
      all_.count(deed::registered);
    }
  } catch (const exit_exception&) {
    // Taken, nobody's, dead, of another node: all are fine.
  }
}

void work::send_numbered() {
  all_.count(deed::sent);
  if (lots_.roll(2) == 0) {
    known_target& to = *pick(targets_);
    send(to.who, tuple(atom("to"), to.who, self_, ++to.sent));
    return;
  }
  const std::size_t member = lots_.roll(stress::members);
  for (std::size_t times = 1 + lots_.roll(5); times > 0; --times) {
    send({atom("sink"), stress::node_of(member)}, tuple(atom("number"), self_, ++numbers_[member]));
  }
}

void work::part() {
  if (disconnect_node(
          stress::node_of((member_ + 1 + lots_.roll(stress::members - 1)) % stress::members))) {
    all_.count(deed::connections_cut);
  }
}

task<void> work::ask() {
  const pid who = pick(targets_)->who;
  if (who.node() != node_name()) {
    co_return;
  }
  const bool lives = co_await is_process_alive(self_, who);
  const term info = co_await process_info(self_, who, atoms::message_queue_len);
  if (!lives && !info.is(atoms::undefined)) {
    all_.problem(to_string(term(who)) + " has ended, and yet " + to_string(info));
  }
}

task<void> work::act() {
  if (targets_.empty()) {
    spawn_one();
    co_return;
  }
  // Cutting a connection undoes much; it is rare.
  if (lots_.roll(20'000) == 0) {
    part();
    co_return;
  }
  const auto room = [](const auto& held) { return held.size() < held_max; };
  switch (lots_.roll(16)) {
  case 0:
  case 1:
    if (room(owed_.monitors) && room(owed_.links)) {
      spawn_one();
    }
    break;
  case 2: tell_to_end(); break;
  case 3:
  case 4:
    if (room(owed_.monitors)) {
      start_monitor();
    }
    break;
  case 5:
    if (!owed_.monitors.empty()) {
      co_await end_monitor();
    }
    break;
  case 6:
    if (room(owed_.links)) {
      start_link();
    }
    break;
  case 7:
    if (!owed_.links.empty()) {
      co_await end_link();
    }
    break;
  case 8:
    if (room(owed_.aliases)) {
      start_alias();
    }
    break;
  case 9:
    if (!owed_.aliases.empty()) {
      co_await end_alias();
    }
    break;
  case 10:
    if (room(owed_.timers)) {
      arm();
    }
    break;
  case 11:
    if (!owed_.timers.empty()) {
      cancel();
    }
    break;
  case 12: name(); break;
  case 13: send_numbered(); break;
  case 14: send(pick(targets_)->who, tuple(atom("tie"), pick(targets_)->who)); break;
  default: co_await ask();
  }
}

}  // namespace

process worker(ctx self, stress* all, std::size_t member) {
  const stress::presence here(*all);
  trap_exit(true);
  work w(self, *all, member);
  dice pace(all->next_seed());
  while (!all->is_over()) {
    for (std::size_t i = pace.roll(20); i > 0; --i) {
      co_await w.act();
    }
    co_await w.drain(pace.roll(30) == 0 ? pace.wait(3_ms) : duration());
  }
  for (duration waited; !w.is_settled() && waited < patience / 2; waited = waited + 10_ms) {
    co_await w.drain(10_ms);
  }
  if (!w.is_settled()) {
    all->problem(to_string(term(self)) + " never got" + w.owed());
  }
  const term ties = co_await process_info(self, self, list(atoms::links, atoms::monitors));
  if (!(ties == term(list(tuple(atoms::links, list()), tuple(atoms::monitors, list()))))) {
    all->problem(to_string(term(self)) + " is left with " + to_string(ties));
  }
}

}  // namespace kith::endurance
