// Module `erlang`: spawning.
#include <optional>
#include <vector>

#include "eval/fun_value.hpp"
#include "eval/natives.hpp"
#include "kith/build.hpp"
#include "otp/log.hpp"
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
    } else if (!one.is_tuple(2) || !one.element(0).is_atom()) {
      badarg();
    }
  }
  if (!list.is_nil()) {
    badarg();
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
std::vector<term> vector_of(term_ref list) {
  std::vector<term> all;
  for (; list.is_cons(); list = list.tail()) {
    all.emplace_back(list.head());
  }
  return all;
}

template <bool Link, bool Monitor>
task<term> spawn_at_2(ctx self, term args) {
  const std::vector<term> a = vector_of(args);
  birth b = of_fun(a[1]);
  return spawn_there(self, node_of(a[0]), std::move(b), Link, Monitor);
}
template <bool Link, bool Monitor>
task<term> spawn_at_4(ctx self, term args) {
  const std::vector<term> a = vector_of(args);
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
  const std::vector<term> a = vector_of(args);
  birth b = of_fun(a[1]);
  const options o = options_of(a[2]);
  return spawn_there(self, node_of(a[0]), std::move(b), has(a[2], atom("link")), o.monitor);
}
task<term> spawn_opt_5(ctx self, term args) {
  const std::vector<term> a = vector_of(args);
  birth b = of_name(a[1], a[2], a[3]);
  const options o = options_of(a[4]);
  return spawn_there(self, node_of(a[0]), std::move(b), has(a[4], atom("link")), o.monitor);
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
}

}  // namespace kith::eval
