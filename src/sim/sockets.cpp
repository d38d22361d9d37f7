#include "sim/sockets.hpp"

#include <algorithm>

#include "sim/simulation.hpp"

namespace kith::sim {

bool listening::queue(std::shared_ptr<connection> one) {
  if (!open_ || waiting_.size() == backlog_max)
    return false;
  waiting_.push_back(std::move(one));
  return true;
}

bool listening::unqueue(const connection& one) {
  const auto found = std::ranges::find_if(
      waiting_, [&](const std::shared_ptr<connection>& each) { return each.get() == &one; });
  if (found == waiting_.end())
    return false;
  waiting_.erase(found);
  return true;
}

void listening::close() {
  open_ = false;
  std::vector<std::shared_ptr<connection>> left;
  left.swap(waiting_);
  for (const auto& each : left) {
    each->reset(side::acceptor);
    each->close(side::acceptor);
  }
}

result<void> datagram::send_to(std::span<const std::byte> bytes, const io::address& to) {
  return network_.send_datagram(*port_, bytes, to);
}

}  // namespace kith::sim
