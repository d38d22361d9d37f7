#include "io/real_thread.hpp"

#include "io/quiet_thread.hpp"

namespace kith::io {
namespace {

void run(worker& mine, real_loop& loop) {
  mine.started(loop);
  for (;;) {
    const bool busy = mine.step();
    if (mine.finished())
      break;
    if (busy) {
      loop.poll();
    } else {
      loop.wait(mine.deadline());
    }
  }
  mine.stopped();
}

}  // namespace

std::unique_ptr<real_thread> real_thread::start(worker& runs, bool may_spin) {
  auto loop = real_loop::make();
  if (loop == nullptr)
    return nullptr;
  loop->allow_spinning(may_spin);
  auto handle = std::make_unique<real_thread>(std::move(loop));
  handle->thread_ =
      start_quiet_thread("kith-worker", [&runs, mine = handle->loop_.get()] { run(runs, *mine); });
  if (!handle->thread_.joinable())
    return nullptr;
  return handle;
}

void real_thread::join() {
  if (thread_.joinable())
    thread_.join();
}

}  // namespace kith::io
