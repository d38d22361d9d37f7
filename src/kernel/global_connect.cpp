// Nodes come and go. When two connect, each locks its partition (the lockers), they exchange their
// names, settle conflicts, and tell the nodes of their partitions of each other. A `session` holds
// what is under way with one node; its tags tell one attempt from the next.
// OTP: kernel, global, "Connection algorithm".

#include "kernel/global_state.hpp"
#include "kith/build.hpp"

namespace kith::detail {

namespace {

constexpr int version_min = 5;
/// From this version on, attempts are confirmed and can be cancelled.
constexpr int version_verify_connect = 8;
/// From this version on, known nodes are sent with their versions.
constexpr int version_pairs = 7;

bool is_locker_message(term_ref t) {
  return t.is_tuple(4) && t[0].is(atom("locker")) && t[3].is_pid();
}

term append(term_ref a, term_ref b) {
  std::vector<term> all;
  for (const term_ref part : {a, b}) {
    for (term_ref at = part; at.is_cons(); at = at.tail()) {
      all.emplace_back(at.head());
    }
  }
  return list_of(all);
}

}  // namespace

global_state::session* global_state::session_of(atom node, term_ref my_tag) {
  const auto at = sessions_.find(node);
  return at != sessions_.end() && at->second.my_tag && at->second.my_tag.ref() == my_tag
             ? &at->second
             : nullptr;
}

void global_state::illegal_tag(atom node, term_ref tag) {
  // Of an attempt that is over, here or there.
  cancel_locker(node, term(tag));
}

void global_state::nodeup(atom node) {
  const auto at = sessions_.find(node);
  const bool asked = at != sessions_.end() && at->second.early_init;
  // Whom we know and who asks all the same has lost us, and has yet to hear our names again. (OTP
  // does not answer him, and he never knows us.)
  if (resolvers_.contains(node) || (known_.contains(node) && !asked)) {
    return;
  }
  session& s = sessions_[node];
  const term early = std::exchange(s.early_init, term());
  s.my_tag = ++last_tag_;
  const term tag = s.my_tag;
  const term locker = tuple(atom("locker"), atom("no_longer_a_pid"), known_, outside_.locker());
  outside_.cast(node, tuple(atom("init_connect"), tuple(protocol_version, tag), node_, locker));
  resolvers_[node] = resolver{tag, outside_.start_resolver(node, tag)};
  if (early) {
    begin_connect(static_cast<int>(early[0].as_int()), node, term(early[1]), term(early[2]));
  }
}

void global_state::nodedown(atom node, why_down why) {
  const auto at = sessions_.find(node);
  const bool begun = at != sessions_.end() && at->second.my_tag;
  cancel_locker(node, begun ? at->second.my_tag : term(atoms::undefined));
  if (known_.contains(node)) {
    outside_.tell_locker(tuple(atom("remove_from_known"), node));
  }
  reset(node);
  switch (why) {
  case why_down::remove_connection: removing_.insert(node); break;
  case why_down::ignore_node: removing_.erase(node); break;
  case why_down::disconnected:
    if (removing_.erase(node) == 0) {
      inform_connection_loss(node);
    }
    break;
  }
  pending_.erase(node);
  known_.erase(node);
  drop_names_of(node);
  early_in_sync_.erase(node);
  synced_.erase(node);
  synced_with(node);
}

void global_state::init_connect(term_ref version, atom node, term_ref init) {
  const bool readable = version.is_tuple() && version.tuple_size() >= 2 &&
                        version[0].is_integer() && version[0].fits_int64() &&
                        version[0].as_int() >= version_min && is_locker_message(init);
  if (!readable) {
    unexpected("init_connect", version);
    return;
  }
  // Whoever speaks a newer version understands ours; one longer than two is newer.
  const bool newer = version.tuple_size() > 2 || version[0].as_int() > protocol_version;
  const int his_version = newer ? protocol_version : static_cast<int>(version[0].as_int());
  begin_connect(his_version, node, term(init), term(version[1]));
}

void global_state::begin_connect(int version, atom node, const term& init, const term& his_tag) {
  if (pending_.contains(node)) {
    // A second attempt before the first has ended.
    if (version < version_verify_connect) {
      outside_.log(log_level::error, "global: an out of sync connection attempt from " +
                                         std::string(node.name()) + ", an old node; disconnecting");
      outside_.disconnect(node);
      return;
    }
    // Both are cancelled; we begin a third, and so will he.
    send_cancel_connect(node, his_tag);
    const term old_tag = sessions_[node].my_tag;
    restart_connect(node, old_tag);
    return;
  }
  const bool up = resolvers_.contains(node);
  if (!up && !sessions_.contains(node) && sessions_.size() >= early_connects_max) {
    outside_.log(log_level::warning, "global: too many nodes connect at once");
    return;
  }
  session& s = sessions_[node];
  s.version = version;
  s.his_tag = his_tag;
  if (!up) {
    s.early_init = tuple(version, init, his_tag);
    if (options_.connect_all && connections_.contains(node)) {
      nodeup(node);  // that has been, and was no beginning
    }
    return;
  }
  outside_.tell_locker(
      tuple(atom("his_the_locker"), init[3], tuple(version, list()), his_tag, s.my_tag));
  if (version >= version_verify_connect) {
    outside_.send(node, tuple(atom("init_connect_ack"), node_, his_tag, s.my_tag));
  }
  pending_[node] = version;
}

void global_state::init_connect_ack(atom node, term_ref his_my_tag, term_ref his_his_tag) {
  const auto at = sessions_.find(node);
  // Of an attempt of ours that is over: he has the one after it still before him. (OTP begins anew
  // here too, and so two nodes that are once out of step cancel each other's attempts for ever.)
  if (at == sessions_.end() || !at->second.my_tag || at->second.my_tag != his_my_tag) {
    return;
  }
  const term mine = at->second.my_tag;
  const term his = at->second.his_tag;
  if (his && his == his_his_tag) {
    return;
  }
  send_cancel_connect(node, term(his_his_tag));
  restart_connect(node, mine);
}

void global_state::cancel_connect(atom node, term_ref my_tag) {
  if (session_of(node, my_tag) != nullptr) {
    // The other side has given up already, so it is not told.
    pending_.erase(node);
    restart_connect(node, term(my_tag));
  }
}

void global_state::restart_connect(atom node, const term& my_tag) {
  cancel_locker(node, my_tag ? my_tag : term(atoms::undefined));
  reset(node);
  pending_.erase(node);
  if (my_tag) {
    nodeup(node);
  }
}

void global_state::cancel_locker(atom node, const term& tag, term to_be_sent) {
  // Without a tag it cancels nothing, and would lie unread where the locker waits. (OTP sends it.)
  if (!tag.is(atoms::undefined)) {
    outside_.tell_locker(tuple(atom("cancel"), node, tag, to_be_sent));
  }
  const auto waiting = pending_.find(node);
  if (waiting != pending_.end() && waiting->second >= version_verify_connect) {
    if (const session* s = session_of(node, tag)) {
      send_cancel_connect(node, s->his_tag);
    }
  }
  const auto at = resolvers_.find(node);
  if (at != resolvers_.end() && at->second.tag == tag) {
    outside_.kill(at->second.who);
    resolvers_.erase(at);
  }
}

void global_state::send_cancel_connect(atom node, const term& his_tag) {
  outside_.send(node, tuple(atom("cancel_connect"), node_, his_tag));
}

void global_state::lock_is_set(atom node, term_ref lock_id) {
  session& s = sessions_[node];
  s.names_sent = names_to_send();
  outside_.cast(node, tuple(atom("exchange"), node_, s.names_sent, list(),
                            s.his_tag ? s.his_tag : term(atoms::undefined)));
  s.lock_id = term(lock_id);
  s.lock_is_set = true;
  if (s.early_names) {
    exchange(node, std::exchange(s.early_names, term()));
  }
}

void global_state::lock_set(term_ref m) {
  const bool tagged = m.tuple_size() == 5;
  const atom node = m[1].as_pid().node();
  if (!tagged || session_of(node, m[4]) != nullptr) {
    outside_.tell_locker(term(m));
  } else if (m[2].is(atoms::true_)) {
    // Of an attempt of ours that is over. He waits with his partition locked, so he is refused.
    // (OTP leaves him waiting for a cancel_connect, which does not always come.)
    outside_.cast(node, tuple(atom("lock_set"), outside_.locker(), false, list()));
  }
}

void global_state::exchange(atom node, const term& names) {
  session& s = sessions_[node];
  const auto at = resolvers_.find(node);
  if (s.lock_is_set && at != resolvers_.end()) {
    s.lock_is_set = false;
    outside_.send(at->second.who, tuple(atom("resolve"), names, s.names_sent, node));
  } else {
    s.early_names = names;
  }
}

void global_state::exchange_ops(atom node, term_ref tag, term_ref ops, term_ref resolutions) {
  session* s = session_of(node, tag);
  if (s == nullptr) {
    illegal_tag(node, tag);
    return;
  }
  outside_.cast(node, tuple(atom("resolved"), node_, resolutions, known_list(version_of(node)),
                            atom("unused"), external_names(), s->his_tag));
  s->ops = term(ops);
  if (s->early_resolved) {
    const term his = std::exchange(s->early_resolved, term());
    resolved(node, his[2], his[0], his[1]);
  }
}

void global_state::resolved(atom node, term_ref his_resolved, term_ref his_known,
                            term_ref names_ext) {
  session& s = sessions_[node];
  const term ops = append(std::exchange(s.ops, term()), his_resolved);
  const term extra = list(tuple(atom("vsn"), s.version),
                          tuple(atom("lock"), s.lock_id ? s.lock_id : term(atoms::undefined)));
  const auto his = with_versions(his_known);
  std::vector<std::pair<atom, int>> fresh = {{node, version_of(node)}};
  fresh.insert(fresh.end(), his.begin(), his.end());
  for (const auto& [other, version] : his) {
    if (other != node_) {
      outside_.sync_with(other);
    }
  }
  do_ops(ops, names_ext, extra);
  synced_with(node);
  for (const auto& [other, version] : his) {
    connection_resolved(other, atom("no_fun"));
  }
  // Sent by the locker, before it gives the lock back.
  std::vector<term> names_only;
  for (const auto& [other, version] : fresh) {
    names_only.emplace_back(other);
  }
  std::vector<term> to_be_sent;
  for (const auto& [other, version] : known_) {
    const term nodes = version >= version_pairs ? term(list_of(fresh)) : term(list_of(names_only));
    to_be_sent.push_back(
        tuple(other, tuple(atom("new_nodes"), node_, ops, names_ext, nodes, extra)));
  }
  connection_resolved(node, list_of(to_be_sent));
  const std::vector<atom> added = add_to_known(fresh);
  if (!added.empty()) {
    outside_.tell_locker(tuple(atom("add_to_known"), list_of(added)));
  }
  synced_.insert(node);
  in_sync_at_last(added);
}

void global_state::connection_resolved(atom node, term to_be_sent) {
  const auto at = sessions_.find(node);
  const bool begun = at != sessions_.end() && at->second.my_tag;
  const term tag = begun ? at->second.my_tag : term(atoms::undefined);
  pending_.erase(node);  // first, so that the other side is not told of a cancelled attempt
  cancel_locker(node, tag, std::move(to_be_sent));
  reset(node);
}

void global_state::in_sync(atom node) {
  if (!connections_.contains(node)) {
    return;
  }
  if (!known_.contains(node)) {
    // Whoever told him of us may yet tell us of him; or he sent this before he lost us, and then
    // our attempt must go on. (OTP gives it up, and the two never know each other.)
    early_in_sync_.insert(node);
    return;
  }
  synced_with(node);
  synced_.insert(node);
  connection_resolved(node, atom("no_fun"));
}

void global_state::new_nodes(atom node, term_ref ops, term_ref names_ext, term_ref nodes,
                             term_ref extra) {
  // Whom we do not know speaks of a partition that we are not of any more: what its nodes knew
  // before is not told again, and we are to meet him first. (OTP takes it.)
  if (!connections_.contains(node) || !known_.contains(node)) {
    return;
  }
  const std::vector<atom> added = add_to_known(with_versions(nodes));
  for (const atom other : added) {
    outside_.sync_with(other);
  }
  do_ops(ops, names_ext, extra);
  if (!added.empty()) {
    outside_.tell_locker(tuple(atom("add_to_known"), list_of(added)));
  }
  in_sync_at_last(added);
}

void global_state::in_sync_at_last(const std::vector<atom>& added) {
  for (const atom node : added) {
    if (early_in_sync_.erase(node) != 0) {
      in_sync(node);
    }
  }
}

}  // namespace kith::detail
