#include "kith/erpc.hpp"

#include <algorithm>

#include "kernel/erpc_request.hpp"
#include "kith/build.hpp"
#include "runtime/spawn_request.hpp"

namespace kith::erpc {

namespace {

using detail::native_outcome;
using what = native_outcome::what;

void check(const term& args) {
  if (args.ref().list_length() < 0) {
    detail::erpc_badarg();
  }
}

term named(const native_outcome& got) {
  switch (got.kind()) {
  case what::returned: return tuple(atoms::ok, got.value());
  case what::thrown: return tuple(atoms::throw_, got.value());
  case what::exit: return tuple(atoms::exit, got.value());
  case what::error: break;
  }
  return tuple(atoms::error, got.value());
}

process local_cast(ctx self, term args) {
  const native_outcome got =
      co_await detail::run_native(self, self.self(), atoms::erpc, atom("execute_cast"), args);
  if (got.kind() == what::error) {
    raise_error(got.value());
  }
}

}  // namespace

task<term> call(ctx self, atom node, atom module, atom function, term args, duration limit) {
  check(args);
  detail::check_erpc_limit(limit);
  if (node == node_name() && limit.is_infinite()) {
    const native_outcome own = co_await detail::run_erpc(self, module, function, args);
    co_return detail::value_of(own);
  }
  const detail::erpc_request request = detail::start_erpc(node, module, function, args);
  const native_outcome got = co_await detail::await_erpc(self, request, limit);
  co_return detail::value_of(got);
}

void cast(atom node, atom module, atom function, term args) {
  check(args);
  const term call = list(module, function, args);
  if (node == node_name()) {
    spawn(local_cast, call);
    return;
  }
  detail::spawn_request_options how;
  how.reply = detail::spawn_request_options::replies::no;
  static_cast<void>(detail::spawn_request(node, atoms::erpc, atom("execute_cast"), call, how));
}

task<term> multicall(ctx self, std::vector<atom> nodes, atom module, atom function, term args,
                     duration limit) {
  check(args);
  detail::check_erpc_limit(limit);
  const io::instant until = detail::deadline_in(limit);
  // The first call on this node runs here, once the others are on their way.
  const auto own =
      limit.is_infinite() ? std::find(nodes.begin(), nodes.end(), node_name()) : nodes.end();
  const auto own_index = static_cast<std::size_t>(own - nodes.begin());
  std::vector<detail::erpc_request> requests(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (i != own_index) {
      requests[i] = detail::start_erpc(nodes[i], module, function, args);
    }
  }
  std::vector<term> results(nodes.size());
  if (own_index < nodes.size()) {
    const native_outcome got = co_await detail::run_erpc(self, module, function, args);
    results[own_index] = named(got);
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (i != own_index) {
      const duration left = detail::time_left(until);
      const native_outcome got = co_await detail::await_erpc(self, requests[i], left);
      results[i] = named(got);
    }
  }
  co_return list_of(results);
}

void multicast(const std::vector<atom>& nodes, atom module, atom function, const term& args) {
  check(args);
  for (const atom node : nodes) {
    cast(node, module, function, args);
  }
}

}  // namespace kith::erpc
