#include "runtime/process_timers.hpp"

#include <atomic>

#include "base/slab.hpp"
#include "runtime/node_core.hpp"
#include "runtime/process_block.hpp"
#include "runtime/runtime.hpp"

namespace kith::detail {

struct process_timers::message_timer : timer {
  std::uint64_t number = 0;
  io::instant due;
  node_core* node = nullptr;
  pid to;
  atom name;
  bool by_name = false;
  term message;
};

process_timers::~process_timers() {
  const scoped_lock guard(mutex_);
  for (auto& entry : messages_) {
    wheel_.cancel(*entry.second);
    entry.second->~message_timer();
    slab_free(entry.second, sizeof(message_timer));
  }
}

void process_timers::arm_receive(receive_timer& t, io::instant when) {
  const scoped_lock guard(mutex_);
  t.home = this;
  wheel_.arm(t, when);
}

void process_timers::cancel_receive(receive_timer& t) {
  const scoped_lock guard(mutex_);
  wheel_.cancel(t);
}

void process_timers::arm_message(std::uint64_t number, io::instant when, node_core& node,
                                 const destination& to, term message) {
  auto* t = ::new (slab_allocate(sizeof(message_timer))) message_timer;
  t->is_message = true;
  t->number = number;
  t->due = when;
  t->node = &node;
  t->by_name = to.kind() == destination::what::name;
  t->to = to.process();
  t->name = to.name();
  t->message = std::move(message);
  const scoped_lock guard(mutex_);
  messages_.emplace(number, t);
  wheel_.arm(*t, when);
}

bool process_timers::cancel_message(std::uint64_t number, io::instant& due) {
  message_timer* t = nullptr;
  {
    const scoped_lock guard(mutex_);
    const auto at = messages_.find(number);
    if (at == messages_.end()) {
      return false;
    }
    t = at->second;
    messages_.erase(at);
    wheel_.cancel(*t);
  }
  due = t->due;
  t->~message_timer();
  slab_free(t, sizeof(message_timer));
  return true;
}

void process_timers::drop_messages_of(const node_core& node) {
  const scoped_lock guard(mutex_);
  for (auto at = messages_.begin(); at != messages_.end();) {
    message_timer* t = at->second;
    if (t->node != &node) {
      ++at;
      continue;
    }
    wheel_.cancel(*t);
    messages_.erase(at++);
    t->~message_timer();
    slab_free(t, sizeof(message_timer));
  }
}

bool process_timers::fire(io::instant now) {
  bool any = false;
  const scoped_lock guard(mutex_);
  while (timer* due = wheel_.pop_due(now)) {
    any = true;
    if (!due->is_message) {
      auto* t = static_cast<receive_timer*>(due);
      auto* s = ::new (slab_allocate(sizeof(signal))) signal(signal_kind::receive_timeout, {});
      s->number = t->number;
      // Once it has the signal the process may free the timer.
      process_block& p = *t->process;
      if (p.push(s, t->generation)) {
        home_.wake(p);
      } else {
        free_signal(s);
      }
      continue;
    }
    auto* t = static_cast<message_timer*>(due);
    messages_.erase(t->number);
    const pid to = t->by_name ? t->node->names.find(t->name) : t->to;
    home_.deliver_or_free(to, make_message(std::move(t->message)));
    t->~message_timer();
    slab_free(t, sizeof(message_timer));
  }
  return any;
}

io::instant process_timers::next() const {
  const scoped_lock guard(mutex_);
  return wheel_.next();
}

}  // namespace kith::detail
