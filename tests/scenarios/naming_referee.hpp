// Reads what users of global names and locks have seen and says where that breaks what `global`
// promises:
//
//   1. names: where nothing goes on, all connected nodes know the same names, of processes that
//      live on one of them; who registered a name and never lost it has it; one that was
//      unregistered does not come back; nobody gets a name that another has
//   2. conflicts: when two parts of the net meet, a conflict is settled once, and the outcome holds
//   3. locks: of two requesters on lists with a node in common that is connected to both one has
//   the
//      lock; who has it gets it again; where nothing goes on no dead process has one
//   4. the net: where nothing goes on, connections are among groups of nodes, within which everyone
//      is connected to everyone
//   5. progress: the helpers of a name server have few unread messages
//
// That two nodes were connected to each other all the while is known from their watchers; what
// happens within a second of a loss is not judged.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "naming_history.hpp"

namespace kith::scenarios {

class naming_referee {
 public:
  /// Replays the history; what is wrong, in sentences.
  static std::vector<std::string> judge(const naming_history& all);

 private:
  struct life {
    std::int64_t began = 0;
    std::optional<std::int64_t> ended;
    /// When another member went up and down, as seen from here.
    std::map<std::size_t, std::vector<std::pair<std::int64_t, bool>>> views;
  };
  struct person {
    std::size_t member = 0;
    bool ended = false;
    std::int64_t ended_at = 0;
    std::int64_t caught_up_at = 0;  ///< what came since has not been read
  };
  /// From the question to the answer, and to the end of what came of it.
  struct claim {
    citizen who;
    std::size_t name;
    std::int64_t from;
    std::optional<std::int64_t> to;
    bool force;
    bool yes = false;
    std::vector<std::size_t> known;  ///< members, when it was asked and when it was answered
  };
  struct removal {
    citizen by;
    citizen of;
    std::size_t name;
    std::int64_t from;
    std::optional<std::int64_t> to;
  };
  struct settlement {
    std::size_t name;
    citizen first;
    citizen second;
    citizen winner;
    std::int64_t at;
    std::size_t after_quiet;
  };
  struct hold {
    citizen who;
    std::size_t lock;
    std::string requester;
    std::vector<std::size_t> nodes;
    std::int64_t from;
    std::optional<std::int64_t> to;
    std::optional<std::int64_t> given_back;
    std::optional<std::int64_t> again;  ///< asked for once more, unanswered
  };
  /// What members see where nothing goes on.
  struct picture {
    std::int64_t at = 0;
    std::set<std::size_t> members;
    std::set<std::pair<std::size_t, std::size_t>> connected;
    std::map<std::size_t, std::map<std::size_t, citizen>> names;  ///< by name and member
    struct seen_lock {
      std::size_t member;
      std::size_t lock;
      std::string requester;
      citizen holder;
    };
    std::vector<seen_lock> locks;
    std::set<citizen> alive;
  };

  explicit naming_referee(const naming_history& all) : all_(all) {}

  void replay(const naming_event& e);
  void replay_locks(const naming_event& e);
  void replay_picture(const naming_event& e);
  void begin_picture(const naming_event& e);
  // naming_referee_names.cpp
  void judge_picture(const picture& p);
  void judge_cliques(const picture& p);
  void judge_names(const picture& p);
  void judge_presence(const picture& p);
  void judge_returns(const picture& p);
  void judge_two_winners();
  void judge_settlements();
  void judge_settlement(std::size_t name, std::size_t at);
  [[nodiscard]] bool is_touched(std::size_t name, const picture& before,
                                const picture& after) const;
  // naming_referee_locks.cpp
  void judge_locks();
  void judge_pair(const hold& a, const hold& b);
  void judge_seen_locks(const picture& p);
  [[nodiscard]] bool is_disturbed(std::int64_t from, std::int64_t to) const;
  [[nodiscard]] bool is_displaced(citizen who, std::int64_t from) const;
  [[nodiscard]] bool is_contested(std::size_t name, citizen by, std::int64_t from,
                                  std::int64_t to) const;
  [[nodiscard]] std::set<std::size_t> group_of(const picture& p, std::size_t member) const;

  [[nodiscard]] const life* life_of(std::size_t member, std::int64_t from, std::int64_t to) const;
  [[nodiscard]] bool stays_connected(std::size_t a, std::size_t b, std::int64_t from,
                                     std::int64_t to) const;
  [[nodiscard]] bool sees_all_the_while(std::size_t a, std::size_t b, std::int64_t from,
                                        std::int64_t to) const;
  [[nodiscard]] bool hears_until(citizen who, std::int64_t at) const;
  void wrong(std::int64_t at_ms, const std::string& what);

  const naming_history& all_;
  std::map<std::size_t, std::vector<life>> lives_;
  std::map<citizen, person> people_;
  std::vector<claim> claims_;
  std::vector<removal> removals_;
  std::vector<settlement> settlements_;
  std::vector<std::pair<citizen, std::int64_t>> displaced_;
  std::vector<hold> holds_;
  std::vector<picture> pictures_;
  std::vector<std::int64_t> losses_;  ///< when anyone heard of one
  std::vector<std::string> problems_;
};

}  // namespace kith::scenarios
