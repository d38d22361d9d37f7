#include "runtime/node_core.hpp"

#include "runtime/scheduler.hpp"
#include "term/local_node.hpp"

namespace kith::detail {

namespace {

std::uint64_t next_number(runtime& r) {
  scheduler* s = current_scheduler();
  return s != nullptr && &s->home() == &r ? s->next_number() : r.next_foreign_number();
}

// OTP uses 18 bits of the first word; so do we, in case an old reader cuts it.
std::array<std::uint32_t, 3> split(std::uint64_t n) {
  return {static_cast<std::uint32_t>(n & 0x3ffffu), static_cast<std::uint32_t>(n >> 18u),
          static_cast<std::uint32_t>(n >> 50u)};
}

}  // namespace

std::uint64_t reference_number(const reference& r) noexcept {
  const auto w = r.words();
  return w.size() < 3 ? 0
                      : w[0] | static_cast<std::uint64_t>(w[1]) << 18u |
                            static_cast<std::uint64_t>(w[2]) << 50u;
}

node_core::node_core(runtime& on, atom name, std::uint32_t creation, log_sink& log)
    : runtime_(on), log_(log), index_(add_local_node({name, creation})) {}

node_core::~node_core() {
  KITH_ASSERT(ended_->load(std::memory_order_acquire) != 0);
  for (std::size_t i = 0; i < runtime_.scheduler_count(); ++i) {
    runtime_.scheduler_at(i).timers().drop_messages_of(*this);
  }
  remove_local_node(index_);
  delete library.load(std::memory_order_acquire);
}

atom node_core::name() const noexcept {
  return local_node_at(index_).name;
}
std::uint32_t node_core::creation() const noexcept {
  return local_node_at(index_).creation;
}
void node_core::rename(atom name, std::uint32_t creation) {
  rename_local_node(index_, {name, creation});
}

reference node_core::make_reference() {
  return reference_of(next_number(runtime_));
}
reference node_core::reference_of(std::uint64_t number) const {
  const auto me = local_node_at(index_);
  return {me.name, me.creation, split(number)};
}
bool node_core::made(const reference& r) const noexcept {
  return is_local_node(index_, {r.node(), r.creation()});
}

reference node_core::make_alias(const process_block& owner) {
  const auto me = local_node_at(index_);
  const auto n = split(next_number(runtime_));
  const std::array<std::uint32_t, 5> words = {n[0], n[1], n[2], owner.slot,
                                              owner.generation.load(std::memory_order_relaxed)};
  return {me.name, me.creation, words};
}

void node_core::log_crash(const process_block& who, term_ref reason) {
  if (closing()) {
    return;  // whatever a process still tries fails now
  }
  if (const auto line = crashes_.line(reason, runtime_.world().now())) {
    log_.crashed(name().name(), who.pid(), who.leader, reason, *line);
  }
}

void node_core::log(log_level level, std::string_view who, std::string_view text) noexcept {
  const auto left_out = lines_.take(runtime_.world().now());
  if (!left_out) {
    return;
  }
  if (*left_out == 0) {
    log_.write(level, name().name(), who, text);
    return;
  }
  log_.write(level, name().name(), who,
             std::string(text) + "; " + std::to_string(*left_out) +
                 " lines before it were not logged");
}

void node_core::kill_all() {
  closing_.store(true, std::memory_order_seq_cst);
  const std::uint32_t n = runtime_.table().slots();
  for (std::uint32_t slot = 0; slot < n; ++slot) {
    process_block* p = runtime_.table().at(slot);
    const std::uint32_t gen = p->generation.load(std::memory_order_seq_cst);
    if (std::atomic_ref(p->node).load(std::memory_order_seq_cst) != this) {
      continue;
    }
    runtime_.deliver_or_free(pid::local(index_, slot, gen),
                             make_peer_signal(signal_kind::exit, pid(), atoms::kill));
  }
  let_go();
}

kith::pid process_block::pid() const noexcept {
  return kith::pid::local(node->index(), slot, generation.load(std::memory_order_relaxed));
}

}  // namespace kith::detail
