// Module `net_kernel`, as far as it is called within the node.

#include "kernel/erlang_rows.hpp"
#include "kernel/kernel_state.hpp"
#include "kernel/module_rows.hpp"
#include "kith/map.hpp"
#include "kith/nodes.hpp"

namespace kith::detail {

namespace {

task<term> connect_node_1(ctx self, term args) {
  const atom node = atom_of(argument(args, 0));
  if (!is_alive_here()) {
    co_return atom("ignored");
  }
  const bool up = co_await net_kernel::connect_node(self, node);
  co_return term(up);
}

task<term> disconnect_1(ctx self, term args) {
  if (!is_alive_here()) {
    co_return atom("ignored");
  }
  const atom node = atom_of(argument(args, 0));
  const bool was_there = co_await net_kernel::disconnect(self, node);
  co_return term(was_there);
}

// ---- who hears of nodes ------------------------------------------------------------------------

node_kind kind_of(term_ref t) {
  return t.is(atoms::visible)  ? node_kind::visible
         : t.is(atoms::hidden) ? node_kind::hidden
         : t.is(atom("all"))   ? node_kind::all
                               : (badarg(), node_kind::all);
}

term monitor_nodes_1(arguments a) {
  net_kernel::monitor_nodes(boolean_of(a[0]));
  return atoms::ok;
}

/// Differs: messages say node_type, and nodedown its reason, also unasked; options as a map are as
/// a list; there is no connection_id in them.
term monitor_nodes_2(arguments a) {
  node_kind which = node_kind::visible;
  const auto take = [&](term_ref key, term_ref value) {
    if (key.is(atom("node_type"))) {
      which = kind_of(value);
    } else if (!key.is(atom("nodedown_reason"))) {
      badarg();
    }
  };
  if (a[1].ref().is_map()) {
    for (const auto& [key, value] : map_pairs(a[1])) {
      take(key, value);
    }
  } else {
    for_each_of(a[1], [&](term_ref t) { t.is_tuple(2) ? take(t[0], t[1]) : take(t, t); });
  }
  net_kernel::monitor_nodes(boolean_of(a[0]), which);
  return atoms::ok;
}

// ---- what is known -----------------------------------------------------------------------------

std::int64_t ticktime_s() {
  return net_kernel::get_net_ticktime().ms() / 1'000;
}
term get_net_ticktime_0(arguments) {
  return is_alive_here() ? term(ticktime_s()) : term(atom("ignored"));
}

/// Differs: the time is settled when the node starts.
term set_net_ticktime(arguments a) {
  if (!is_alive_here()) {
    return atom("ignored");
  }
  return a[0] == term(ticktime_s()) ? term(atom("unchanged")) : (notsup(), term());
}

term node_info_1(arguments a) {
  return net_kernel::node_info(atom_of(a[0]));
}

term node_info_2(arguments a) {
  const term info = net_kernel::node_info(atom_of(a[0]));
  if (!info[0].is(atoms::ok)) {
    return info;
  }
  for (term_ref at = info[1]; at.is_cons(); at = at.tail()) {
    if (at.head()[0] == a[1].ref()) {
      return tuple(atoms::ok, at.head()[1]);
    }
  }
  return tuple(atoms::error, atom("invalid_key"));
}

term nodes_info_0(arguments) {
  std::vector<term> all;
  const term connected = nodes(atoms::connected);
  for (term_ref at = connected; at.is_cons(); at = at.tail()) {
    const term info = net_kernel::node_info(at.head().as_atom());
    if (info[0].is(atoms::ok)) {
      all.emplace_back(tuple(at.head(), info[1]));
    }
  }
  return tuple(atoms::ok, list_of(all));
}

bool has_long_names() {
  return kernel_here()->nodes->has_long_names();
}

term longnames_0(arguments) {
  return is_alive_here() ? term(has_long_names()) : term(atom("ignored"));
}

term get_state_0(arguments) {
  if (!is_alive_here()) {
    return map(atom("started"), atoms::no);
  }
  const bool is_dynamic = kernel_here()->nodes->has_dynamic_name();
  const atom name = node_name();
  return map(atom("started"), atom("static"), atom("name"),
             name == atoms::nonode ? atoms::undefined : name, atom("name_type"),
             atom(is_dynamic ? "dynamic" : "static"), atom("name_domain"),
             atom(has_long_names() ? "longnames" : "shortnames"));
}

term nodename_0(arguments) {
  return is_alive_here() ? term(node_name()) : term(atom("ignored"));
}
term epmd_module_0(arguments) {
  return atom("erl_epmd");
}
term protocol_childspecs_0(arguments) {
  return term::nil();
}
/// All nodes that a node of Kith lets in read UTF-8.
term dflag_unicode_io_1(arguments a) {
  static_cast<void>(pid_of(a[0]));
  return atoms::true_;
}

term async_disconnect_1(arguments a) {
  disconnect_node(atom_of(a[0]));
  return atoms::ok;
}

/// A node has its name from its start to its end.
term stop_0(arguments) {
  return tuple(atoms::error, atom(is_alive_here() ? "not_allowed" : "not_found"));
}

term allowed_0(arguments) {
  return is_alive_here() ? term(tuple(atoms::ok, list())) : term(atom("ignored"));
}
/// Nodes are let in by their cookie alone: a list of them would not be kept to.
term allow_1(arguments) {
  return atoms::error;
}
/// There is nothing to be more talkative about.
term verbose_1(arguments) {
  return atoms::ok;
}

}  // namespace

std::span<const native_row> net_kernel_rows() {
  static constexpr native_row rows[] = {
      {"monitor_nodes", 1, monitor_nodes_1},
      {"monitor_nodes", 2, monitor_nodes_2},
      {"get_net_ticktime", 0, get_net_ticktime_0},
      {"set_net_ticktime", 1, set_net_ticktime},
      {"set_net_ticktime", 2, set_net_ticktime},
      {"node_info", 1, node_info_1},
      {"node_info", 2, node_info_2},
      {"nodes_info", 0, nodes_info_0},
      {"nodename", 0, nodename_0},
      {"epmd_module", 0, epmd_module_0},
      {"protocol_childspecs", 0, protocol_childspecs_0},
      {"dflag_unicode_io", 1, dflag_unicode_io_1},
      {"async_disconnect", 1, async_disconnect_1},
      {"stop", 0, stop_0},
      {"allowed", 0, allowed_0},
      {"longnames", 0, longnames_0},
      {"get_state", 0, get_state_0},
      {"allow", 1, allow_1},
      {"verbose", 1, verbose_1},
  };
  return rows;
}

std::span<const waiting_row> net_kernel_waiting() {
  static constexpr waiting_row rows[] = {
      {"connect_node", 1, connect_node_1},
      {"disconnect", 1, disconnect_1},
  };
  return rows;
}

std::span<const waiting_row> erlang_node_waiting() {
  static constexpr waiting_row rows[] = {{"disconnect_node", 1, disconnect_1}};
  return rows;
}

}  // namespace kith::detail
