#include "runtime/crash_reports.hpp"

#include "kith/atom.hpp"

namespace kith::detail {

namespace {

/// `system_limit` as a reason, or `{system_limit, Stack}`.
bool is_system_limit(term_ref reason) {
  return reason.is(atoms::system_limit) ||
         (reason.is_tuple(2) && reason[0].is(atoms::system_limit));
}

}  // namespace

std::optional<std::string> crash_reports::line(term_ref reason, io::instant now) {
  const auto left_out = (is_system_limit(reason) ? system_limit_ : any_).take(now);
  if (!left_out) {
    return std::nullopt;
  }
  std::string text = "process ended with reason " + to_string(term(reason));
  if (*left_out != 0) {
    text += "; " + std::to_string(*left_out) + " that were not logged ended so before";
  }
  return text;
}

}  // namespace kith::detail
