#include "kernel/group_server.hpp"

#include "kernel/erpc_request.hpp"
#include "kernel/group_state.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/build.hpp"
#include "kith/nodes.hpp"
#include "kith/pattern.hpp"
#include "otp/gen.hpp"
#include "otp/log.hpp"
#include "otp/sys.hpp"

namespace kith::detail {

namespace {

const atom& group_atom() {
  static const atom name("global_group");
  return name;
}

/// Calls a function of the module on another node, for `server`.
process asker(ctx self, pid server, reference as, atom node, atom function, term args) {
  const erpc_request request = start_erpc(node, group_atom(), function, args);
  native_outcome got = co_await await_erpc(self, request, duration::infinity());
  const bool good = got.kind() == native_outcome::what::returned;
  send(server, tuple(as, tuple(good ? atoms::ok : atoms::error, got.value())));
}

/// Asks one node: an answer, or none when it cannot be reached.
task<term> ask_node(ctx self, atom node, term name) {
  const bool up = co_await net_adm::ping(self, node);
  if (!up) {
    co_return term();
  }
  const term question = name ? term(tuple(atom("find_name"), self, name))
                             : term(tuple(atom("registered_names"), self));
  const atom answer(name ? "find_name_res" : "registered_names_res");
  const destination there(group_atom(), node);
  // Of a process, and not of the node alone: a node may be up that has no such process.
  const reference watch = monitor(there);
  send(there, tuple(atoms::gen_cast, question));
  term result;
  co_await self.receive(on(tuple(answer, bind(result))),
                        on(tuple(atoms::DOWN, watch, any, any, any)));
  demonitor_flush(watch);
  co_return result;
}

process searcher(ctx self, pid server, std::vector<std::vector<atom>> groups, term name) {
  term result = atoms::undefined;
  for (std::size_t i = 0; i < groups.size() && result.is(atoms::undefined); ++i) {
    for (std::size_t j = 0; j < groups[i].size(); ++j) {
      const term got = co_await ask_node(self, groups[i][j], name);
      if (got) {
        result = name && !got.is_pid() ? term(atoms::undefined) : got;
        break;
      }
    }
  }
  send(server, tuple(atom("found"), self, result));
}

process failing_searcher(ctx self) {
  co_await self.receive(after(5_s));
  exit(atom("testing_exit"));
}

/// Nodes of before OTP 25.1 answer a sync to this name.
process check_relay(ctx self) {
  for (;;) {
    const term m = co_await self.receive();
    if (m.is_tuple(4) && (m[0].is(atom("config_ok")) || m[0].is(atom("config_error")))) {
      send(group_atom(), m);
    }
  }
}

class server_effects final : public group_effects {
 public:
  explicit server_effects(ctx self) : self_(self) {}

  void send(atom node, term message) override {
    if (const node_list* nodes = kernel_here()->nodes;
        nodes != nullptr && nodes->is_visible(node)) {
      kith::send(destination(group_atom(), node), std::move(message));
    }
  }
  void cast(atom node, term message) override {
    kith::send(destination(group_atom(), node), tuple(atoms::gen_cast, message));
  }
  void send(pid to, term message) override { kith::send(to, std::move(message)); }
  void send(atom name, atom node, term message) override {
    kith::send(destination(name, node), std::move(message));
  }
  void reply(const term& from, term answer) override { gen_reply(from, answer); }
  void tell_global(term message) override {
    if (const pid server = whereis(atoms::global_name_server)) {
      kith::send(server, std::move(message));
    }
  }
  void disconnect(atom node) override {
    if (node_list* nodes = kernel_here()->nodes) {
      nodes->disconnect(node);
    }
  }
  [[nodiscard]] std::vector<atom> visible() const override {
    const node_list* nodes = kernel_here()->nodes;
    return nodes == nullptr ? std::vector<atom>() : nodes->visible();
  }
  [[nodiscard]] std::vector<atom> connected() const override {
    std::vector<atom> all = visible();
    if (const node_list* nodes = kernel_here()->nodes) {
      const auto hidden = nodes->hidden();
      all.insert(all.end(), hidden.begin(), hidden.end());
    }
    return all;
  }
  reference ask(atom node, atom function, term args) override {
    const reference as = make_ref();
    try {
      spawn(asker, self_.self(), as, node, function, std::move(args));
    } catch (const exit_exception& e) {
      kith::send(self_.self(), tuple(as, tuple(atoms::error, e.reason())));
    }
    return as;
  }
  reference watch(atom node) override { return monitor(destination(group_atom(), node)); }
  void unwatch(const reference& watch) override { demonitor_flush(watch); }
  reference fresh() override { return make_ref(); }
  void link(pid who) override { kith::link(who); }
  void unlink(pid who) override { kith::unlink(who); }
  pid search(std::vector<std::vector<atom>> groups, term name) override {
    try {
      return spawn_link(searcher, self_.self(), std::move(groups), std::move(name));
    } catch (const exit_exception&) {
      return {};
    }
  }
  pid failing_search() override {
    try {
      return spawn_link(failing_searcher);
    } catch (const exit_exception&) {
      return {};
    }
  }
  [[nodiscard]] pid find(term_ref name) const override { return kernel_here()->names.find(name); }
  [[nodiscard]] term names() const override { return list_of(kernel_here()->names.names()); }
  void log(log_level level, std::string text) override { log_here(level, text); }

 private:
  ctx self_;
};

}  // namespace

process global_group_server(ctx self) {
  trap_exit(true);
  spawn_opt(spawn_options().link().name(atom("global_group_check")), check_relay);
  server_effects outside(self);
  group_state machine(node_name(), self.self(), kernel_here()->global_groups, outside);
  system_subject me(atom("gen_server"), self, group_atom());
  for (;;) {
    const term m = co_await receive_served(self, &me);
    machine.handle(m);
  }
}

}  // namespace kith::detail
