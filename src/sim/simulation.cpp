#include "sim/simulation.hpp"

#include <algorithm>

namespace kith::sim {

simulation::simulation(std::uint64_t seed)
    : seed_(seed), root_(seed), order_(root_.fork("order")), network_(*this) {}

// What the events own may refer to hosts and threads, so they go first.
simulation::~simulation() {
  KITH_ASSERT(running_ == nullptr);
  events_.clear();
}

host& simulation::add_host(std::string name) {
  KITH_ASSERT(!name.empty());
  hosts_.push_back(std::make_unique<host>(*this, std::move(name), hosts_.size()));
  return *hosts_.back();
}

void simulation::run_for(duration time) {
  const io::instant end = now_ + time;
  while (advance(end)) {
  }
}

bool simulation::run_until(unique_function<bool()> done, duration limit) {
  const io::instant end = now_ + limit;
  while (!done()) {
    if (!advance(end))
      return done();
  }
  return true;
}

bool simulation::run_until_quiet(duration limit) {
  const io::instant end = now_ + limit;
  while (!is_quiet()) {
    if (!advance(end))
      return is_quiet();
  }
  return true;
}

bool simulation::is_quiet() const {
  if (!events_.only_background())
    return false;
  return std::ranges::none_of(threads_, [](const auto& each) { return each->is_active(); });
}

/// Does the next thing, be it an event, a turn or a leap of the clock; false, and now is `end`,
/// when nothing is left before `end`.
bool simulation::advance(io::instant end) {
  KITH_ASSERT(running_ == nullptr);  // a worker must not run the simulation it runs in
  if (events_.next() <= now_) {
    events_.run_first();
    return true;
  }
  if (take_turn())
    return true;
  const io::instant next = std::min(events_.next(), next_turn());
  if (next > end || end <= now_) {
    now_ = std::max(now_, end);
    return false;
  }
  now_ = next;
  return true;
}

/// Gives a turn to one of the threads that want one now.
bool simulation::take_turn() {
  candidates_.clear();
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    if (threads_[i]->ready_at() <= now_)
      candidates_.push_back(i);
  }
  if (candidates_.empty())
    return false;
  const std::size_t chosen = candidates_[order_.below(candidates_.size())];
  const std::shared_ptr<thread> taking = threads_[chosen];
  note("turn", taking->number());
  taking->turn();
  std::erase_if(threads_, [](const auto& each) { return each->has_ended(); });
  return true;
}

io::instant simulation::next_turn() const {
  io::instant first = io::instant::never();
  for (const auto& each : threads_)
    first = std::min(first, each->ready_at());
  return first;
}

io::instant simulation::read_clock() {
  if (running_ != nullptr)
    now_ = now_ + clock_read_cost;
  return now_;
}

std::shared_ptr<thread> simulation::start_thread(host& on, io::worker& runs) {
  threads_.push_back(std::make_shared<thread>(on, runs, ++threads_started_));
  note("thread", threads_started_, on.number());
  return threads_.back();
}

void simulation::join(thread& which) {
  if (which.has_ended())
    return;
  which.on().resume();  // a stopped process would never end
  const bool ended = run_until([&] { return which.has_ended(); }, join_limit);
  KITH_ASSERT(ended);
}

}  // namespace kith::sim
