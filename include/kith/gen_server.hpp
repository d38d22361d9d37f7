#pragma once

#include <concepts>
#include <type_traits>
#include <utility>
#include <vector>

#include "kith/detail/calling.hpp"
#include "kith/detail/owned.hpp"
#include "kith/process.hpp"
#include "kith/via.hpp"

namespace kith {

/// A server: a process that answers calls. Derive from it, override what the server does, start it:
///
///   class counter : public gen_server {
///     task<action> handle_call(ctx, term request, term) override {
///       total_ += request.as_int();
///       co_return reply(total_);
///     }
///     std::int64_t total_ = 0;
///   };
///
///   const term started = co_await gen_server::start_link<counter>(self);   // {ok, Pid}
///   const term total = co_await gen_server::call(self, started[1].as_pid(), 5);
///
/// Its messages are those of OTP: Erlang's gen_server:call/2 reaches it, and its `call` reaches
/// servers written in Erlang. What a callback throws ends the server, after `terminate`.
/// OTP: stdlib, gen_server. Differs: the state is the object itself, so results do not carry it; a
/// callback may await; a thrown value is no result.
class gen_server {
 public:
  /// What a callback wants to happen next; made by `ok`, `reply`, `noreply`, `stop`, `ignore`.
  class action {
   public:
    enum class what : std::uint8_t { ok, reply, noreply, stop, ignore };

    explicit action(what kind) noexcept : kind_(kind) {}
    action(what kind, term value) noexcept : kind_(kind), value_(std::move(value)) {}

    /// Without a message for that long, `handle_info` gets `timeout`.
    action& timeout(duration limit) noexcept { return limit_ = limit, *this; }
    /// `handle_continue` gets `what_next` before any message does. OTP: {continue, Term}.
    action& then(term what_next) noexcept { return next_ = std::move(what_next), *this; }
    /// Of `stop`: the answer to the call. OTP: {stop, Reason, Reply, State}.
    action& with_reply(term answer) noexcept { return answer_ = std::move(answer), *this; }

    [[nodiscard]] what kind() const noexcept { return kind_; }
    /// The reply, or the reason to stop.
    [[nodiscard]] const term& value() const noexcept { return value_; }
    [[nodiscard]] const term& answer() const noexcept { return answer_; }
    [[nodiscard]] const term& next() const noexcept { return next_; }
    [[nodiscard]] duration limit() const noexcept { return limit_; }

   private:
    what kind_;
    term value_;
    term answer_;
    term next_;
    duration limit_ = duration::infinity();
  };

  gen_server() = default;
  gen_server(const gen_server&) = delete;
  gen_server& operator=(const gen_server&) = delete;
  virtual ~gen_server() = default;

  // ---- callbacks ------------------------------------------------------------------------------

  /// Before the starter goes on: `ok`, `ignore`, or `stop(reason)`.
  virtual task<action> init(ctx self);
  /// A call: `reply(answer)`, or `noreply()` and `gen_server::reply(from, answer)` later.
  /// Unless overridden the server stops with `{bad_call, request}`.
  virtual task<action> handle_call(ctx self, term request, term from);
  /// Unless overridden the server stops with `{bad_cast, request}`.
  virtual task<action> handle_cast(ctx self, term request);
  /// Any other message. Unless overridden it is logged and forgotten.
  virtual task<action> handle_info(ctx self, term message);
  virtual task<action> handle_continue(ctx self, term what);
  /// The last callback: when the server stops by itself, when a callback has thrown, and, if it
  /// traps exits, when its parent has ended or wants it to end.
  virtual task<void> terminate(ctx self, term reason);
  /// What sys:get_state/1 shows. Unless overridden the atom `undefined`.
  [[nodiscard]] virtual term state() const;
  /// Takes what sys:replace_state/2 made of `state()`; false when there is no such state. Unless
  /// overridden it takes none.
  [[nodiscard]] virtual bool replace_state(const term& fresh);

  // ---- results of callbacks ---------------------------------------------------------------------

  [[nodiscard]] static action ok() noexcept { return action(action::what::ok); }
  [[nodiscard]] static action ignore() noexcept { return action(action::what::ignore); }
  [[nodiscard]] static action reply(term answer) noexcept {
    return {action::what::reply, std::move(answer)};
  }
  [[nodiscard]] static action noreply() noexcept { return action(action::what::noreply); }
  [[nodiscard]] static action stop(term reason) noexcept {
    return {action::what::stop, std::move(reason)};
  }
  [[nodiscard]] static action stop(term reason, term answer) noexcept {
    action a(action::what::stop, std::move(reason));
    a.with_reply(std::move(answer));
    return a;
  }

  // ---- starting ------------------------------------------------------------------------------

  /// The name a server gets on its node. OTP: {local, Name}.
  class local {
   public:
    explicit local(atom name) noexcept : name_(name) {}
    [[nodiscard]] atom name() const noexcept { return name_; }

   private:
    atom name_;
  };
  /// What a server is started with: no name, one of its node, or one that a module keeps.
  class server_name {
   public:
    server_name() noexcept : kept_(atom(), term()) {}
    server_name(local name) noexcept : name_(name.name()), kept_(atom(), term()) {}  // NOLINT
    server_name(via name) noexcept : is_kept_(true), kept_(std::move(name)) {}       // NOLINT

    [[nodiscard]] bool is_local() const noexcept { return name_ != atoms::undefined; }
    [[nodiscard]] bool is_via() const noexcept { return is_kept_; }
    [[nodiscard]] atom name() const noexcept { return name_; }
    [[nodiscard]] const via& kept() const noexcept { return kept_; }

   private:
    atom name_;
    bool is_kept_ = false;
    via kept_;
  };

  /// Starts `Server(args…)` and waits until its `init` is through. Returns `{ok, Pid}`, `ignore`,
  /// or `{error, Reason}`, with a name also `{error, {already_started, Pid}}`.
  /// OTP: gen_server:start/3,4.
  template <class Server, class... Args>
  static task<term> start(ctx self, Args&&... args) {
    return start_server(self, make<Server>(std::forward<Args>(args)...), server_name(), false);
  }
  template <class Server, class... Args>
  static task<term> start(ctx self, local name, Args&&... args) {
    return start_server(self, make<Server>(std::forward<Args>(args)...), name, false);
  }
  template <class Server, class... Args>
  static task<term> start(ctx self, via name, Args&&... args) {
    return start_server(self, make<Server>(std::forward<Args>(args)...), name, false);
  }
  /// The same, and the running process becomes its parent: they are linked, and the server ends
  /// with it. OTP: gen_server:start_link/3,4.
  template <class Server, class... Args>
  static task<term> start_link(ctx self, Args&&... args) {
    return start_server(self, make<Server>(std::forward<Args>(args)...), server_name(), true);
  }
  template <class Server, class... Args>
  static task<term> start_link(ctx self, local name, Args&&... args) {
    return start_server(self, make<Server>(std::forward<Args>(args)...), name, true);
  }
  template <class Server, class... Args>
  static task<term> start_link(ctx self, via name, Args&&... args) {
    return start_server(self, make<Server>(std::forward<Args>(args)...), name, true);
  }

  // ---- clients -------------------------------------------------------------------------------

  /// Asks a server and returns its reply. Without one, exits with
  /// `{Reason, {gen_server, call, [Server, Request, Timeout]}}`, where Reason is `timeout`,
  /// `noproc`, `{nodedown, Node}`, `calling_self`, or what the server ended with. A reply that
  /// comes after that is dropped. OTP: gen_server:call/2,3.
  template <std::convertible_to<destination> To = destination>
  [[nodiscard("co_await it")]] static auto call(ctx self, const To& server, term request) {
    return detail::server_call(self, server, std::move(request), 5_s, false);
  }
  template <std::convertible_to<destination> To = destination>
  [[nodiscard("co_await it")]] static auto call(ctx self, const To& server, term request,
                                                duration limit) {
    return detail::server_call(self, server, std::move(request), limit, true);
  }
  /// The same by a name that a module keeps: also exits with `noproc` when nobody has it, or when
  /// its node is lost. OTP: {global, Name}, {via, Module, Name}.
  [[nodiscard]] static task<term> call(ctx self, via server, term request);
  [[nodiscard]] static task<term> call(ctx self, via server, term request, duration limit);
  /// Tells a server; never fails. OTP: gen_server:cast/2.
  static void cast(const destination& server, term request);
  [[nodiscard]] static task<void> cast(ctx self, via server, term request);
  /// Answers a call that its callback did not. A caller whose node has been lost knows so, and is
  /// not dialled to be told more (OTP does dial it). OTP: gen_server:reply/2.
  static void reply(const term& from, term answer);

  /// Asks the servers of one name on several nodes, all at once. Returns
  /// `{[{Node, Reply}], BadNodes}`; bad are the nodes without an answer within `limit`.
  /// OTP: gen_server:multi_call/4.
  [[nodiscard]] static task<term> multi_call(ctx self, std::vector<atom> nodes, atom name,
                                             term request, duration limit = duration::infinity());
  /// On all visible nodes and this one. OTP: gen_server:multi_call/2.
  [[nodiscard]] static task<term> multi_call(ctx self, atom name, term request);
  /// OTP: gen_server:abcast/2,3.
  static void abcast(const std::vector<atom>& nodes, atom name, const term& request);
  static void abcast(atom name, const term& request);

  // ---- requests, opaque terms of the process that sent them; responses are fetched later
  // ---------

  /// Asks a server and does not wait. Never fails: that nobody is there is a response, too. OTP:
  /// gen_server:send_request/2.
  [[nodiscard]] static term send_request(const destination& server, term request);
  /// Returns the collection with the request, under a label. OTP: gen_server:send_request/4.
  [[nodiscard]] static term send_request(const destination& server, term request, term label,
                                         const term& requests);
  /// `{reply, Reply}`, `{error, {Reason, Server}}` when the server is not there or has ended, or
  /// `timeout`: then the request is given up, no message of it comes. OTP:
  /// gen_server:receive_response/2.
  [[nodiscard]] static task<term> receive_response(ctx self, term request, duration limit);
  /// The response of any of a collection, `{Response, Label, Requests}`; `remove` says whether its
  /// request is still in Requests. `timeout`: all are given up; `no_request`: there is none. OTP:
  /// gen_server:receive_response/3.
  [[nodiscard]] static task<term> receive_response(ctx self, term requests, duration limit,
                                                   bool remove);
  /// The same, but after a timeout it may be waited for again. OTP: gen_server:wait_response/2,3.
  [[nodiscard]] static task<term> wait_response(ctx self, term request, duration limit);
  [[nodiscard]] static task<term> wait_response(ctx self, term requests, duration limit,
                                                bool remove);
  /// Of a message that was received otherwise; `no_reply` when it is none of the request. OTP:
  /// gen_server:check_response/2,3.
  [[nodiscard]] static term check_response(const term& message, const term& request);
  [[nodiscard]] static term check_response(const term& message, const term& requests, bool remove);

  /// Collections are values, as those of `erpc`. OTP: gen_server:reqids_new/0, reqids_size/1,
  /// reqids_add/3, reqids_to_list/1.
  [[nodiscard]] static term reqids_new();
  [[nodiscard]] static std::size_t reqids_size(const term& requests);
  [[nodiscard]] static term reqids_add(const term& request, term label, const term& requests);
  [[nodiscard]] static term reqids_to_list(const term& requests);

  /// Ends a server with `reason` and waits until it has ended. Exits with `noproc` when it is not
  /// there, with `timeout` when it has not ended within `limit`. OTP: gen_server:stop/3.
  [[nodiscard]] static task<void> stop(ctx self, destination server, term reason, duration limit);
  /// Ends it as an orderly shutdown does, however long that takes. OTP: gen_server:stop/1.
  [[nodiscard]] static task<void> stop(ctx self, destination server) {
    return stop(self, std::move(server), atoms::normal, duration::infinity());
  }
  [[nodiscard]] static task<void> stop(ctx self, via server, term reason, duration limit);
  [[nodiscard]] static task<void> stop(ctx self, via server) {
    return stop(self, std::move(server), atoms::normal, duration::infinity());
  }

 private:
  template <class Server, class... Args>
  static detail::owned<gen_server> make(Args&&... args) {
    return detail::owned<gen_server>(new Server(std::forward<Args>(args)...));
  }
  [[nodiscard]] static task<term> start_server(ctx self, detail::owned<gen_server> server,
                                               server_name name, bool linked);
};

}  // namespace kith
