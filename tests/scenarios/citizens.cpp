#include "citizens.hpp"

#include <algorithm>

#include "kernel/fun.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/gen_server.hpp"
#include "kith/global.hpp"
#include "kith/nodes.hpp"
#include "runtime/node_core.hpp"

namespace kith::scenarios {

namespace {

const atom of_citizens("citizens");
const atom settle_function("settle");
const atom name_server("global_name_server");

/// How a conflict of the name is settled, by its number modulo 5: by global's own methods, by ours,
/// or by ours so that nobody has the name.
constexpr std::size_t methods = 5;
constexpr std::size_t first_resolved_method = 3;
constexpr std::size_t first_probe = 1'000'000;

enum habit : std::uint64_t { claims, forces, gives_up, locks, strikes, dies };

bool is_resolved(std::size_t name) {
  return name < first_probe && name % methods >= first_resolved_method;
}

term name_of(std::size_t number) {
  return tuple(atom("name"), static_cast<std::int64_t>(number));
}
std::size_t number_of(term_ref name) {
  return static_cast<std::size_t>(name[1].as_int());
}
term lock_of(std::size_t number) {
  return tuple(atom("lock"), static_cast<std::int64_t>(number));
}

}  // namespace

citizens* citizens::present_ = nullptr;

/// Of a process, from its first step to its end, however that comes.
class citizens::presence {
 public:
  presence(citizens& in, ctx self) : in_(in) {
    in.people_.push_back(std::make_unique<person>());
    who_ = in.people_.back().get();
    who_->number = in.citizen_of(self.self());
    who_->member = in.member_of(node_name());
    who_->self = self.self();
    in.write(naming::began, *who_);
  }
  presence(const presence&) = delete;
  presence& operator=(const presence&) = delete;
  ~presence() {
    who_->has_ended = true;
    in_.write(naming::ended, *who_).number = static_cast<std::uint64_t>(who_->caught_up_ms);
  }
  [[nodiscard]] person* who() const { return who_; }

 private:
  citizens& in_;
  person* who_;
};

citizens::citizens(testing::simulation& sim, std::size_t members)
    : sim_(sim), next_probe_(first_probe) {
  KITH_ASSERT(present_ == nullptr);
  present_ = this;
  constexpr std::int64_t pauses_ms[] = {300, 1'000, 3'000};
  // The more nodes, the longer all take turns.
  pause_max_ = duration::milliseconds(pauses_ms[draw(3)] * static_cast<std::int64_t>(members) / 3);
  names_ = 2 + draw(2 * members);
  locks_ = 1 + draw(3);
  inhabitants_max_ = members <= 8 ? 1 + draw(3) : 1;
  habits_ = {claims, claims, claims, locks};
  for (const std::uint64_t each : {claims, forces, gives_up, gives_up, locks, strikes, dies}) {
    if (draw(4) != 0) {
      habits_.push_back(each);
    }
  }
  log_.members = members;
  log_.is_resolved = is_resolved;
}

citizens::~citizens() {
  present_ = nullptr;
}

void citizens::join(cluster& c, std::size_t member) {
  if (nodes_.empty()) {
    for (std::size_t i = 0; i < c.size(); ++i) {
      nodes_.push_back(c.name(i));
    }
  }
  c.at(member).export_function(of_citizens, settle_function, 3, settle);
  c.at(member).spawn(watcher);
  c.at(member).spawn(seeker);
  c.at(member).spawn(sampler);
}

// ---- the three of each node
// ----------------------------------------------------------------------

process citizens::watcher(ctx self) {
  citizens& all = *present_;
  struct node_life {
    citizens& in;
    std::size_t member;
    ~node_life() { in.write(naming::node_ended).member = member; }
  };
  const std::size_t here = all.member_of(node_name());
  all.write(naming::node_began).member = here;
  const node_life life{all, here};
  net_kernel::monitor_nodes(true);
  const term already = nodes();
  for (term_ref at = already; at.is_cons(); at = at.tail()) {
    all.write_view(naming::up, at.head().as_atom());
  }
  for (;;) {
    const term m = co_await self.receive();
    all.write_view(m[0].is(atoms::nodeup) ? naming::up : naming::down, m[1].as_atom());
  }
}

process citizens::seeker(ctx self) {
  citizens& all = *present_;
  const std::size_t here = all.member_of(node_name());
  for (;;) {
    while (all.busy_ && all.population(here) < all.inhabitants_max_) {
      spawn(inhabitant);
      co_await self.receive(after(1_ms));
    }
    if (all.seeking_) {
      const std::size_t other = (here + 1 + all.draw(all.nodes_.size() - 1)) % all.nodes_.size();
      const atom whom = all.nodes_[other];
      co_await net_kernel::connect_node(self, whom);
    }
    co_await self.receive(after(1_s));
  }
}

process citizens::sampler(ctx self) {
  citizens& all = *present_;
  const std::size_t here = all.member_of(node_name());
  std::uint64_t worst = 0;
  for (;;) {
    co_await self.receive(after(500_ms));
    const term links = co_await process_info(self, whereis(name_server), atom("links"));
    for (term_ref at = links[1]; at.is_cons(); at = at.tail()) {
      const term unread = co_await process_info(self, at.head().as_pid(), atom("messages"));
      std::uint64_t length = 0;
      for (term_ref m = unread.is_tuple(2) ? unread[1] : term_ref(); m && m.is_cons();
           m = m.tail()) {
        // The registrar has the requests of the dead, too: it is the locker that is meant.
        length += m.head()[0].is(atom("trans_all_known")) ? 0u : 1u;
      }
      if (length > worst) {
        worst = length;
        naming_event& e = all.write(naming::queued);
        e.member = here;
        e.number = length;
      }
    }
  }
}

// ---- inhabitants
// ---------------------------------------------------------------------------------

process citizens::inhabitant(ctx self) {
  citizens& all = *present_;
  const presence here(all, self);
  for (;;) {
    const duration pause = all.pause();
    co_await all.listen(self, here.who(), pause);
    if (all.busy_) {
      const std::uint64_t what = all.habits_[all.draw(all.habits_.size())];
      if (what == dies) {
        co_return;
      }
      co_await all.act(self, here.who(), what);
    }
  }
}

process citizens::prober(ctx self, std::size_t name) {
  citizens& all = *present_;
  const presence here(all, self);
  co_await all.claim(self, here.who(), name, false);
  co_await self.receive(on(atom("never")));
}

task<void> citizens::act(ctx self, person* me, std::uint64_t what) {
  switch (what) {
  case claims:
  case forces: {
    const std::size_t name = draw(names_);
    return claim(self, me, name, what == forces);
  }
  case gives_up: return give_up(self, me);
  case locks: return lock(self, me);
  default: return strike(self, me);
  }
}

task<std::vector<std::size_t>> citizens::known_nodes(ctx self) {
  const term known =
      co_await gen_server::call(self, name_server, atom("get_known"), duration::infinity());
  std::vector<std::size_t> members;
  for (term_ref at = known; at.is_cons(); at = at.tail()) {
    members.push_back(member_of(at.head().as_atom()));
  }
  co_return members;
}

task<void> citizens::claim(ctx self, person* me, std::size_t name, bool force) {
  const std::vector<std::size_t> known_before = co_await known_nodes(self);
  naming_event& e = write(naming::registering, *me);
  e.name = name;
  e.force = force;
  e.list = known_before;
  wait_for(*me, "name " + std::to_string(name));
  const term wanted = name_of(name);
  const pid who = self;
  bool yes = true;
  const global::resolve methods_of_global[] = {global::resolve::random_exit_name,
                                               global::resolve::random_notify_name,
                                               global::resolve::notify_all_name};
  if (is_resolved(name)) {
    const term how = detail::fun_term(of_citizens, settle_function, 3);
    const term what = tuple(atom(force ? "re_register" : "register"), wanted, who, how);
    const term request = tuple(atom("registrar"), what);
    const term said = co_await gen_server::call(self, name_server, request, duration::infinity());
    yes = said.is(atom("yes"));
  } else if (force) {
    co_await global::re_register_name(self, wanted, who);
  } else {
    yes = co_await global::register_name(
        self, wanted, who, methods_of_global[name >= first_probe ? 0 : name % methods]);
  }
  const std::vector<std::size_t> known_after = co_await known_nodes(self);
  wait_for(*me, {});
  naming_event& answer = write(naming::registered, *me);
  answer.yes = yes;
  answer.list = known_after;
}

task<void> citizens::give_up(ctx self, person* me) {
  const std::size_t name = draw(names_);
  const term wanted = name_of(name);
  const pid whose = global::whereis_name(wanted);
  if (!whose) {
    co_return;
  }
  naming_event& e = write(naming::unregistering, *me);
  e.name = name;
  e.other = citizen_of(whose);
  wait_for(*me, "the end of name " + std::to_string(name));
  co_await global::unregister_name(self, wanted);
  wait_for(*me, {});
  write(naming::unregistered, *me);
}

task<void> citizens::lock(ctx self, person* me) {
  held_lock wanted;
  wanted.number = draw(locks_);
  // Requesters of which several processes may be: one lock may have many holders.
  const term requester = draw(2) == 0
                             ? term(self.self())
                             : term(tuple(atom("team"), static_cast<std::int64_t>(draw(2))));
  wanted.id = tuple(lock_of(wanted.number), requester);
  wanted.nodes = some_nodes();
  naming_event& e = write(naming::locking, *me);
  e.name = wanted.number;
  e.requester = to_string(requester);
  for (const atom node : wanted.nodes) {
    e.list.push_back(member_of(node));
  }
  wait_for(*me, "lock " + std::to_string(wanted.number));
  const auto retries = static_cast<std::uint32_t>(draw(3));
  const bool yes = co_await global::set_lock(self, wanted.id, wanted.nodes, retries);
  wait_for(*me, {});
  write(naming::locked, *me).yes = yes;
  if (yes) {
    co_await hold(self, me, wanted);
  }
}

task<void> citizens::hold(ctx self, person* me, held_lock held) {
  const std::uint64_t turns = draw(3);
  for (std::uint64_t i = 0; i < turns; ++i) {
    const duration time = pause();
    co_await listen(self, me, time);
    write(naming::locking_again, *me);
    wait_for(*me, "lock " + std::to_string(held.number) + " again");
    const bool yes = co_await global::set_lock(self, held.id, held.nodes, 0);
    wait_for(*me, {});
    write(naming::locked_again, *me).yes = yes;
    if (!yes) {
      co_return;
    }
  }
  const duration time = pause();
  co_await listen(self, me, time);
  while (!busy_ && draw(2) == 0) {
    co_await listen(self, me, 10_s);
  }
  write(naming::unlocking, *me);
  wait_for(*me, "the end of lock " + std::to_string(held.number));
  co_await global::del_lock(self, held.id, held.nodes);
  wait_for(*me, {});
}

/// Waits, or reads one message.
task<void> citizens::listen(ctx self, person* me, duration time) {
  term message;
  const std::size_t came = co_await self.receive(on(bind(message)), after(time));
  if (came == 0) {
    take(*me, message);
  } else {
    me->caught_up_ms = sim_.now().ms();
  }
}

/// Some other of this node dies, whatever it waits for.
task<void> citizens::strike(ctx, person* me) {
  std::vector<pid> others;
  for (const auto& p : people_) {
    if (!p->has_ended && p->member == me->member && p.get() != me) {
      others.push_back(p->self);
    }
  }
  if (!others.empty()) {
    exit(others[draw(others.size())], atoms::kill);
  }
  co_return;
}

void citizens::take(person& me, const term& message) {
  if (message.is_tuple() && message[0].is(atom("global_name_conflict"))) {
    write(naming::displaced, me).name = number_of(message[1]);
  }
}

/// `settle(Name, Pid1, Pid2)`
task<term> citizens::settle(ctx, term args) {
  const term_ref list = args;
  const std::size_t name = number_of(list.head());
  const pid first = list.tail().head().as_pid();
  const pid second = list.tail().tail().head().as_pid();
  naming_event& e = present_->write(naming::resolving);
  e.name = name;
  e.who = present_->citizen_of(first);
  e.other = present_->citizen_of(second);
  if (name % methods == first_resolved_method) {
    e.winner = std::min(e.who, static_cast<citizen>(e.other));
    co_return e.winner == e.who ? first : second;
  }
  co_return atom("none");
}

// ---- from outside
// ----------------------------------------------------------------------------------

void citizens::probe(cluster& c) {
  for (std::size_t i = 0; i < c.size(); ++i) {
    c.at(i).spawn(prober, next_probe_++);
  }
}

bool citizens::is_idle() const {
  return std::all_of(people_.begin(), people_.end(),
                     [](const auto& p) { return p->has_ended || p->waits_for.empty(); });
}

std::vector<std::string> citizens::waiting() const {
  std::vector<std::string> all;
  for (const auto& p : people_) {
    if (!p->has_ended && !p->waits_for.empty()) {
      all.push_back("process " + std::to_string(p->number) + " of n" + std::to_string(p->member) +
                    " waits for " + p->waits_for + " since " + std::to_string(p->since_ms) + " ms");
    }
  }
  return all;
}

void citizens::look_at(cluster& c) {
  write(naming::quiet);
  for (std::size_t i = 0; i < c.size(); ++i) {
    for (const atom other : c.at(i).nodes()) {
      naming_event& e = write(naming::connected);
      e.member = i;
      e.other = member_of(other);
    }
    const detail::global_table& table = c.at(i).core().kernel.load()->names;
    for (const term& name : table.names()) {
      naming_event& e = write(naming::has_name);
      e.member = i;
      e.name = number_of(name);
      e.other = citizen_of(table.find(name));
    }
    for (std::size_t number = 0; number < locks_; ++number) {
      if (const auto lock = table.lock(lock_of(number))) {
        for (const auto& [holder, watch] : lock->holders) {
          naming_event& e = write(naming::has_lock);
          e.member = i;
          e.name = number;
          e.requester = to_string(lock->requester);
          e.other = citizen_of(holder);
        }
      }
    }
    if (const auto lock = table.lock(term(atom("global")))) {
      naming_event& e = write(naming::locks_itself);
      e.member = i;
      for (term_ref at = lock->requester; at.is_cons(); at = at.tail()) {
        e.requester +=
            "a locker of n" + std::to_string(member_of(at.head().as_pid().node())) + ", ";
      }
      for (const auto& [holder, watch] : lock->holders) {
        e.requester += "held by one of n" + std::to_string(member_of(holder.node())) + " ";
      }
    }
  }
}

// ---- words
// -----------------------------------------------------------------------------------------

void citizens::wait_for(person& me, std::string what) {
  me.waits_for = std::move(what);
  me.since_ms = sim_.now().ms();
}

naming_event& citizens::write(naming what) {
  naming_event& e = log_.events.emplace_back();
  e.what = what;
  e.at_ms = sim_.now().ms();
  return e;
}

naming_event& citizens::write(naming what, const person& who) {
  naming_event& e = write(what);
  e.who = who.number;
  e.member = who.member;
  return e;
}

void citizens::write_view(naming what, atom other) {
  naming_event& e = write(what);
  e.member = member_of(node_name());
  e.other = member_of(other);
  last_view_ms_ = e.at_ms;
}

citizen citizens::citizen_of(pid who) {
  const auto [at, fresh] =
      numbers_.emplace(std::array{who.node().index(), who.creation(), who.id(), who.serial()},
                       static_cast<citizen>(numbers_.size() + 1));
  return at->second;
}

std::size_t citizens::member_of(atom node) const {
  return static_cast<std::size_t>(std::find(nodes_.begin(), nodes_.end(), node) - nodes_.begin());
}

std::size_t citizens::population(std::size_t member) const {
  return static_cast<std::size_t>(std::count_if(people_.begin(), people_.end(), [&](const auto& p) {
    return !p->has_ended && p->member == member;
  }));
}

std::vector<atom> citizens::some_nodes() {
  std::vector<atom> chosen = {node_name()};
  const term connected = nodes();
  for (term_ref at = connected; at.is_cons(); at = at.tail()) {
    chosen.push_back(at.head().as_atom());
  }
  if (at_home_ || draw(3) != 0) {
    return chosen;
  }
  chosen.clear();
  for (const atom node : nodes_) {
    if (draw(3) == 0) {
      chosen.push_back(node);
    }
  }
  if (chosen.empty()) {
    chosen.push_back(nodes_[draw(nodes_.size())]);
  }
  return chosen;
}

duration citizens::pause() {
  return duration::nanoseconds(
      static_cast<std::int64_t>(draw(static_cast<std::uint64_t>(pause_max_.ns()))));
}

}  // namespace kith::scenarios
