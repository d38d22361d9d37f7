#include "dist/challenge_table.hpp"

namespace kith::dist {

result<void> challenge_table::issue(std::uint32_t challenge, io::instant now) {
  forget(now);
  if (order_.size() >= challenges_max) {
    return error(errc::limit, "too many handshakes within a minute (challenges_max)");
  }
  order_.push_back({challenge, now});
  ++counts_[challenge];
  return {};
}

bool challenge_table::contains(std::uint32_t challenge, io::instant now) {
  forget(now);
  return counts_.contains(challenge);
}

void challenge_table::forget(io::instant now) {
  while (!order_.empty() && now - order_.front().at >= remembered) {
    const auto entry = counts_.find(order_.front().challenge);
    KITH_ASSERT(entry != counts_.end());
    if (--entry->second == 0) {
      counts_.erase(entry);
    }
    order_.pop_front();
  }
}

}  // namespace kith::dist
