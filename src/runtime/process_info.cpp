// What a process tells of itself when asked: the request is a signal like any other, so that all
// signals sent before it have taken effect.

#include "kith/build.hpp"
#include "runtime/node_core.hpp"
#include "runtime/outgoing.hpp"
#include "runtime/process_items.hpp"
#include "runtime/scheduler.hpp"

namespace kith {

namespace detail {

void answer_request(process_block& p, const peer_signal& request) {
  const term value =
      request.kind == signal_kind::info_request ? info_of(p, request.payload) : atoms::true_;
  p.node->home().deliver_or_free(request.from, make_message(tuple(request.ref, value)));
}

namespace {

task<term> ask(ctx self, pid who, signal_kind kind, term item) {
  process_block& p = *self.block();
  const reference ref = make_ref();
  peer_signal* s = make_peer_signal(kind, p.pid(), std::move(item));
  s->ref = ref;
  if (!who.is_local() || !p.node->home().deliver(who, s)) {
    answer_for_nobody(*p.node, who, s);
  }
  term answer;
  co_await self.receive(on(tuple(ref, bind(answer))));
  co_return answer;
}

/// Whether one of the items tells of messages, some of which may not have been looked at yet.
bool is_about_messages(term_ref items) {
  if (items.is_atom()) {
    return items.is(atoms::messages) || items.is(atoms::message_queue_len);
  }
  for (; items.is_cons(); items = items.tail()) {
    if (is_about_messages(items.head())) {
      return true;
    }
  }
  return false;
}

}  // namespace
}  // namespace detail

task<bool> is_process_alive(ctx self, pid who) {
  if (who == self.self()) {
    co_return true;
  }
  const term answer = co_await detail::ask(self, who, detail::signal_kind::alive_request, term());
  co_return answer.is(atoms::true_);
}

task<term> process_info(ctx self, pid who, term item) {
  if (!detail::is_item(item) && !(item.is_list() && detail::is_list_of_items(item))) {
    raise_error(atoms::badarg);
  }
  term answer;
  if (who == self.self()) {
    if (detail::is_about_messages(item)) {
      co_await self.yield();  // takes what has been sent
    }
    answer = detail::info_of(*self.block(), item);
  } else {
    answer = co_await detail::ask(self, who, detail::signal_kind::info_request, item);
  }
  // OTP: a process without a name gives [] in place of {registered_name, Name}.
  const bool nothing = item.is(atoms::registered_name) && answer.is_tuple(2) && answer[1].is_nil();
  co_return nothing ? term::nil() : answer;
}

}  // namespace kith
