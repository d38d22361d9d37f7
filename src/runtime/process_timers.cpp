#include "runtime/process_timers.hpp"

#include <algorithm>
#include <bit>
#include <new>

#include "base/slab.hpp"
#include "runtime/node_core.hpp"
#include "runtime/process_block.hpp"
#include "runtime/runtime.hpp"

namespace kith::detail {

namespace {

// The number of a timer's reference, from low to high: slot:28 use:27 armed:1 scheduler:8.
constexpr std::uint64_t slot_mask = (1ull << 28u) - 1;
constexpr std::uint64_t one_use = 1ull << 28u;
constexpr std::uint64_t uses_mask = ((1ull << 27u) - 1) << 28u;
constexpr std::uint64_t armed_bit = 1ull << 55u;

}  // namespace

struct process_timers::message_timer : timer {
  /// The number of its reference; without `armed_bit` when somebody has it, or it is free. Release
  /// when it is armed, acquire by who takes it from there.
  std::atomic<std::uint64_t> number;
  std::atomic<node_core*> node{nullptr};  ///< relaxed: `drop_messages_of` asks any slot
  std::atomic<std::int64_t> due_ns{0};    ///< `due`, for any thread
  std::atomic<word> to{0};                ///< a local pid, or an atom: a name of `node`
  term message;

  explicit message_timer(std::uint64_t first) noexcept : number(first) {}

  /// Whether it was armed under that number; now it is the caller's.
  bool claim(std::uint64_t wanted) noexcept {
    return number.compare_exchange_strong(wanted, wanted & ~armed_bit, std::memory_order_acq_rel,
                                          std::memory_order_relaxed);
  }
};

process_timers::process_timers(runtime& home, std::uint64_t numbers, io::instant now) noexcept
    : home_(home), numbers_(numbers), messages_(now), receives_(now) {}

process_timers::~process_timers() {
  const std::uint32_t made = made_.load(std::memory_order_relaxed);
  for (std::uint32_t slot = 0; slot < made; ++slot) {
    at(slot)->~message_timer();
  }
  for (auto& chunk : chunks_) {
    std::free(chunk.load(std::memory_order_relaxed));
  }
}

// ---- receives ----------------------------------------------------------------------------------

void process_timers::arm_receive(receive_timer& t, io::instant when) {
  const scoped_lock guard(mutex_);
  t.home = this;
  receives_.arm(t, when);
}

void process_timers::cancel_receive(receive_timer& t) {
  const scoped_lock guard(mutex_);
  receives_.cancel(t);
}

// ---- slots -------------------------------------------------------------------------------------

process_timers::message_timer* process_timers::at(std::uint64_t number) const noexcept {
  const std::uint64_t i = (number & slot_mask) + (1u << first_chunk_bits);
  const unsigned chunk = static_cast<unsigned>(std::bit_width(i)) - 1 - first_chunk_bits;
  // acquire: pairs with the release in take_slot.
  message_timer* first =
      chunk < chunks_.size() ? chunks_[chunk].load(std::memory_order_acquire) : nullptr;
  return first == nullptr ? nullptr : first + (i - (1ull << (chunk + first_chunk_bits)));
}

process_timers::message_timer* process_timers::take_slot() {
  if (free_ != nullptr) {
    return free_;
  }
  const std::uint32_t slot = made_.load(std::memory_order_relaxed);
  const std::uint64_t i = std::uint64_t{slot} + (1u << first_chunk_bits);
  const unsigned chunk = static_cast<unsigned>(std::bit_width(i)) - 1 - first_chunk_bits;
  if (chunk == chunks_.size()) {
    throw exit_exception(atoms::system_limit, exception_class::error);
  }
  if (std::has_single_bit(i)) {
    // Zeros, which is no number; memory that no slot has needed yet is not touched.
    void* memory = std::calloc(i, sizeof(message_timer));
    KITH_ASSERT(memory != nullptr);
    chunks_[chunk].store(static_cast<message_timer*>(memory), std::memory_order_release);
  }
  free_ = ::new (at(slot)) message_timer(numbers_ | slot);
  made_.store(slot + 1, std::memory_order_release);
  return free_;
}

void process_timers::give_slot(message_timer& t) noexcept {
  if ((t.number.load(std::memory_order_relaxed) & uses_mask) != uses_mask) {  // else used up
    t.next = std::exchange(free_, &t);
  }
}

// ---- messages ----------------------------------------------------------------------------------

std::uint64_t process_timers::next_number() {
  return (take_slot()->number.load(std::memory_order_relaxed) + one_use) | armed_bit;
}

std::uint64_t process_timers::arm_message(io::instant when, node_core& node, const destination& to,
                                          term message) {
  if (messages_.size() >= drop_at_) {
    drop_void();
  }
  const std::uint64_t number = next_number();
  message_timer& t = *free_;
  free_ = static_cast<message_timer*>(t.next);
  const word whom = to.kind() == destination::what::name ? atom_word(to.name().index())
                                                         : to.process().local_word();
  // release: pairs with `due_of`, which must not see this of the next use of the slot.
  t.to.store(whom, std::memory_order_release);
  t.due_ns.store(when.ns, std::memory_order_release);
  t.message = std::move(message);
  messages_.arm(t, when);
  t.node.store(&node, std::memory_order_relaxed);
  t.number.store(number, std::memory_order_release);
  return number;
}

bool process_timers::cancel_message(std::uint64_t number, io::instant& due) {
  message_timer* t = at(number);
  if (t == nullptr || (number & armed_bit) == 0 || !t->claim(number)) {
    return false;
  }
  due = t->due;
  const bool was_of_use = !is_void(*t);
  t->message = term();
  messages_.cancel(*t);
  give_slot(*t);
  return was_of_use;
}

bool process_timers::due_of(std::uint64_t number, io::instant& due) const {
  const message_timer* t = at(number);
  if (t == nullptr || (number & armed_bit) == 0 ||
      t->number.load(std::memory_order_acquire) != number) {
    return false;
  }
  due.ns = t->due_ns.load(std::memory_order_acquire);
  const bool of_use = !is_void(*t);
  // Whoever uses the slot again has changed the number before; then none of this was about ours.
  return of_use && t->number.load(std::memory_order_relaxed) == number;
}

bool process_timers::is_void(const message_timer& t) const noexcept {
  const word to = t.to.load(std::memory_order_acquire);
  return tag_of(to) != tag::atom && home_.find(pid::from_word(to)) == nullptr;
}

void process_timers::drop_void() {
  const std::uint32_t made = made_.load(std::memory_order_relaxed);
  for (std::uint32_t slot = 0; slot < made; ++slot) {
    message_timer& t = *at(slot);
    const std::uint64_t number = t.number.load(std::memory_order_relaxed);
    if ((number & armed_bit) != 0 && is_void(t) && t.claim(number)) {
      t.message = term();
      messages_.cancel(t);
      give_slot(t);
    }
  }
  drop_at_ = std::max<std::size_t>(64, 2 * messages_.size());
}

bool process_timers::cancel_message_from_outside(std::uint64_t number, io::instant& due) {
  message_timer* t = at(number);
  if (t == nullptr || (number & armed_bit) == 0 || !t->claim(number)) {
    return false;
  }
  due = t->due;
  const bool was_of_use = !is_void(*t);
  t->message = term();
  const scoped_lock guard(mutex_);
  swept_.push_back(t);
  any_swept_.store(true, std::memory_order_relaxed);
  return was_of_use;
}

void process_timers::drop_messages_of(const node_core& node) {
  const scoped_lock guard(mutex_);  // so that none of them is firing
  const std::uint32_t made = made_.load(std::memory_order_acquire);
  for (std::uint32_t slot = 0; slot < made; ++slot) {
    message_timer& t = *at(slot);
    const std::uint64_t number = t.number.load(std::memory_order_acquire);
    if ((number & armed_bit) != 0 && t.node.load(std::memory_order_relaxed) == &node &&
        t.claim(number)) {
      t.message = term();
      swept_.push_back(&t);
      any_swept_.store(true, std::memory_order_relaxed);
    }
  }
}

/// What other threads have cancelled leaves the wheel.
void process_timers::sweep() {
  std::vector<message_timer*> some;
  {
    const scoped_lock guard(mutex_);
    some.swap(swept_);
    any_swept_.store(false, std::memory_order_relaxed);
  }
  for (message_timer* t : some) {
    messages_.cancel(*t);
    give_slot(*t);
  }
}

void process_timers::fire_message(message_timer& t) {
  const std::uint64_t number = t.number.load(std::memory_order_relaxed);
  if ((number & armed_bit) == 0 || !t.claim(number)) {
    return;  // cancelled by another thread: `sweep` will come to it
  }
  const word whom = t.to.load(std::memory_order_relaxed);
  const pid to =
      tag_of(whom) == tag::atom
          ? t.node.load(std::memory_order_relaxed)->names.find(atom::from_index(atom_index(whom)))
          : pid::from_word(whom);
  home_.deliver_or_free(to, make_message(std::move(t.message)));
  give_slot(t);
}

// ---- both --------------------------------------------------------------------------------------

bool process_timers::fire(io::instant now) {
  if (any_swept_.load(std::memory_order_relaxed)) {
    sweep();
  }
  bool any = false;
  const scoped_lock guard(mutex_);
  while (timer* due = messages_.pop_due(now)) {
    any = true;
    fire_message(*static_cast<message_timer*>(due));
  }
  while (timer* due = receives_.pop_due(now)) {
    any = true;
    auto* t = static_cast<receive_timer*>(due);
    auto* s = ::new (slab_allocate(sizeof(signal))) signal(signal_kind::receive_timeout, {});
    s->number = t->number;
    // Once it has the signal the process may free the timer.
    process_block& p = *t->process;
    if (p.push(s, t->generation)) {
      home_.wake(p);
    } else {
      free_signal(s);
    }
  }
  return any;
}

io::instant process_timers::next() const {
  const io::instant message = messages_.next();
  const scoped_lock guard(mutex_);
  const io::instant receive = receives_.next();
  return message < receive ? message : receive;
}

std::size_t process_timers::size() const {
  const scoped_lock guard(mutex_);
  return messages_.size() + receives_.size();
}

}  // namespace kith::detail
