// The command as a node of its own for a short visit: hidden, not registered with epmd, with one
// process, which asks one node and waits for what it answers. What erl_call is, and no more: a
// kith::node would register, listen and connect to the rest of the cluster.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cmd/tcp_socket.hpp"
#include "dist/handshake.hpp"
#include "dist/message_reader.hpp"

namespace kith::cmd {

struct visitor_options {
  std::string name = {};  ///< ours, `name@host`; a host alone when `dynamic`
  bool dynamic = false;   ///< the peer is to name us
  std::string cookie = {};
  std::string peer = {};  ///< empty: whoever is there
};

class visitor final : dist::handshake_secrets {
 public:
  visitor(tcp_socket socket, visitor_options options);

  /// The handshake. Fails with the sentence of `refusal`, if there is one.
  [[nodiscard]] result<void> enter(const deadline& until);
  /// Why the handshake failed; nothing when it has not, or the connection could not be written.
  [[nodiscard]] const std::optional<dist::failed>& refusal() const { return refusal_; }
  /// How many packets of the handshake the peer has sent: status, challenge, acknowledgement.
  [[nodiscard]] unsigned steps() const { return machine_.steps(); }

  // After `enter`.

  [[nodiscard]] const dist::established& link() const { return *link_; }
  /// Our process.
  [[nodiscard]] pid self() const;
  /// To the process that is registered there as `name`.
  [[nodiscard]] result<void> send(atom name, term_ref message);
  /// The next message to our process; errc::closed when the peer has gone. Keeps the connection
  /// alive meanwhile.
  [[nodiscard]] result<term> receive(const deadline& until);

 private:
  std::string cookie(std::string_view) override { return options_.cookie; }
  result<std::uint32_t> new_challenge() override;
  bool is_ours(std::uint32_t) override { return false; }

  [[nodiscard]] result<void> act(const deadline& until);
  void begin_messages();

  tcp_socket socket_;
  const visitor_options options_;
  const std::uint32_t creation_;
  dist::handshake machine_;
  std::optional<dist::failed> refusal_;
  std::optional<dist::established> link_;
  std::optional<dist::message_reader> messages_;
};

/// A number from the system's generator.
[[nodiscard]] std::uint32_t random_number();

}  // namespace kith::cmd
