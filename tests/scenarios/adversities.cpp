#include "adversities.hpp"

namespace kith::scenarios {

namespace {

/// A time of up to `limit` from the seed.
duration some_time(cluster& c, duration limit) {
  return duration::milliseconds(
      static_cast<std::int64_t>(c.sim().draw(static_cast<std::uint64_t>(limit.ms()))));
}

void peace(cluster& c) {
  c.sim().run_for(ticktime * 2);
}

void short_cut(cluster& c) {
  c.sim().cut(c.host(0), c.host(1));
  c.sim().run_for(some_time(c, ticktime / 4));
  c.sim().heal_all();
  c.sim().run_for(ticktime * 2);
}

void long_cut(cluster& c) {
  c.sim().cut(c.host(0), c.host(1));
  c.sim().run_for(ticktime * 2 + some_time(c, ticktime));
}

void one_way_cut(cluster& c, std::size_t from, std::size_t to) {
  c.sim().cut_one_way(c.host(from), c.host(to));
  c.sim().run_for(ticktime * 2 + some_time(c, ticktime));
}
void deaf_first(cluster& c) {
  one_way_cut(c, 1, 0);
}
void deaf_second(cluster& c) {
  one_way_cut(c, 0, 1);
}

void flapping(cluster& c) {
  for (int i = 0; i < 6; ++i) {
    const std::uint64_t which = c.sim().draw(3);
    if (which == 0) {
      c.sim().cut(c.host(0), c.host(1));
    } else {
      c.sim().cut_one_way(c.host(which - 1), c.host(2 - which));
    }
    c.sim().run_for(some_time(c, ticktime));
    c.sim().heal_all();
    c.sim().run_for(some_time(c, ticktime));
  }
}

void resets(cluster& c) {
  for (int i = 0; i < 8; ++i) {
    c.sim().reset(c.host(0), c.host(1));
    // At times in the middle of the handshake that follows.
    c.sim().run_for(some_time(c, c.sim().draw(2) == 0 ? 20_ms : 2_s));
  }
}

void half_open(cluster& c) {
  c.crash(1);
  c.sim().run_for(some_time(c, ticktime / 2));
  c.restart(1);
  c.sim().run_for(ticktime * 2);
}

void dark_for_long(cluster& c) {
  c.crash(1);
  c.sim().run_for(ticktime * 2);
  c.restart(1);
  c.sim().run_for(ticktime);
}

void program_dies(cluster& c) {
  c.kill_and_start(1);
  c.sim().run_for(some_time(c, ticktime));
  c.kill_and_start(0);
  c.sim().run_for(ticktime);
}

void program_ends(cluster& c) {
  c.end(1);
  c.sim().run_for(some_time(c, ticktime));
  c.start(1);
  c.sim().run_for(ticktime);
}

void slow_drain(cluster& c) {
  c.sim().limit(c.host(0), c.host(1), 500);
  c.sim().limit(c.host(1), c.host(0), 2'000);
  c.sim().run_for(ticktime * 3);
}

void short_pause(cluster& c) {
  c.host(1).pause();
  c.sim().run_for(some_time(c, ticktime / 4));
  c.host(1).resume();
  c.sim().run_for(ticktime * 2);
}

void long_pause(cluster& c) {
  c.host(1).pause();
  c.sim().run_for(ticktime * 2 + some_time(c, ticktime));
  c.host(1).resume();
  c.sim().run_for(ticktime);
}

void delay(cluster& c) {
  c.sim().delay(c.host(0), c.host(1), 500_ms + some_time(c, 1_s));
  c.sim().delay(c.host(1), c.host(0), some_time(c, 1_s));
  c.sim().run_for(ticktime * 3);
}

void disconnects(cluster& c) {
  for (int i = 0; i < 6; ++i) {
    const std::size_t who = c.sim().draw(2);
    c.at(who).spawn(
        [](ctx, atom other) -> process {
          disconnect_node(other);
          co_return;
        },
        c.name(1 - who));
    c.sim().run_for(some_time(c, c.sim().draw(2) == 0 ? 10_ms : 3_s));
  }
}

void clock_jumps(cluster& c) {
  c.host(0).jump_wall_clock(24_min * 60);
  c.sim().run_for(ticktime);
  c.host(1).jump_wall_clock(duration() - 24_min * 60);
  c.sim().run_for(ticktime);
}

}  // namespace

const std::vector<adversity>& adversities() {
  static const std::vector<adversity> all = {
      {"peace", peace, false},
      {"clock jumps", clock_jumps, false},
      {"short cut", short_cut, false},
      {"long cut", long_cut, true},
      {"first is deaf", deaf_first, true},
      {"second is deaf", deaf_second, true},
      {"flapping", flapping, true},
      {"resets", resets, true},
      {"half-open", half_open, true},
      {"dark for long", dark_for_long, true},
      {"program dies", program_dies, true},
      {"program ends", program_ends, true},
      {"slow drain", slow_drain, true},
      {"short pause", short_pause, false},
      {"long pause", long_pause, true},
      {"delay", delay, false},
      {"disconnects", disconnects, true},
  };
  return all;
}

void end_trouble(cluster& c) {
  c.sim().heal_all();
  for (std::size_t i = 0; i < c.size(); ++i) {
    c.host(i).resume();
  }
}

}  // namespace kith::scenarios
