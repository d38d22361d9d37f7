#include "crowd.hpp"

#include "crowd_words.hpp"

namespace kith::scenarios {

crowd* crowd::present_ = nullptr;

/// Of a process, from its first step to its end, however that comes.
class crowd::presence {
 public:
  presence(crowd& in, ctx self, bool is_main) : in_(in) {
    const bool traps = is_main || in.draw(2) == 0;
    trap_exit(traps);
    in.people_.push_back(std::make_unique<person>());
    who_ = in.people_.back().get();
    who_->number = in.actor_of(self.self());
    who_->member = in.member_of(node_name());
    who_->self = self.self();
    who_->is_main = is_main;
    in.by_number_[who_->number] = who_;
    event& e = in.write(*who_, deed::began);
    e.member = who_->member;
    e.number = in.generations_[who_->member];
    e.traps = traps;
    in.see_nodes(*who_);
  }
  presence(const presence&) = delete;
  presence& operator=(const presence&) = delete;
  ~presence() {
    if (!who_->has_ended) {
      who_->has_ended = true;
      in_.write(*who_, deed::ended);
    }
  }
  [[nodiscard]] person& who() const { return *who_; }

 private:
  crowd& in_;
  person* who_;
};

crowd::crowd(testing::simulation& sim) : sim_(sim) {
  KITH_ASSERT(present_ == nullptr);
  present_ = this;
  constexpr std::int64_t pauses_ms[] = {40, 200, 1'000};
  pause_max_ = duration::milliseconds(pauses_ms[draw(3)]);
  large_one_in_ = 10 + draw(200);
  constexpr void (crowd::* can[])(person&) = {
      &crowd::say_by_name, &crowd::watch,  &crowd::watch,       &crowd::unwatch, &crowd::tie_to,
      &crowd::untie,       &crowd::strike, &crowd::take_a_name, &crowd::leave};
  habits_ = {&crowd::say, &crowd::say, &crowd::breed};
  for (const auto each : can) {
    if (draw(5) != 0) {
      habits_.push_back(each);
    }
  }
}

crowd::~crowd() {
  present_ = nullptr;
}

void crowd::join(cluster& c, std::size_t member) {
  if (nodes_.empty()) {
    for (std::size_t i = 0; i < c.size(); ++i) {
      nodes_.push_back(c.name(i));
    }
    generations_.resize(c.size());
  }
  generations_[member] = c.generation(member);
  c.at(member).export_function(crowd_module, worker_function, 1, asked_worker);
  c.at(member).spawn(main_of_node);
}

process crowd::main_of_node(ctx self) {
  register_name(main_name, self);
  co_await live(self, true, pid());
}

process crowd::worker(ctx self) {
  co_await live(self, false, pid());
}

task<term> crowd::asked_worker(ctx self, term args) {
  return live(self, false, args.ref().head().is_pid() ? args.ref().head().as_pid() : pid());
}

task<term> crowd::live(ctx self, bool is_main, pid linked_to) {
  crowd& all = *present_;
  const presence here(all, self, is_main);
  person& me = here.who();
  if (linked_to) {
    me.links.push_back(linked_to);
    event& e = all.write(me, deed::linked);
    e.other = all.actor_of(linked_to);
    e.connection = connection_to(linked_to.node());
  }
  for (;;) {
    const duration pause = me.has_parted || (all.calm_ && !is_main)
                               ? duration::infinity()
                               : duration::nanoseconds(static_cast<std::int64_t>(
                                     all.draw(static_cast<std::uint64_t>(all.pause_max_.ns()))));
    term message;
    const std::size_t which = co_await self.receive(on(bind(message)), after(pause));
    if (which == 0) {
      all.take(me, message);
    } else if (!all.calm_) {
      if (all.draw(8) == 0) {
        // Undone without a look at the mailbox, in which the end of the tie may lie by then.
        co_await self.receive(after(pause));
        all.draw(2) == 0 ? all.unwatch(me) : all.untie(me);
        continue;
      }
      all.act(me);
    } else if (is_main && all.asks_all_) {
      all.part(me);
    }
  }
}

event& crowd::write(const person& me, deed what) {
  event& e = log_.events.emplace_back();
  e.what = what;
  e.who = me.number;
  e.at_ms = sim_.now().ms();
  return e;
}

actor crowd::actor_of(pid who) {
  const auto [at, fresh] = numbers_.emplace(
      std::array{who.node().index(), who.creation(), who.id(), who.serial()}, by_number_.size());
  if (fresh) {
    by_number_.push_back(nullptr);
  }
  return at->second;
}

std::size_t crowd::member_of(atom node) const {
  return static_cast<std::size_t>(std::find(nodes_.begin(), nodes_.end(), node) - nodes_.begin());
}

std::size_t crowd::workers_at(std::size_t member) const {
  return static_cast<std::size_t>(std::count_if(people_.begin(), people_.end(), [&](const auto& p) {
    return !p->has_ended && p->member == member && !p->is_main;
  }));
}

bool crowd::is_all_answered() const {
  return std::all_of(people_.begin(), people_.end(), [](const auto& p) {
    return p->has_ended || ((p->has_parted || !p->is_main) && p->requests.empty() &&
                            std::none_of(p->monitors.begin(), p->monitors.end(),
                                         [](const tie& t) { return t.is_question; }));
  });
}

const history& crowd::logs(cluster& c) {
  log_.standing.clear();
  for (std::size_t i = 0; i < c.size(); ++i) {
    auto& there = *static_cast<dist::distribution*>(c.at(i).core().remote.load());
    for (const atom node : there.nodes(true, false)) {
      log_.standing[{i, id_of_connection(there, node)}] = member_of(node);
    }
  }
  return log_;
}

}  // namespace kith::scenarios
