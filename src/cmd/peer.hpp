// A node that a subcommand is to visit: what the user calls it, where it is, and who we are to it.
#pragma once

#include <optional>
#include <string>

#include "cmd/visitor.hpp"
#include "dist/node_name.hpp"

namespace CLI {
class App;
}

namespace kith::cmd {

/// What subcommands that visit a node have in common.
struct visit_flags {
  std::string cookie;
  std::optional<double> seconds;

  void define(CLI::App& app);
  /// Infinite when no time was given and there is no `otherwise`.
  [[nodiscard]] duration limit(duration otherwise = duration::infinity()) const;
};

/// A node by its full name: `dog@box`, or `dog` of this machine.
[[nodiscard]] result<dist::node_name> peer_named(const std::string& text, dist::name_domain domain);
/// Long when the host has a dot.
[[nodiscard]] dist::name_domain domain_of(std::string_view node);

/// This machine's name, up to the first dot.
[[nodiscard]] std::string short_host();

/// The cookie that was given, else the user's.
[[nodiscard]] result<std::string> cookie_or_users(const std::string& given);

/// Finds the node and enters it as a hidden one of a name of our own.
[[nodiscard]] result<std::unique_ptr<visitor>>
visit(const dist::node_name& peer, const visit_flags& flags, const deadline& until);
/// Enters whoever listens there.
[[nodiscard]] result<std::unique_ptr<visitor>>
visit_address(const io::address& at, const visit_flags& flags, const deadline& until);

}  // namespace kith::cmd
