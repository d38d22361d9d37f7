// What a server does for whoever looks into it by `sys`: its events are printed, counted, kept, and
// shown to functions. OTP: stdlib, sys:debug_cmd/2, handle_debug/4.
//
//   Event: {in, Message} | {out, Reply, From, State} | {noreply, State}
//
//   {trace, Bool}                              → ok; the group leader prints the events
//   {statistics, Bool}                         → ok
//   {statistics, get}                          → {ok, [{start_time, Time}, …] | no_statistics}
//   {log, true | {true, N} | false}            → ok; the last 10, or N, are kept
//   {log, get}                                 → {ok, [Event]}
//   {log, print}                               → ok
//   {install, {Fun, State} | {Id, Fun, State}} → ok; State := Fun(State, Event, Name), until `done`
//   {remove, Fun | Id}                         → ok
//   {log_to_file, false | Name}                → ok | {error, open_file}: no file is written
//   no_debug                                   → ok
//   all others                                 → unknown_debug
#pragma once

#include <list>
#include <optional>
#include <vector>

#include "kith/process.hpp"

namespace kith::detail {

class sys_debug {
 public:
  /// What a peer may make a server keep.
  static constexpr std::int64_t log_events_max = 1 << 16;
  static constexpr std::size_t functions_max = 64;

  [[nodiscard]] bool is_on() const noexcept {
    return trace_ || log_events_ > 0 || counts_ || !functions_.empty();
  }
  /// `[{Option, Value}]`, as sys:get_status/1 shows them.
  [[nodiscard]] term options() const;
  [[nodiscard]] term logged() const;

  /// The answer to `{debug, what}`; functions are called with the rights of `caller`.
  [[nodiscard]] task<term> command(ctx self, pid caller, term name, term what);
  [[nodiscard]] task<void> handle(ctx self, term name, term event);

 private:
  struct counts {
    term start_time;
    std::int64_t start_reductions = 0;
    std::int64_t in = 0;
    std::int64_t out = 0;
  };
  struct function {
    term id;
    term body;
    term state;
    pid caller;
  };

  [[nodiscard]] task<term> statistics_command(ctx self, term how);
  term change(pid caller, term_ref what);
  term log_command(term_ref how);
  term install(pid caller, term_ref what);
  [[nodiscard]] task<void> call_functions(ctx self, term name, term event);

  bool trace_ = false;
  std::int64_t log_events_ = 0;  ///< that are kept; none: there is no log
  std::list<term> log_;          ///< takes no memory while empty
  std::optional<counts> counts_;
  std::vector<function> functions_;
};

}  // namespace kith::detail
