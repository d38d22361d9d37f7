#include "sim/thread.hpp"

#include "sim/simulation.hpp"

namespace kith::sim {

thread::thread(host& on, io::worker& runs, std::uint64_t number)
    : host_(on), worker_(runs), number_(number), random_(on.sim().fork("thread").fork(number)),
      ready_since_(on.sim().now()), free_at_(on.sim().now()) {}

std::unique_ptr<io::stream> thread::connect(const io::address& to, io::stream_events& events) {
  return host_.sim().net().connect(*this, to, events);
}

result<std::unique_ptr<io::listener>>
thread::listen(const io::address& on, unique_function<void(std::unique_ptr<io::stream>)> accepted) {
  return host_.sim().net().listen(*this, on, std::move(accepted));
}

result<std::unique_ptr<io::listener>>
thread::listen_inherited(int descriptor, unique_function<void(std::unique_ptr<io::stream>)>) {
  return error(errc::bad_input, "descriptor " + std::to_string(descriptor) + " is no socket");
}

result<std::unique_ptr<io::datagram>>
thread::bind(const io::address& on, const io::datagram_options& how,
             unique_function<void(std::span<const std::byte>, const io::address&)> received) {
  return host_.sim().net().bind(*this, on, how, std::move(received));
}

void thread::resolve(std::string name,
                     unique_function<void(result<std::vector<io::address>>)> found) {
  host_.sim().net().resolve(*this, std::move(name), std::move(found));
}

void thread::wake() noexcept {
  become_ready();
}

void thread::post(unique_function<void()> callback) {
  if (has_ended())
    return;
  callbacks_.push_back(std::move(callback));
  become_ready();
}

void thread::become_ready() {
  if (ready_)
    return;
  ready_ = true;
  ready_since_ = host_.sim().now() + random_.between(duration(), wake_delay_max);
}

bool thread::is_active() const {
  return ready_ && !has_ended() && host_.is_running();
}

io::instant thread::ready_at() const {
  if (has_ended() || !host_.is_running())
    return io::instant::never();
  const io::instant wanted = ready_ ? std::min(ready_since_, deadline_) : deadline_;
  return std::max(wanted, free_at_);
}

void thread::turn() {
  simulation& sim = host_.sim();
  KITH_ASSERT(!has_ended());
  sim.set_running(this);
  ready_ = false;
  if (phase_ == phase::fresh) {
    phase_ = phase::running;
    worker_.started(*this);
    become_ready();
  } else {
    run_callbacks();
    const bool busy = worker_.step();
    if (worker_.finished()) {
      worker_.stopped();
      end();
    } else if (busy || !callbacks_.empty()) {
      become_ready();
    } else {
      const io::instant own = worker_.deadline();
      deadline_ = own == io::instant::never() ? own : host_.to_simulated(own);
    }
  }
  sim.set_running(nullptr);
  free_at_ = sim.now() + random_.between(turn_cost_min, turn_cost_max) + sim.take_charge();
}

/// Those that are there now; what they cause comes after the step.
void thread::run_callbacks() {
  std::size_t left = std::min(callbacks_.size(), callbacks_per_turn_max);
  for (; left > 0; --left) {
    unique_function<void()> first = std::move(callbacks_.front());
    callbacks_.pop_front();
    first();
  }
}

void thread::kill() {
  if (has_ended())
    return;
  simulation& sim = host_.sim();
  KITH_ASSERT(sim.running() == nullptr);
  sim.set_running(this);
  if (phase_ == phase::running)
    worker_.stopped();
  end();
  sim.set_running(nullptr);
}

void thread::end() {
  phase_ = phase::ended;
  std::deque<unique_function<void()>> dropped;
  dropped.swap(callbacks_);
}

}  // namespace kith::sim
