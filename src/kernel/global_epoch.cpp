#include "kernel/global_epoch.hpp"

#include <algorithm>

#include "kernel/kernel_state.hpp"
#include "kith/build.hpp"
#include "kith/erpc.hpp"
#include "kith/global.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

atom keepers_module() {
  return atom("kith_global");
}

std::uint64_t raise_to(std::uint64_t wanted, std::uint64_t step) {
  std::atomic<std::uint64_t>& mine = kernel_here()->lock_epoch;
  std::uint64_t old = mine.load(std::memory_order_relaxed);
  std::uint64_t next = 0;
  do {
    next = std::max(old, wanted) + step;
  } while (!mine.compare_exchange_weak(old, next, std::memory_order_relaxed));
  return next;
}

std::uint64_t clock_us() {
  const std::int64_t ns = here().home().world().wall_ns();
  return ns < 0 ? 0 : static_cast<std::uint64_t>(ns) / 1'000;
}

struct answers {
  std::vector<atom> nodes;  ///< those that know epochs
  std::uint64_t greatest = 0;
};

/// Tells the nodes of an epoch, and asks for theirs.
task<answers> ask_nodes(ctx self, std::vector<atom> nodes, std::uint64_t at_least) {
  answers got;
  if (nodes.empty()) {
    co_return got;
  }
  const term args = list(at_least);
  const term said =
      co_await erpc::multicall(self, nodes, keepers_module(), atom("seen_epoch"), args);
  std::size_t i = 0;
  for (term_ref at = said; at.is_cons(); at = at.tail(), ++i) {
    const term_ref one = at.head();
    if (one[0].is(atoms::ok) && is_lock_epoch(one[1])) {
      got.nodes.push_back(nodes[i]);
      got.greatest = std::max(got.greatest, static_cast<std::uint64_t>(one[1].as_int()));
    }
  }
  co_return got;
}

}  // namespace

bool is_lock_epoch(term_ref t) {
  return t.is_integer() && t.fits_int64() && t.as_int() >= 0 && t.as_int() < lock_epoch_max;
}

std::uint64_t seen_lock_epoch(std::uint64_t at_least) {
  return raise_to(at_least, 0);
}

std::uint64_t next_lock_epoch(std::uint64_t after) {
  return raise_to(after, 1);
}

}  // namespace kith::detail

namespace kith::global {

task<std::uint64_t> lock_epoch(ctx self, std::vector<atom> nodes) {
  const atom me = node_name();
  std::erase(nodes, me);
  const detail::answers known = co_await detail::ask_nodes(self, nodes, 0);
  const std::uint64_t after = std::max(known.greatest, detail::clock_us());
  const bool is_ours =
      std::all_of(known.nodes.begin(), known.nodes.end(), [me](atom node) { return node < me; });
  std::uint64_t epoch = 0;
  if (is_ours) {
    epoch = detail::next_lock_epoch(after);
  } else {
    const atom greatest = *std::max_element(known.nodes.begin(), known.nodes.end());
    const std::uint64_t least = std::max(after, detail::seen_lock_epoch(0));
    const term args = list(least);
    const term handed_out =
        co_await erpc::call(self, greatest, detail::keepers_module(), atom("next_epoch"), args);
    if (!detail::is_lock_epoch(handed_out)) {
      exit(tuple(atom("bad_lock_epoch"), greatest));
    }
    epoch = detail::seen_lock_epoch(static_cast<std::uint64_t>(handed_out.as_int()));
  }
  co_await detail::ask_nodes(self, known.nodes, epoch);
  co_return epoch;
}

}  // namespace kith::global
