// The older shapes of results, over the calls of erpc. OTP: kernel, rpc:rpcify_exception/2.

#include "kith/rpc.hpp"

#include "kernel/erpc_request.hpp"
#include "kith/build.hpp"
#include "kith/erpc.hpp"
#include "otp/gen.hpp"

namespace kith::rpc {

namespace {

using detail::native_outcome;
using what = native_outcome::what;

term bad_rpc(const term& why) {
  return tuple(atoms::badrpc, why);
}
term bad_exit(const term& reason) {
  return bad_rpc(tuple(atoms::EXIT, reason));
}

bool is_exit(const term& t) {
  return t.is_tuple(2) && t[0].is(atoms::EXIT);
}

term from_error(const term& reason) {
  if (reason.is_tuple(3) && reason[0].is(atom("exception"))) {
    return bad_exit(tuple(reason[1], reason[2]));
  }
  const term_ref why = reason[1];  // {erpc, Why}
  if (why.is(atoms::noconnection)) {
    return bad_rpc(atoms::nodedown);
  }
  if (why.is(atoms::timeout) || why.is(atom("notsup"))) {
    return bad_rpc(term(why));
  }
  return bad_exit(term(why));
}

term result_of(const native_outcome& got) {
  switch (got.kind()) {
  case what::returned:
  case what::thrown: return is_exit(got.value()) ? bad_rpc(got.value()) : got.value();
  case what::exit:  // {exception | signal, Reason}
    return bad_exit(term(got.value()[1]));
  case what::error: break;
  }
  return from_error(got.value());
}

void check(const term& args) {
  if (args.ref().list_length() < 0) {
    raise_error(atoms::badarg);
  }
}

/// A node that does not answer within the limit, or is not there.
bool is_bad_node(const native_outcome& got) {
  return got.kind() == what::error && got.value().is_tuple(2) && got.value()[0].is(atoms::erpc) &&
         (got.value()[1].is(atoms::timeout) || got.value()[1].is(atoms::noconnection));
}

}  // namespace

task<term> call(ctx self, atom node, atom module, atom function, term args, duration limit) {
  check(args);
  const detail::erpc_request request = detail::start_erpc(node, module, function, args);
  const native_outcome got = co_await detail::await_erpc(self, request, limit);
  co_return result_of(got);
}

task<term> block_call(ctx self, atom node, atom module, atom function, term args, duration limit) {
  check(args);
  const term what_to_do = tuple(atom("block_call"), module, function, args, group_leader());
  const destination rex(atoms::rex, node);
  const detail::call_outcome got =
      co_await detail::gen_call(self, rex, atoms::gen_call, what_to_do, limit);
  if (got.replied()) {
    co_return got.value();
  }
  const term& why = got.value();
  if (why.is_tuple(2) && why[0].is(atoms::nodedown)) {
    co_return bad_rpc(atoms::nodedown);
  }
  co_return why.is(atoms::timeout) ? bad_rpc(atoms::timeout) : bad_exit(why);
}

void cast(atom node, atom module, atom function, term args) {
  erpc::cast(node, module, function, std::move(args));
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
  std::vector<term> bad;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const duration left = detail::time_left(until);
    const native_outcome got = co_await detail::await_erpc(self, requests[i], left);
    if (is_bad_node(got)) {
      bad.emplace_back(nodes[i]);
    } else {
      results.push_back(result_of(got));
    }
  }
  co_return tuple(list_of(results), list_of(bad));
}

}  // namespace kith::rpc
