// Module `erlang`: links, monitors and aliases.

#include <optional>

#include "kernel/erlang_rows.hpp"
#include "kernel/kernel_state.hpp"
#include "otp/gen.hpp"
#include "otp/log.hpp"
#include "runtime/raised.hpp"

namespace kith::detail {

namespace {

// There are no ports, so that none can be linked: badarg, as of what is neither.
term link_1(arguments a) {
  const pid to = pid_of(a[0]);
  const bool is_gone = to.is_local() && here().home().find(to) == nullptr;
  if (is_gone && !current_process().traps_exits) {
    raise_error(atoms::noproc);
  }
  link(to);
  return atoms::true_;
}
term unlink_1(arguments a) {
  if (!a[0].ref().is_port()) {
    unlink(pid_of(a[0]));
  }
  return atoms::true_;
}

struct monitor_options {
  term tag;
  std::optional<alias_mode> alias;
};

alias_mode alias_mode_of(term_ref t) {
  if (t.is(atom("explicit_unalias"))) {
    return alias_mode::explicit_unalias;
  }
  if (t.is(atom("demonitor"))) {
    return alias_mode::demonitor;
  }
  return t.is(atom("reply_demonitor")) ? alias_mode::reply_demonitor
                                       : (badarg(), alias_mode::demonitor);
}

monitor_options options_of(term_ref list) {
  monitor_options o;
  for_each_of(list, [&](term_ref t) {
    if (is_option(t, atom("tag"))) {
      o.tag = term(t[1]);
    } else if (is_option(t, atoms::alias)) {
      o.alias = alias_mode_of(t[1]);
    } else {
      badarg();
    }
  });
  return o;
}

/// Of what never changes, or there is none of: nothing more will come.
reference monitor_nothing(const monitor_options& o) {
  return !o.alias ? make_ref() : *o.alias == alias_mode::explicit_unalias ? alias() : alias_reply();
}

reference monitor_process(term_ref item, const monitor_options& o) {
  const auto to = item.is_reference() ? std::nullopt : destination_of(item);
  const bool alive = is_alive_here();
  if (!to ||
      (to->kind() == destination::what::remote_name && !alive && to->node() != node_name())) {
    badarg();
  }
  if (item.is_pid() && item.as_pid() == self()) {
    return monitor_nothing(o);  // whoever would hear of it has ended
  }
  const reference ref = o.alias ? monitor(*to, *o.alias) : monitor(*to);
  if (o.tag) {
    current_process().tied().rarely().tags[ref] = o.tag;
  }
  return ref;
}

/// All ports have ended.
reference monitor_port(term_ref item, const monitor_options& o) {
  const bool named = item.is_tuple(2) && item[0].is_atom() && item[1].is(node_name());
  if (!item.is_port() && !item.is_atom() && !named) {
    badarg();
  }
  const reference ref = monitor_nothing(o);
  const term what = item.is_atom() ? term(tuple(item, node_name())) : term(item);
  const term tag = o.tag ? o.tag : term(atoms::DOWN);
  send(self(), tuple(tag, ref, atoms::port, what, atoms::noproc));
  return ref;
}

term monitored(term_ref type, term_ref item, const monitor_options& o) {
  if (type.is(atoms::process)) {
    return term(monitor_process(item, o));
  }
  if (type.is(atoms::port)) {
    return term(monitor_port(item, o));
  }
  // The offset is final: no 'CHANGE' comes.
  if (type.is(atoms::time_offset)) {
    return item.is(atom("clock_service")) ? term(monitor_nothing(o)) : (badarg(), term());
  }
  throw caused_error(atoms::badarg, atom("badtype"));
}

term monitor_2(arguments a) {
  return monitored(a[0], a[1], {});
}
term monitor_3(arguments a) {
  return monitored(a[0], a[1], options_of(a[2]));
}

reference own_reference(term_ref t) {
  const reference ref = reference_of(t);
  return ref.node() == node_name() ? ref : (badarg(), ref);
}

term demonitor_1(arguments a) {
  demonitor(own_reference(a[0]));
  return atoms::true_;
}

term demonitor_2(arguments a) {
  bool flush = false;
  bool info = false;
  for_each_of(a[1], [&](term_ref t) {
    if (t.is(atom("flush"))) {
      flush = true;
    } else if (t.is(atom("info"))) {
      info = true;
    } else {
      badarg();
    }
  });
  const reference ref = own_reference(a[0]);
  const process_block& p = current_process();
  const bool there = p.ties != nullptr && p.ties->monitors.contains(ref);
  flush ? demonitor_flush(ref) : demonitor(ref);
  return term(there || !info);
}

term alias_0(arguments) {
  return term(alias());
}
term alias_1(arguments a) {
  bool reply = false;
  for_each_of(a[0], [&](term_ref t) {
    reply = t.is(atoms::reply);
    if (!reply && !t.is(atom("explicit_unalias"))) {
      badarg();
    }
  });
  return term(reply ? alias_reply() : alias());
}
term unalias_1(arguments a) {
  return term(unalias(own_reference(a[0])));
}

term make_ref_0(arguments) {
  return term(make_ref());
}

}  // namespace

std::span<const native_row> erlang_signal_rows() {
  static constexpr native_row rows[] = {
      {"link", 1, link_1},         {"unlink", 1, unlink_1},       {"monitor", 2, monitor_2},
      {"monitor", 3, monitor_3},   {"demonitor", 1, demonitor_1}, {"demonitor", 2, demonitor_2},
      {"alias", 0, alias_0},       {"alias", 1, alias_1},         {"unalias", 1, unalias_1},
      {"make_ref", 0, make_ref_0},
  };
  return rows;
}

}  // namespace kith::detail
