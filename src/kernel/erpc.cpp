#include "kith/erpc.hpp"

#include "kernel/erpc_request.hpp"
#include "kith/build.hpp"
#include "runtime/spawn_request.hpp"

namespace kith::erpc {

namespace {

using what = detail::native_outcome::what;

void check(const term& args) {
  if (args.ref().list_length() < 0) {
    raise_error(tuple(atoms::erpc, atoms::badarg));
  }
}

term named(const detail::native_outcome& got) {
  switch (got.kind()) {
  case what::returned: return tuple(atoms::ok, got.value());
  case what::thrown: return tuple(atoms::throw_, got.value());
  case what::exit: return tuple(atoms::exit, got.value());
  case what::error: break;
  }
  return tuple(atoms::error, got.value());
}

process local_cast(ctx self, term args) {
  const detail::native_outcome got =
      co_await detail::run_native(self, self.self(), atoms::erpc, atom("execute_cast"), args);
  if (got.kind() == what::error) {
    raise_error(got.value());
  }
}

}  // namespace

task<term> call(ctx self, atom node, atom module, atom function, term args, duration limit) {
  check(args);
  const detail::erpc_request request = detail::start_erpc(node, module, function, args);
  const detail::native_outcome got = co_await detail::await_erpc(self, request, limit);
  switch (got.kind()) {
  case what::returned: break;
  case what::thrown: throw_term(got.value());
  case what::exit: exit(got.value());
  case what::error: raise_error(got.value());
  }
  co_return got.value();
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
  const io::instant until = detail::deadline_in(limit);
  std::vector<detail::erpc_request> requests;
  for (const atom node : nodes) {
    requests.push_back(detail::start_erpc(node, module, function, args));
  }
  std::vector<term> results;
  for (const detail::erpc_request& request : requests) {
    const duration left = detail::time_left(until);
    const detail::native_outcome got = co_await detail::await_erpc(self, request, left);
    results.push_back(named(got));
  }
  co_return list_of(results);
}

}  // namespace kith::erpc
