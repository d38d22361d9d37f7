// Processes: spawning, receiving, and the functions of Erlang's module `erlang` that deal with
// them. Those that only send or look up are plain functions and act for the process that runs;
// called outside a process they throw `badarg`. Those that wait are awaited.
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include "kith/clause.hpp"
#include "kith/coroutine.hpp"
#include "kith/duration.hpp"
#include "kith/term.hpp"

namespace kith {

namespace detail {
struct process_block;
}

/// The three classes of Erlang's exceptions.
enum class exception_class : std::uint8_t { exit, error, throw_ };

/// Thrown to end the running process with a reason; see `exit`, `raise_error`, `throw_term`. What
/// leaves a process body becomes its exit reason, of which `exit_reason` is the form.
class exit_exception {
 public:
  explicit exit_exception(term reason, exception_class kind = exception_class::exit) noexcept
      : reason_(std::move(reason)), kind_(kind) {}
  [[nodiscard]] const term& reason() const noexcept { return reason_; }
  [[nodiscard]] exception_class kind() const noexcept { return kind_; }
  /// `Reason` of an exit, `{Reason, []}` of an error, `{{nocatch, Reason}, []}` of a throw.
  [[nodiscard]] term exit_reason() const;

 private:
  term reason_;
  exception_class kind_;
};

/// Where a message may go: a process, a name on this node, a name on another, or an alias.
class destination {
 public:
  destination(pid p) noexcept : kind_(what::process), pid_(p) {}                       // NOLINT
  destination(atom name) noexcept : kind_(what::name), name_(name) {}                  // NOLINT
  destination(const reference& alias) noexcept : kind_(what::alias), alias_(alias) {}  // NOLINT
  destination(atom name, atom node) noexcept : kind_(what::remote_name), name_(name), node_(node) {}

  enum class what : std::uint8_t { process, name, remote_name, alias };
  [[nodiscard]] what kind() const noexcept { return kind_; }
  [[nodiscard]] pid process() const noexcept { return pid_; }
  [[nodiscard]] atom name() const noexcept { return name_; }
  [[nodiscard]] atom node() const noexcept { return node_; }
  [[nodiscard]] const reference& alias() const noexcept { return alias_; }

 private:
  what kind_;
  atom name_;
  atom node_;
  pid pid_;
  reference alias_;
};

namespace detail {

/// A receive in progress: how one message is tried, and when to give up.
class receiver : public waiter {
 public:
  using try_message = int (*)(receiver&, term_ref);

  receiver(try_message attempt, duration limit, std::uint64_t marked = 0) noexcept
      : marked_(marked), limit_(limit), attempt_(attempt) {}
  receiver(const receiver&) = delete;
  receiver& operator=(const receiver&) = delete;

  bool ready(strand& s) final;

 protected:
  ~receiver() = default;
  /// Looks through the mailbox without waiting; true when a message matched or time is up already.
  bool look(process_block& p);
  /// Waits: the scheduler looks on.
  void wait(process_block& p, std::coroutine_handle<> leaf);

  term message_;     ///< the one that matched
  int clause_ = -1;  ///< its clause, counted from 0
  /// Not 0: only messages that can hold the reference of this number are of interest. If it was the
  /// last that the process made, those that came before are passed over. OTP's compiler does so.
  std::uint64_t marked_;
  duration limit_;

 private:
  bool scan(process_block& p);

  try_message attempt_;
};

/// The `after` clause of a receive.
template <class Handler>
class timeout_clause {
 public:
  timeout_clause(duration limit, Handler handler) : limit_(limit), handler_(std::move(handler)) {}
  [[nodiscard]] duration limit() const noexcept { return limit_; }
  void run() { handler_(); }

 private:
  duration limit_;
  [[no_unique_address]] Handler handler_;
};
struct nothing_to_do {
  void operator()() const noexcept {}
};

template <class T>
inline constexpr bool is_timeout = false;
template <class H>
inline constexpr bool is_timeout<timeout_clause<H>> = true;

inline duration limit_of() noexcept {
  return duration::infinity();
}
template <class First, class... Rest>
duration limit_of(const First& first, const Rest&... rest) noexcept {
  if constexpr (is_timeout<First>) {
    static_assert(sizeof...(Rest) == 0, "after(…) is the last clause of a receive");
    return first.limit();
  } else {
    return limit_of(rest...);
  }
}

/// Clauses side by side; its own little tuple, since <tuple> is slow to compile.
template <class... Clauses>
struct clause_pack {
  int match(term_ref, int) const noexcept { return -1; }
  void take(term_ref, int) {}
  void expire() {}
};
template <class First, class... Rest>
struct clause_pack<First, Rest...> {
  First first;
  [[no_unique_address]] clause_pack<Rest...> rest;

  explicit clause_pack(First&& f, Rest&&... r) : first(std::move(f)), rest(std::move(r)...) {}

  int match(term_ref m, int index) const noexcept {
    if constexpr (!is_timeout<First>) {
      if (first.match(m)) {
        return index;
      }
    }
    return rest.match(m, index + 1);
  }
  void take(term_ref m, int index) {
    if (index == 0) {
      if constexpr (!is_timeout<First>) {
        first.take(m);
      }
    } else {
      rest.take(m, index - 1);
    }
  }
  void expire() {
    if constexpr (is_timeout<First>) {
      first.run();
    } else {
      rest.expire();
    }
  }
};

/// The number by which `receiver::marked_` knows a reference of the process's own node; 0 for
/// others.
[[nodiscard]] std::uint64_t mark_of(const process_block& p, const reference& r) noexcept;

/// The mark of the reference that all clauses need; 0 if they do not all need one and the same.
template <class... Clauses>
std::uint64_t common_mark(const process_block& p, const Clauses&... clauses) noexcept {
  const reference* common = nullptr;
  bool all = true;
  const auto look_at = [&](const auto& c) {
    if constexpr (!is_timeout<std::remove_cvref_t<decltype(c)>>) {
      const reference* needed = c.needs();
      all = all && needed != nullptr && (common == nullptr || *needed == *common);
      common = needed;
    }
  };
  (look_at(clauses), ...);
  return all && common != nullptr ? mark_of(p, *common) : 0;
}

template <class... Clauses>
class receive_clauses final : public receiver {
 public:
  receive_clauses(process_block* p, Clauses... clauses)
      : receiver(&attempt, limit_of(clauses...), common_mark(*p, clauses...)), p_(p),
        clauses_(std::move(clauses)...) {}

  bool await_ready() { return look(*p_); }
  void await_suspend(std::coroutine_handle<> leaf) { wait(*p_, leaf); }
  /// The index of the clause that matched, `after` included.
  std::size_t await_resume() {
    if (clause_ < 0) {
      clauses_.expire();
      return sizeof...(Clauses) - 1;
    }
    clauses_.take(message_, clause_);
    return static_cast<std::size_t>(clause_);
  }

 private:
  static int attempt(receiver& self, term_ref m) {
    return static_cast<receive_clauses&>(self).clauses_.match(m, 0);
  }
  process_block* p_;
  clause_pack<Clauses...> clauses_;
};

class receive_any final : public receiver {
 public:
  explicit receive_any(process_block* p) noexcept
      : receiver([](receiver&, term_ref) { return 0; }, duration::infinity()), p_(p) {}
  bool await_ready() { return look(*p_); }
  void await_suspend(std::coroutine_handle<> leaf) { wait(*p_, leaf); }
  term await_resume() { return std::move(message_); }

 private:
  process_block* p_;
};

/// Lets others run; also what a spent budget does.
class yielding final : public waiter {
 public:
  explicit yielding(process_block* p) noexcept : p_(p) {}
  bool await_ready() noexcept { return false; }
  void await_suspend(std::coroutine_handle<> leaf) noexcept;
  void await_resume() noexcept {}
  bool ready(strand&) override { return true; }

 private:
  process_block* p_;
};

/// Waits for any message, holding as little memory as may be.
class hibernating final : public waiter {
 public:
  explicit hibernating(process_block* p) noexcept : p_(p) {}
  bool await_ready() noexcept { return false; }
  void await_suspend(std::coroutine_handle<> leaf);
  void await_resume() noexcept {}
  bool ready(strand& s) override;

 private:
  process_block* p_;
};

}  // namespace detail

/// `co_await self.receive(on(…), …, after(5_s))`: the last clause; 0 looks and does not wait.
template <class Handler = detail::nothing_to_do>
detail::timeout_clause<Handler> after(duration limit, Handler handler = {}) {
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
  static_assert(std::is_trivially_destructible_v<Handler>,
                "g++ before 13 destroys what a closure inside co_await owns twice: capture by "
                "reference instead");
#endif
  return {limit, std::move(handler)};
}

/// A process's handle to itself: one pointer, copy it freely, never hand it to another process.
class ctx {
 public:
  explicit ctx(detail::process_block* p) noexcept : p_(p) {}

  [[nodiscard]] pid self() const noexcept;
  operator pid() const noexcept { return self(); }          // NOLINT: implicit by design
  operator destination() const noexcept { return self(); }  // NOLINT
  operator term() const noexcept { return term(self()); }   // NOLINT

  /// Waits for the oldest message that one of the clauses matches, and takes it out of the
  /// mailbox; others stay, in order. Returns the index of the clause, after its handler has run.
  template <class... Clauses>
    requires(sizeof...(Clauses) > 0)
  [[nodiscard("co_await it")]] auto receive(Clauses... clauses) const {
    return detail::receive_clauses<Clauses...>(p_, std::move(clauses)...);
  }
  /// Waits for the oldest message, whatever it is.
  [[nodiscard("co_await it")]] auto receive() const { return detail::receive_any(p_); }

  /// Lets other processes run.
  [[nodiscard("co_await it")]] auto yield() const { return detail::yielding(p_); }

  /// Gives back what memory an idle process can do without, and waits until a message is there; a
  /// receive then takes it. See also `compact` for terms. OTP: erlang:hibernate/3. Differs: goes on
  /// where it was called, with what its coroutines hold.
  [[nodiscard("co_await it")]] auto hibernate() const { return detail::hibernating(p_); }

  [[nodiscard]] detail::process_block* block() const noexcept { return p_; }

 private:
  detail::process_block* p_;
};

/// The pid of the running process. OTP: erlang:self/0.
[[nodiscard]] pid self();
/// The name of the node that the running process is on. OTP: erlang:node/0.
[[nodiscard]] atom node_name();

/// Sends a message; never fails and never waits. To a name that nobody has: exits with `badarg`, as
/// in Erlang (but nothing happens in a destructor of a process that ends); to a dead process, a
/// dead alias or an unknown name of another node: nothing happens. A sender that is ahead of a slow
/// connection is suspended at its next await; one that sends on without any is not, and the
/// connection is dropped once a gibibyte waits. OTP: erlang:send/2.
void send(const destination& to, term message);

/// What a send is not to do.
struct send_options {
  bool nosuspend = false;  ///< wait: nothing is sent if the connection has too much to send already
  bool noconnect = false;  ///< connect: nothing is sent if there is no connection
};
enum class send_outcome : std::uint8_t { ok, nosuspend, noconnect };
/// Sends a message, or says why not: `send(to, m, {.nosuspend = true})`. OTP: erlang:send/3.
send_outcome send(const destination& to, term message, const send_options& how);

/// A new reference, unique on this node. OTP: erlang:make_ref/0.
[[nodiscard]] reference make_ref();

/// Links the running process and `to`. If `to` does not exist an exit signal with reason `noproc`
/// comes back; if its node cannot be reached, `noconnection`. OTP: erlang:link/1.
void link(pid to);
/// Removes the link; no exit signal of it arrives afterwards. OTP: erlang:unlink/1.
void unlink(pid to);

/// When the alias that comes with a monitor ends. OTP: the option {alias, …} of monitor/3.
enum class alias_mode : std::uint8_t {
  explicit_unalias,  ///< only by `unalias`
  demonitor,         ///< also when the monitor is removed or has fired
  reply_demonitor,   ///< also when a message came by the alias (which removes the monitor too)
};

/// Watches a process, or the process that has a name: `{'DOWN', Ref, process, Pid | {Name, Node},
/// Reason}` comes when it ends, `noproc` when there is none, `noconnection` when its node is lost.
/// OTP: erlang:monitor/2.
[[nodiscard]] reference monitor(const destination& target);
/// The same, and the reference is an alias of the running process. OTP: erlang:monitor/3.
[[nodiscard]] reference monitor(const destination& target, alias_mode mode);
/// Removes a monitor; a 'DOWN' that is already in the mailbox stays there unless `flush`.
/// OTP: erlang:demonitor/1,2.
void demonitor(const reference& monitor_ref);
void demonitor_flush(const reference& monitor_ref);

/// An alias: messages sent to it reach the running process while it is active. OTP: alias/1.
[[nodiscard]] reference alias();
/// An alias that ends itself with the first message. OTP: alias([reply]).
[[nodiscard]] reference alias_reply();
/// Ends an alias; true if it was one. OTP: erlang:unalias/1.
bool unalias(const reference& the_alias);

/// Ends the running process. OTP: erlang:exit/1.
[[noreturn]] void exit(term reason);
/// So that `exit(1)` after `using namespace kith` is ambiguous, and not the exit of the C library,
/// which ends the program. Say `kith::exit(term(1))` or `std::exit(1)`.
void exit(int) = delete;
/// Ends the running process with an error: `badarg` for a wrong argument, `{badmatch, V}`, …
/// OTP: erlang:error/1.
[[noreturn]] void raise_error(term reason);
/// OTP: erlang:throw/1.
[[noreturn]] void throw_term(term value);
/// Sends an exit signal. Reason `kill` cannot be trapped; `normal` is ignored by a process that
/// does not trap exits (but for itself). A process that sends one to itself dies of it at its next
/// co_await, in OTP at once. OTP: erlang:exit/2.
void exit(pid to, term reason);

/// Names a process of this node. Exits with `badarg` when the name or the process has one
/// already, the process is dead, or the name is `undefined`. OTP: erlang:register/2.
void register_name(atom name, pid who);
/// Exits with `badarg` when nobody has the name. OTP: erlang:unregister/1.
void unregister(atom name);
/// The process that has the name, or none. OTP: erlang:whereis/1.
[[nodiscard]] pid whereis(atom name);
/// All names of this node. OTP: erlang:registered/0.
[[nodiscard]] term registered();

/// Whether exit signals come as messages `{'EXIT', From, Reason}`. Returns the old setting.
/// OTP: process_flag(trap_exit, _).
bool trap_exit(bool on);

/// The process that the output of the running process goes to. OTP: erlang:group_leader/0,2.
[[nodiscard]] pid group_leader();
void group_leader(pid leader, pid of);

/// The process dictionary: put returns the old value or `undefined`. OTP: erlang:put/2, get/1.
term put(term key, term value);
[[nodiscard]] term get(term_ref key);
term erase(term_ref key);

/// Sends `message` to `to` after a time. OTP: erlang:send_after/3.
reference send_after(duration time, const destination& to, term message);
/// Sends `{timeout, Ref, message}` after a time. OTP: erlang:start_timer/3.
reference start_timer(duration time, const destination& to, term message);
/// Milliseconds that were left, or -1 when it had fired or was none (`false`). OTP: cancel_timer/1.
std::int64_t cancel_timer(const reference& timer);
/// Milliseconds that are left, or -1 (`false`). OTP: read_timer/1.
[[nodiscard]] std::int64_t read_timer(const reference& timer);

/// Whether a process of this node lives, after all signals that the caller has sent to it have
/// taken effect. OTP: erlang:is_process_alive/1.
[[nodiscard]] task<bool> is_process_alive(ctx self, pid who);
/// What is known of a process of this node: `{Item, Value}`, or `undefined` when it is dead; items
/// as in OTP (registered_name, links, monitors, monitored_by, messages, message_queue_len,
/// dictionary, trap_exit, group_leader, status, …). Exits with badarg for an unknown item.
/// A list of items gives a list of pairs. OTP: erlang:process_info/2.
[[nodiscard]] task<term> process_info(ctx self, pid who, term item);

/// Options of spawn. OTP: erlang:spawn_opt/4.
class spawn_options {
 public:
  spawn_options() noexcept = default;
  spawn_options& link(bool on = true) noexcept { return link_ = on, *this; }
  spawn_options& monitor(bool on = true) noexcept { return monitor_ = on, *this; }
  spawn_options& name(atom n) noexcept { return name_ = n, *this; }

  [[nodiscard]] bool links() const noexcept { return link_; }
  [[nodiscard]] bool monitors() const noexcept { return monitor_; }
  [[nodiscard]] atom registered() const noexcept { return name_; }

 private:
  bool link_ = false;
  bool monitor_ = false;
  atom name_;
};

/// A process just spawned, and the monitor on it where one was asked for.
struct spawned {
  pid who;
  reference monitor_ref;
};

namespace detail {
class node_core;

/// A process that has a pid but no body yet.
[[nodiscard]] process_block* spawn_begin(node_core* on);
spawned spawn_finish(process_block* fresh, process body, const spawn_options& how);
/// When making the body threw: gives the pid back.
void spawn_abandon(process_block* fresh) noexcept;

/// Sends as the node itself.
void send_from_outside(node_core& from, const destination& to, term message);

template <class F, class... Args>
spawned spawn_on(node_core* on, const spawn_options& how, F body, Args&&... args) {
  static_assert(std::is_empty_v<F> || std::is_pointer_v<F>,
                "a process is a function or a lambda without captures: pass values as arguments");
  process_block* fresh = spawn_begin(on);
  struct guard {
    process_block* p;
    ~guard() {
      if (p != nullptr) {
        spawn_abandon(p);
      }
    }
  } undo{fresh};
  process made = body(ctx(fresh), std::forward<Args>(args)...);
  undo.p = nullptr;
  return spawn_finish(fresh, std::move(made), how);
}
}  // namespace detail

/// Starts a process on this node: `spawn(dog)`, `spawn(counter, 7)`. The body is a function (or a
/// lambda without captures) that takes a ctx and values and returns `process`.
template <class F, class... Args>
  requires std::is_invocable_r_v<process, F, ctx, Args...>
pid spawn(F body, Args&&... args) {
  return detail::spawn_on(nullptr, spawn_options(), body, std::forward<Args>(args)...).who;
}
template <class F, class... Args>
  requires std::is_invocable_r_v<process, F, ctx, Args...>
pid spawn_link(F body, Args&&... args) {
  return detail::spawn_on(nullptr, spawn_options().link(), body, std::forward<Args>(args)...).who;
}
template <class F, class... Args>
  requires std::is_invocable_r_v<process, F, ctx, Args...>
spawned spawn_monitor(F body, Args&&... args) {
  return detail::spawn_on(nullptr, spawn_options().monitor(), body, std::forward<Args>(args)...);
}
template <class F, class... Args>
  requires std::is_invocable_r_v<process, F, ctx, Args...>
spawned spawn_opt(const spawn_options& how, F body, Args&&... args) {
  return detail::spawn_on(nullptr, how, body, std::forward<Args>(args)...);
}

}  // namespace kith
