// What a worker of the simulation holds of the network: the faces of connections, listening ports
// and datagram ports, and the part of the latter two that the network sees.
#pragma once

#include <memory>
#include <vector>

#include "io/world.hpp"
#include "sim/connection.hpp"

namespace kith::sim {

class stream final : public io::stream {
 public:
  stream(std::shared_ptr<connection> of, side mine) : connection_(std::move(of)), side_(mine) {}
  ~stream() override { connection_->close(side_); }
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  void set_events(io::stream_events& events) override { connection_->set_events(side_, events); }
  result<std::size_t> read_some(std::span<const std::span<std::byte>> parts) override {
    return connection_->read(side_, parts);
  }
  result<std::size_t> write_some(std::span<const std::span<const std::byte>> parts) override {
    return connection_->write(side_, parts);
  }
  void await_readable() override { connection_->await_readable(side_); }
  void await_writable() override { connection_->await_writable(side_); }
  void shutdown_write() override { connection_->shut(side_); }
  void reset() override { connection_->reset(side_); }
  [[nodiscard]] io::address local() const override { return connection_->address_of(side_); }
  [[nodiscard]] io::address remote() const override {
    return connection_->address_of(other(side_));
  }

 private:
  std::shared_ptr<connection> connection_;
  side side_;
};

/// A port that takes connections, and those that wait there for the program.
class listening {
 public:
  static constexpr std::size_t backlog_max = 128;

  listening(host& where, std::shared_ptr<thread> owner, io::address bound,
            unique_function<void(std::unique_ptr<io::stream>)> who)
      : at(where), on(std::move(owner)), address(std::move(bound)), accepted(std::move(who)) {}

  /// False when it is closed or has too many.
  bool queue(std::shared_ptr<connection> one);
  /// False when it was closed meanwhile.
  bool unqueue(const connection& one);
  /// Those that wait are reset.
  void close();
  [[nodiscard]] bool is_open() const { return open_; }

  host& at;
  std::shared_ptr<thread> on;
  io::address address;
  unique_function<void(std::unique_ptr<io::stream>)> accepted;

 private:
  bool open_ = true;
  std::vector<std::shared_ptr<connection>> waiting_;
};

class listener final : public io::listener {
 public:
  explicit listener(std::shared_ptr<listening> of) : listening_(std::move(of)) {}
  ~listener() override { listening_->close(); }
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;

  [[nodiscard]] io::address local() const override { return listening_->address; }

 private:
  std::shared_ptr<listening> listening_;
};

/// A port that takes datagrams.
struct datagram_port {
  static constexpr std::size_t queue_max = 256;

  host& at;
  std::shared_ptr<thread> on;
  io::address address;
  io::datagram_options how;
  unique_function<void(std::span<const std::byte>, const io::address&)> received;
  std::size_t queued = 0;
  bool open = true;
};

class datagram final : public io::datagram {
 public:
  datagram(network& on, std::shared_ptr<datagram_port> of) : network_(on), port_(std::move(of)) {}
  ~datagram() override { port_->open = false; }
  datagram(const datagram&) = delete;
  datagram& operator=(const datagram&) = delete;

  result<void> send_to(std::span<const std::byte> bytes, const io::address& to) override;
  [[nodiscard]] io::address local() const override { return port_->address; }

 private:
  network& network_;
  std::shared_ptr<datagram_port> port_;
};

}  // namespace kith::sim
