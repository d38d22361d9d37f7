#include "runtime/crash_reports.hpp"

#include <utility>

#include "kith/atom.hpp"

namespace kith::detail {

namespace {

constexpr duration period = duration::seconds(1);

/// `system_limit` as a reason, or `{system_limit, Stack}`.
bool is_system_limit(term_ref reason) {
  return reason.is(atoms::system_limit) ||
         (reason.is_tuple(2) && reason[0].is(atoms::system_limit));
}

}  // namespace

std::optional<std::string> crash_reports::line(term_ref reason, io::instant now) {
  std::uint64_t left_out = 0;
  {
    const scoped_lock guard(mutex_);
    allowance& a = is_system_limit(reason) ? system_limit_ : any_;
    if (a.used == a.most && now < a.began + period) {
      ++a.left_out;
      return std::nullopt;
    }
    if (a.used == 0 || a.began + period <= now) {
      a.began = now;
      a.used = 0;
    }
    ++a.used;
    left_out = std::exchange(a.left_out, 0);
  }
  std::string text = "process ended with reason " + to_string(term(reason));
  if (left_out != 0) {
    text += "; " + std::to_string(left_out) + " that were not logged ended so before";
  }
  return text;
}

}  // namespace kith::detail
