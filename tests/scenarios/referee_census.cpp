// Promise 2, in the end: both sides of a tie know of it, and nobody of others.
#include "referee.hpp"

namespace kith::scenarios {

namespace {

template <class Census>
unsigned count_of(const Census& all, actor who, actor other) {
  const auto at = all.find({who, other});
  return at == all.end() ? 0 : at->second;
}

}  // namespace

void referee::miscounted() {
  miscounted_links();
  miscounted_monitors();
}

void referee::miscounted_links() {
  for (const auto& [between, count] : has_links_) {
    const auto [who, other] = between;
    if (count_of(has_links_, other, who) == 0) {
      missing(who, "has a link with process " + std::to_string(other) + ", which has none with it");
    }
  }
  for (const auto& [between, l] : links_) {
    const auto [who, other] = between;
    const bool stands = l.stands && !links_[{other, who}].ever_undone;
    if (stands && counted_.contains(who) && counted_.contains(other) &&
        count_of(has_links_, who, other) == 0) {
      missing(who, "has no link any more with process " + std::to_string(other));
    }
  }
}

void referee::miscounted_monitors() {
  census should;
  for (const auto& [tie, m] : monitors_) {
    if (m.stands && counted_.contains(m.who)) {
      ++should[{m.who, m.of}];
      has_monitors_.try_emplace({m.who, m.of}, 0u);
    }
  }
  for (const auto& [between, count] : has_monitors_) {
    const auto [who, of] = between;
    if (count != count_of(should, who, of)) {
      missing(who, "has " + std::to_string(count) + " monitors of process " + std::to_string(of) +
                       " and not " + std::to_string(count_of(should, who, of)));
    }
    if (of != 0 && count > count_of(has_watchers_, of, who)) {
      missing(who, "monitors process " + std::to_string(of) + ", which does not know it");
    }
  }
  for (const auto& [between, count] : has_watchers_) {
    const auto [who, by] = between;
    // Whom a name meant, only its node knows.
    if (count > count_of(has_monitors_, by, who) + count_of(has_monitors_, by, 0)) {
      missing(who, "is monitored by process " + std::to_string(by) + ", which does not know it");
    }
  }
}

}  // namespace kith::scenarios
