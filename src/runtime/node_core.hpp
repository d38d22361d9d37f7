// What the processes of one node share. The layers above add to it what they bring (a router, the
// native functions); `src/node` puts them together.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "kith/log.hpp"
#include "kith/process.hpp"
#include "runtime/crash_reports.hpp"
#include "runtime/native.hpp"
#include "runtime/registry.hpp"
#include "runtime/route.hpp"
#include "runtime/system_watch.hpp"

namespace kith::detail {

class runtime;
/// What the kernel's processes of one node share: see kernel/kernel_state.hpp.
struct kernel_state;

/// What a layer above keeps for a node; it goes with the node.
class node_part {
 public:
  virtual ~node_part() = default;
  /// A process of the node has ended: its tables and its like go, too. Any scheduler calls it.
  virtual void process_ended(pid who) noexcept = 0;
};

/// Calls a fun with a list of arguments in the running process, on behalf of `caller`; returns or
/// raises as the fun does.
using fun_application = task<term> (*)(ctx self, pid caller, term fun, term args);

class node_core {
 public:
  /// `name` is `nonode@nohost` for a node that is not distributed.
  node_core(runtime& on, atom name, std::uint32_t creation, log_sink& log);
  node_core(const node_core&) = delete;
  node_core& operator=(const node_core&) = delete;
  /// After `ended`.
  ~node_core();

  [[nodiscard]] runtime& home() const noexcept { return runtime_; }
  [[nodiscard]] std::uint32_t index() const noexcept { return index_; }
  [[nodiscard]] atom name() const noexcept;
  [[nodiscard]] std::uint32_t creation() const noexcept;
  void rename(atom name, std::uint32_t creation);

  /// A reference unique on this node: three words.
  [[nodiscard]] reference make_reference();
  /// The one of that number.
  [[nodiscard]] reference reference_of(std::uint64_t number) const;
  /// Whether a reference of this node may be meant, under its present name.
  [[nodiscard]] bool made(const reference& r) const noexcept;
  /// One that says whose it is (five words: also slot and generation), so that a message sent to
  /// it finds the process.
  [[nodiscard]] reference make_alias(const process_block& owner);

  /// A line of the node's own or of its services, unless there are very many at once, of which
  /// peers can be the cause: the next says how many were left out.
  void log(log_level level, std::string_view who, std::string_view text) noexcept;
  /// That a process has failed; see `crash_reports`.
  void log_crash(const process_block& who, term_ref reason);

  /// Asks every process to end (`kill`) and lets none start; returns at once. `ended` is set when
  /// nothing holds the node any more. Called once, by its owner, whose hold it gives up.
  void kill_all();
  [[nodiscard]] bool closing() const noexcept { return closing_.load(std::memory_order_seq_cst); }
  /// Set to 1 when the last hold is gone; outlives the node.
  [[nodiscard]] std::shared_ptr<std::atomic<std::uint32_t>> ended() const { return ended_; }

  /// What uses the node (a process, a job of the blocking pool, its owner) holds it.
  void hold() noexcept { holds_.fetch_add(1, std::memory_order_relaxed); }
  /// The node may be gone when this returns.
  void let_go() noexcept {
    if (holds_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      const auto ended = ended_;
      ended->store(1, std::memory_order_release);
      ended->notify_all();
    }
  }

  registry names;
  native_table natives;
  system_watch watching;
  /// Null on a node that is not distributed.
  std::atomic<router*> remote{nullptr};
  /// Whose output a process without a parent inherits.
  std::atomic<std::uint64_t> leader_word{0};
  /// Set when the kernel starts; null on a node without one.
  std::atomic<kernel_state*> kernel{nullptr};
  /// Set before the kernel's processes start; null on a node without one.
  fun_application apply_fun = nullptr;
  /// What the library keeps; made by the first who needs it, and the node's own from then on.
  std::atomic<node_part*> library{nullptr};

 private:
  std::shared_ptr<std::atomic<std::uint32_t>> ended_ =
      std::make_shared<std::atomic<std::uint32_t>>(0);
  std::atomic<std::uint32_t> holds_{1};
  std::atomic<bool> closing_{false};
  runtime& runtime_;
  log_sink& log_;
  crash_reports crashes_;
  log_limit lines_{log_lines_per_second};
  std::uint32_t index_;
};

/// The number in a reference of this program, for looking up timers.
[[nodiscard]] std::uint64_t reference_number(const reference& r) noexcept;

}  // namespace kith::detail
