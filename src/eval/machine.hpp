// The machine that runs code: within a process, on a stack of its own, so that it can stop anywhere
// and depth costs memory, not C++ stack. It does not wait itself: it pauses, and says why; the
// process that drives it (evaluator.hpp) waits and lets it go on.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

#include "eval/code_table.hpp"
#include "eval/slots.hpp"
#include "kith/process.hpp"
#include "term/closure.hpp"
#include "term/parse_bits.hpp"

namespace kith::eval {

/// Why the machine has stopped.
enum class pause : std::uint8_t {
  finished,   ///< `result` is the value
  failed,     ///< nothing caught `thrown`
  spent,      ///< its reductions are used up: others are to run
  receiving,  ///< a message is to be found by `try_message`, at most for `limit`
  waiting,    ///< `wanted` is to be called, then `complete` or `fail`
  missing,    ///< `wanted` is not loaded: load its module, then go on
  asleep,     ///< when a message is there `retry` calls `wanted`; nothing else is left to do
};

/// What was raised.
struct exception {
  exception_class kind = exception_class::error;
  term reason;
  term stack = term::nil();
};

class machine {
 public:
  /// `all_wait`: also native functions that do not wait are left to who drives the machine, because
  /// somebody is to be asked first.
  machine(code_table& code, detail::process_block& process, bool all_wait = false) noexcept
      : code_(code), process_(process), all_wait_(all_wait) {}
  machine(const machine&) = delete;
  machine& operator=(const machine&) = delete;

  // What to run; then `run` until it has finished or failed.
  void start(atom module, atom name, std::span<const term> arguments);
  void start(term fun, std::span<const term> arguments);

  [[nodiscard]] pause run();

  [[nodiscard]] term& result() noexcept { return result_; }
  [[nodiscard]] exception& thrown() noexcept { return thrown_; }

  // While `receiving`.
  /// Whether the message is the one; it is then the machine's. Called in the process itself.
  [[nodiscard]] bool try_message(term_ref message);
  [[nodiscard]] duration limit() const noexcept { return limit_; }
  void time_out() noexcept;

  // While `waiting`, `missing` or `asleep`.
  struct call {
    export_entry* entry = nullptr;
    std::vector<term> arguments;
  };
  [[nodiscard]] call& wanted() noexcept { return wanted_; }
  void complete(term value);
  /// Calls `wanted` again, now that it is there.
  void retry();
  void fail(exception e);
  /// There is no such function: the error `undef`.
  void fail_undefined();

  /// Slots that all frames together may have (16 bytes each); past it the error system_limit.
  static constexpr std::size_t slots_max = std::size_t{1} << 26u;

 private:
  struct frame {
    const function* code = nullptr;
    const instruction* next = nullptr;
    std::size_t base = 0;  ///< its first slot
    operand to = 0;        ///< where its result goes, in the frame below
  };
  /// Of a `try`: where to go on, in which frame.
  struct handler {
    std::size_t frames;
    const instruction* at;
    operand slot;
    std::size_t gathered;
    std::size_t bits;
  };
  enum class step : std::uint8_t { go_on, stop };

  pause loop();
  [[nodiscard]] step stop(pause why) noexcept {
    why_ = why;
    return step::stop;
  }
  /// What the natives throw becomes what is raised.
  [[nodiscard]] bool catch_cpp();

  // ---- calls (machine_call.cpp) ----
  // Defined in machine_frame.hpp:
  [[gnu::always_inline]] void push(const function& f, operand from, std::size_t n, operand to);
  [[gnu::always_inline]] void replace(const function& f, operand from, std::size_t n);
  /// Returns from the frame on top; false: it was the last.
  bool pop(term value);
  void drop_frame() noexcept;
  step call_code(const function& f, operand from, std::size_t n, operand to, bool is_tail);

  step call_entry(export_entry& e, operand from, std::size_t n, operand to, bool is_tail);
  step call_builtin(builtin what, operand from, std::size_t n, operand to, bool is_tail);
  /// Of a closure; null if there is none any more.
  [[nodiscard]] const function* code_of(term_ref closure);
  [[nodiscard]] const function* code_of_forms(const shell_fun_forms& forms);
  [[nodiscard]] const unit* version_of(const closure_view& fun);
  void keep(unit_ptr code);
  void drop_unused_code();
  step hibernate(const std::vector<term>& given);
  step call_fun(term fun, operand from, std::size_t n, operand to, bool is_tail);
  /// Of what is no closure of n arguments.
  step call_other(const term& fun, operand from, std::size_t n, operand to, bool is_tail);
  step call_dynamic(operand from, std::size_t n, operand to, bool is_tail);
  step apply(const std::vector<term>& given, operand to, bool is_tail);
  step call_native(export_entry& e, operand from, std::size_t n, operand to, bool is_tail);
  step evaluate(const std::vector<term>& given, operand to, bool is_tail);
  /// The value of a call that needed no frame.
  step returned(term value, operand to, bool is_tail);
  /// Puts arguments where a call finds them: behind the frame on top.
  operand put_aside(std::span<const term> arguments);

  // ---- raising (machine_raise.cpp) ----
  step raise(exception e);
  step raise_error(term reason);
  /// An error of a function that has no frame.
  step raise_in(atom module, atom name, std::span<const term> arguments, exception_class kind,
                term reason, const std::optional<term>& cause = std::nullopt);
  /// A segment could not be made of the value.
  step raise_in_bits(std::int64_t position, const bit_segment& segment, term_ref value,
                     term_ref size, term reason);
  /// What OTP's evaluator shows when a map does not have the key: it folds over the fields.
  step raise_in_update(const term& map, const term& key, const term& value, bool is_first);
  step raise_failure(const instruction& i);
  step raise_badarg_of(term_ref value);
  step raise_with_arguments(const std::vector<term>& given);
  step raise_given(const std::vector<term>& given, operand to, bool is_tail);
  /// What error/1, exit/1 or throw/1 raises.
  step raise_by_call(exception_class kind, term reason);
  /// Who called these, in an expression that is evaluated; no term: what stack_trace shows anyway.
  [[nodiscard]] term frame_of_caller(const term& arguments);
  step reraise(const term* raised);
  [[nodiscard]] static term caught_value(const term* raised);
  /// Goes on at the newest handler; stops when there is none.
  step unwind();
  /// Nothing is left to do.
  void forget() noexcept;
  [[nodiscard]] bool catches(std::size_t number) const;
  [[nodiscard]] static term evaluating_frame(const instruction& at);
  /// `first` (an item, or none), then the frames.
  [[nodiscard]] term stack_trace(term_ref first, bool skip_top = false) const;

  // ---- data (machine_data.cpp) ----
  step make_map(const instruction& i, term made);
  /// Raises, or goes where the instruction says.
  step failed(const instruction& i, term reason);
  step operate(const instruction& i, bool is_unary);
  step guard_call(const instruction& i);
  step bits_add(const instruction& i);
  [[nodiscard]] bool match_segment(const instruction& i, bool wanted);
  pause receive(term_ref limit);

  // ---- funs (machine_fun.cpp) ----
  [[nodiscard]] term make_fun(const instruction& i);
  [[nodiscard]] term make_shell_fun(const instruction& i);
  step make_export_fun(const instruction& i);

  /// Where the frame on top starts.
  [[nodiscard]] std::size_t base() const noexcept {
    return frames_.empty() ? 0 : frames_.back().base;
  }
  [[nodiscard]] term* slots() noexcept { return slots_.at(frames_.back().base); }
  [[nodiscard]] term* argument(operand i) noexcept {
    return slots_.at(base() + static_cast<std::size_t>(i));
  }
  [[nodiscard]] const term& value(operand x) noexcept {
    return x >= 0 ? slots()[x] : frames_.back().code->home->constants[static_cast<std::size_t>(~x)];
  }
  void set(operand slot, term v) noexcept { slots()[slot] = std::move(v); }

  /// Does what may call native functions, whose exceptions become Erlang's.
  template <class F>
  void guarded(F what) {
    try {
      what();
    } catch (...) {
      static_cast<void>(catch_cpp());
    }
  }

  code_table& code_;
  detail::process_block& process_;
  bool all_wait_;
  slot_stack slots_;
  std::vector<frame> frames_;
  std::vector<handler> handlers_;
  std::vector<std::vector<term>> gathered_;
  std::vector<bit_string> bits_;
  /// The code of funs that have been called last, by where their forms lie.
  struct known_forms {
    term forms;
    const function* code = nullptr;
  };
  std::array<known_forms, 8> forms_;
  /// Code of shells that frames are in or `forms_` knows, and some that neither does any more.
  std::unordered_set<unit_ptr> kept_;
  std::size_t kept_max_ = kept_unused_max;
  static constexpr std::size_t kept_unused_max = 4;
  /// The version of a module whose fun has been called last.
  struct known_version {
    std::uint64_t changes = 0;  ///< of the table of code, when this was found
    atom module;
    std::array<char, 16> md5{};
    const unit* home = nullptr;
  };
  std::array<known_version, 4> versions_;
  const instruction* at_ = nullptr;  ///< the next instruction
  pause why_ = pause::finished;      ///< the last step has stopped
  bool accepted_ = false;            ///< the message that was tried
  duration limit_;
  /// The native function that runs, and where its arguments lie.
  export_entry* native_ = nullptr;
  std::pair<std::size_t, std::size_t> native_arguments_;
  operand wanted_to_ = 0;
  bool wanted_is_tail_ = false;
  call wanted_;
  term result_;
  exception thrown_;
};

}  // namespace kith::eval
