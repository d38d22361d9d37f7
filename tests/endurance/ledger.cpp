#include "ledger.hpp"

#include <algorithm>

namespace kith::endurance {

bool ledger::take(stress& all, const term& m) {
  if (m.is_tuple(5) && m[0].is(atoms::DOWN)) {
    all.count(deed::downs_seen);
    return down(m[1].as_reference());
  }
  if (m.is_tuple(3) && m[0].is(atoms::EXIT)) {
    all.count(deed::exits_seen);
    return exit(m[1].as_pid());
  }
  if (m.is_tuple(2) && m[0].is(atom("aliased"))) {
    all.count(deed::aliased_seen);
    return answer(m[1].as_reference());
  }
  if (m.is_tuple(2) && m[0].is(atom("timer"))) {
    all.count(deed::timers_seen);
    return timeout(m[1].as_int());
  }
  return true;
}

bool ledger::down(const reference& ref) {
  return std::erase_if(monitors, [&](const monitor_entry& e) { return e.ref == ref; }) == 1;
}

bool ledger::exit(const pid& from) {
  return std::erase(links, from) == 1;
}

bool ledger::answer(const reference& ref) {
  if (std::erase_if(monitors, [&](const monitor_entry& e) { return e.answers && e.ref == ref; })) {
    return true;
  }
  const auto at = std::ranges::find(aliases, ref, &alias_entry::ref);
  if (at == aliases.end()) {
    return false;
  }
  if (at->once) {
    aliases.erase(at);
  }
  return true;
}

bool ledger::timeout(std::int64_t number) {
  return std::erase_if(timers, [&](const timer_entry& e) { return e.number == number; }) == 1;
}

std::string ledger::owed() const {
  std::string text;
  for (const monitor_entry& e : monitors) {
    text += " 'DOWN' of " + to_string(term(e.ref));
  }
  for (const pid& to : links) {
    text += " 'EXIT' of " + to_string(term(to));
  }
  for (const timer_entry& e : timers) {
    text += " timer " + std::to_string(e.number);
  }
  return text;
}

}  // namespace kith::endurance
