#pragma once

#include <sys/types.h>

namespace kith::cmd {

/// Goes on in the background, if that is wanted: this program forks, before it has threads; the
/// child leaves the terminal, and the parent waits until the child tells how its start went.
class background {
 public:
  explicit background(bool wanted);
  background(const background&) = delete;
  background& operator=(const background&) = delete;
  ~background();

  [[nodiscard]] bool is_parent() const { return child_ > 0; }
  /// In the parent: what the child told, or exit_failure when it ended without a word.
  [[nodiscard]] int status_of_child();
  /// In the child: lets the parent end. Without a parent nothing happens. Gives back the status.
  int tell(int status);

 private:
  pid_t child_ = 0;
  int read_ = -1;
  int write_ = -1;
};

}  // namespace kith::cmd
