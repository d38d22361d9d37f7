// A node's registration with epmd, the port mapper, by which others find it. Where no epmd runs the
// node is one itself, for as long as it lives; then every Kith node of the machine tries to take
// the place over and registers again with whoever got it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/unique_function.hpp"
#include "dist/conversation.hpp"
#include "dist/epmd_client.hpp"
#include "dist/epmd_server.hpp"
#include "runtime/scheduler.hpp"

namespace kith::dist {

struct epmd_options {
  std::uint16_t port = epmd_port_default;
  /// Where the built-in one listens when there is none; on loopback in any case. OTP:
  /// ERL_EPMD_ADDRESS.
  std::vector<io::address> listen = {io::address::any(epmd_port_default)};
  bool start = true;   ///< be epmd where there is none
  bool needed = true;  ///< false: one that is not there is not waited for
};

/// Keeps the node registered.
class epmd_link final : conversation::owner {
 public:
  using registered = unique_function<void(result<std::uint32_t>)>;

  /// Registers `self`; `done` gets the creation epmd gave, or why there is none; once. Afterwards a
  /// lost registration is renewed, over and over.
  epmd_link(detail::scheduler& home, epmd_options options, epmd_entry self,
            unique_function<void(const std::string&)> log, registered done);
  ~epmd_link();

 private:
  void heard(std::string_view bytes) override;
  void ended(const error& why) override;
  void dial();
  void retry(duration in);
  void finish(result<std::uint32_t> outcome);

  detail::scheduler& home_;
  const epmd_options options_;
  const epmd_entry self_;
  unique_function<void(const std::string&)> log_;
  registered done_;
  epmd_registering registering_;
  bool is_registered_ = false;
  bool asked_ = false;  ///< epmd owes us an answer
  unsigned attempts_ = 0;
  detail::loop_timer timer_;
  std::unique_ptr<conversation> talk_;
  std::unique_ptr<epmd_server> server_;
};

}  // namespace kith::dist
