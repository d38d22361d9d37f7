#include "kernel/pg_groups.hpp"

#include <algorithm>

#include "kith/build.hpp"
#include "term/hash.hpp"

namespace kith::detail {

namespace {

template <class Row>
std::vector<pid> pids_of(const Row& members) {
  std::vector<pid> all;
  for (const auto& m : members) {
    all.push_back(m.who);
  }
  return all;
}

}  // namespace

std::size_t pg_groups::name_hash::operator()(term_ref t) const noexcept {
  return static_cast<std::size_t>(term_hash(t));
}

pg_groups::~pg_groups() {
  for (auto& [name, g] : groups_) {
    for (auto& [origin, s] : g->shares) {
      while (!s->members.empty()) {
        remove(*s, s->members.front().who);
      }
    }
  }
  for (auto& [pid, o] : origins_) {
    o->shares.clear();
  }
}

// ---- lookups -----------------------------------------------------------------------------------

const pg_groups::group* pg_groups::find(term_ref name) const {
  const auto at = groups_.find(name);
  return at == groups_.end() ? nullptr : at->second.get();
}

pg_groups::share* pg_groups::find_share(pid origin, term_ref name) const {
  const auto at = groups_.find(name);
  if (at == groups_.end()) {
    return nullptr;
  }
  const auto part = at->second->shares.find(origin);
  return part == at->second->shares.end() ? nullptr : part->second.get();
}

term pg_groups::list_of_all(const group& g) const {
  if (!g.all) {
    g.all = list_of(pids_of(g.members));
  }
  return g.all;
}

term pg_groups::list_of_local(const group& g) const {
  if (!g.local) {
    const share* part = find_share(own_, g.name);
    g.local = part == nullptr ? term::nil() : term(list_of(pids_of(part->members)));
  }
  return g.local;
}

term pg_groups::members(term_ref name) const {
  {
    const scoped_shared_lock guard(mutex_);
    const group* g = find(name);
    if (g == nullptr) {
      return term::nil();
    }
    if (g->all) {
      return g->all;
    }
  }
  const scoped_lock guard(mutex_);
  const group* g = find(name);
  return g == nullptr ? term::nil() : list_of_all(*g);
}

term pg_groups::local_members(term_ref name) const {
  {
    const scoped_shared_lock guard(mutex_);
    const group* g = find(name);
    if (g == nullptr) {
      return term::nil();
    }
    if (g->local) {
      return g->local;
    }
  }
  const scoped_lock guard(mutex_);
  const group* g = find(name);
  return g == nullptr ? term::nil() : list_of_local(*g);
}

std::vector<term> pg_groups::names() const {
  const scoped_shared_lock guard(mutex_);
  std::vector<term> all;
  all.reserve(groups_.size());
  for (const auto& [name, g] : groups_) {
    all.push_back(g->name);
  }
  return all;
}

std::vector<term> pg_groups::local_names() const {
  const scoped_shared_lock guard(mutex_);
  std::vector<term> all;
  const auto at = origins_.find(own_);
  if (at != origins_.end()) {
    for (const share& s : at->second->shares) {
      all.push_back(s.of->name);
    }
  }
  return all;
}

std::vector<pg_listing> pg_groups::of(pid origin) const {
  const scoped_shared_lock guard(mutex_);
  std::vector<pg_listing> all;
  const auto at = origins_.find(origin);
  if (at != origins_.end()) {
    for (const share& s : at->second->shares) {
      all.emplace_back(s.of->name, pids_of(s.members));
    }
  }
  return all;
}

std::vector<pg_listing> pg_groups::all() const {
  const scoped_shared_lock guard(mutex_);
  std::vector<pg_listing> all;
  all.reserve(groups_.size());
  for (const auto& [name, g] : groups_) {
    all.emplace_back(g->name, pids_of(g->members));
  }
  return all;
}

bool pg_groups::is_local_member(pid who) const {
  const scoped_shared_lock guard(mutex_);
  return processes_.contains(who);
}

std::vector<term> pg_groups::groups_of(pid local_member) const {
  const scoped_shared_lock guard(mutex_);
  std::vector<term> all;
  const auto at = processes_.find(local_member);
  if (at != processes_.end()) {
    for (const member& m : at->second->members) {
      all.push_back(m.in->of->name);
    }
  }
  return all;
}

bool pg_groups::has(pid origin, term_ref name) const {
  const scoped_shared_lock guard(mutex_);
  return find_share(origin, name) != nullptr;
}

pg_groups::size pg_groups::size_of(pid origin) const {
  const scoped_shared_lock guard(mutex_);
  const auto at = origins_.find(origin);
  return at == origins_.end() ? size() : at->second->count;
}

// ---- changes -----------------------------------------------------------------------------------

pg_groups::share& pg_groups::share_of(pid origin, term_ref name) {
  auto at = groups_.find(name);
  if (at == groups_.end()) {
    auto fresh = std::make_unique<group>();
    fresh->name = compact(name);
    const term_ref key = fresh->name;
    at = groups_.emplace(key, std::move(fresh)).first;
  }
  group& g = *at->second;
  const auto [part, is_new] = g.shares.try_emplace(origin);
  if (is_new) {
    std::unique_ptr<origin_entry>& home = origins_[origin];
    if (home == nullptr) {
      home = std::make_unique<origin_entry>();
    }
    part->second = std::make_unique<share>(g, origin, *home);
    home->shares.push_back(*part->second);
    ++home->count.groups;
  }
  return *part->second;
}

void pg_groups::changed(share& s) {
  s.of->all = term();
  if (s.origin == own_) {
    s.of->local = term();
  }
}

void pg_groups::add(share& to, std::span<const pid> who) {
  for (std::size_t i = who.size(); i-- > 0;) {
    auto* fresh = new member(who[i], to);
    member*& newest = to.newest[who[i]];
    fresh->older = newest;
    newest = fresh;
    to.of->members.push_front(*fresh);
    to.members.push_front(*fresh);
    if (to.origin == own_) {
      std::unique_ptr<process_entry>& process = processes_[who[i]];
      if (process == nullptr) {
        process = std::make_unique<process_entry>();
      }
      process->members.push_front(*fresh);
    }
  }
  to.home->count.members += who.size();
  changed(to);
}

bool pg_groups::remove(share& from, pid who) {
  const auto at = from.newest.find(who);
  if (at == from.newest.end()) {
    return false;
  }
  const std::unique_ptr<member> gone(at->second);
  if (gone->older != nullptr) {
    at->second = gone->older;
  } else {
    from.newest.erase(at);
  }
  from.of->members.erase(from.of->members.iterator_to(*gone));
  from.members.erase(from.members.iterator_to(*gone));
  if (from.origin == own_) {
    const auto process = processes_.find(who);
    process->second->members.erase(process->second->members.iterator_to(*gone));
    if (process->second->members.empty()) {
      processes_.erase(process);
    }
  }
  --from.home->count.members;
  changed(from);
  return true;
}

void pg_groups::tidy(share& s) {
  if (!s.members.empty()) {
    return;
  }
  group& g = *s.of;
  const pid origin = s.origin;
  origin_entry& home = *s.home;
  home.shares.erase(home.shares.iterator_to(s));
  --home.count.groups;
  g.shares.erase(origin);
  if (home.shares.empty()) {
    origins_.erase(origin);
  }
  if (g.shares.empty()) {
    groups_.erase(groups_.find(g.name));
  }
}

void pg_groups::join(pid origin, term_ref name, std::span<const pid> who) {
  if (!who.empty()) {
    const scoped_lock guard(mutex_);
    add(share_of(origin, name), who);
  }
}

std::vector<pid> pg_groups::leave(pid origin, term_ref name, std::span<const pid> who) {
  const scoped_lock guard(mutex_);
  std::vector<pid> gone;
  share* part = find_share(origin, name);
  if (part != nullptr) {
    for (const pid one : who) {
      if (remove(*part, one)) {
        gone.push_back(one);
      }
    }
    tidy(*part);
  }
  return gone;
}

std::vector<term> pg_groups::leave_all(pid who) {
  const scoped_lock guard(mutex_);
  std::vector<term> all;
  for (auto at = processes_.find(who); at != processes_.end(); at = processes_.find(who)) {
    share& part = *at->second->members.front().in;
    all.push_back(part.of->name);
    remove(part, who);
    tidy(part);
  }
  return all;
}

void pg_groups::change(share& s, std::span<const pid> to, std::vector<pg_change>& changes) {
  const bool same = std::equal(s.members.begin(), s.members.end(), to.begin(), to.end(),
                               [](const member& m, pid who) { return m.who == who; });
  if (same) {
    return;
  }
  boost::unordered_flat_map<pid, std::size_t, pid_hash> counts;
  for (const pid who : to) {
    ++counts[who];
  }
  pg_change c{s.of->name, {}, {}};
  const std::vector<pid> before = pids_of(s.members);
  for (const pid who : before) {
    const auto at = counts.find(who);
    if (at != counts.end() && at->second != 0) {
      --at->second;
    } else {
      c.left.push_back(who);
    }
    remove(s, who);
  }
  for (const pid who : to) {
    std::size_t& more = counts[who];
    if (more != 0) {
      --more;
      c.joined.push_back(who);
    }
  }
  add(s, to);
  if (!c.left.empty() || !c.joined.empty()) {
    changes.push_back(std::move(c));
  }
}

std::vector<pg_change> pg_groups::replace(pid origin, const std::vector<pg_listing>& all) {
  const scoped_lock guard(mutex_);
  std::vector<pg_change> changes;
  ++round_;
  for (const auto& [name, who] : all) {
    if (!who.empty()) {
      share& part = share_of(origin, name);
      part.seen = round_;
      change(part, who, changes);
    }
  }
  const auto at = origins_.find(origin);
  if (at == origins_.end()) {
    return changes;
  }
  std::vector<share*> unnamed;
  for (share& s : at->second->shares) {
    if (s.seen != round_) {
      unnamed.push_back(&s);
    }
  }
  for (share* s : unnamed) {
    change(*s, {}, changes);
    tidy(*s);
  }
  return changes;
}

}  // namespace kith::detail
