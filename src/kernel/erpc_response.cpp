// The requests of erpc whose responses are fetched later. A collection of them is a map, as in OTP:
// the reference of each leads to `[Result | Label]`.

#include "kernel/erpc_request.hpp"
#include "kith/build.hpp"
#include "kith/erpc.hpp"
#include "otp/request_ids.hpp"

namespace kith::erpc {

namespace {

using detail::erpc_request;
using detail::native_outcome;
using what = native_outcome::what;

using detail::check_erpc_limit;
using detail::erpc_badarg;

term responded(const term& value) {
  return tuple(atom("response"), value);
}
term no_response() {
  return atom("no_response");
}
term no_request() {
  return atom("no_request");
}

erpc_request request_of(const term& t) {
  const auto request = detail::erpc_request_of(t);
  return request ? *request : (erpc_badarg(), erpc_request());
}
void check(const term& requests) {
  if (!requests.ref().is_map()) {
    erpc_badarg();
  }
}

/// The value of a response, the label and what is left; or raises with such a tuple.
struct labelled {
  term value;
  term label;
  term left;
};
labelled take(const term& requests, term_ref message, bool remove) {
  const term_ref key = detail::erpc_key(message);
  const term_ref kept = requests.ref().map_get(key);
  if (!kept.is_cons() || !kept.head().is_reference()) {
    erpc_badarg();
  }
  const native_outcome got = detail::erpc_outcome(kept.head().as_reference(), message);
  labelled all{got.value(), term(kept.tail()), detail::left_of(requests, key, remove)};
  if (got.kind() != what::returned) {
    const term whole = tuple(got.value(), all.label, all.left);
    static_cast<void>(detail::value_of(native_outcome(got.kind(), whole)));
  }
  return all;
}

term answered(const term& requests, term_ref message, bool remove) {
  const labelled got = take(requests, message, remove);
  return tuple(responded(got.value), got.label, got.left);
}

}  // namespace

term send_request(atom node, atom module, atom function, term args) {
  if (args.ref().list_length() < 0) {
    erpc_badarg();
  }
  return detail::term_of(detail::start_erpc(node, module, function, args));
}

term send_request(atom node, atom module, atom function, term args, term label, term requests) {
  check(requests);
  const term request = send_request(node, module, function, std::move(args));
  return reqids_add(request, std::move(label), requests);
}

task<term> receive_response(ctx self, term request, duration limit) {
  check_erpc_limit(limit);
  const native_outcome got = co_await detail::await_erpc(self, request_of(request), limit);
  co_return detail::value_of(got);
}

task<term> receive_response(ctx self, term requests, duration limit, bool remove) {
  check(requests);
  check_erpc_limit(limit);
  if (requests.ref().map_size() == 0) {
    co_return no_request();
  }
  const term message = co_await detail::any_response(self, requests, detail::erpc_key, limit);
  if (message) {
    const labelled got = take(requests, message, remove);
    co_return tuple(got.value, got.label, got.left);
  }
  for (const auto& [id, kept] : map_pairs(requests)) {
    if (!id.is_reference()) {
      erpc_badarg();
    }
    const reference one = id.as_reference();
    co_await detail::forget_erpc(self, one);
  }
  raise_error(tuple(atoms::erpc, atoms::timeout));
}

task<term> wait_response(ctx self, term request, duration limit) {
  check_erpc_limit(limit);
  const auto got = co_await detail::wait_erpc(self, request_of(request), limit);
  co_return got ? responded(detail::value_of(*got)) : no_response();
}

task<term> wait_response(ctx self, term requests, duration limit, bool remove) {
  check(requests);
  check_erpc_limit(limit);
  if (requests.ref().map_size() == 0) {
    co_return no_request();
  }
  const term message = co_await detail::any_response(self, requests, detail::erpc_key, limit);
  co_return message ? answered(requests, message, remove) : no_response();
}

term check_response(const term& message, const term& request) {
  const erpc_request asked = request_of(request);
  const term_ref key = detail::erpc_key(message);
  if (!key || !key.is(asked.id)) {
    return no_response();
  }
  return responded(detail::value_of(detail::erpc_outcome(asked.result, message)));
}

term check_response(const term& message, const term& requests, bool remove) {
  check(requests);
  if (requests.ref().map_size() == 0) {
    return no_request();
  }
  const term_ref key = detail::erpc_key(message);
  return key && requests.ref().map_get(key) ? answered(requests, message, remove) : no_response();
}

term reqids_new() {
  return map();
}

std::size_t reqids_size(const term& requests) {
  check(requests);
  return requests.ref().map_size();
}

term reqids_add(const term& request, term label, const term& requests) {
  check(requests);
  const erpc_request asked = request_of(request);
  if (requests.ref().map_get(term(asked.id))) {
    erpc_badarg();
  }
  const term kept = cons(asked.result, label);
  return map_put(requests, term(asked.id), kept);
}

term reqids_to_list(const term& requests) {
  check(requests);
  std::vector<term> all;
  for (const auto& [id, kept] : map_pairs(requests)) {
    if (!id.is_reference() || !kept.is_cons() || !kept.head().is_reference()) {
      erpc_badarg();
    }
    all.emplace_back(tuple(cons(kept.head(), id), kept.tail()));
  }
  return list_of(all);
}

}  // namespace kith::erpc
