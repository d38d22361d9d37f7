// Calls of rpc's own protocol, in which a server gets {Pid, Request} and answers by a message that
// has no reference. OTP: kernel, rpc:server_call/4, sbcast/3.
//
//   client → {Name, Node}   {Pid, Request}
//   server → client         {Name, Node, Reply}

#include "kith/build.hpp"
#include "kith/pattern.hpp"
#include "kith/rpc.hpp"
#include "otp/all_nodes.hpp"

namespace kith::rpc {

namespace {

struct asked {
  atom node;
  reference watch;
};

asked ask(atom node, atom name, const term& request) {
  const destination server(name, node);
  const asked one{node, monitor(server)};
  send(server, tuple(self(), request));
  return one;
}

/// {Replies, BadNodes}; a reply is the last part of what `name` sends.
task<term> ask_all(ctx self, std::vector<atom> nodes, atom name, term request) {
  std::vector<asked> all;
  for (const atom node : nodes) {
    all.push_back(ask(node, name, request));
  }
  std::vector<term> replies;
  std::vector<term> bad;
  for (const asked& one : all) {
    const reference watch = one.watch;
    const atom node = one.node;
    term reply;
    const std::size_t came =
        co_await self.receive(on(tuple(atoms::DOWN, watch, any, any, any)),
                              on(tuple(atoms::rex, node, tuple(atom("nonexisting_name"), any))),
                              on(tuple(name, node, bind(reply))));
    demonitor_flush(watch);
    if (came == 2) {
      replies.push_back(reply);
    } else {
      bad.emplace_back(node);
    }
  }
  co_return tuple(list_of(replies), list_of(bad));
}

}  // namespace

void abcast(const std::vector<atom>& nodes, atom name, const term& message) {
  for (const atom node : nodes) {
    send(destination(name, node), message);
  }
}
void abcast(atom name, const term& message) {
  abcast(detail::all_nodes(), name, message);
}

task<term> sbcast(ctx self, std::vector<atom> nodes, atom name, term message) {
  return ask_all(self, std::move(nodes), atoms::rex, tuple(atom("sbcast"), name, message));
}
task<term> sbcast(ctx self, atom name, term message) {
  return sbcast(self, detail::all_nodes(), name, std::move(message));
}

task<term> server_call(ctx self, atom node, atom name, term reply_wrapper, term request) {
  const asked one = ask(node, name, request);
  term reply;
  const std::size_t came = co_await self.receive(on(tuple(atoms::DOWN, one.watch, any, any, any)),
                                                 on(tuple(reply_wrapper, node, bind(reply))));
  demonitor_flush(one.watch);
  co_return came == 0 ? term(tuple(atoms::error, atoms::nodedown)) : reply;
}

task<term> multi_server_call(ctx self, std::vector<atom> nodes, atom name, term request) {
  return ask_all(self, std::move(nodes), name, std::move(request));
}
task<term> multi_server_call(ctx self, atom name, term request) {
  return multi_server_call(self, detail::all_nodes(), name, std::move(request));
}

}  // namespace kith::rpc
