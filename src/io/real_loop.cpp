#include "io/real_loop.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>
#include <thread>

#include "io/clock.hpp"
#include "io/real_datagram.hpp"
#include "io/real_listener.hpp"
#include "io/real_stream.hpp"
#include "io/resolver.hpp"

namespace kith::io {
namespace {

/// How long one poll may go on with callbacks, so that a flood on the sockets cannot starve the
/// worker.
constexpr duration poll_limit = duration::microseconds(100);

/// Waking a sleeping processor costs 20 to 50 µs; spinning about as long at most doubles the wait.
constexpr duration spin_limit = duration::microseconds(50);

/// The longest sleep, so that each worker looks several times a second whether another is stuck.
constexpr duration rest_max = duration::milliseconds(250);

}  // namespace

std::unique_ptr<real_loop> real_loop::make() {
  const int descriptor = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (descriptor < 0)
    return nullptr;
  try {  // Asio's reactor opens its own descriptors in its constructor, and can only throw
    return std::make_unique<real_loop>(descriptor);
  } catch (const boost::system::system_error&) {
    ::close(descriptor);
    return nullptr;
  }
}

// The hint turns Asio's own locks off: the eventfd is how other threads reach this one.
real_loop::real_loop(int wake_descriptor)
    : context_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE), keep_(context_.get_executor()),
      wake_descriptor_(context_, wake_descriptor), rest_(context_) {
  await_wake_descriptor();
}

real_loop::~real_loop() = default;

std::unique_ptr<stream> real_loop::connect(const address& to, stream_events& events) {
  return real_stream::dial(context_, to, events);
}

result<std::unique_ptr<listener>>
real_loop::listen(const address& on, unique_function<void(std::unique_ptr<stream>)> accepted) {
  return real_listener::open(context_, on, std::move(accepted));
}

result<std::unique_ptr<listener>>
real_loop::listen_inherited(int descriptor,
                            unique_function<void(std::unique_ptr<stream>)> accepted) {
  return real_listener::inherit(context_, descriptor, std::move(accepted));
}

result<std::unique_ptr<datagram>>
real_loop::bind(const address& on, const datagram_options& how,
                unique_function<void(std::span<const std::byte>, const address&)> received) {
  return real_datagram::open(context_, on, how, std::move(received));
}

void real_loop::resolve(std::string host,
                        unique_function<void(result<std::vector<address>>)> found) {
  if (auto numeric = address::parse(host, 0)) {
    asio::post(context_, [answer = std::move(*numeric), found = std::move(found)]() mutable {
      found(std::vector<address>{std::move(answer)});
    });
    return;
  }
  if (resolver_ == nullptr)
    resolver_ = std::make_unique<resolver>(context_);
  resolver_->resolve(std::move(host), std::move(found));
}

// Who wakes exchanges even when `woken` is there already: that chain of exchanges is what carries
// its writes to the worker, whose own exchange is the last of them.
void real_loop::wake() noexcept {
  // acq_rel: pairs with the exchange in take_wake and the compare-exchange in wait.
  const awareness before = awareness_.exchange(awareness::woken, std::memory_order_acq_rel);
  if (before != awareness::sleeping)
    return;
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the loop is awake already.
  [[maybe_unused]] const auto ignored = ::write(wake_descriptor_.native_handle(), &one, sizeof one);
}

/// True when somebody woke the loop since the last time; it is then running again.
bool real_loop::take_wake() {
  return awareness_.exchange(awareness::running, std::memory_order_acq_rel) == awareness::woken;
}

bool real_loop::poll() {
  if (context_.poll_one() == 0)
    return false;
  const instant end = clock_now() + poll_limit;
  while (context_.poll_one() > 0 && clock_now() < end) {
  }
  return true;
}

void real_loop::wait(instant deadline) {
  const instant now = clock_now();
  if (deadline <= now || spin(deadline)) {
    poll();
    return;
  }
  auto expected = awareness::running;
  // From here on a waker writes to the descriptor; one that came before makes this fail.
  if (awareness_.compare_exchange_strong(expected, awareness::sleeping,
                                         std::memory_order_acq_rel)) {
    sleep(deadline);
  }
  take_wake();
  if (more_news_.is_on()) {
    more_news_.settle(poll());
  }
}

/// True when something happened, so that there is no need to sleep.
bool real_loop::spin(instant deadline) {
  if (take_wake())
    return true;
  if (!spinning_allowed_ || !early_news_.is_on())
    return false;
  const instant started = clock_now();
  const instant end = std::min(started + spin_limit, deadline);
  bool paid = false;
  for (instant now = started; !paid && now < end; now = clock_now()) {
    paid = poll() || awareness_.load(std::memory_order_relaxed) == awareness::woken;
    if (!paid) {
      std::this_thread::yield();  // to who has work, and may bring the news
    }
  }
  early_news_.settle(paid);
  if (paid)
    take_wake();
  return paid;
}

/// Runs one callback.
void real_loop::sleep(instant deadline) {
  begin_rest();
  // Asio's clock is CLOCK_MONOTONIC too, and epoll rounds the wait up to a whole millisecond.
  const std::chrono::steady_clock::time_point end{std::chrono::nanoseconds(deadline.ns)};
  if (end < rest_.expiry()) {
    context_.run_one_until(end);
  } else {
    context_.run_one();
  }
}

/// A timer that stands for many sleeps is cheaper than a time limit for each.
void real_loop::begin_rest() {
  if (!resting_) {
    resting_ = true;
    rest_.expires_after(std::chrono::nanoseconds(rest_max.ns()));
    rest_.async_wait([this](const error_code&) { resting_ = false; });
  }
}

void real_loop::await_wake_descriptor() {
  wake_descriptor_.async_wait(asio::posix::stream_descriptor::wait_read,
                              [this](const error_code& failure) {
                                if (failure)
                                  return;  // the loop goes
                                std::uint64_t count = 0;
                                [[maybe_unused]] const auto ignored =
                                    ::read(wake_descriptor_.native_handle(), &count, sizeof count);
                                await_wake_descriptor();
                              });
}

}  // namespace kith::io
