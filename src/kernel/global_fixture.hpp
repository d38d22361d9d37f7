// For tests: the state machine of the global name server, with what it asks for kept as terms.
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "kernel/global_state.hpp"
#include "kith/build.hpp"

namespace kith::detail {

inline const atom ka("ka@localhost");
inline const atom kb("kb@localhost");
inline const atom kc("kc@localhost");
inline const atom kd("kd@localhost");

inline pid process_of(atom node, std::uint32_t id) {
  return pid::external(node, 7, id, 0);
}
inline const pid our_locker = process_of(ka, 56);
inline const pid his_locker = process_of(kb, 56);
inline const pid our_registrar = process_of(ka, 57);

/// Keeps what the machine asks for, as terms.
class global_recorder final : public global_effects {
 public:
  void cast(atom node, term m) override { add(tuple(atom("cast"), node, m)); }
  void send(atom node, term m) override { add(tuple(atom("send"), node, m)); }
  void send(pid to, term m) override { add(tuple(atom("send"), to, m)); }
  void reply(const term& from, term answer) override { add(tuple(atoms::reply, from, answer)); }
  reference watch(pid who) override {
    const std::array<std::uint32_t, 3> words = {++references_, 0, 0};
    const reference ref(ka, 7, words);
    watched.emplace_back(who, ref);
    return ref;
  }
  void unwatch(const reference& ref) override {
    std::erase_if(watched, [&](const auto& w) { return w.second == ref; });
  }
  void link(pid who) override { add(tuple(atom("link"), who)); }
  void unlink(pid who) override { add(tuple(atom("unlink"), who)); }
  pid locker() const override { return our_locker; }
  pid registrar() const override { return our_registrar; }
  void tell_locker(term m) override { add(tuple(atom("locker"), m)); }
  void tell_registrar(term m) override { add(tuple(atom("registrar"), m)); }
  pid start_resolver(atom node, const term& tag) override {
    add(tuple(atom("resolver"), node, tag));
    return process_of(ka, 91);
  }
  void kill(pid who) override { add(tuple(atoms::kill, who)); }
  void sync_with(atom node) override { add(tuple(atom("sync_with"), node)); }
  void tell_group(term m) override { add(tuple(atom("group"), m)); }
  void disconnect(atom node) override { add(tuple(atom("disconnect"), node)); }
  reference start_timer(duration, term) override {
    const std::array<std::uint32_t, 3> words = {++references_, 0, 1};
    return {ka, 7, words};
  }
  void cancel_timer(const reference&) override { ++timers_cancelled; }
  void try_again(term m) override { add(tuple(atom("again"), m)); }
  void log(log_level, std::string text) override { logged.push_back(std::move(text)); }

  void add(term what) { done.push_back(std::move(what)); }

  std::deque<term> done;
  std::vector<std::pair<pid, reference>> watched;
  std::vector<std::string> logged;
  int timers_cancelled = 0;

 private:
  std::uint32_t references_ = 0;
};

struct global_fixture {
  global_table names;
  global_recorder out;
  global_state machine{ka, names, out, {true, true, 99}};

  void info(term m) { machine.handle(m); }
  void cast(term m) { machine.handle(tuple(atoms::gen_cast, m)); }
  void call(pid who, term m) { machine.handle(tuple(atoms::gen_call, tuple(who, atom("tag")), m)); }
  /// The oldest effect that nobody has looked at.
  std::string next() {
    if (out.done.empty()) {
      return "nothing";
    }
    const term first = out.done.front();
    out.done.pop_front();
    return to_string(first);
  }
  /// What the last call was answered.
  std::string answer() {
    for (; !out.done.empty(); out.done.pop_front()) {
      const term e = out.done.front();
      if (e[0].is(atoms::reply)) {
        out.done.pop_front();
        return to_string(e[2]);
      }
    }
    return "none";
  }
  void nodeup(atom node) {
    info(tuple(atoms::nodeup, node,
               map(atom("connection_id"), 12035768, atom("node_type"), atoms::visible)));
  }
  void died(pid who) {
    const auto watched = out.watched;
    for (const auto& [target, ref] : watched) {
      if (target == who) {
        info(tuple(atoms::DOWN, ref, atoms::process, who, atoms::noconnection));
      }
    }
  }
  /// Brings the connection with kb to where both have the lock.
  void connect_kb() {
    nodeup(kb);
    cast(tuple(atom("init_connect"), tuple(8, -5), kb, locker_message()));
    info(tuple(atom("init_connect_ack"), kb, 1, -5));
    cast(tuple(atom("lock_is_set"), kb, 1, lock_id()));
    cast(tuple(atom("exchange"), kb, list(), list(), 1));
    cast(tuple(atom("exchange_ops"), kb, 1, list(), list()));
    cast(tuple(atom("resolved"), kb, list(), list(), atom("unused"), list(), 1));
    out.done.clear();
  }
  static term locker_message() {
    return tuple(atom("locker"), atom("no_longer_a_pid"), map(), his_locker);
  }
  static term lock_id() { return tuple(atom("global"), list(our_locker, his_locker)); }
};

inline std::string text(const term& t) {
  return to_string(t);
}

}  // namespace kith::detail
