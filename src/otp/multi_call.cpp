// Calls to the servers of one name on several nodes. OTP: stdlib, gen_server:do_multi_call/4.
//
//   client → {Name, Node}   {'$gen_call', {Pid, {Ref, Node}}, Request}
//   server → client         {{Ref, Node}, Reply}, to the pid
//
// With a limit, a process in between takes the replies, so that none comes to the caller late.

#include "kith/build.hpp"
#include "kith/gen_server.hpp"
#include "otp/all_nodes.hpp"
#include "otp/marked_receive.hpp"

namespace kith {

namespace {

struct asked {
  atom node;
  reference watch;
};

std::vector<asked> ask_all(const std::vector<atom>& nodes, atom name, const reference& tag,
                           const term& request) {
  std::vector<asked> all;
  all.reserve(nodes.size());
  for (const atom node : nodes) {
    const destination server(name, node);
    all.push_back({node, monitor(server)});
    send(server, tuple(atoms::gen_call, tuple(self(), tuple(tag, node)), request));
  }
  return all;
}

/// Waits for one after the other; whose time is up is a bad node.
task<term> collect(ctx self, std::vector<atom> nodes, atom name, term request, reference timer) {
  const reference tag = make_ref();
  const std::vector<asked> all = ask_all(nodes, name, tag, request);
  std::vector<term> replies;
  std::vector<term> bad;
  bool late = false;
  for (const asked& a : all) {
    term reply;
    const duration limit = late ? duration() : duration::infinity();
    const std::size_t came = co_await self.receive(
        on(tuple(atoms::DOWN, a.watch, any, any, any)), on(tuple(tuple(tag, a.node), bind(reply))),
        on(tuple(atoms::timeout, timer, any)), after(limit));
    demonitor_flush(a.watch);
    if (came == 1) {
      replies.push_back(tuple(a.node, reply));
      continue;
    }
    late = late || came == 2;
    bad.emplace_back(a.node);
  }
  co_return tuple(list_of(replies), list_of(bad));
}

process collector(ctx self, std::vector<atom> nodes, atom name, term request, duration limit,
                  pid caller) {
  trap_exit(true);
  const reference watch = monitor(caller);
  const reference timer = start_timer(limit, self, atoms::ok);
  const term result = co_await collect(self, std::move(nodes), name, request, timer);
  demonitor(watch);
  exit(tuple(atom("multi_call"), result));
}

}  // namespace

task<term> gen_server::multi_call(ctx self, std::vector<atom> nodes, atom name, term request,
                                  duration limit) {
  if (limit.is_infinite()) {
    const reference no_timer = make_ref();
    const term result = co_await collect(self, std::move(nodes), name, request, no_timer);
    co_return result;
  }
  const spawned between =
      spawn_monitor(collector, std::move(nodes), name, request, limit, self.self());
  const auto ended = [](const reference& ref, term_ref m) {
    return detail::is_down(ref, m) ? 0 : -1;
  };
  const detail::marked_message down =
      co_await detail::marked_receive(self, between.monitor_ref, ended, duration::infinity());
  const term_ref reason = down.message()[4];
  if (reason.is_tuple(2) && reason[0].is(atom("multi_call"))) {
    co_return term(reason[1]);
  }
  exit(term(reason));
}

task<term> gen_server::multi_call(ctx self, atom name, term request) {
  return multi_call(self, detail::all_nodes(), name, std::move(request));
}

}  // namespace kith
