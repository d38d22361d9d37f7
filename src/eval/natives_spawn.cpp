// Module `erlang`: spawning.
#include <optional>
#include <vector>

#include "eval/fun_value.hpp"
#include "eval/make.hpp"
#include "eval/natives.hpp"
#include "kith/build.hpp"
#include "otp/log.hpp"
#include "runtime/raised.hpp"
#include "runtime/spawn_request.hpp"

namespace kith::eval {

namespace {

using arguments = std::span<const term>;

/// What is to be spawned, and how.
struct birth {
  term fun;  ///< or, if it is none:
  atom module;
  atom name;
  term args;
  spawn_options how;
};

[[noreturn]] void badarg() {
  raise_error(atoms::badarg);
}

birth of_fun(const term& fun) {
  if (fun_arity(fun) < 0) {
    badarg();
  }
  // A fun of another arity ends its process with badarity.
  birth b;
  b.fun = fun;
  return b;
}
birth of_name(const term& module, const term& name, const term& args) {
  if (!module.is_atom() || !name.is_atom() || args.ref().list_length() < 0) {
    badarg();
  }
  birth b;
  b.module = module.as_atom();
  b.name = name.as_atom();
  b.args = args;
  return b;
}

/// How memory and schedulers are to be used: taken, and means nothing here.
bool is_tuning(atom name) {
  for (const char* known : {"priority", "fullsweep_after", "min_heap_size", "min_bin_vheap_size",
                            "max_heap_size", "message_queue_data", "scheduler"}) {
    if (name == atom(known)) {
      return true;
    }
  }
  return false;
}

struct options {
  spawn_options how;
  bool monitor = false;
};
/// OTP: spawn_opt/2. What says how memory is to be used is taken and means nothing here.
options options_of(term_ref list) {
  options o;
  for (; list.is_cons(); list = list.tail()) {
    const term_ref one = list.head();
    if (one.is(atom("link"))) {
      o.how.link();
    } else if (one.is(atom("monitor")) || (one.is_tuple(2) && one.element(0).is(atom("monitor")) &&
                                           one.element(1).is_list())) {
      o.how.monitor();
      o.monitor = true;
    } else if (!one.is_tuple(2) || !one.element(0).is_atom() ||
               !is_tuning(one.element(0).as_atom())) {
      throw detail::caused_error(atoms::badarg, atom("badopt"));
    }
  }
  if (!list.is_nil()) {
    throw detail::caused_error(atoms::badarg, atom("badopt"));
  }
  return o;
}

spawned spawn_here(const birth& b, const spawn_options& how) {
  return b.fun ? spawn_opt(how, fun_process, b.fun, term::nil())
               : spawn_opt(how, apply_process, b.module, b.name, b.args);
}

term result_of(const spawned& made, bool monitored) {
  return monitored ? term(tuple(made.who, made.monitor_ref)) : term(made.who);
}

term spawn_1(arguments a) {
  return spawn_here(of_fun(a[0]), spawn_options()).who;
}
term spawn_3(arguments a) {
  return spawn_here(of_name(a[0], a[1], a[2]), spawn_options()).who;
}
term spawn_link_1(arguments a) {
  return spawn_here(of_fun(a[0]), spawn_options().link()).who;
}
term spawn_link_3(arguments a) {
  return spawn_here(of_name(a[0], a[1], a[2]), spawn_options().link()).who;
}
term spawn_monitor_1(arguments a) {
  return result_of(spawn_here(of_fun(a[0]), spawn_options().monitor()), true);
}
term spawn_monitor_3(arguments a) {
  return result_of(spawn_here(of_name(a[0], a[1], a[2]), spawn_options().monitor()), true);
}
term spawn_opt_2(arguments a) {
  const options o = options_of(a[1]);
  return result_of(spawn_here(of_fun(a[0]), o.how), o.monitor);
}
term spawn_opt_4(arguments a) {
  const options o = options_of(a[3]);
  return result_of(spawn_here(of_name(a[0], a[1], a[2]), o.how), o.monitor);
}

/// Spawns on another node and waits for its answer. A node that cannot be reached gives a pid of no
/// process, and links and monitors say noconnection. OTP: erlang:spawn/2,4.
task<term> spawn_there(ctx self, atom node, birth b, bool link, bool monitored) {
  if (node == detail::here().name()) {
    spawn_options how;
    how.link(link).monitor(monitored);
    co_return result_of(spawn_here(b, how), monitored);
  }
  const atom module = b.fun ? atoms::erlang : b.module;
  const atom name = b.fun ? atom("apply") : b.name;
  const term args = b.fun ? term(list(b.fun, list())) : b.args;
  detail::spawn_request_options how;
  how.link = link;
  how.monitor = monitored;
  const reference request = detail::spawn_request(node, module, name, args, how);
  pid who;
  term reason;
  const std::size_t which =
      co_await self.receive(on(tuple(atoms::spawn_reply, request, atoms::ok, bind(who))),
                            on(tuple(atoms::spawn_reply, request, atoms::error, bind(reason))));
  if (which == 0) {
    co_return monitored ? term(tuple(who, request)) : term(who);
  }
  if (!reason.is(atoms::noconnection)) {
    raise_error(reason);
  }
  // As OTP: a pid that is dead from the start.
  const pid dead = spawn([](ctx) -> process { co_return; });
  if (link) {
    exit(self.self(), atoms::noconnection);
  }
  if (monitored) {
    const reference made = make_ref();
    send(self, tuple(atoms::DOWN, made, atoms::process, dead, atoms::noconnection));
    co_return tuple(dead, made);
  }
  co_return dead;
}

atom node_of(term_ref t) {
  if (!t.is_atom()) {
    badarg();
  }
  return t.as_atom();
}

template <bool Link, bool Monitor>
task<term> spawn_at_2(ctx self, term args) {
  const std::vector<term> a = elements_of(args);
  birth b = of_fun(a[1]);
  return spawn_there(self, node_of(a[0]), std::move(b), Link, Monitor);
}
template <bool Link, bool Monitor>
task<term> spawn_at_4(ctx self, term args) {
  const std::vector<term> a = elements_of(args);
  birth b = of_name(a[1], a[2], a[3]);
  return spawn_there(self, node_of(a[0]), std::move(b), Link, Monitor);
}
bool has(term_ref list, atom what) {
  for (; list.is_cons(); list = list.tail()) {
    if (list.head().is(what)) {
      return true;
    }
  }
  return false;
}
task<term> spawn_opt_3(ctx self, term args) {
  const std::vector<term> a = elements_of(args);
  birth b = of_fun(a[1]);
  const options o = options_of(a[2]);
  return spawn_there(self, node_of(a[0]), std::move(b), has(a[2], atom("link")), o.monitor);
}
task<term> spawn_opt_5(ctx self, term args) {
  const std::vector<term> a = elements_of(args);
  birth b = of_name(a[1], a[2], a[3]);
  const options o = options_of(a[4]);
  return spawn_there(self, node_of(a[0]), std::move(b), has(a[4], atom("link")), o.monitor);
}

// ---- spawn_request -----------------------------------------------------------------------------

using replies = detail::spawn_request_options::replies;

/// False: it is none of `yes`, `no`, `error_only` and `success_only`.
bool read_replies(term_ref t, replies& out) {
  if (t.is(atom("yes"))) {
    out = replies::yes;
  } else if (t.is(atom("no"))) {
    out = replies::no;
  } else if (t.is(atom("error_only"))) {
    out = replies::error_only;
  } else if (t.is(atom("success_only"))) {
    out = replies::success_only;
  } else {
    return false;
  }
  return true;
}

/// The options of a monitor. An alias that it would be is not made.
bool read_monitor_options(term_ref list, detail::spawn_request_options& how) {
  how.monitor = true;
  for (; list.is_cons(); list = list.tail()) {
    const term_ref one = list.head();
    if (!one.is_tuple(2) || !one[0].is(atom("tag"))) {
      return false;
    }
    how.monitor_tag = term(one[1]);
  }
  return list.is_nil();
}

bool read_request_option(term_ref one, detail::spawn_request_options& how) {
  if (one.is(atom("link"))) {
    how.link = true;
    return true;
  }
  if (one.is(atom("monitor"))) {
    how.monitor = true;
    return true;
  }
  if (!one.is_tuple(2) || !one[0].is_atom()) {
    return false;
  }
  if (one[0].is(atom("monitor"))) {
    return read_monitor_options(one[1], how);
  }
  if (one[0].is(atom("reply"))) {
    return read_replies(one[1], how.reply);
  }
  if (one[0].is(atom("reply_tag"))) {
    how.reply_tag = term(one[1]);
    return true;
  }
  return is_tuning(one[0].as_atom());
}

/// What of an answer is told to the process that asked.
void answer(const detail::spawn_request_options& how, const reference& request, atom outcome,
            const term& with) {
  const bool wanted =
      how.reply == replies::yes ||
      how.reply == (outcome == atoms::ok ? replies::success_only : replies::error_only);
  if (wanted) {
    detail::current_process().append(
        detail::make_message(tuple(how.reply_tag, request, outcome, with)));
  }
}

/// On this node the process is there at once, and its answer first in the mailbox: before what the
/// process itself sends, and before its DOWN.
reference request_here(const birth& b, const detail::spawn_request_options& how) {
  spawn_options options;
  options.link(how.link).monitor(how.monitor);
  spawned made;
  try {
    made = spawn_here(b, options);
  } catch (const exit_exception& e) {
    const reference request = make_ref();
    answer(how, request, atoms::error, e.reason());
    return request;
  }
  const reference request = how.monitor ? made.monitor_ref : make_ref();
  if (how.monitor && !how.monitor_tag.is(atoms::DOWN)) {
    detail::current_process().tied().rarely().tags[request] = how.monitor_tag;
  }
  answer(how, request, atoms::ok, made.who);
  return request;
}

/// OTP: erlang:spawn_request/5. A wrong option is told in the answer. Differs: the option
/// {monitor, [{alias, _}]} is one of them.
term request_spawn(atom node, const birth& b, term_ref options) {
  detail::spawn_request_options how;
  bool good = true;
  for (; options.is_cons(); options = options.tail()) {
    good = read_request_option(options.head(), how) && good;
  }
  if (!options.is_nil()) {
    badarg();
  }
  if (!good) {
    const reference request = make_ref();
    answer(how, request, atoms::error, atom("badopt"));
    return request;
  }
  if (node == detail::here().name()) {
    return request_here(b, how);
  }
  const atom module = b.fun ? atoms::erlang : b.module;
  const atom name = b.fun ? atom("apply") : b.name;
  const term args = b.fun ? term(list(b.fun, list())) : b.args;
  return detail::spawn_request(node, module, name, args, how);
}

atom own_node() {
  return detail::here().name();
}

term spawn_request_1(arguments a) {
  return request_spawn(own_node(), of_fun(a[0]), term::nil());
}
term spawn_request_2(arguments a) {
  return a[0].is_atom() ? request_spawn(a[0].as_atom(), of_fun(a[1]), term::nil())
                        : request_spawn(own_node(), of_fun(a[0]), a[1]);
}
/// (Node, Fun, Options) or (M, F, Args)
term spawn_request_3(arguments a) {
  return a[1].is_atom() ? request_spawn(own_node(), of_name(a[0], a[1], a[2]), term::nil())
                        : request_spawn(node_of(a[0]), of_fun(a[1]), a[2]);
}
/// (Node, M, F, Args) or (M, F, Args, Options)
term spawn_request_4(arguments a) {
  return a[2].is_atom() ? request_spawn(node_of(a[0]), of_name(a[1], a[2], a[3]), term::nil())
                        : request_spawn(own_node(), of_name(a[0], a[1], a[2]), a[3]);
}
term spawn_request_5(arguments a) {
  return request_spawn(node_of(a[0]), of_name(a[1], a[2], a[3]), a[4]);
}
term spawn_request_abandon_1(arguments a) {
  return a[0].is_reference() ? term(detail::spawn_request_abandon(a[0].as_reference()))
                             : (badarg(), term());
}

}  // namespace

void add_spawn_natives(detail::native_table& natives) {
  const atom m = atoms::erlang;
  natives.add(m, atom("spawn"), 1, spawn_1);
  natives.add(m, atom("spawn"), 3, spawn_3);
  natives.add(m, atom("spawn_link"), 1, spawn_link_1);
  natives.add(m, atom("spawn_link"), 3, spawn_link_3);
  natives.add(m, atom("spawn_monitor"), 1, spawn_monitor_1);
  natives.add(m, atom("spawn_monitor"), 3, spawn_monitor_3);
  natives.add(m, atom("spawn_opt"), 2, spawn_opt_2);
  natives.add(m, atom("spawn_opt"), 4, spawn_opt_4);
  natives.add(m, atom("spawn"), 2, spawn_at_2<false, false>);
  natives.add(m, atom("spawn"), 4, spawn_at_4<false, false>);
  natives.add(m, atom("spawn_link"), 2, spawn_at_2<true, false>);
  natives.add(m, atom("spawn_link"), 4, spawn_at_4<true, false>);
  natives.add(m, atom("spawn_monitor"), 2, spawn_at_2<false, true>);
  natives.add(m, atom("spawn_monitor"), 4, spawn_at_4<false, true>);
  natives.add(m, atom("spawn_opt"), 3, spawn_opt_3);
  natives.add(m, atom("spawn_opt"), 5, spawn_opt_5);
  natives.add(m, atom("spawn_request"), 1, spawn_request_1);
  natives.add(m, atom("spawn_request"), 2, spawn_request_2);
  natives.add(m, atom("spawn_request"), 3, spawn_request_3);
  natives.add(m, atom("spawn_request"), 4, spawn_request_4);
  natives.add(m, atom("spawn_request"), 5, spawn_request_5);
  natives.add(m, atom("spawn_request_abandon"), 1, spawn_request_abandon_1);
}

}  // namespace kith::eval
