#include "stress.hpp"

namespace kith::endurance {

namespace {

constexpr std::array<const char*, static_cast<std::size_t>(deed::count_)> names_of_deeds = {
    "spawned",           "killed",
    "exits sent",        "linked",
    "unlinked",          "monitored",
    "demonitored",       "registered",
    "unregistered",      "sent",
    "aliases",           "aliases ended",
    "timers armed",      "timers cancelled",
    "connections cut",   "nodes restarted",
    "'DOWN' seen",       "'EXIT' seen",
    "messages by alias", "timers fired",
    "numbered messages", "gaps over a connection change",
    "nodedown seen"};

/// More say nothing new.
constexpr std::size_t problems_max = 20;

}  // namespace

std::string stress::counts() const {
  std::string text;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    text +=
        (text.empty() ? "" : ", ") + std::to_string(counts_[i].load()) + " " + names_of_deeds[i];
  }
  return text;
}

void stress::problem(const std::string& what) {
  const std::lock_guard guard(mutex_);
  if (problems_.size() < problems_max) {
    problems_.push_back(what);
  }
}

std::string stress::problems() const {
  const std::lock_guard guard(mutex_);
  std::string text;
  for (const std::string& each : problems_) {
    text += each + "\n";
  }
  return text;
}

atom stress::node_of(std::size_t member) {
  return atom("x" + std::to_string(member) + "@127.0.0.1");
}

atom name_of_target(std::size_t i) {
  static const std::array<atom, names> all = {atom("t0"), atom("t1"), atom("t2"), atom("t3"),
                                              atom("t4"), atom("t5"), atom("t6"), atom("t7")};
  return all[i];
}

}  // namespace kith::endurance
