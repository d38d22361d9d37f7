// Names of other groups: asked for by processes of their own, one for each question, so that the
// server waits for nobody. OTP: kernel, global_search.

#include "kernel/group_state.hpp"
#include "kith/build.hpp"

namespace kith::detail {

namespace {

/// What the functions for tests are called with. OTP: global_group:registered_names_test/1.
bool is_for_tests(term_ref t) {
  return t.is(atom("test3844zty"));
}

bool is_place(term_ref t) {
  return t.is_tuple(2) && (t[0].is(atom("node")) || t[0].is(atom("group"))) && t[1].is_atom();
}

}  // namespace

bool group_state::handle_search(term_ref r, const term& from) {
  using what = search::what;
  if (!r.is_tuple() || r.tuple_size() < 2) {
    return false;
  }
  const bool placed = is_place(r[1]);
  if (r.is_tuple(2) && r[0].is(atom("registered_names")) && placed) {
    look_for({what::names, from, {}, {}}, r[1]);
  } else if (r.is_tuple(2) && r[0].is(atom("whereis_name"))) {
    look_for({what::whereis, from, term(r[1]), {}}, {});
  } else if (r.is_tuple(3) && r[0].is(atom("whereis_name")) && placed) {
    look_for({what::whereis, from, term(r[2]), {}}, r[1]);
  } else if (r.is_tuple(3) && r[0].is(atom("send"))) {
    look_for({what::send, from, term(r[1]), term(r[2])}, {});
  } else if (r.is_tuple(4) && r[0].is(atom("send")) && placed) {
    look_for({what::send, from, term(r[2]), term(r[3])}, r[1]);
  } else if (r[0].is(atom("registered_names_test")) && placed && is_for_tests(r[1][1])) {
    fail({what::names, from, {}, {}});
  } else if (r.is_tuple(2) && r[0].is(atom("whereis_name_test")) && is_for_tests(r[1])) {
    fail({what::whereis, from, term(r[1]), {}});
  } else if (r.is_tuple(3) && r[0].is(atom("send_test")) && is_for_tests(r[2])) {
    fail({what::send, from, term(r[1]), term(r[2])});
  } else if (r[0].is(atom("registered_names_test")) || r[0].is(atom("whereis_name_test")) ||
             r[0].is(atom("send_test"))) {
    outside_.reply(from, tuple(atoms::error, atom("illegal_function_call")));
  } else {
    return false;
  }
  return true;
}

void group_state::fail(const search& wanted) {
  remember(searches_.size() < searches_max ? outside_.failing_search() : pid(), wanted);
}

/// `where` is none: in our group, then in the others.
void group_state::look_for(search wanted, term_ref where) {
  const auto d = groups();
  const bool names = wanted.why == search::what::names;
  const bool here = !where || (where[0].is(atom("node")) ? where[1].is(node_)
                                                         : d->configured && d->name == where[1]);
  if (here) {
    const pid who = names ? pid() : outside_.find(wanted.name);
    if (names || who || where) {
      answer(wanted, names ? outside_.names() : who ? term(who) : term(atoms::undefined));
      return;
    }
  }
  std::vector<std::vector<atom>> nodes;
  if (where && where[0].is(atom("node"))) {
    nodes.push_back({where[1].as_atom()});
  } else {
    for (const auto& one : d->others) {
      if (!where || one.name == where[1]) {
        nodes.push_back(one.nodes);
      }
    }
  }
  look(wanted, std::move(nodes));
}

void group_state::look(const search& wanted, std::vector<std::vector<atom>> nodes) {
  const bool may = !nodes.empty() && searches_.size() < searches_max;
  remember(may ? outside_.search(std::move(nodes), wanted.name) : pid(), wanted);
}

void group_state::remember(pid searcher, const search& wanted) {
  if (searcher) {
    searches_[term(searcher)] = wanted;
  } else {
    answer(wanted, atoms::undefined);
  }
}

void group_state::found(pid searcher, const term& result) {
  const auto at = searches_.find(term(searcher));
  if (at == searches_.end()) {
    return;
  }
  const search s = at->second;
  searches_.erase(at);
  answer(s, result);
}

void group_state::answer(const search& s, const term& result) {
  switch (s.why) {
  case search::what::names:
    outside_.reply(s.from, result.is(atoms::undefined) ? term::nil() : result);
    break;
  case search::what::whereis: outside_.reply(s.from, result); break;
  case search::what::send:
    if (result.is_pid()) {
      outside_.send(result.as_pid(), s.message);
      outside_.reply(s.from, result);
    } else {
      outside_.reply(s.from, tuple(atoms::badarg, tuple(s.name, s.message)));
    }
    break;
  }
}

void group_state::failed(pid searcher, term_ref reason) {
  const auto at = searches_.find(term(searcher));
  if (at == searches_.end()) {
    return;
  }
  const search s = at->second;
  searches_.erase(at);
  if (s.why == search::what::send) {
    answer(s, atoms::undefined);
  } else {
    outside_.reply(s.from, tuple(atoms::error, reason));
  }
}

}  // namespace kith::detail
