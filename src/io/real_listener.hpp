#pragma once

#include <memory>

#include "io/asio.hpp"

namespace kith::io {

/// A listening TCP socket. Like a stream, it leaves behind what Asio's handlers still need.
class real_listener final : public listener {
 public:
  struct state;

  static result<std::unique_ptr<listener>>
  open(asio::io_context& context, const address& on,
       unique_function<void(std::unique_ptr<stream>)> accepted);

  /// See loop::listen_inherited.
  static result<std::unique_ptr<listener>>
  inherit(asio::io_context& context, int socket,
          unique_function<void(std::unique_ptr<stream>)> accepted);

  explicit real_listener(std::shared_ptr<state> shared);
  ~real_listener() override;
  real_listener(const real_listener&) = delete;
  real_listener& operator=(const real_listener&) = delete;

  [[nodiscard]] address local() const override;

 private:
  std::shared_ptr<state> state_;
};

}  // namespace kith::io
