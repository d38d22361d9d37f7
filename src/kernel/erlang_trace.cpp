// Module `erlang`: tracing and profiling, of which there is none: what asks about them is answered,
// and what would begin them is badarg or not there.

#include "kernel/erlang_rows.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

// ---- tags of dynamic tracing: an emulator without it keeps none --------------------------------

term no_tag_0(arguments) {
  return atoms::undefined;
}
term put_tag_1(arguments a) {
  return a[0].is_binary() || a[0].is(atoms::undefined) ? term(atoms::undefined)
                                                       : (badarg(), term());
}
term tag_data_1(arguments a) {
  return a[0];
}
term spread_tag_1(arguments a) {
  static_cast<void>(boolean_of(a[0]));
  return atoms::true_;
}
term restore_tag_1(arguments a) {
  return a[0].is(atoms::true_) ? term(atoms::true_) : (badarg(), term());
}

// ---- sequential tracing: no process has a token ------------------------------------------------

term seq_trace_info_1(arguments a) {
  const std::string_view what = atom_of(a[0]).name();
  for (const char* flag : {"send", "receive", "print", "timestamp", "monotonic_timestamp",
                           "strict_monotonic_timestamp"}) {
    if (what == flag) {
      return tuple(a[0], false);
    }
  }
  return what == "label" || what == "serial" ? term::nil() : (badarg(), term());
}
term seq_trace_print_1(arguments) {
  return atoms::false_;
}
term seq_trace_print_2(arguments a) {
  return a[0].is_atom() || a[0].is_integer() ? term(atoms::false_) : (badarg(), term());
}

// ---- tracing -----------------------------------------------------------------------------------

/// What is asked of a traced function, in OTP's order.
constexpr std::string_view function_items[] = {
    "traced", "match_spec", "meta", "meta_match_spec", "call_count", "call_time", "all"};

/// Of a process, or of all new ones and ports.
term process_trace_info(const term& item) {
  return item.is(atom("flags"))    ? term(tuple(item, term::nil()))
         : item.is(atom("tracer")) ? term(tuple(item, term::nil()))
                                   : (badarg(), term());
}

term trace_info_2(arguments a) {
  const term& what = a[0];
  const atom item = atom_of(a[1]);
  const bool is_function =
      what.is_tuple(3) && what[0].is_atom() && what[1].is_atom() && what[2].is_integer();
  if (is_function || what.is(atom("on_load"))) {
    for (const std::string_view known : function_items) {
      if (item.name() == known) {
        return tuple(item, false);
      }
    }
    badarg();
  }
  if (what.is_atom()) {
    const std::string_view whom = what.as_atom().name();
    const bool is_new = whom == "new" || whom == "new_processes" || whom == "new_ports";
    return is_new ? process_trace_info(a[1]) : (badarg(), term());
  }
  static_cast<void>(local_pid_of(what));
  if (here().home().find(what.as_pid()) == nullptr) {
    return atoms::undefined;
  }
  return process_trace_info(a[1]);
}

/// Nothing is under way: the message is there at once.
term trace_delivered_1(arguments a) {
  if (!a[0].is(atom("all"))) {
    static_cast<void>(local_pid_of(a[0]));
  }
  const term made = make_ref();
  send(self(), tuple(atom("trace_delivered"), a[0], made));
  return made;
}

// ---- profiling ---------------------------------------------------------------------------------

term system_profile_0(arguments) {
  return atoms::undefined;
}
/// Differs: there is nothing that it could profile.
term system_profile_2(arguments a) {
  return a[0].is(atoms::undefined) && a[1].is_list() ? term(atoms::undefined) : (badarg(), term());
}

}  // namespace

std::span<const native_row> erlang_trace_rows() {
  static constexpr native_row rows[] = {
      {"dt_get_tag", 0, no_tag_0},
      {"dt_get_tag_data", 0, no_tag_0},
      {"dt_put_tag", 1, put_tag_1},
      {"dt_append_vm_tag_data", 1, tag_data_1},
      {"dt_prepend_vm_tag_data", 1, tag_data_1},
      {"dt_spread_tag", 1, spread_tag_1},
      {"dt_restore_tag", 1, restore_tag_1},
      {"seq_trace_info", 1, seq_trace_info_1},
      {"seq_trace_print", 1, seq_trace_print_1},
      {"seq_trace_print", 2, seq_trace_print_2},
      {"trace_info", 2, trace_info_2},
      {"trace_delivered", 1, trace_delivered_1},
      {"system_profile", 0, system_profile_0},
      {"system_profile", 2, system_profile_2},
  };
  return rows;
}

}  // namespace kith::detail
