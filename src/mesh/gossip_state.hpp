// Which of the heartbeats that come are followed: who is worth an attempt to connect. Everybody on
// the network may send them, in any name and with any sender's address, as often as they like. So
// what one costs has a limit, and nothing is answered.
#pragma once

#include <array>
#include <set>
#include <string>
#include <string_view>

#include "dist/node_name.hpp"
#include "io/world.hpp"
#include "kith/term.hpp"

namespace kith::mesh {

/// In this time so many different nodes are tried at most, each of them once. It is the longest
/// time between two heartbeats of a node.
inline constexpr duration tries_time = duration::seconds(5);
inline constexpr std::size_t tries_max = 32;
/// Names that were tried and have not been connected since. An attempt makes an atom, which stays:
/// of these there are no more. A node whose name is not taken up for that can still connect to us.
inline constexpr std::size_t strangers_max = 10'000;

class gossip_state {
 public:
  /// What is asked of the node.
  class surroundings {
   public:
    /// Its own name, `nonode@nohost` without one.
    [[nodiscard]] virtual std::string_view own_name() const = 0;
    [[nodiscard]] virtual bool is_connected(std::string_view node) const = 0;
    [[nodiscard]] virtual bool is_atom(std::string_view name) const = 0;
    /// An address of this machine.
    [[nodiscard]] virtual bool is_own(const io::address& a) const = 0;

   protected:
    ~surroundings() = default;
  };

  /// What becomes of a heartbeat. All but the first are dropped.
  enum class verdict : std::uint8_t {
    tried,
    own,        ///< it is ours
    connected,  ///< the node is connected already
    bogus,      ///< it names no node that we could reach where it claims to be
    recent,     ///< the node was tried a moment ago
    crowded,    ///< too many others were
    strange,    ///< too many strangers were, since the beginning
    count_
  };

  gossip_state(const surroundings& of, dist::name_domain domain) : of_(of), domain_(domain) {}

  verdict heard(const std::string& node, const io::address& from, io::instant now);
  /// `#{own => 3, tried => 1, …}`, how many there were of each.
  [[nodiscard]] term to_term() const;

 private:
  [[nodiscard]] verdict judge(const std::string& node, const io::address& from, io::instant now);
  [[nodiscard]] bool is_bogus(std::string_view node, const io::address& from) const;

  const surroundings& of_;
  const dist::name_domain domain_;
  io::instant since_;            ///< these were tried
  std::set<std::string> tried_;  ///< at most tries_max
  std::set<std::string> strangers_;
  std::array<std::uint64_t, static_cast<std::size_t>(verdict::count_)> counts_{};
};

}  // namespace kith::mesh
