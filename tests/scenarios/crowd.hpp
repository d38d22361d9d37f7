// Processes of all nodes that do to each other whatever one process can do to another, at random:
// send, ask, link, monitor, undo that, spawn here and there, take names, exit, kill. Who they know
// they have heard of in messages, so that they go on to deal with processes of former lives. All
// that they do and see is written down for a referee.
//
// Each node has one process `main`, which traps exits and never ends.
#pragma once

#include <array>

#include "cluster.hpp"
#include "history.hpp"

namespace kith::scenarios {

class crowd {
 public:
  /// The seed says how busy they are, and which of the things they can do they do.
  explicit crowd(testing::simulation& sim);
  crowd(const crowd&) = delete;
  crowd& operator=(const crowd&) = delete;
  ~crowd();

  /// Starts the `main` of a node that has just been started.
  void join(cluster& c, std::size_t member);
  /// They do nothing any more but to answer.
  void calm_down() { calm_ = true; }
  /// Each `main` asks all others, and its neighbours, one thing.
  void ask_all() { asks_all_ = true; }
  /// Each node counts the ties of its processes.
  void count_ties(cluster& c);
  /// Whether all that was asked is answered, or was given up with a reason.
  [[nodiscard]] bool is_all_answered() const;
  /// What has happened until now.
  [[nodiscard]] const history& logs(cluster& c);

 private:
  struct tie {
    reference ref;
    std::uint64_t number;
    bool is_question;
    bool undone = false;  ///< what had come of it before is still in the mailbox
  };
  struct request {
    reference ref;
    std::uint64_t number;
    bool links;
  };
  struct person {
    actor number;
    std::size_t member;
    pid self;
    bool is_main;
    bool has_parted = false;
    bool has_name = false;
    bool has_ended = false;
    std::uint64_t sent = 0;
    std::vector<pid> known;
    std::vector<tie> monitors;
    std::vector<request> requests;
    std::vector<pid> links;
    std::vector<actor> unlinking;
    std::map<std::size_t, std::uint64_t> view;
  };
  class presence;

  static process main_of_node(ctx self);
  static process worker(ctx self);
  static task<term> asked_worker(ctx self, term args);
  static process counter(ctx self);
  static task<term> live(ctx self, bool is_main, pid linked_to);

  void take(person& me, const term& message);
  void take_letter(person& me, term_ref message, std::size_t bytes, bool intact);
  void take_node_event(person& me, term_ref message);
  void take_down(person& me, term_ref message);
  void take_exit(person& me, term_ref message);
  void take_spawn_reply(person& me, term_ref message);
  void see_nodes(person& me);

  void counted(const person& who, term_ref info);

  void act(person& me);
  void part(person& me);
  void say(person& me);
  void say_by_name(person& me);
  void ask(person& me, const destination& whom);
  void watch(person& me);
  void unwatch(person& me);
  void tie_to(person& me);
  void untie(person& me);
  void breed(person& me);
  void strike(person& me);
  void take_a_name(person& me);
  void leave(person& me);

  event& sending(person& me, actor whom);
  void send_letter(person& me, const destination& to, actor whom, std::size_t bytes);
  void fence(person& me, std::uint64_t undone, actor other);
  void meet(person& me, pid whom);
  [[nodiscard]] pid someone(person& me);
  [[nodiscard]] destination some_name();
  [[nodiscard]] actor actor_of(pid who);
  [[nodiscard]] std::size_t member_of(atom node) const;
  [[nodiscard]] std::size_t workers_at(std::size_t member) const;
  [[nodiscard]] std::uint64_t draw(std::uint64_t end) { return sim_.draw(end); }
  event& write(const person& me, deed what);

  /// Bodies of processes that other nodes ask for get terms alone.
  static crowd* present_;

  testing::simulation& sim_;
  bool calm_ = false;
  bool asks_all_ = false;
  duration pause_max_;
  std::uint64_t large_one_in_;
  std::vector<void (crowd::*)(person&)> habits_;
  std::vector<atom> nodes_;
  std::vector<unsigned> generations_;
  std::vector<std::unique_ptr<person>> people_;
  std::map<std::array<std::uint32_t, 4>, actor> numbers_;
  std::vector<person*> by_number_ = {nullptr};
  std::uint64_t next_tie_ = 1;
  history log_;
};

}  // namespace kith::scenarios
