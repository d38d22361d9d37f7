// Processes of all nodes send each other numbered messages, small ones and ones of several
// fragments, and each receiver says what was wrong with what it got:
//
//   - the numbers of one sender grow; one is left out only where a connection was lost in between;
//   - between 'nodedown' and 'nodeup' nothing arrives;
//   - what was sent by one connection of the sender arrives by one connection of the receiver;
//   - the bytes are those that were sent.
//
// OTP: Erlang Reference Manual, "Processes", "Delivery of Signals".
#pragma once

#include <map>

#include "cluster.hpp"

namespace kith::scenarios {

class talk {
 public:
  explicit talk(testing::simulation& sim) : sim_(sim) {}

  /// Starts the talker of a node that has just been started.
  void join(cluster& c, std::size_t member);
  /// How many messages of `from` have arrived at `to`, whatever the incarnation.
  [[nodiscard]] std::uint64_t heard(std::size_t from, std::size_t to) const;
  /// How often a node was said to be down.
  [[nodiscard]] unsigned losses() const { return losses_; }
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }
  /// So many bytes that only this number has.
  [[nodiscard]] static std::string text_of(std::uint64_t number, std::size_t size);

 private:
  struct letter {
    std::size_t from;     ///< the member
    unsigned generation;  ///< of its node
    std::uint64_t number;
    std::uint64_t sent_by;  ///< the sender's connection, counted by it; 0: it had none yet
  };
  /// What a receiver knows of one other node.
  struct view {
    bool up = false;
    std::uint64_t connections = 0;
  };
  /// What a receiver knows of one incarnation of a sender.
  struct stream_of_letters {
    bool any = false;
    std::uint64_t last = 0;
    std::uint64_t by = 0;          ///< the receiver's connection of the last letter
    std::uint64_t sent_by = 0;     ///< the last that was not 0
    std::uint64_t sent_by_at = 0;  ///< the receiver's connection it came by
  };
  struct talker_state {
    std::size_t member;
    unsigned generation;
    std::vector<atom> others;  ///< by member; its own place is not used
    std::map<std::size_t, view> views;
    std::map<std::pair<std::size_t, unsigned>, stream_of_letters> streams;
    std::map<std::size_t, std::uint64_t> sent;
  };

  static process talker(ctx self, talk* all, talker_state* mine);
  void take(talker_state& mine, const term& message);
  void node_event(talker_state& mine, atom node, bool up);
  void arrived(talker_state& mine, const letter& l, std::string_view text);
  void speak(talker_state& mine);
  void problem(const talker_state& mine, const letter& l, const std::string& what);

  testing::simulation& sim_;
  std::vector<std::unique_ptr<talker_state>> talkers_;
  std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> heard_;
  unsigned losses_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace kith::scenarios
