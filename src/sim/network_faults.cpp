#include "sim/connection.hpp"
#include "sim/network.hpp"
#include "sim/simulation.hpp"
#include "sim/sockets.hpp"

namespace kith::sim {

std::vector<std::shared_ptr<connection>> network::live_connections() {
  std::vector<std::shared_ptr<connection>> alive;
  for (const auto& each : connections_) {
    if (auto one = each.lock())
      alive.push_back(std::move(one));
  }
  return alive;
}

void network::set_cut(host& from, host& to, bool cut) {
  link& line = link_between(from, to);
  if (line.is_cut() == cut)
    return;
  sim_.note(cut ? "cut" : "heal", from.number(), to.number());
  line.set_cut(cut);
  if (cut)
    return;
  for (const auto& each : live_connections())
    each->link_healed(from, to);
}

void network::cut(host& a, host& b) {
  set_cut(a, b, true);
  set_cut(b, a, true);
}

void network::cut_one_way(host& from, host& to) {
  set_cut(from, to, true);
}

void network::heal(host& a, host& b) {
  set_cut(a, b, false);
  set_cut(b, a, false);
  delay(a, b, {});
  delay(b, a, {});
  limit(a, b, link::bytes_per_second_default);
  limit(b, a, link::bytes_per_second_default);
  datagram_faults(a, b, 0, 0, {});
  datagram_faults(b, a, 0, 0, {});
}

void network::heal_all() {
  for (const auto& a : sim_.hosts()) {
    for (const auto& b : sim_.hosts()) {
      if (a->number() < b->number())
        heal(*a, *b);
    }
  }
}

void network::delay(host& from, host& to, duration added) {
  sim_.note("delay", from.number(), to.number(), static_cast<std::uint64_t>(added.ns()));
  link_between(from, to).set_delay(added);
}

void network::limit(host& from, host& to, std::uint64_t bytes_per_second) {
  sim_.note("limit", from.number(), to.number(), bytes_per_second);
  link_between(from, to).set_speed(sim_.now(), bytes_per_second);
  for (const auto& each : live_connections())
    each->line_changed(from, to);
}

void network::reset(host& a, host& b) {
  sim_.note("reset all", a.number(), b.number());
  for (const auto& each : live_connections()) {
    if (each->joins(a, b))
      each->break_both();
  }
}

void network::datagram_faults(host& from, host& to, unsigned lost_permille,
                              unsigned doubled_permille, duration reorder_within) {
  sim_.note("datagrams", lost_permille, doubled_permille,
            static_cast<std::uint64_t>(reorder_within.ns()));
  link_between(from, to).set_datagram_faults(lost_permille, doubled_permille, reorder_within);
}

void network::set_names_work(host& at, bool work) {
  if (work) {
    nameless_.erase(at.number());
  } else {
    nameless_.insert(at.number());
  }
}

void network::host_crashed(host& which) {
  for (const auto& each : live_connections())
    each->host_crashed(which);
  for (const auto& each : listening_) {
    if (const auto one = each.lock(); one && &one->at == &which)
      one->close();
  }
  for (const auto& each : datagrams_) {
    if (const auto one = each.lock(); one && &one->at == &which)
      one->open = false;
  }
}

void network::program_died(host& which) {
  for (const auto& each : listening_) {
    if (const auto one = each.lock(); one && &one->at == &which)
      one->close();
  }
  for (const auto& each : live_connections())
    each->program_died(which);
  for (const auto& each : datagrams_) {
    if (const auto one = each.lock(); one && &one->at == &which)
      one->open = false;
  }
}

void network::host_restarted(host& which) {
  for (const auto& other : sim_.hosts()) {
    if (link_between(*other, which).is_cut())
      continue;
    for (const auto& each : live_connections())
      each->link_healed(*other, which);
  }
}

}  // namespace kith::sim
