#include "runtime/spawn_request.hpp"

#include "kith/build.hpp"
#include "runtime/node_core.hpp"
#include "runtime/outgoing.hpp"
#include "runtime/scheduler.hpp"

namespace kith::detail {

namespace {

using replies = spawn_request_options::replies;

/// The options as OTP sends them: which messages come back is not the peer's business.
term options_of(const spawn_request_options& how) {
  std::vector<term> all;
  if (how.link) {
    all.emplace_back(atom("link"));
  }
  if (how.monitor) {
    all.emplace_back(atom("monitor"));
  }
  return list_of(all);
}

/// Nobody waits for that process any more. One that was to be linked is ended, as by OTP.
void withdraw(process_block& p, const reference& ref, pid who, const peer_signal& reply) {
  if ((reply.id & spawn_reply_link) != 0) {
    const term why = atom("abandoned");
    send_link_exit(*p.node, p.pid(), who, reply.connection, why);
  }
  send_demonitor(*p.node, p.pid(), who, ref, reply.connection);
}

}  // namespace

reference spawn_request(atom node, atom module, atom function, term args,
                        const spawn_request_options& how) {
  process_block& p = current_process();
  const reference ref = p.node->make_reference();
  p.set_mark(reference_number(ref));
  const std::int64_t arity = args.ref().list_length();
  if (arity < 0) {
    raise_error(atoms::badarg);
  }
  const term options = options_of(how);
  outbound out{};
  out.what = outbound::op::spawn_request;
  out.node = node;
  out.from = p.pid();
  out.ref = ref;
  out.leader = p.leader;
  out.module = module;
  out.function = function;
  out.arity = static_cast<std::uint32_t>(arity);
  out.options = options;
  out.payload = args;
  relations& ties = p.tied();
  ties.remote = true;
  ties.spawns[ref] = {how, node, 0};
  if (how.monitor && !how.monitor_tag.is(atoms::DOWN)) {
    ties.rarely().tags[ref] = how.monitor_tag;
  }
  router* r = p.node->remote.load(std::memory_order_acquire);
  const routed sent = r == nullptr ? routed{} : r->route(out);
  if (sent.connection == 0) {
    peer_signal* s = make_peer_signal(signal_kind::spawn_reply, {}, atoms::noconnection);
    s->ref = ref;
    p.node->home().deliver_or_free(p.pid(), s);
  }
  if (sent.busy) {
    get_ahead(p, sent.connection, node);
  }
  ties.spawns[ref].connection = sent.connection;
  return ref;
}

bool spawn_request_abandon(const reference& request) {
  process_block& p = current_process();
  const bool is_open = p.ties != nullptr && p.ties->spawns.erase(request) != 0;
  if (is_open) {
    p.ties->forget_tag(request);
  }
  return is_open;
}

void apply_spawn_reply(process_block& p, const peer_signal& reply) {
  const reference& ref = reply.ref;
  const term_ref outcome = reply.payload;
  const std::uint64_t connection = reply.connection;
  const auto at = p.ties == nullptr ? decltype(p.ties->spawns.end()){} : p.ties->spawns.find(ref);
  if (p.ties == nullptr || at == p.ties->spawns.end()) {
    if (outcome.is_pid()) {
      withdraw(p, ref, outcome.as_pid(), reply);
    }
    return;
  }
  const spawning request = at->second;
  if (connection != 0 && connection != request.connection) {
    return;  // not of the node that was asked
  }
  p.ties->spawns.erase(at);
  const replies wanted = request.how.reply;
  const term& tag = request.how.reply_tag;
  if (!outcome.is_pid()) {
    p.ties->forget_tag(ref);
    if (wanted == replies::yes || wanted == replies::error_only) {
      p.append(make_message(tuple(tag, ref, atoms::error, outcome)));
    }
    return;
  }
  const pid who = outcome.as_pid();
  if (request.how.link) {
    p.ties->links[who] = {0, connection};
  }
  if (request.how.monitor) {
    monitor_state& m = p.ties->monitors[ref];
    m.target = who;
    m.node = request.node;
    m.connection = connection;
  }
  if (wanted == replies::yes || wanted == replies::success_only) {
    p.append(make_message(tuple(tag, ref, atoms::ok, outcome)));
  }
}

}  // namespace kith::detail
