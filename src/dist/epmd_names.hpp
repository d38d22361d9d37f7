// Who is registered with the epmd of a host: the host is resolved, and the epmd there is asked, at
// one address of the host after the other until one answers. OTP: kernel, erl_epmd:names/1.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/unique_function.hpp"
#include "dist/conversation.hpp"
#include "dist/epmd_client.hpp"
#include "runtime/scheduler.hpp"

namespace kith::dist {

/// A question, made and destroyed on any thread. It lives on the loop of `home`.
class epmd_names {
 public:
  /// errc::not_found when there is no such host. Called once, on the thread of `home`, unless the
  /// question is destroyed before.
  using found = unique_function<void(result<std::vector<epmd_name>>)>;

  epmd_names(detail::scheduler& home, std::string host, std::uint16_t epmd_port, found done);
  epmd_names(const epmd_names&) = delete;
  epmd_names& operator=(const epmd_names&) = delete;
  ~epmd_names();

 private:
  class question;

  detail::scheduler& home_;
  std::shared_ptr<question> question_;
};

}  // namespace kith::dist
