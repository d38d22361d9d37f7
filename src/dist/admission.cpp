#include "dist/admission.hpp"

#include <algorithm>
#include <bit>

namespace kith::dist {

std::optional<duration> admission::admit(const io::address& from, std::size_t callers,
                                         io::instant now) const {
  if (callers >= callers_max) {
    return std::nullopt;
  }
  const auto at = by_address_.find(from.ip);
  if (at == by_address_.end() || now - at->second.last > remembered ||
      at->second.refusals <= refusals_free) {
    return duration();
  }
  duration delay = delay_min;
  for (unsigned i = refusals_free + 1; i < at->second.refusals && delay < delay_max; ++i) {
    delay = delay * 2;
  }
  return std::min(delay, delay_max);
}

bool admission::refused(const io::address& from, io::instant now) {
  if (by_address_.size() >= addresses_max && !by_address_.contains(from.ip)) {
    by_address_.erase(std::ranges::min_element(
        by_address_, {}, [](const auto& entry) { return entry.second.last; }));
  }
  record& r = by_address_[from.ip];
  r.refusals = now - r.last > remembered ? 1 : r.refusals + 1;
  r.last = now;
  return std::has_single_bit(r.refusals);
}

}  // namespace kith::dist
