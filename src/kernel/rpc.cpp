// The older shapes of results, over the calls of erpc. OTP: kernel, rpc:rpcify_exception/2.

#include "kith/rpc.hpp"

#include "kernel/erpc_request.hpp"
#include "kith/build.hpp"
#include "kith/erpc.hpp"
#include "otp/all_nodes.hpp"
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

/// Arguments that erpc does not take; here they are plain badarg.
void check(const term& args, duration limit = duration::infinity()) {
  if (args.ref().list_length() < 0 || !detail::is_erpc_limit(limit)) {
    raise_error(atoms::badarg);
  }
}

detail::erpc_request request_of(const term& key) {
  const auto request = detail::erpc_request_of(key);
  return request ? *request : (raise_error(atoms::badarg), detail::erpc_request());
}

/// What erpc::multicall says of a node.
native_outcome outcome_of(term_ref end) {
  const what kind = end[0].is(atoms::ok)       ? what::returned
                    : end[0].is(atoms::throw_) ? what::thrown
                    : end[0].is(atoms::exit)   ? what::exit
                                               : what::error;
  return {kind, term(end[1])};
}

/// A node that does not answer within the limit, or is not there.
bool is_bad_node(const native_outcome& got) {
  return got.kind() == what::error && got.value().is_tuple(2) && got.value()[0].is(atoms::erpc) &&
         (got.value()[1].is(atoms::timeout) || got.value()[1].is(atoms::noconnection));
}

}  // namespace

task<term> call(ctx self, atom node, atom module, atom function, term args, duration limit) {
  check(args, limit);
  if (node == node_name() && limit.is_infinite()) {
    const native_outcome own = co_await detail::run_erpc(self, module, function, args);
    co_return result_of(own);
  }
  const detail::erpc_request request = detail::start_erpc(node, module, function, args);
  const native_outcome got = co_await detail::await_erpc(self, request, limit);
  co_return result_of(got);
}

task<term> block_call(ctx self, atom node, atom module, atom function, term args, duration limit) {
  check(args, limit);
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
  check(args);
  erpc::cast(node, module, function, std::move(args));
}

void eval_everywhere(const std::vector<atom>& nodes, atom module, atom function, const term& args) {
  for (const atom node : nodes) {
    cast(node, module, function, args);
  }
}
void eval_everywhere(atom module, atom function, const term& args) {
  eval_everywhere(detail::all_nodes(), module, function, args);
}

task<term> multicall(ctx self, std::vector<atom> nodes, atom module, atom function, term args,
                     duration limit) {
  check(args, limit);
  const term ends = co_await erpc::multicall(self, nodes, module, function, args, limit);
  std::vector<term> results;
  std::vector<term> bad;
  term_ref at = ends;
  for (const atom node : nodes) {
    const native_outcome got = outcome_of(at.head());
    if (is_bad_node(got)) {
      bad.emplace_back(node);
    } else {
      results.push_back(result_of(got));
    }
    at = at.tail();
  }
  co_return tuple(list_of(results), list_of(bad));
}
task<term> multicall(ctx self, atom module, atom function, term args, duration limit) {
  return multicall(self, detail::all_nodes(), module, function, std::move(args), limit);
}

term async_call(atom node, atom module, atom function, term args) {
  check(args);
  return erpc::send_request(node, module, function, std::move(args));
}

task<term> yield(ctx self, term key) {
  const detail::erpc_request request = request_of(key);
  const native_outcome got = co_await detail::await_erpc(self, request, duration::infinity());
  co_return result_of(got);
}

task<term> nb_yield(ctx self, term key, duration limit) {
  const detail::erpc_request request = request_of(key);
  const auto got = co_await detail::wait_erpc(self, request, limit);
  co_return got ? term(tuple(atom("value"), result_of(*got))) : term(atoms::timeout);
}

task<term> parallel_eval(ctx self, term calls) {
  const std::vector<atom> nodes = detail::all_nodes();
  std::vector<term> keys;
  for (term_ref at = calls; !at.is_nil(); at = at.tail()) {
    if (!at.is_cons() || !at.head().is_tuple(3) || !at.head()[0].is_atom() ||
        !at.head()[1].is_atom()) {
      raise_error(atoms::badarg);
    }
    const term_ref c = at.head();
    const atom node = nodes[keys.size() % nodes.size()];
    keys.push_back(async_call(node, c[0].as_atom(), c[1].as_atom(), term(c[2])));
  }
  std::vector<term> results;
  for (const term& key : keys) {
    term result = co_await yield(self, key);
    results.push_back(std::move(result));
  }
  co_return list_of(results);
}

task<term> pmap(ctx self, atom module, atom function, term extra, term elements) {
  check(extra);
  check(elements);
  std::vector<term> calls;
  for (term_ref at = elements; at.is_cons(); at = at.tail()) {
    calls.emplace_back(tuple(module, function, cons(at.head(), extra)));
  }
  const term all = list_of(calls);
  const term results = co_await parallel_eval(self, all);
  for (term_ref at = results; at.is_cons(); at = at.tail()) {
    if (at.head().is_tuple(2) && at.head()[0].is(atoms::badrpc)) {
      exit(term(atoms::badrpc));
    }
  }
  co_return results;
}

task<term> pinfo(ctx self, pid who) {
  return call(self, who.node(), atoms::erlang, atom("process_info"), list(who));
}
task<term> pinfo(ctx self, pid who, term item) {
  return call(self, who.node(), atoms::erlang, atom("process_info"), list(who, item));
}

}  // namespace kith::rpc
