// The process of a scope: a server, registered by the scope's name, that drives the state machine.
#pragma once

#include <memory>

#include "kernel/kernel_state.hpp"
#include "kernel/pg_effects.hpp"
#include "kernel/pg_state.hpp"
#include "kith/gen_server.hpp"

namespace kith::detail {

class pg_scope final : public gen_server, pg_effects {
 public:
  explicit pg_scope(atom scope) : scope_(scope) {}
  ~pg_scope() override;

  task<action> init(ctx self) override;
  task<action> handle_call(ctx self, term request, term from) override;
  task<action> handle_cast(ctx self, term request) override;
  task<action> handle_info(ctx self, term message) override;
  [[nodiscard]] term state() const override { return machine_->to_term(); }

 private:
  void send(pid to, term message) override;
  void send(atom node, term message) override;
  reference watch(pid who) override;
  void unwatch(const reference& watch) override;
  [[nodiscard]] bool is_visible(atom node) const override;
  void log(log_level level, std::string text) override;

  atom scope_;
  kernel_state* kernel_ = nullptr;
  std::shared_ptr<pg_groups> groups_;
  std::unique_ptr<pg_state> machine_;
};

}  // namespace kith::detail
