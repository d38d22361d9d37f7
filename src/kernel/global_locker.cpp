// The locker: when a node connects, it has global's lock taken on all nodes of our partition,
// agrees with the locker of the other side that both have theirs, and keeps it until the server is
// through with the names. It meets one node at a time; a process of its own takes and holds the
// lock, so that the locker always reads, and has few unread messages. (OTP's locker waits for the
// nodes that it locks, and those that come and go meanwhile fill its mailbox.)
// OTP: kernel, global: loop_the_locker/1, select_node/1.
//
//   server → locker   {his_the_locker, HisLocker, {Vsn, _}, HisTag, MyTag}
//                     {cancel, Node, MyTag | undefined, no_fun | [{Node, Message}]}
//                     {add_to_known, Nodes}, {remove_from_known, Node}
//   locker → locker   {lock_set, Locker, IsSet, Known, HisTag}, through the servers
//   locker → server   {lock_is_set, Node, MyTag, LockId}

#include <algorithm>
#include <optional>

#include "kernel/global_server.hpp"
#include "kernel/kernel_state.hpp"
#include "kernel/random.hpp"
#include "kith/build.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

/// From this version on, lock_set carries the tag of whom it is for.
constexpr std::int64_t version_tags = 8;
/// From this version on, lockers talk through their servers.
constexpr std::int64_t version_proxies = 6;

/// How long a node that knows no other waits before it tries; twice as long after each try that
/// failed, up to what OTP waits every time.
constexpr std::int64_t newcomer_patience_ms = 5;
constexpr std::int64_t newcomer_patience_ms_max = 200;

/// A node that wants to connect.
struct candidate {
  atom node;
  pid locker;
  std::int64_t version = 0;
  term his_tag;
  term my_tag;
  /// It has its lock, and waits to hear whether we have ours.
  bool asks = false;
};

/// Under way with one of them, from the first lock to the last.
struct meeting {
  candidate him;
  bool he_asked = false;  ///< and has his answer when we have our lock, or not
  term id;
  pid holder;
  term cancelled;  ///< while locking: what is to be sent then
};

std::string_view host_of(atom node) {
  const std::string_view name = node.name();
  const std::size_t at = name.find('@');
  return at == std::string_view::npos ? std::string_view() : name.substr(at + 1);
}

/// Both sides use the same requester, so that the nodes which both know are locked by both.
term lock_id(pid locker, pid his_locker) {
  const term mine(locker);
  const term his(his_locker);
  return compare(mine, his) < 0 ? term(tuple(atom("global"), list(mine, his)))
                                : term(tuple(atom("global"), list(his, mine)));
}

class locker {
 public:
  locker(ctx self, pid server) : self_(self.self()), server_(server) {}

  void handle(term_ref m);
  /// How long no message is to come before `meet_someone`.
  [[nodiscard]] duration patience() const;
  void meet_someone();

 private:
  enum class phase {
    none,
    locking,     ///< our partition
    waiting,     ///< to hear that he has his
    exchanging,  ///< names; ends with a cancel
    unlocking,
  };
  bool update_known(term_ref m);
  void add(candidate c);
  candidate* find(atom node, term_ref tag);
  void cancel(atom node, term_ref my_tag, term_ref to_be_sent);
  void lock_set(pid who, bool is_set, term_ref tag);
  bool holder_said(term_ref m);
  [[nodiscard]] bool is_meeting(atom node, term_ref tag) const;

  void begin(candidate& c);
  void locked(bool is_set);
  void exchange();
  void unlock(term_ref to_be_sent);
  void end();
  void go_on();
  void send_lock_set(bool is_set, const candidate& him) const;
  void wait_longer();

  pid self_;
  pid server_;
  std::vector<candidate> local_;  ///< on this host: they come first
  std::vector<candidate> remote_;
  std::vector<atom> known_;  ///< as the server's, but never asked for
  phase phase_ = phase::none;
  std::optional<meeting> meeting_;
  bool just_synced_ = false;
  std::int64_t patience_ms_ = newcomer_patience_ms;
};

void locker::handle(term_ref m) {
  if (update_known(m) || holder_said(m)) {
    return;
  }
  if (m.is_tuple(5) && m[0].is(atom("his_the_locker")) && m[1].is_pid() && m[2].is_tuple(2) &&
      m[2][0].is_integer() && m[2][0].fits_int64()) {
    const pid his = m[1].as_pid();
    add({his.node(), his, m[2][0].as_int(), term(m[3]), term(m[4])});
  } else if (m.is_tuple(4) && m[0].is(atom("cancel")) && m[1].is_atom()) {
    cancel(m[1].as_atom(), m[2], m[3]);
  } else if ((m.is_tuple(5) || m.is_tuple(4)) && m[0].is(atom("lock_set")) && m[1].is_pid()) {
    lock_set(m[1].as_pid(), m[2].is(atoms::true_), m.is_tuple(5) ? m[4] : term_ref());
  } else {
    log_here(log_level::warning, "the locker of global got an unexpected message: " + brief(m));
  }
}

bool locker::update_known(term_ref m) {
  if (m.is_tuple(2) && m[0].is(atom("add_to_known"))) {
    for (term_ref at = m[1]; at.is_cons(); at = at.tail()) {
      if (at.head().is_atom()) {
        known_.insert(known_.begin(), at.head().as_atom());
      }
    }
    return true;
  }
  if (m.is_tuple(2) && m[0].is(atom("remove_from_known")) && m[1].is_atom()) {
    std::erase(known_, m[1].as_atom());
    return true;
  }
  return false;
}

bool locker::holder_said(term_ref m) {
  if (!meeting_ || !m.is_tuple() || m.tuple_size() < 2 || !m[1].is_pid() ||
      !(m[1].as_pid() == meeting_->holder)) {
    return false;
  }
  if (m.is_tuple(3) && m[0].is(atom("locked"))) {
    locked(m[2].is(atoms::true_));
    return true;
  }
  if (m.is_tuple(2) && m[0].is(atom("unlocked"))) {
    end();
    return true;
  }
  return false;
}

// ---- those that wait

void locker::add(candidate c) {
  auto& list = host_of(c.node) == host_of(node_name()) ? local_ : remote_;
  list.insert(list.begin(), std::move(c));
}

/// Without a tag, of whatever attempt.
candidate* locker::find(atom node, term_ref tag) {
  for (auto* list : {&local_, &remote_}) {
    for (candidate& c : *list) {
      if (c.node == node) {
        return tag && !(c.my_tag.ref() == tag) ? nullptr : &c;
      }
    }
  }
  return nullptr;
}

bool locker::is_meeting(atom node, term_ref tag) const {
  return meeting_ && meeting_->him.node == node && (!tag || meeting_->him.my_tag.ref() == tag);
}

/// The server is through with a node, or it is gone.
void locker::cancel(atom node, term_ref my_tag, term_ref to_be_sent) {
  for (auto* list : {&local_, &remote_}) {
    const auto at = std::find_if(list->begin(), list->end(), [&](const candidate& c) {
      return c.node == node && c.my_tag.ref() == my_tag;
    });
    if (at != list->end()) {
      if (at->asks) {
        send_lock_set(false, *at);
      }
      list->erase(at);
    }
  }
  if (!is_meeting(node, my_tag)) {
    return;
  }
  if (phase_ == phase::locking) {
    meeting_->cancelled = term(to_be_sent);
  } else if (phase_ == phase::waiting || phase_ == phase::exchanging) {
    just_synced_ = phase_ == phase::exchanging;
    unlock(to_be_sent);
  }
}

/// The other side has its lock and asks for ours, or answers; or it has none. Old versions send no
/// tag.
void locker::lock_set(pid who, bool is_set, term_ref tag) {
  if (is_set) {
    candidate* him = find(who.node(), tag);
    if (him != nullptr) {
      him->asks = true;
      go_on();
      return;
    }
    candidate nobody;
    nobody.node = who.node();
    nobody.locker = who;
    nobody.version = version_proxies;
    send_lock_set(false, nobody);
    return;
  }
  // He may say so when names are exchanged already: what he said before was of an earlier attempt.
  // (OTP waits on then, and so does the other side.)
  const bool counts = phase_ == phase::waiting || (phase_ == phase::exchanging && tag);
  if (counts && is_meeting(who.node(), tag)) {
    just_synced_ = false;
    unlock(term(atom("no_fun")));
  }
}

// ---- one meeting, from the first lock to the last

void locker::begin(candidate& c) {
  meeting& m = meeting_.emplace();
  m.he_asked = std::exchange(c.asks, false);
  m.him = c;
  m.id = lock_id(self_, c.locker);
  std::vector<atom> extra;
  if (!m.he_asked) {
    extra.push_back(c.node);
  }
  m.holder = spawn_link(global_holder, self_, server_, m.id, extra);
  phase_ = phase::locking;
}

void locker::locked(bool is_set) {
  const bool goes_on = is_set && !meeting_->cancelled;
  if (goes_on || meeting_->he_asked) {
    send_lock_set(goes_on, meeting_->him);
  }
  if (!is_set) {
    just_synced_ = false;
    end();
  } else if (!goes_on) {
    unlock(meeting_->cancelled);
  } else if (meeting_->he_asked) {
    exchange();
  } else {
    phase_ = phase::waiting;
    go_on();
  }
}

/// Both sides have the lock: the server exchanges names, and says when it is done.
void locker::exchange() {
  phase_ = phase::exchanging;
  const meeting& m = *meeting_;
  send(server_, tuple(atoms::gen_cast, tuple(atom("lock_is_set"), m.him.node, m.him.my_tag, m.id)));
}

void locker::unlock(term_ref to_be_sent) {
  phase_ = phase::unlocking;
  send(meeting_->holder, tuple(atom("unlock"), to_be_sent));
}

void locker::end() {
  phase_ = phase::none;
  if (!meeting_->he_asked) {
    wait_longer();
  }
  meeting_.reset();
  go_on();
}

/// Those that ask are heard as soon as may be.
void locker::go_on() {
  if (phase_ == phase::waiting) {
    candidate* him = find(meeting_->him.node, meeting_->him.my_tag);
    if (him != nullptr && std::exchange(him->asks, false)) {
      exchange();
    }
    return;
  }
  if (phase_ != phase::none) {
    return;
  }
  for (auto* list : {&local_, &remote_}) {
    for (candidate& c : *list) {
      if (c.asks) {
        begin(c);
        return;
      }
    }
  }
}

void locker::send_lock_set(bool is_set, const candidate& him) const {
  const atom what("lock_set");
  const term known = list_of(known_);
  const term message = him.version >= version_tags
                           ? term(tuple(what, self_, is_set, known, him.his_tag))
                           : term(tuple(what, self_, is_set, known));
  // Not to a node that is lost by now: nothing is to dial it.
  const send_options how = {.noconnect = true};
  if (him.version < version_proxies) {
    send(him.locker, message, how);
  } else {
    send(destination(atoms::global_name_server, him.locker.node()), tuple(atoms::gen_cast, message),
         how);
  }
}

// ---- of our own accord

duration locker::patience() const {
  if (phase_ != phase::none || (local_.empty() && remote_.empty())) {
    return duration::infinity();
  }
  if (just_synced_) {
    return {};
  }
  if (known_.empty()) {
    return duration::milliseconds(patience_ms_);
  }
  // Longer than nothing, or no other node of the partition would ever get the lock.
  const auto n = static_cast<std::int64_t>(known_.size());
  return duration::milliseconds(std::min<std::int64_t>(1'000 + 100 * n, 3'000));
}

void locker::wait_longer() {
  patience_ms_ =
      just_synced_ ? newcomer_patience_ms : std::min(2 * patience_ms_, newcomer_patience_ms_max);
}

/// Picks one of the nodes that wait.
void locker::meet_someone() {
  just_synced_ = false;
  // Those that we know are left to ask us, should they not know us. (OTP forgets them here.)
  std::vector<candidate*> unknown;
  for (auto* list : {&local_, &remote_}) {
    for (candidate& c : *list) {
      if (std::find(known_.begin(), known_.end(), c.node) == known_.end()) {
        unknown.push_back(&c);
      }
    }
    if (!unknown.empty()) {
      break;
    }
  }
  if (unknown.empty() || kernel_here()->names.is_locked(term(atom("global")))) {
    wait_longer();
  } else {
    begin(*unknown[random_below(unknown.size())]);
  }
}

}  // namespace

process global_locker(ctx self, pid server) {
  locker l(self, server);
  for (;;) {
    const duration patience = l.patience();
    term m;
    const std::size_t came = co_await self.receive(on(bind(m)), after(patience));
    if (came == 0) {
      l.handle(m);
    } else {
      l.meet_someone();
    }
  }
}

}  // namespace kith::detail
