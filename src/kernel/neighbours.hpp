// For tests: several nodes with kernels in one runtime, joined by a router that delivers at once.
#pragma once

#include <memory>
#include <set>

#include "kernel/kernel_fixture.hpp"
#include "kith/build.hpp"
#include "runtime/outgoing.hpp"

namespace kith::detail {

class neighbours {
 public:
  explicit neighbours(const std::vector<std::string>& names, std::uint64_t seed = 1)
      : sim(seed), host(sim.add_host("alpha")),
        home(std::make_unique<runtime>(host, runtime_options{})) {
    for (const std::string& name : names) {
      nodes.push_back(std::make_unique<one>(*this, atom(name)));
    }
  }
  ~neighbours() {
    for (auto& n : nodes) {
      const auto ended = n->core.ended();
      n->core.kill_all();
      host.wait_for(*ended);
    }
    nodes.clear();
    home.reset();
  }

  struct one final : router, node_list {
    one(neighbours& all, atom name) : all_(all), core(*all.home, name, 5, all.log) {
      state.output = &output;
      state.nodes = this;
      core.remote.store(this);
      start_kernel(core, state);
    }
    routed route(const outbound& s) override;
    void forget(pid) noexcept override {}
    bool wake_when_writable(std::uint64_t, pid) override { return false; }
    bool writable(std::uint64_t, pid) override { return true; }
    [[nodiscard]] std::vector<atom> visible() const override {
      return {connected.begin(), connected.end()};
    }
    [[nodiscard]] std::vector<atom> hidden() const override { return {}; }
    [[nodiscard]] bool is_visible(atom node) const override { return connected.contains(node); }
    [[nodiscard]] std::vector<atom> known() const override { return visible(); }
    [[nodiscard]] std::uint64_t connection_id(atom node) const override {
      return connected.contains(node) ? 1 : 0;
    }
    [[nodiscard]] duration net_ticktime() const override { return 60_s; }
    [[nodiscard]] bool has_dynamic_name() const override { return false; }
    [[nodiscard]] bool has_long_names() const override { return false; }
    void tell_of_nodes(pid who) override { told.push_back(who); }
    void disconnect(atom) override {}

    neighbours& all_;
    std::set<atom> connected;
    std::vector<pid> told;
    text_sink output;
    kernel_state state;
    node_core core;
  };

  one* find(atom name) {
    for (auto& n : nodes) {
      if (n->core.name() == name) {
        return n.get();
      }
    }
    return nullptr;
  }
  void tell(one& n, term message) {
    home->deliver_or_free(n.core.names.find(atoms::global_name_server),
                          make_message(std::move(message)));
  }
  void nodeup(one& at, atom other) {
    if (at.connected.insert(other).second) {
      tell(at, tuple(atoms::nodeup, other,
                     map(atom("connection_id"), 1, atom("node_type"), atoms::visible)));
      for (const pid who : at.told) {
        home->deliver_or_free(who, make_message(tuple(atoms::nodeup, other)));
      }
    }
  }
  void connect(std::size_t a, std::size_t b) {
    nodeup(*nodes[a], nodes[b]->core.name());
    nodeup(*nodes[b], nodes[a]->core.name());
  }
  template <class F, class... Args>
  pid spawn(std::size_t at, F body, Args... args) {
    return spawn_on(&nodes[at]->core, spawn_options(), body, std::move(args)...).who;
  }
  /// Spawns and runs until that process has ended; false when it has not within `limit`.
  template <class F, class... Args>
  bool run(std::size_t at, F body, Args... args) {
    const pid who = spawn(at, body, std::move(args)...);
    return sim.run_until([&] { return home->find(who) == nullptr; }, 60_s);
  }
  [[nodiscard]] pid where(std::size_t at, const char* name) const {
    return nodes[at]->state.names.find(term(atom(name)));
  }

  kept_log log;
  sim::simulation sim;
  sim::host& host;
  std::unique_ptr<runtime> home;
  std::vector<std::unique_ptr<one>> nodes;
};

inline routed neighbours::one::route(const outbound& s) {
  one* there = all_.find(s.node);
  if (there == nullptr) {
    return {};
  }
  // A message to a node that we do not know of connects, as in OTP.
  all_.nodeup(*this, s.node);
  all_.nodeup(*there, core.name());
  runtime& shared = *all_.home;
  const pid to = there->core.names.find(s.name);
  if (s.what == outbound::op::send && s.ref) {
    const auto words = s.ref.words();
    peer_signal* m = make_peer_signal(signal_kind::alias_message, s.from, term(s.payload));
    m->ref = s.ref;
    shared.deliver_or_free(pid::local(there->core.index(), words[3], words[4]), m);
  } else if (s.what == outbound::op::send) {
    shared.deliver_or_free(to, make_message(term(s.payload)));
  } else if (s.what == outbound::op::monitor) {
    peer_signal* m = make_peer_signal(signal_kind::monitor, s.from);
    m->ref = s.ref;
    m->name = s.name;
    m->number = 1;
    if (!to || !shared.deliver(to, m)) {
      answer_for_nobody(there->core, to, m);
    }
  } else if (s.what == outbound::op::demonitor) {
    peer_signal* m = make_peer_signal(signal_kind::demonitor, s.from);
    m->ref = s.ref;
    shared.deliver_or_free(to, m);
  }
  return {1, false};
}

}  // namespace kith::detail
