// The built-in epmd: the registry on sockets.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "dist/conversation.hpp"
#include "dist/epmd_registry.hpp"
#include "runtime/scheduler.hpp"

namespace kith::dist {

/// What a program that is epmd and nothing else wants otherwise.
struct epmd_server_options {
  /// See epmd_registry_options.
  bool relaxed_command_check = false;
  duration request_time = epmd_registry_options().request_time;
  /// Sockets that listen already, in place of addresses (epmd's option -systemd); taken in any
  /// case.
  std::vector<int> inherited = {};
  /// KILL was granted, and answered. Null: nothing happens.
  unique_function<void()> killed = {};
};

class epmd_server {
 public:
  /// Listens on loopback and on the others of `on`, all of one port; fails when that is taken. Of
  /// inherited sockets only the port of `on` counts.
  /// Everything happens on `home`.
  static result<std::unique_ptr<epmd_server>>
  start(detail::scheduler& home, const std::vector<io::address>& on, epmd_server_options options);
  epmd_server(const epmd_server&) = delete;
  epmd_server& operator=(const epmd_server&) = delete;
  ~epmd_server();

 private:
  class client final : public conversation::owner {
   public:
    client(epmd_server& server, std::uint64_t number, std::unique_ptr<io::stream> stream);
    void heard(std::string_view bytes) override;
    void ended(const error& why) override;

    std::unique_ptr<conversation> talk;

   private:
    epmd_server& server_;
    const std::uint64_t number_;
  };

  epmd_server(detail::scheduler& home, epmd_registry_options options,
              unique_function<void()> killed);
  [[nodiscard]] result<void> listen(const io::address& on);
  [[nodiscard]] result<void> inherit(const std::vector<int>& sockets);
  void accepted(std::unique_ptr<io::stream> stream);
  void act();

  detail::scheduler& home_;
  epmd_registry registry_;
  unique_function<void()> killed_;
  std::vector<std::unique_ptr<io::listener>> listeners_;
  std::map<std::uint64_t, std::unique_ptr<client>> clients_;
  std::uint64_t next_client_ = 1;
  bool acting_ = false;
  detail::loop_timer timer_;
};

}  // namespace kith::dist
