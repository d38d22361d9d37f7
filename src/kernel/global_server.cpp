#include "kernel/global_server.hpp"

#include "kernel/global_locks.hpp"
#include "kernel/kernel_state.hpp"
#include "kernel/random.hpp"
#include "kith/build.hpp"
#include "otp/gen.hpp"
#include "otp/log.hpp"
#include "otp/sys.hpp"

namespace kith::detail {

namespace {

class server_effects final : public global_effects {
 public:
  explicit server_effects(ctx self) : self_(self) {}

  void cast(atom node, term message) override {
    send(node, tuple(atoms::gen_cast, std::move(message)));
  }
  /// What it is about goes with the connection, so no other is made. (OTP dials for some of it, and
  /// a node that has just been disconnected is connected again.)
  void send(atom node, term message) override {
    kith::send(destination(atoms::global_name_server, node), std::move(message),
               {.noconnect = true});
  }
  void send(pid to, term message) override { kith::send(to, std::move(message)); }
  void reply(const term& from, term answer) override { gen_reply(from, std::move(answer)); }
  reference watch(pid who) override { return monitor(who); }
  void unwatch(const reference& watch) override { demonitor_flush(watch); }
  void link(pid who) override { kith::link(who); }
  void unlink(pid who) override { kith::unlink(who); }
  [[nodiscard]] pid locker() const override { return locker_; }
  [[nodiscard]] pid registrar() const override { return registrar_; }
  void tell_locker(term message) override { kith::send(locker_, std::move(message)); }
  void tell_registrar(term message) override { kith::send(registrar_, std::move(message)); }
  pid start_resolver(atom node, const term& tag) override {
    return spawn(global_resolver, node, tag, self_.self());
  }
  void kill(pid resolver) override { exit(resolver, atoms::kill); }
  void sync_with(atom node) override { spawn(global_connector, node, self_.self()); }
  void tell_group(term message) override {
    if (const pid server = whereis(atom("global_group"))) {
      kith::send(server, std::move(message));
    }
  }
  void disconnect(atom node) override {
    if (node_list* nodes = kernel_here()->nodes) {
      nodes->disconnect(node);
    }
  }
  reference start_timer(duration time, term message) override {
    return kith::start_timer(time, self_.self(), std::move(message));
  }
  void cancel_timer(const reference& timer) override { kith::cancel_timer(timer); }
  void try_again(term message) override {
    send_after(random_time(5), self_.self(), std::move(message));
  }
  void log(log_level level, std::string text) override { log_here(level, text); }

  void start_helpers() {
    locker_ = spawn_link(global_locker, self_.self());
    registrar_ = spawn_link(global_registrar, self_.self());
  }
  /// Without them nothing works; the server ends with the first that ends.
  void check_helper(const term& m) const {
    if (m.is_tuple(3) && m[0].is(atoms::EXIT) && m[1].is_pid()) {
      const pid who = m[1].as_pid();
      if (who == locker_ || who == registrar_) {
        exit(tuple(atom(who == locker_ ? "locker_died" : "registrar_died"), m));
      }
    }
  }

 private:
  ctx self_;
  pid locker_;
  pid registrar_;
};

}  // namespace

process global_name_server(ctx self) {
  trap_exit(true);
  server_effects outside(self);
  outside.start_helpers();
  kernel_state& kernel = *kernel_here();
  global_state machine(node_name(), kernel.names, outside, kernel.global);
  system_subject me(atom("gen_server"), self, atoms::global_name_server);
  for (;;) {
    const term m = co_await receive_served(self, &me);
    outside.check_helper(m);
    machine.rename(node_name());
    machine.handle(m);
  }
}

process global_connector(ctx self, atom node, pid server) {
  // As long as a handshake may take, and more.
  constexpr duration patience = duration::seconds(30);
  const destination there(atoms::global_name_server, node);
  const reference watch = monitor(there);
  send(there, tuple(atoms::gen_cast, tuple(atom("in_sync"), node_name(), true)));
  const std::size_t came = co_await self.receive(
      on(tuple(atoms::DOWN, watch, any, any, atoms::noconnection)), after(patience));
  if (came == 0) {
    send(server, tuple(atom("extra_nodedown"), node));
  }
}

}  // namespace kith::detail
