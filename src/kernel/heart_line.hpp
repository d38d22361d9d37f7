#pragma once

#include <string_view>

namespace kith::detail {

/// The way to the program that starts the node again. Any thread may call. OTP: the port of heart.
class heart_line {
 public:
  virtual ~heart_line() = default;
  /// The node lives; to be said more often than HEART_BEAT_TIMEOUT.
  virtual void beat() = 0;
  /// What is run in place of HEART_COMMAND; empty: that again.
  virtual void set_command(std::string_view command) = 0;
  /// The node ends because somebody wants it to: nothing is to be run.
  virtual void shut_down() = 0;
};

}  // namespace kith::detail
