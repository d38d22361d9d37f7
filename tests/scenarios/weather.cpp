#include "weather.hpp"

#include "dist/epmd_codec.hpp"
#include "sim/link.hpp"
#include "sim/simulation.hpp"

namespace kith::scenarios {

const weather::kind weather::kinds[] = {
    {&weather::cut_a_pair, false}, {&weather::cut_one_way, false}, {&weather::cut_in_two, false},
    {&weather::cut_off, false},    {&weather::heal_a_pair, true},  {&weather::heal_all, true},
    {&weather::heal_all, true},    {&weather::delay, false},       {&weather::slow_down, false},
    {&weather::reset, false},      {&weather::pause, false},       {&weather::resume, true},
    {&weather::crash, false},      {&weather::restart, true},      {&weather::kill, false},
    {&weather::end, false},        {&weather::jump_clock, false},  {&weather::disconnect, false},
    {&weather::nameless, false},   {&weather::garbage, false},
};

weather::weather(cluster& c) : c_(c), stranger_(c.sim().add_host("stranger")) {
  // One seed in eight is all but calm, one in eight meets nearly everything.
  const std::uint64_t of_eight = sim().draw(8);
  for (const kind& each : kinds) {
    if (each.always || sim().draw(8) < of_eight) {
      active_.push_back(each.strikes);
    }
  }
  constexpr std::int64_t pauses_ms[] = {500, 2'000, 6'000};
  pause_max_ = duration::milliseconds(pauses_ms[sim().draw(3)]);
}

void weather::blow(duration time) {
  const duration end = sim().now() + time;
  while (sim().now() < end) {
    sim().run_for(some_time(pause_max_));
    (this->*active_[sim().draw(active_.size())])();
  }
}

void weather::clear_up() {
  sim().heal_all();
  for (std::size_t i = 0; i < c_.size(); ++i) {
    for (std::size_t j = 0; j < c_.size(); ++j) {
      sim().delay(c_.host(i), c_.host(j), duration());
      sim().limit(c_.host(i), c_.host(j), sim::link::bytes_per_second_default);
    }
    c_.host(i).resume();
    c_.host(i).set_names_work(true);
    if (!c_.is_up(i)) {
      c_.restart(i);
    }
  }
  callers_.clear();
}

duration weather::some_time(duration limit) {
  return duration::milliseconds(
      static_cast<std::int64_t>(sim().draw(static_cast<std::uint64_t>(limit.ms()))));
}

std::size_t weather::other_than(std::size_t one) {
  return (one + 1 + sim().draw(c_.size() - 1)) % c_.size();
}

void weather::cut_a_pair() {
  const std::size_t one = some();
  sim().cut(c_.host(one), c_.host(other_than(one)));
}

void weather::cut_one_way() {
  const std::size_t one = some();
  sim().cut_one_way(c_.host(one), c_.host(other_than(one)));
}

void weather::cut_in_two() {
  const std::uint64_t side = sim().draw(std::uint64_t{1} << c_.size());
  for (std::size_t i = 0; i < c_.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if ((side >> i & 1u) != (side >> j & 1u)) {
        sim().cut(c_.host(i), c_.host(j));
      }
    }
  }
}

void weather::cut_off() {
  const std::size_t one = some();
  for (std::size_t i = 0; i < c_.size(); ++i) {
    if (i != one) {
      sim().cut(c_.host(i), c_.host(one));
    }
  }
}

void weather::heal_a_pair() {
  const std::size_t one = some();
  sim().heal(c_.host(one), c_.host(other_than(one)));
}

void weather::heal_all() {
  sim().heal_all();
}

void weather::delay() {
  const std::size_t one = some();
  sim().delay(c_.host(one), c_.host(other_than(one)), some_time(2_s));
}

void weather::slow_down() {
  const std::size_t one = some();
  sim().limit(c_.host(one), c_.host(other_than(one)), 200 + sim().draw(50'000));
}

void weather::reset() {
  const std::size_t one = some();
  sim().reset(c_.host(one), c_.host(other_than(one)));
}

void weather::pause() {
  c_.host(some()).pause();
}

void weather::resume() {
  c_.host(some()).resume();
}

void weather::crash() {
  const std::size_t one = some();
  if (c_.is_up(one)) {
    c_.crash(one);
  }
}

void weather::restart() {
  for (std::size_t i = 0; i < c_.size(); ++i) {
    if (!c_.is_up(i)) {
      c_.restart(i);
      return;
    }
  }
}

void weather::kill() {
  const std::size_t one = some();
  if (c_.is_up(one)) {
    c_.kill_and_start(one);
  }
}

void weather::end() {
  const std::size_t one = some();
  if (c_.is_up(one)) {
    c_.end(one);
    c_.start(one);
  }
}

void weather::jump_clock() {
  const duration by = some_time(24_min * 60);
  c_.host(some()).jump_wall_clock(sim().draw(2) == 0 ? by : duration() - by);
}

void weather::disconnect() {
  const std::size_t one = some();
  if (c_.is_up(one)) {
    c_.at(one).spawn(
        [](ctx, atom other) -> process {
          disconnect_node(other);
          co_return;
        },
        c_.name(other_than(one)));
  }
}

void weather::nameless() {
  c_.host(some()).set_names_work(sim().draw(2) == 0);
}

/// Somebody calls who is no node.
void weather::garbage() {
  const std::uint16_t port = sim().draw(3) == 0 ? dist::epmd_port_default : listen_port;
  std::string words(sim().draw(100), '\0');
  for (char& each : words) {
    each = static_cast<char>(sim().draw(256));
  }
  if (callers_.size() == 2) {
    callers_.pop_front();
  }
  callers_.emplace_back(stranger_, c_.host(some()).impl().address(port), 1 + sim().draw(3), words);
}

}  // namespace kith::scenarios
