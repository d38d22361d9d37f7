// The requests of gen_server whose responses are fetched later. A collection of them is a map, as
// in OTP: the reference of each leads to its label. OTP: stdlib, gen:send_request/3.

#include "kith/build.hpp"
#include "kith/gen_server.hpp"
#include "otp/gen.hpp"
#include "otp/marked_receive.hpp"
#include "otp/request_ids.hpp"
#include "runtime/outgoing.hpp"

namespace kith {

namespace {

/// `{[alias | Ref], Reply}`
bool is_reply(term_ref m) {
  return m.is_tuple(2) && m[0].is_cons() && m[0].head().is(atoms::alias) &&
         m[0].tail().is_reference();
}

/// The reference that a message of a request holds; nothing for others.
term_ref key_of(term_ref m) {
  if (is_reply(m)) {
    return m[0].tail();
  }
  return m.is_tuple(5) && m[0].is(atoms::DOWN) && m[1].is_reference() ? m[1] : term_ref();
}

int reply_or_end(const reference& ref, term_ref m) {
  const term_ref key = key_of(m);
  return key && key.is(ref) ? 0 : -1;
}

/// Of a message with the reference `id`; the request is over.
term response_of(const reference& id, term_ref m) {
  demonitor_flush(id);
  return is_reply(m) ? term(tuple(atom("reply"), m[1]))
                     : term(tuple(atoms::error, tuple(m[4], m[3])));
}

reference request_of(const term& t) {
  return t.is_reference() ? t.as_reference() : (raise_error(atoms::badarg), reference());
}
void check(const term& requests) {
  if (!requests.ref().is_map()) {
    raise_error(atoms::badarg);
  }
}

term answered(const term& requests, term_ref message, bool remove) {
  const term_ref key = key_of(message);
  const term label(requests.ref().map_get(key));
  return tuple(response_of(key.as_reference(), message), label,
               detail::left_of(requests, key, remove));
}

/// From then on no message of it is in the mailbox, or will come. What came until now is given.
task<detail::marked_message> give_up(ctx self, reference id) {
  demonitor_flush(id);
  const detail::marked_message late =
      co_await detail::marked_receive(self, id, reply_or_end, duration());
  co_return late;
}

/// There is nobody to send to: said as if they had ended.
term refused(const term& server, const term& reason) {
  const reference id = make_ref();
  send(self(), tuple(atoms::DOWN, id, atom("process"), server, reason));
  return id;
}

}  // namespace

term gen_server::send_request(const destination& server, term request) {
  destination to = server;
  if (server.kind() == destination::what::name ||
      (server.kind() == destination::what::remote_name && server.node() == node_name())) {
    const pid named = whereis(server.name());
    if (!named) {
      return refused(detail::term_of(server), atoms::noproc);
    }
    to = named;
  } else if (server.kind() == destination::what::alias) {
    raise_error(atoms::badarg);
  }
  const reference id = detail::call_reference();
  detail::send_call(to, id, tuple(atoms::gen_call, tuple(self(), cons(atoms::alias, id)), request));
  return id;
}

term gen_server::send_request(const destination& server, term request, term label,
                              const term& requests) {
  check(requests);
  return map_put(requests, send_request(server, std::move(request)), label);
}

task<term> gen_server::wait_response(ctx self, term request, duration limit) {
  const reference id = request_of(request);
  const detail::marked_message came =
      co_await detail::marked_receive(self, id, reply_or_end, limit);
  co_return came.timed_out() ? term(atoms::timeout) : response_of(id, came.message());
}

task<term> gen_server::receive_response(ctx self, term request, duration limit) {
  const reference id = request_of(request);
  const detail::marked_message came =
      co_await detail::marked_receive(self, id, reply_or_end, limit);
  if (!came.timed_out()) {
    co_return response_of(id, came.message());
  }
  const detail::marked_message late = co_await give_up(self, id);
  co_return late.timed_out() ? term(atoms::timeout) : response_of(id, late.message());
}

task<term> gen_server::wait_response(ctx self, term requests, duration limit, bool remove) {
  check(requests);
  if (requests.ref().map_size() == 0) {
    co_return atom("no_request");
  }
  const term message = co_await detail::any_response(self, requests, key_of, limit);
  co_return message ? answered(requests, message, remove) : term(atoms::timeout);
}

task<term> gen_server::receive_response(ctx self, term requests, duration limit, bool remove) {
  const term response = co_await wait_response(self, requests, limit, remove);
  if (response.is(atoms::timeout)) {
    for (const auto& [id, label] : map_pairs(requests)) {
      const reference one = request_of(term(id));
      co_await give_up(self, one);
    }
  }
  co_return response;
}

term gen_server::check_response(const term& message, const term& request) {
  const reference id = request_of(request);
  return reply_or_end(id, message) == 0 ? response_of(id, message) : term(atom("no_reply"));
}

term gen_server::check_response(const term& message, const term& requests, bool remove) {
  check(requests);
  if (requests.ref().map_size() == 0) {
    return atom("no_request");
  }
  const term_ref key = key_of(message);
  return key && requests.ref().map_get(key) ? answered(requests, message, remove)
                                            : term(atom("no_reply"));
}

term gen_server::reqids_new() {
  return map();
}

std::size_t gen_server::reqids_size(const term& requests) {
  check(requests);
  return requests.ref().map_size();
}

term gen_server::reqids_add(const term& request, term label, const term& requests) {
  check(requests);
  if (!request.is_reference() || requests.ref().map_get(request)) {
    raise_error(atoms::badarg);
  }
  return map_put(requests, request, label);
}

term gen_server::reqids_to_list(const term& requests) {
  check(requests);
  std::vector<term> all;
  for (const auto& [id, label] : map_pairs(requests)) {
    all.emplace_back(tuple(id, label));
  }
  return list_of(all);
}

}  // namespace kith
