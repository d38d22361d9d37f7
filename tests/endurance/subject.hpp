// The nodes that are tried, on real threads, and ways to let their processes act and to wait for
// them from the thread of the test.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "effort.hpp"
#include "kith/kith.hpp"

namespace kith::endurance {

/// What the processes of an endurance test die of is no news.
class silent_log final : public log_sink {
 public:
  void write(log_level, std::string_view, std::string_view, std::string_view) noexcept override {}
};

/// A node that is not distributed.
[[nodiscard]] node_options alone();
/// `NAME@127.0.0.1` on the test's own port of epmd, with a cookie of its own.
[[nodiscard]] node_options named(const std::string& name);

/// Ends the running process, and with it the test, unless `good`.
void expect(bool good, const std::string& what);

/// How a process came to its end: empty when well, else its reason.
class verdict {
 public:
  void put(std::string reason);
  [[nodiscard]] std::string wait(duration limit);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string reason_;
  bool there_ = false;
};

template <class Body, class... Args>
process run_body(ctx self, Body body, std::shared_ptr<verdict> out, Args... args) {
  std::string reason;
  try {
    co_await body(self, std::move(args)...);
  } catch (const exit_exception& e) {
    reason = to_string(e.exit_reason());
  }
  out->put(reason);
}

/// Runs `body(self, args…)`, a task, in a new process of `n` and waits for it: empty when all went
/// well, else why not.
template <class Body, class... Args>
[[nodiscard]] std::string run(node& n, Body body, Args... args) {
  const auto out = std::make_shared<verdict>();
  n.spawn(run_body<Body, Args...>, body, out, std::move(args)...);
  return out->wait(sanitized ? patience * 4 : patience);
}

/// The processes of all nodes, once they come and go no more: those of the kernel start others.
[[nodiscard]] std::uint32_t settled_processes(const node& n);

/// Those of messages and of receives, on all schedulers that the nodes of the program share.
[[nodiscard]] std::size_t armed_timers(const node& n);

/// Lets the test's thread rest.
void pause(duration time);

/// Waits until `done()`; false when it is not in time.
template <class Predicate>
bool eventually(Predicate done) {
  for (duration waited; waited < patience; waited = waited + 5_ms) {
    if (done()) {
      return true;
    }
    pause(5_ms);
  }
  return done();
}

}  // namespace kith::endurance
