#include "ties.hpp"

#include <algorithm>

namespace kith::scenarios {

namespace {

const atom keeper_name("keeper");
const atom give("give");
const atom given("given");
const atom die("die");
const atom died("died");
constexpr std::size_t named_targets = 3;
constexpr std::size_t targets_max = 24;

atom name_of_target(std::uint64_t i) {
  return atom("target" + std::to_string(i));
}

}  // namespace

void ties::join(cluster& c, std::size_t member) {
  left(member);
  auto mine = std::make_unique<client_state>();
  mine->member = member;
  for (std::size_t i = 0; i < c.size(); ++i) {
    mine->others.push_back(c.name(i));
  }
  c.at(member).spawn(keeper, this, mine.get());
  c.at(member).spawn(client, this, mine.get());
  clients_.push_back(std::move(mine));
}

void ties::left(std::size_t member) {
  for (const auto& each : clients_) {
    each->gone = each->gone || each->member == member;
  }
}

process ties::keeper(ctx self, ties* all, client_state* mine) {
  register_name(keeper_name, self);
  for (;;) {
    pid who;
    co_await self.receive(on(tuple(give, bind(who))));
    const atom name = name_of_target(all->sim_.draw(named_targets));
    spawn_options how;
    if (!whereis(name)) {
      how.name(name);
    }
    const pid fresh = spawn_opt(how, target, all).who;
    mine->own_targets.push_back(fresh);
    send(who, tuple(given, fresh));
  }
}

process ties::target(ctx self, ties* all) {
  term meant;
  co_await self.receive(on(tuple(die, bind(meant))));
  if (meant.is_pid() && !(meant.as_pid() == self.self())) {
    all->problems_.push_back(to_string(meant) + " was meant, " + to_string(term(self.self())) +
                             " was hit");
  }
  kith::exit(died);
}

process ties::inspector(ctx self, client_state* mine, std::vector<std::string>* found,
                        std::size_t* left) {
  for (const pid& each : mine->own_targets) {
    for (const atom item : {atoms::links, atoms::monitored_by}) {
      const term said = co_await process_info(self, each, item);
      if (said.is_tuple(2) && !said[1].is_nil()) {
        found->push_back(to_string(term(each)) + " still has " + to_string(said));
      }
    }
  }
  --*left;
}

process ties::client(ctx self, ties* all, client_state* mine) {
  trap_exit(true);
  for (;;) {
    const duration pause =
        duration::milliseconds(static_cast<std::int64_t>(all->sim_.draw(200)) + 1);
    std::size_t which = 0;
    while (which == 0) {
      term message;
      which = co_await self.receive(on(bind(message)), after(pause));
      if (which == 0) {
        all->take(*mine, message);
      }
    }
    if (!all->finishing_) {
      all->act(*mine, self);
    }
  }
}

void ties::problem(const client_state& mine, const std::string& what, term_ref message) {
  problems_.push_back("at " + std::to_string(sim_.now().ms()) + " ms n" +
                      std::to_string(mine.member) + " got " + what + ": " + to_string(message));
}

void ties::take(client_state& mine, const term& message) {
  if (message.is_tuple(2) && message[0].is(given)) {
    mine.targets.push_back(message[1].as_pid());
    if (mine.targets.size() > targets_max) {
      mine.targets.erase(mine.targets.begin());
    }
    return;
  }
  ++broken_;
  const bool is_down = message.is_tuple(5) && message[0].is(atoms::DOWN);
  const bool is_exit = message.is_tuple(3) && message[0].is(atoms::EXIT);
  if (is_down || is_exit) {
    const term_ref reason = message[is_down ? 4 : 2];
    sim_.trace(std::to_string(mine.member) + (is_down ? " DOWN " : " EXIT ") + to_string(reason));
    if (!reason.is(died) && !reason.is(atoms::noproc) && !reason.is(atoms::noconnection)) {
      problem(mine, "a reason that nobody gave", message);
    }
  }
  if (is_down) {
    const auto at =
        std::find(mine.monitors.begin(), mine.monitors.end(), message[1].as_reference());
    if (at == mine.monitors.end()) {
      problem(mine, "a 'DOWN' too many", message);
    } else {
      mine.monitors.erase(at);
    }
  } else if (is_exit) {
    const auto at = std::find(mine.links.begin(), mine.links.end(), message[1].as_pid());
    if (at == mine.links.end()) {
      problem(mine, "an 'EXIT' too many", message);
    } else {
      mine.links.erase(at);
    }
  } else if (message.is_tuple(2) && message[0].is(atoms::nodedown)) {
    sim_.trace(std::to_string(mine.member) + " nodedown");
    for (std::size_t i = 0; i < mine.others.size(); ++i) {
      if (message[1].is(mine.others[i]) && mine.node_watches[i]-- == 0) {
        mine.node_watches[i] = 0;
        problem(mine, "a 'nodedown' too many", message);
      }
    }
  } else {
    problem(mine, "what nobody sent", message);
  }
}

void ties::act(client_state& mine, pid me) {
  std::size_t other = mine.member;
  while (other == mine.member) {
    other = sim_.draw(mine.others.size());
  }
  const pid some = mine.targets.empty() ? pid() : mine.targets[sim_.draw(mine.targets.size())];
  switch (sim_.draw(10)) {
  case 0:
  case 1: send({keeper_name, mine.others[other]}, tuple(give, me)); break;
  case 2:
  case 3:
    if (some) {
      mine.monitors.push_back(monitor(some));
    }
    break;
  case 4:
    mine.monitors.push_back(
        monitor({name_of_target(sim_.draw(named_targets)), mine.others[other]}));
    break;
  case 5:
    if (!mine.monitors.empty()) {
      const std::size_t i = sim_.draw(mine.monitors.size());
      demonitor_flush(mine.monitors[i]);
      mine.monitors.erase(mine.monitors.begin() + static_cast<std::ptrdiff_t>(i));
    }
    break;
  case 6:
    if (some && std::find(mine.links.begin(), mine.links.end(), some) == mine.links.end()) {
      link(some);
      mine.links.push_back(some);
    }
    break;
  case 7:
    if (!mine.links.empty()) {
      const std::size_t i = sim_.draw(mine.links.size());
      unlink(mine.links[i]);
      mine.links.erase(mine.links.begin() + static_cast<std::ptrdiff_t>(i));
    }
    break;
  case 8:
    if (mine.node_watches[other] != 0 && sim_.draw(2) == 0) {
      monitor_node(mine.others[other], false);
      --mine.node_watches[other];
    } else {
      monitor_node(mine.others[other], true);
      ++mine.node_watches[other];
    }
    break;
  default:
    if (some && sim_.draw(2) == 0) {
      send(some, tuple(die, some));
    } else {
      send({name_of_target(sim_.draw(named_targets)), mine.others[other]},
           tuple(die, atoms::undefined));
    }
    break;
  }
}

std::vector<std::string> ties::left_behind(cluster& c) {
  std::vector<std::string> found;
  std::size_t left = 0;
  for (const auto& each : clients_) {
    if (!each->gone) {
      ++left;
      c.at(each->member).spawn(inspector, each.get(), &found, &left);
    }
  }
  if (!sim_.run_until([&] { return left == 0; }, 10_s)) {
    found.push_back("process_info does not answer");
  }
  return found;
}

std::vector<std::string> ties::owed() const {
  std::vector<std::string> all;
  for (const auto& c : clients_) {
    if (c->gone) {
      continue;
    }
    const std::string who = "n" + std::to_string(c->member) + " never got ";
    for (const reference& ref : c->monitors) {
      all.push_back(who + "'DOWN' of " + to_string(term(ref)));
    }
    for (const pid& to : c->links) {
      all.push_back(who + "'EXIT' of " + to_string(term(to)));
    }
    for (const auto& [node, count] : c->node_watches) {
      if (count != 0) {
        all.push_back(who + std::to_string(count) + " times 'nodedown' of " +
                      std::string(c->others[node].name()));
      }
    }
  }
  return all;
}

}  // namespace kith::scenarios
