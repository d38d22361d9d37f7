// What a process tells of itself when asked: the request is a signal like any other, so that all
// signals sent before it have taken effect.

#include "kith/build.hpp"
#include "runtime/node_core.hpp"
#include "runtime/outgoing.hpp"
#include "runtime/scheduler.hpp"

namespace kith {

namespace detail {

namespace {

term links_of(const process_block& p) {
  std::vector<term> all;
  if (p.ties != nullptr) {
    for (const auto& [to, link] : p.ties->links) {
      if (link.unlink_id == 0) {
        all.emplace_back(to);
      }
    }
  }
  return list_of(all);
}

term monitors_of(const process_block& p) {
  std::vector<term> all;
  if (p.ties != nullptr) {
    for (const auto& [ref, m] : p.ties->monitors) {
      all.emplace_back(m.by_name ? term(tuple(atoms::process, tuple(m.name, m.node)))
                                 : term(tuple(atoms::process, m.target)));
    }
  }
  return list_of(all);
}

term watchers_of(const process_block& p) {
  std::vector<term> all;
  if (p.ties != nullptr) {
    for (const auto& [ref, w] : p.ties->watchers) {
      all.emplace_back(w.watcher);
    }
  }
  return list_of(all);
}

term messages_of(const process_block& p) {
  std::vector<term> all;
  for (const signal* s = p.first; s != nullptr; s = s->next) {
    all.push_back(s->payload);
  }
  return list_of(all);
}

term dictionary_of(const process_block& p) {
  std::vector<term> all;
  if (p.ties != nullptr) {
    for (const auto& [key, value] : p.ties->dictionary) {
      all.emplace_back(tuple(key, value));
    }
  }
  return list_of(all);
}

term status_of(const process_block& p) {
  return p.waiting != nullptr ? atom("waiting") : atom("running");
}

term name_of(const process_block& p) {
  atom name;
  return p.node->names.name_of(p.pid(), name) ? term(name) : term::nil();
}

struct item {
  atom name;
  term (*value)(const process_block&);
};

/// Null for what is no item.
const item* find_item(atom name) {
  static const std::array<item, 12> items = {{
      {atoms::registered_name, name_of},
      {atoms::links, links_of},
      {atoms::monitors, monitors_of},
      {atoms::monitored_by, watchers_of},
      {atoms::messages, messages_of},
      {atoms::message_queue_len, [](const process_block& p) { return term(p.message_count); }},
      {atoms::dictionary, dictionary_of},
      {atoms::trap_exit, [](const process_block& p) { return term(p.traps_exits); }},
      {atoms::group_leader, [](const process_block& p) { return term(pid(p.leader)); }},
      {atoms::status, status_of},
      {atom("priority"), [](const process_block&) { return term(atoms::normal); }},
      {atom("reductions"), [](const process_block& p) { return term(p.reductions); }},
  }};
  for (const item& i : items) {
    if (i.name == name) {
      return &i;
    }
  }
  return nullptr;
}

}  // namespace

namespace {

bool is_item(term_ref t) {
  return t.is_atom() && find_item(t.as_atom()) != nullptr;
}

bool is_list_of_items(term_ref t) {
  while (t.is_cons() && is_item(t.head())) {
    t = t.tail();
  }
  return t.is_nil();
}

/// Of one item or of a list of them.
term info_of(const process_block& p, term_ref asked) {
  if (asked.is_atom()) {
    return tuple(term(asked), find_item(asked.as_atom())->value(p));
  }
  std::vector<term> all;
  for (; asked.is_cons(); asked = asked.tail()) {
    all.push_back(info_of(p, asked.head()));
  }
  return list_of(all);
}

}  // namespace

void answer_request(process_block& p, const peer_signal& request) {
  const term value =
      request.kind == signal_kind::info_request ? info_of(p, request.payload) : atoms::true_;
  p.node->home().deliver_or_free(request.from, make_message(tuple(request.ref, value)));
}

namespace {

task<term> ask(ctx self, pid who, signal_kind kind, term item) {
  process_block& p = *self.block();
  const reference ref = make_ref();
  peer_signal* s = make_peer_signal(kind, p.pid(), std::move(item));
  s->ref = ref;
  if (!who.is_local() || !p.node->home().deliver(who, s)) {
    answer_for_nobody(*p.node, who, s);
  }
  term answer;
  co_await self.receive(on(tuple(ref, bind(answer))));
  co_return answer;
}

}  // namespace
}  // namespace detail

task<bool> is_process_alive(ctx self, pid who) {
  if (who == self.self()) {
    co_return true;
  }
  const term answer = co_await detail::ask(self, who, detail::signal_kind::alive_request, term());
  co_return answer.is(atoms::true_);
}

task<term> process_info(ctx self, pid who, term item) {
  if (!detail::is_item(item) && !(item.is_list() && detail::is_list_of_items(item))) {
    raise_error(atoms::badarg);
  }
  term answer;
  if (who == self.self()) {
    answer = detail::info_of(*self.block(), item);
  } else {
    answer = co_await detail::ask(self, who, detail::signal_kind::info_request, item);
  }
  // OTP: a process without a name gives [] in place of {registered_name, Name}.
  const bool nothing = item.is(atoms::registered_name) && answer.is_tuple(2) && answer[1].is_nil();
  co_return nothing ? term::nil() : answer;
}

}  // namespace kith
