#pragma once

#include <string_view>

namespace kith::detail {

/// Who ends the program, or what else stands for the node, when a process says so. Any thread may
/// call.
class node_end {
 public:
  virtual ~node_end() = default;

  /// `status`, 0 to 255, is for who started it; `slogan` says why, mostly it is empty. Does not
  /// wait. The first call counts. OTP: erlang:halt/2, init:stop/1.
  virtual void halt(int status, std::string_view slogan) = 0;
};

}  // namespace kith::detail
