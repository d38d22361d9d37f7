// Module `erlang`: this node and others.

#include <algorithm>

#include "kernel/erlang_rows.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/map.hpp"
#include "kith/nodes.hpp"
#include "otp/log.hpp"
#include "term/node_view.hpp"

namespace kith::detail {

namespace {

term node_0(arguments) {
  return term(node_name());
}
term node_1(arguments a) {
  const term_ref t = a[0];
  switch (t.type()) {
  case term_type::pid: return term(t.as_pid().node());
  case term_type::reference: return term(t.as_reference().node());
  case term_type::port: return term(identity_of(t.node()[1]).node);
  default: badarg();
  }
}
term is_alive_0(arguments) {
  return term(is_alive_here());
}

// ---- nodes -------------------------------------------------------------------------------------

void append(std::vector<atom>& all, const std::vector<atom>& more) {
  for (const atom node : more) {
    if (std::find(all.begin(), all.end(), node) == all.end()) {
      all.push_back(node);
    }
  }
}

/// Those of one kind.
void append_kind(std::vector<atom>& all, term_ref kind) {
  const node_list* nodes = kernel_here()->nodes;
  const atom me = node_name();
  if (kind.is(atoms::this_)) {
    append(all, {me});
    return;
  }
  if (kind.is(atoms::known)) {
    append(all, nodes == nullptr ? std::vector{me} : nodes->known());
    return;
  }
  const bool connected = kind.is(atoms::connected);
  if (!connected && !kind.is(atoms::visible) && !kind.is(atoms::hidden)) {
    badarg();
  }
  if (nodes != nullptr && (connected || kind.is(atoms::visible))) {
    append(all, nodes->visible());
  }
  if (nodes != nullptr && (connected || kind.is(atoms::hidden))) {
    append(all, nodes->hidden());
  }
}

std::vector<atom> nodes_of(term_ref kinds) {
  std::vector<atom> all;
  if (kinds.is_cons()) {
    for_each_of(kinds, [&](term_ref kind) { append_kind(all, kind); });
  } else if (!kinds.is_nil()) {
    append_kind(all, kinds);
  }
  return all;
}

term nodes_0(arguments) {
  return list_of(nodes_of(term(atoms::visible)));
}
term nodes_1(arguments a) {
  return list_of(nodes_of(a[0]));
}

atom type_of(atom node) {
  const node_list* nodes = kernel_here()->nodes;
  if (node == node_name()) {
    return atoms::this_;
  }
  if (nodes != nullptr && nodes->is_visible(node)) {
    return atoms::visible;
  }
  return nodes != nullptr && nodes->connection_id(node) != 0 ? atoms::hidden : atoms::known;
}

/// Each with a map of what was asked for. OTP: erlang:nodes/2.
term nodes_2(arguments a) {
  const atom id("connection_id");
  const atom type("node_type");
  if (!a[1].ref().is_map()) {
    badarg();
  }
  for (const auto& [key, value] : map_pairs(a[1])) {
    if (!(key.is(id) || key.is(type)) || !(value.is(atoms::true_) || value.is(atoms::false_))) {
      badarg();
    }
  }
  const auto asked = [&](atom key) {
    const term_ref on = a[1].ref().map_get(term(key));
    return on && on.is(atoms::true_);
  };
  std::vector<term> all;
  for (const atom node : nodes_of(a[0])) {
    term info = map();
    if (asked(id)) {
      const node_list* nodes = kernel_here()->nodes;
      const std::uint64_t n = nodes == nullptr ? 0 : nodes->connection_id(node);
      info = map_put(info, term(id), n == 0 ? term(atoms::undefined) : term(n));
    }
    if (asked(type)) {
      info = map_put(info, term(type), term(type_of(node)));
    }
    all.emplace_back(tuple(node, info));
  }
  return list_of(all);
}

// ---- connections -------------------------------------------------------------------------------

term monitor_node_2(arguments a) {
  const atom node = atom_of(a[0]);
  if (!is_alive_here()) {
    raise_error(atom("notalive"));
  }
  const bool on = boolean_of(a[1]);
  monitor_node(node, on);
  return atoms::true_;
}
/// The option allow_passive_connect says what is so anyway: an attempt of the other node counts.
term monitor_node_3(arguments a) {
  for_each_of(a[2], [](term_ref t) {
    if (!t.is(atom("allow_passive_connect"))) {
      badarg();
    }
  });
  return monitor_node_2(a);
}

// ---- cookies -----------------------------------------------------------------------------------

term get_cookie_0(arguments) {
  return term(get_cookie());
}
term get_cookie_1(arguments a) {
  return term(get_cookie(atom_of(a[0])));
}
void check_distributed() {
  if (!is_alive_here()) {
    raise_error(atom("distribution_not_started"));
  }
}
term set_cookie_1(arguments a) {
  const atom cookie = atom_of(a[0]);
  check_distributed();
  set_cookie(cookie);
  return atoms::true_;
}
term set_cookie_2(arguments a) {
  const atom node = atom_of(a[0]);
  const atom cookie = atom_of(a[1]);
  check_distributed();
  node == node_name() ? set_cookie(cookie) : set_cookie(node, cookie);
  return atoms::true_;
}

}  // namespace

std::span<const native_row> erlang_node_rows() {
  static constexpr native_row rows[] = {
      {"node", 0, node_0},
      {"node", 1, node_1},
      {"is_alive", 0, is_alive_0},
      {"nodes", 0, nodes_0},
      {"nodes", 1, nodes_1},
      {"nodes", 2, nodes_2},
      {"monitor_node", 2, monitor_node_2},
      {"monitor_node", 3, monitor_node_3},
      {"get_cookie", 0, get_cookie_0},
      {"get_cookie", 1, get_cookie_1},
      {"set_cookie", 1, set_cookie_1},
      {"set_cookie", 2, set_cookie_2},
  };
  return rows;
}

}  // namespace kith::detail
