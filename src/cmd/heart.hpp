// The program that starts a node again: OTP's `heart`, by the flag -heart.
#pragma once

#include <mutex>

#include "kernel/heart_line.hpp"

namespace kith::cmd {

/// Forks the watcher, while this program has no threads; it lives until the node has ended.
///
/// It runs HEART_COMMAND when the node has gone without `shut_down`, and kills it before when no
/// beat has come for HEART_BEAT_TIMEOUT seconds (10 to 65,535; 60), with SIGKILL or, by
/// HEART_KILL_SIGNAL, SIGABRT; not at all if HEART_NO_KILL is TRUE. OTP: kernel, heart.
class heart final : public detail::heart_line {
 public:
  heart();
  heart(const heart&) = delete;
  heart& operator=(const heart&) = delete;
  ~heart() override;

  void beat() override;
  void set_command(std::string_view command) override;
  void shut_down() override;

 private:
  void say(std::string_view bytes);

  std::mutex mutex_;
  int line_ = -1;
};

}  // namespace kith::cmd
