#include "talk.hpp"

namespace kith::scenarios {

namespace {

const atom talker_name("talker");
const atom letter_tag("letter");
/// More than one fragment of what a node sends (64 KiB each).
constexpr std::size_t large_bytes = 200'000;

}  // namespace

void talk::join(cluster& c, std::size_t member) {
  auto mine = std::make_unique<talker_state>();
  mine->member = member;
  mine->generation = c.generation(member);
  for (std::size_t i = 0; i < c.size(); ++i) {
    mine->others.push_back(c.name(i));
  }
  c.at(member).spawn(talker, this, mine.get());
  talkers_.push_back(std::move(mine));
}

std::uint64_t talk::heard(std::size_t from, std::size_t to) const {
  const auto at = heard_.find({from, to});
  return at == heard_.end() ? 0 : at->second;
}

process talk::talker(ctx self, talk* all, talker_state* mine) {
  register_name(talker_name, self);
  net_kernel::monitor_nodes(true);
  for (std::size_t i = 0; i < mine->others.size(); ++i) {
    for (term_ref rest = kith::nodes(); rest.is_cons(); rest = rest.tail()) {
      if (rest.head().is(mine->others[i])) {
        all->node_event(*mine, mine->others[i], true);
      }
    }
  }
  for (;;) {
    duration pause = duration::milliseconds(static_cast<std::int64_t>(all->sim_.draw(120)) + 1);
    bool late = false;
    while (!late) {
      // All that has come is taken before anything is said: so `sent_by` is exact.
      term message;
      const std::size_t which = co_await self.receive(on(bind(message)), after(pause));
      late = which == 1;
      if (!late) {
        all->take(*mine, message);
        if (!message.is_tuple(5)) {
          pause = 1_ms;  // at a nodedown both sides dial at once
        }
      }
    }
    all->speak(*mine);
  }
}

void talk::take(talker_state& mine, const term& message) {
  if (message.is_tuple(2)) {
    node_event(mine, message[1].as_atom(), message[0].is(atoms::nodeup));
    return;
  }
  const letter l{static_cast<std::size_t>(message[1][0].as_int()),
                 static_cast<unsigned>(message[1][1].as_int()),
                 static_cast<std::uint64_t>(message[2].as_int()),
                 static_cast<std::uint64_t>(message[3].as_int())};
  arrived(mine, l, message[4].as_binary());
}

void talk::node_event(talker_state& mine, atom node, bool up) {
  for (std::size_t i = 0; i < mine.others.size(); ++i) {
    if (mine.others[i] != node) {
      continue;
    }
    view& v = mine.views[i];
    if (v.up == up) {
      problems_.push_back("n" + std::to_string(mine.member) + " hears twice that " +
                          std::string(node.name()) + (up ? " is up" : " is down"));
    }
    v.up = up;
    v.connections += up ? 1 : 0;
    losses_ += up ? 0 : 1;
    sim_.trace(std::to_string(mine.member) + (up ? " up " : " down ") + std::to_string(i));
  }
}

std::string talk::text_of(std::uint64_t number, std::size_t size) {
  std::string text(size, static_cast<char>('a' + number % 26));
  const std::string digits = std::to_string(number);
  return text.size() < digits.size() ? text
                                     : text.replace(size - digits.size(), digits.size(), digits);
}

void talk::problem(const talker_state& mine, const letter& l, const std::string& what) {
  problems_.push_back("at " + std::to_string(sim_.now().ms()) + " ms n" +
                      std::to_string(mine.member) + " got letter " + std::to_string(l.number) +
                      " of n" + std::to_string(l.from) + " " + what);
}

void talk::arrived(talker_state& mine, const letter& l, std::string_view text) {
  ++heard_[{l.from, mine.member}];
  sim_.trace(std::to_string(mine.member) + " got " + std::to_string(l.number) + " of " +
             std::to_string(l.from));
  const view& v = mine.views[l.from];
  if (!v.up) {
    problem(mine, l, "while its node was down");
  }
  if (text != text_of(l.number, text.size())) {
    problem(mine, l, "with other bytes than were sent");
  }
  stream_of_letters& s = mine.streams[{l.from, l.generation}];
  if (s.any && l.number <= s.last) {
    problem(mine, l, "after letter " + std::to_string(s.last));
  } else if (s.any && s.by == v.connections && l.number != s.last + 1) {
    problem(mine, l, "next after letter " + std::to_string(s.last) + ", by one connection");
  }
  if (l.sent_by != 0) {
    const bool same_sent = s.sent_by == l.sent_by;
    const bool same_here = s.sent_by_at == v.connections;
    if (s.sent_by != 0 && same_sent != same_here) {
      problem(mine, l,
              "which was sent by connection " + std::to_string(l.sent_by) +
                  " of the sender, the last one by " + std::to_string(s.sent_by) +
                  ", over connections " + std::to_string(v.connections) + " and " +
                  std::to_string(s.sent_by_at));
    }
    s.sent_by = l.sent_by;
    s.sent_by_at = v.connections;
  }
  s.any = true;
  s.last = l.number;
  s.by = v.connections;
}

void talk::speak(talker_state& mine) {
  for (std::size_t to = 0; to < mine.others.size(); ++to) {
    if (to == mine.member) {
      continue;
    }
    const view& v = mine.views[to];
    const std::uint64_t sent_by = v.up ? v.connections : 0;
    for (std::uint64_t left = sim_.draw(3); left > 0; --left) {
      const std::uint64_t number = mine.sent[to]++;
      const std::uint64_t kind = sim_.draw(40);
      const std::size_t size = kind == 0  ? large_bytes + sim_.draw(large_bytes)
                               : kind < 4 ? sim_.draw(20'000)
                                          : sim_.draw(100);
      send({talker_name, mine.others[to]}, tuple(letter_tag, tuple(mine.member, mine.generation),
                                                 number, sent_by, bin(text_of(number, size))));
    }
  }
}

}  // namespace kith::scenarios
