// Reads what all processes of a cluster have seen and says where that breaks what Erlang promises:
//
//   1. order: what a process gets of another is a subsequence of what that one sent, and of what
//   was
//      sent by one connection it is the beginning; all of it if the connection still stands
//   2. ties: a 'DOWN' for each monitor and an 'EXIT' for each link whose other end is gone, once,
//      and none after demonitor with flush, nor after unlink; a reason that is true; in the end
//      both sides know the same ties
//   3. connections: after the loss of one nothing that was sent by it arrives
//   4. identity: what is for a process, or a reference, never reaches that of another life
//   5. fragments: a message of any size keeps its place and its bytes
//
// and at the end, when all is healed and calm: nobody waits for what will not come.
//
// OTP: Erlang Reference Manual, "Processes", "Delivery of Signals", "Links", "Monitors".
#pragma once

#include <deque>
#include <set>

#include "history.hpp"

namespace kith::scenarios {

class referee {
 public:
  /// Replays the history; what is wrong, in sentences.
  static std::vector<std::string> judge(const history& all);

 private:
  struct life {
    std::size_t member = 0;
    std::uint64_t generation = 0;
    friend auto operator<=>(const life&, const life&) = default;
  };
  struct person {
    bool began = false;
    bool ended = false;
    bool traps = true;
    life at;
    std::string reason;                         ///< by which it ended of its own will
    std::string heard_reason;                   ///< by which others heard that it ended
    std::map<std::size_t, std::uint64_t> view;  ///< of members that are up: the connection
    std::set<std::uint64_t> lost;               ///< connections, as 'DOWN' and 'EXIT' said
  };
  struct message {
    actor to;
    std::uint64_t connection;
    std::size_t bytes;
    bool owed;
  };
  struct pair {
    std::deque<std::uint64_t> owed;  ///< numbers of the sender, in its order
    bool any = false;
    std::uint64_t last = 0;
  };
  struct monitor {
    actor who;
    actor of;
    std::uint64_t connection;
    bool is_question;  ///< with an alias, by which an answer comes if no 'DOWN' does
    bool stands = true;
    bool in_mailbox = false;  ///< undone; a 'DOWN' may have been there already
  };
  struct link {
    bool stands = false;
    bool in_mailbox = false;
    std::uint64_t connection = 0;
    unsigned of_other = 0;         ///< calls of the other's of which an 'EXIT' may still come
    bool of_other_new = false;     ///< of which none has come
    bool of_other_undone = false;  ///< so that its end is none of ours
    bool ever_undone = false;      ///< by who is in the first place
  };

  explicit referee(const history& all) : all_(all) {}

  void replay(const event& e);
  void view_changed(const event& e, bool up);
  void sent(const event& e);
  void got(const event& e);
  void in_order(const event& e, const message& m);
  void by_its_connection(const event& e, const message& m);
  void told(const event& e);
  void exited(const event& e);
  void unlinked(const event& e);
  void fenced(const event& e);
  void reason_of_end(const event& e, std::uint64_t connection);
  void at_the_end();
  void wrong_view(actor who, const person& p);
  void unanswered();
  void miscounted();
  void miscounted_links();
  void miscounted_monitors();
  void unanswered_link(actor who, actor other, const link& l);
  void undelivered();
  [[nodiscard]] bool lives(actor who) const;
  [[nodiscard]] bool has_ended(actor who) const;
  [[nodiscard]] bool is_standing(life at, std::uint64_t connection) const;
  void wrong(const event& e, const std::string& what);
  void missing(actor who, const std::string& what);

  const history& all_;
  std::map<actor, person> people_;
  std::map<std::pair<actor, std::uint64_t>, message> messages_;
  std::map<std::pair<actor, actor>, pair> pairs_;
  std::map<std::uint64_t, monitor> monitors_;
  std::map<std::pair<actor, actor>, link> links_;
  std::map<std::uint64_t, actor> asked_;
  /// Which ties there are in the end, by who has them and with whom.
  using census = std::map<std::pair<actor, actor>, unsigned>;
  std::set<actor> counted_;
  census has_links_;
  census has_monitors_;
  census has_watchers_;
  /// For which somebody may have ended until now.
  std::set<std::string> reasons_ = {"noproc", "noconnection"};
  /// Which connection of one node is which of the other.
  std::map<std::pair<life, std::uint64_t>, std::pair<life, std::uint64_t>> ends_;
  std::map<std::size_t, std::uint64_t> newest_life_;
  std::vector<std::string> problems_;
};

}  // namespace kith::scenarios
