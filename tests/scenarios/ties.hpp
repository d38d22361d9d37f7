// Processes that make and undo monitors, links and watches of nodes all the time, on processes of
// other nodes that end now and then; and a ledger of what each is owed:
//
//   - one 'DOWN' for each monitor, one 'EXIT' for each link, one 'nodedown' for each monitor_node;
//   - none after demonitor with flush, unlink and monitor_node(…, false);
//   - what was meant for a process of a node's former life never reaches one of its present life.
//
// OTP: Erlang Reference Manual, "Processes", "Links", "Monitors".
#pragma once

#include <map>
#include <set>

#include "cluster.hpp"

namespace kith::scenarios {

class ties {
 public:
  explicit ties(testing::simulation& sim) : sim_(sim) {}

  /// Starts the processes of a node that has just been started.
  void join(cluster& c, std::size_t member);
  /// Nothing new is tied from now on.
  void finish() { finishing_ = true; }
  /// What is owed still; after all connections were lost, nothing should be.
  [[nodiscard]] std::vector<std::string> owed() const;
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }
  /// What processes still hold of ties whose connection is lost.
  [[nodiscard]] std::vector<std::string> left_behind(cluster& c);
  /// How many ties have been broken, that is, have said so.
  [[nodiscard]] std::uint64_t broken() const { return broken_; }
  /// Of a node that is no more, nothing is owed.
  void left(std::size_t member);

 private:
  struct client_state {
    std::size_t member;
    bool gone = false;
    std::vector<atom> others;
    std::vector<pid> targets;  ///< of all lives of the other nodes
    std::vector<reference> monitors;
    std::vector<pid> links;
    std::map<std::size_t, std::uint64_t> node_watches;
    std::vector<pid> own_targets;
  };

  static process keeper(ctx self, ties* all, client_state* mine);
  static process target(ctx self, ties* all);
  static process inspector(ctx self, client_state* mine, std::vector<std::string>* found,
                           std::size_t* left);
  static process client(ctx self, ties* all, client_state* mine);
  void take(client_state& mine, const term& message);
  void act(client_state& mine, pid me);
  void problem(const client_state& mine, const std::string& what, term_ref message);

  testing::simulation& sim_;
  bool finishing_ = false;
  std::uint64_t broken_ = 0;
  std::vector<std::unique_ptr<client_state>> clients_;
  std::vector<std::string> problems_;
};

}  // namespace kith::scenarios
