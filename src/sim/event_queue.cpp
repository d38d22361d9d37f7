#include "sim/event_queue.hpp"

#include <algorithm>

namespace kith::sim {

void event_queue::add(io::instant when, unique_function<void()> what) {
  push({when, added_++, false, std::move(what)});
  ++foreground_;
}

void event_queue::add_background(io::instant when, unique_function<void()> what) {
  push({when, added_++, true, std::move(what)});
}

void event_queue::push(event one) {
  heap_.push_back(std::move(one));
  std::push_heap(heap_.begin(), heap_.end(), later);
}

io::instant event_queue::next() const {
  return heap_.empty() ? io::instant::never() : heap_.front().when;
}

void event_queue::run_first() {
  KITH_ASSERT(!heap_.empty());
  std::pop_heap(heap_.begin(), heap_.end(), later);
  event first = std::move(heap_.back());
  heap_.pop_back();
  if (!first.background)
    --foreground_;
  first.what();
}

void event_queue::clear() {
  std::vector<event> dropped;
  dropped.swap(heap_);
  foreground_ = 0;
}

}  // namespace kith::sim
