// Promises 1, 3, 4 and 5: messages.
#include "referee.hpp"

namespace kith::scenarios {

namespace {

/// What a node sends in one piece: 64 KiB.
constexpr std::size_t fragment_bytes = 65'536;

std::string sized(std::uint64_t number, std::size_t bytes) {
  return "message " + std::to_string(number) +
         (bytes > fragment_bytes ? " (of several fragments)" : "");
}

}  // namespace

void referee::sent(const event& e) {
  messages_[{e.who, e.number}] = {e.other, e.connection, e.bytes, e.owed};
  reasons_.insert(e.reason);
  if (e.owed) {
    pairs_[{e.who, e.other}].owed.push_back(e.number);
  }
}

void referee::got(const event& e) {
  const auto at = messages_.find({e.other, e.number});
  if (at == messages_.end()) {
    return wrong(e, "got " + sized(e.number, 0) + " of process " + std::to_string(e.other) +
                        ", which was never sent");
  }
  const message& m = at->second;
  if (m.to != 0 && m.to != e.who) {
    wrong(e, "got what is for process " + std::to_string(m.to));
  }
  if (!e.intact || e.bytes != m.bytes) {
    wrong(e, "got other bytes than were sent in " + sized(e.number, m.bytes));
  }
  in_order(e, m);
  if (people_[e.other].at != people_[e.who].at) {
    by_its_connection(e, m);
  }
}

void referee::in_order(const event& e, const message& m) {
  pair& p = pairs_[{e.other, e.who}];
  const std::string what =
      "got " + sized(e.number, m.bytes) + " of process " + std::to_string(e.other);
  if (p.any && e.number <= p.last) {
    return wrong(e, what + " after " + sized(p.last, messages_[{e.other, p.last}].bytes));
  }
  p.any = true;
  p.last = e.number;
  while (!p.owed.empty() && p.owed.front() <= e.number) {
    const std::uint64_t next = p.owed.front();
    p.owed.pop_front();
    const message& left_out = messages_[{e.other, next}];
    if (next != e.number && left_out.connection == m.connection) {
      wrong(e, what + " and not " + sized(next, left_out.bytes) +
                   ", which was sent before it by the same connection");
    }
  }
}

void referee::by_its_connection(const event& e, const message& m) {
  person& p = people_[e.who];
  const person& sender = people_[e.other];
  const std::string what =
      "got " + sized(e.number, m.bytes) + " of process " + std::to_string(e.other);
  const auto view = p.view.find(sender.at.member);
  if (view == p.view.end() || view->second != e.connection) {
    return wrong(e, what + " while n" + std::to_string(sender.at.member) + " is not connected");
  }
  if (p.lost.contains(e.connection)) {
    wrong(e, what + " by connection " + std::to_string(e.connection) +
                 " after it heard noconnection of it");
  }
  // Each connection has two numbers, one at each end.
  const std::pair<life, std::uint64_t> here(p.at, e.connection);
  const std::pair<life, std::uint64_t> there(sender.at, m.connection);
  const auto [to, fresh] = ends_.emplace(there, here);
  const auto [back, fresh_too] = ends_.emplace(here, there);
  if (to->second != here || back->second != there) {
    wrong(e, what + ", which was sent by connection " + std::to_string(m.connection) +
                 " there, by " + std::to_string(e.connection) + " here; others by " +
                 std::to_string(to->second.second) + " here, by " +
                 std::to_string(back->second.second) + " there");
  }
}

void referee::undelivered() {
  for (const auto& [between, p] : pairs_) {
    const auto [from, to] = between;
    const person& sender = people_[from];
    const person& receiver = people_[to];
    if (!receiver.began || receiver.ended) {
      continue;
    }
    for (const std::uint64_t number : p.owed) {
      const message& m = messages_[{from, number}];
      const bool stands =
          m.connection == 0 ? sender.at == receiver.at : is_standing(sender.at, m.connection);
      if (stands) {
        missing(to, "never got " + sized(number, m.bytes) + " of process " + std::to_string(from));
      }
    }
  }
}

}  // namespace kith::scenarios
