#include "dist/node_monitors.hpp"

#include <algorithm>

#include "kith/build.hpp"
#include "runtime/signal.hpp"

namespace kith::dist {

void node_monitors::subscribe(pid who, node_watch how) {
  const scoped_lock guard(mutex_);
  drop_ended();
  subscribers_.push_back({who, how});
}

void node_monitors::drop_ended() {
  if (subscribers_.size() + watchers_.size() < drop_at_) {
    return;
  }
  std::erase_if(subscribers_,
                [&](const subscriber& s) { return node_.home().find(s.who) == nullptr; });
  std::erase_if(watchers_, [&](const auto& e) { return node_.home().find(e.second) == nullptr; });
  drop_at_ = std::max<std::size_t>(64, 2 * (subscribers_.size() + watchers_.size()));
}

void node_monitors::unsubscribe(pid who) {
  const scoped_lock guard(mutex_);
  std::erase_if(subscribers_, [&](const subscriber& s) { return s.who == who; });
}

void node_monitors::watch(pid who, atom node) {
  const scoped_lock guard(mutex_);
  drop_ended();
  watchers_.emplace(node.index(), who);
}

void node_monitors::unwatch(pid who, atom node) {
  const scoped_lock guard(mutex_);
  const auto [first, last] = watchers_.equal_range(node.index());
  const auto at = std::find_if(first, last, [&](const auto& e) { return e.second == who; });
  if (at != last) {
    watchers_.erase(at);
  }
}

void node_monitors::tell(atom what, atom node, std::uint64_t connection, bool hidden,
                         term_ref reason) {
  std::vector<subscriber> all;
  {
    const scoped_lock guard(mutex_);
    // Those that have ended are forgotten here.
    std::erase_if(subscribers_,
                  [&](const subscriber& s) { return node_.home().find(s.who) == nullptr; });
    all = subscribers_;
  }
  const atom kind = hidden ? atoms::hidden : atoms::visible;
  const atom type("node_type");
  const atom why("nodedown_reason");
  const auto event = [&](node_watch::shape info) -> term {
    switch (info) {
    case node_watch::shape::bare: return tuple(what, node);
    case node_watch::shape::list:
      return reason ? term(tuple(what, node, list(tuple(type, kind), tuple(why, reason))))
                    : term(tuple(what, node, list(tuple(type, kind))));
    case node_watch::shape::map: break;
    }
    const atom number("connection_id");
    return reason ? term(tuple(what, node, map(number, connection, type, kind, why, reason)))
                  : term(tuple(what, node, map(number, connection, type, kind)));
  };
  for (const subscriber& s : all) {
    if (hidden ? s.how.hidden : s.how.visible) {
      node_.home().deliver_or_free(s.who, detail::make_message(event(s.how.info)));
    }
  }
}

void node_monitors::up(atom node, std::uint64_t connection, bool hidden) {
  tell(atoms::nodeup, node, connection, hidden, {});
}

void node_monitors::down(atom node, std::uint64_t connection, bool hidden, term_ref reason) {
  tell(atoms::nodedown, node, connection, hidden, reason);
}

void node_monitors::lost(atom node) {
  std::vector<pid> all;
  {
    const scoped_lock guard(mutex_);
    const auto [first, last] = watchers_.equal_range(node.index());
    for (auto at = first; at != last; ++at) {
      all.push_back(at->second);
    }
    watchers_.erase(first, last);
  }
  for (const pid& who : all) {
    node_.home().deliver_or_free(who, detail::make_message(tuple(atoms::nodedown, node)));
  }
}

}  // namespace kith::dist
