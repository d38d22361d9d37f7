// A process: its mailbox, its coroutine, what it is tied to. Blocks are type-stable: a slot of the
// process table is a block for ever, reused under another generation, so that a stale pid finds a
// block and sees by the generation that its process is gone.
#pragma once

#include <atomic>
#include <memory>

#include "kith/process.hpp"
#include "runtime/leader_pid.hpp"
#include "runtime/relations.hpp"
#include "runtime/signal.hpp"

namespace kith::detail {

class node_core;

enum class run_state : std::uint8_t {
  free,    ///< no process in this slot
  idle,    ///< waits; whoever has a signal for it makes it active
  active,  ///< in exactly one run-queue, or a scheduler runs it
};

/// The timer of the receive in progress; kept for the next one.
struct receive_timer;

struct process_block : strand {
  static constexpr std::uint32_t unborn = 1u << 31u;
  static constexpr std::int32_t slice_reductions = 2000;

  // ---- touched by any thread --------------------------------------------------------------
  /// The newest signal (48-bit address, a multiple of 16) and the low 20 bits of the generation:
  /// pushing checks with one compare-and-swap that the process still lives.
  /// seq_cst: pairs with `state`, see scheduler::run.
  std::atomic<std::uint64_t> inbox{0};
  /// Which process of this slot is meant; with `unborn` while there is none, so that a pid that
  /// has not been given out yet names nobody.
  std::atomic<std::uint32_t> generation{1u | unborn};
  std::uint32_t slot = 0;
  std::atomic<run_state> state{run_state::free};
  std::atomic<bool> has_name{false};  ///< the registry may know it

  // ---- touched by the scheduler that runs it -------------------------------------------------
  bool traps_exits = false;
  bool ending = false;    ///< no signal matters any more; the scheduler ends it
  bool returned = false;  ///< the root coroutine has run to its end
  bool failed = false;    ///< by an exception that deserves a crash report
  bool timed_out = false;
  bool timer_armed = false;
  bool has_looked = false;  ///< the receive that has just begun to wait has tried all that had come
  bool queue_is_long = false;  ///< and the system monitor has heard of it
  bool is_ahead = false;       ///< of `ties->busy_connection`: it waits
  std::uint32_t message_count = 0;
  signal* first = nullptr;    ///< messages taken from the inbox, oldest first
  signal** last = &first;     ///< where the next one is hung
  signal** scan = &first;     ///< the receive in progress has tried all before this
  signal** mark = &first;     ///< messages before this came before `marked` was made
  std::uint64_t marked = 0;   ///< the number of a reference
  node_core* node = nullptr;  ///< kill_all reads it from outside, by atomic_ref
  std::coroutine_handle<> root;
  std::unique_ptr<relations> ties;
  receive_timer* timeout = nullptr;
  leader_pid leader;
  std::uint64_t reductions = 0;            ///< of all slices before this one
  std::int32_t budget = slice_reductions;  ///< reductions left in this slice, or left by the last
  std::uint32_t receive_number = 0;

  static constexpr std::uint64_t generation_mask = (1u << 20u) - 1;
  static std::uint64_t pack(const signal* s, std::uint32_t gen) noexcept {
    return (reinterpret_cast<std::uint64_t>(s) << 16u) | (gen & generation_mask);
  }
  static signal* unpack(std::uint64_t head) noexcept {
    return reinterpret_cast<signal*>((head & ~generation_mask) >> 16u);
  }

  [[nodiscard]] kith::pid pid() const noexcept;
  relations& tied() {
    if (ties == nullptr) {
      ties = std::make_unique<relations>();
    }
    return *ties;
  }

  /// Why it ends, once `ending` or thrown.
  [[nodiscard]] term reason() const {
    return ties != nullptr && ties->reason ? ties->reason : term(atoms::normal);
  }
  /// Its sends are ahead of that connection.
  void set_ahead(std::uint64_t connection) {
    tied().busy_connection = connection;
    is_ahead = true;
  }

  /// Pushes if the process of that generation lives; the signal stays the caller's if not.
  bool push(signal* s, std::uint32_t gen) noexcept {
    std::uint64_t head = inbox.load(std::memory_order_relaxed);
    do {
      if ((head & generation_mask) != (gen & generation_mask) ||
          generation.load(std::memory_order_acquire) != gen) {
        return false;
      }
      s->next = unpack(head);
    } while (!inbox.compare_exchange_weak(head, pack(s, gen), std::memory_order_seq_cst,
                                          std::memory_order_relaxed));
    return true;
  }
  /// All that came since the last call, oldest first. For the scheduler that runs it.
  signal* take_inbox() noexcept {
    const std::uint32_t gen = generation.load(std::memory_order_relaxed);
    std::uint64_t head = inbox.load(std::memory_order_relaxed);
    if (unpack(head) == nullptr) {
      return nullptr;
    }
    head = inbox.exchange(pack(nullptr, gen), std::memory_order_seq_cst);
    return reverse(unpack(head));
  }
  /// Makes an idle process active. Then it is the caller's alone, who puts it in a run-queue.
  bool claim() noexcept {
    run_state seen = state.load(std::memory_order_seq_cst);
    return seen == run_state::idle &&
           state.compare_exchange_strong(seen, run_state::active, std::memory_order_seq_cst);
  }
  /// The process ends: nobody can push any more. What had come until now, oldest first.
  signal* end_generation() noexcept {
    const std::uint32_t next = generation.load(std::memory_order_relaxed) + 1;
    generation.store(next | unborn, std::memory_order_seq_cst);
    return reverse(unpack(inbox.exchange(pack(nullptr, next), std::memory_order_seq_cst)));
  }
  static signal* reverse(signal* s) noexcept {
    signal* done = nullptr;
    while (s != nullptr) {
      signal* next = s->next;
      s->next = done;
      done = s;
      s = next;
    }
    return done;
  }

  /// Remembers that no message before this moment can hold the reference of that number.
  void set_mark(std::uint64_t number) noexcept {
    mark = last;
    marked = number;
  }
  /// Hangs a message at the end of the mailbox.
  void append(signal* s) noexcept {
    s->next = nullptr;
    *last = s;
    last = &s->next;
    ++message_count;
  }
  /// Takes the message that `at` points to out of the mailbox.
  signal* take(signal** at) noexcept {
    signal* s = *at;
    *at = s->next;
    if (last == &s->next) {
      last = at;
    }
    if (scan == &s->next) {
      scan = at;
    }
    if (mark == &s->next) {
      mark = at;
    }
    --message_count;
    return s;
  }
};
static_assert(sizeof(process_block) <= 144, "there may be millions");

}  // namespace kith::detail
