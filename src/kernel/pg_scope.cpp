#include "kernel/pg_scope.hpp"

#include "kith/build.hpp"
#include "otp/log.hpp"

namespace kith::detail {

pg_scope::~pg_scope() {
  if (kernel_ != nullptr) {
    kernel_->groups.drop(scope_, groups_);
  }
}

task<gen_server::action> pg_scope::init(ctx self) {
  kernel_ = kernel_here();
  groups_ = std::make_shared<pg_groups>(self.self());
  pg_effects& outside = *this;
  machine_ = std::make_unique<pg_state>(scope_, self.self(), *groups_, outside);
  kernel_->groups.put(scope_, groups_);
  if (node_list* nodes = kernel_->nodes) {
    nodes->tell_of_nodes(self.self());
    machine_->start(nodes->visible());
  }
  co_return ok();
}

task<gen_server::action> pg_scope::handle_call(ctx, term request, term from) {
  co_return reply(machine_->call(request, from[0].is_pid() ? from[0].as_pid() : pid()));
}

task<gen_server::action> pg_scope::handle_cast(ctx, term request) {
  machine_->cast(request);
  co_return noreply();
}

task<gen_server::action> pg_scope::handle_info(ctx, term message) {
  machine_->info(message);
  co_return noreply();
}

void pg_scope::send(pid to, term message) {
  kith::send(to, std::move(message), {.noconnect = true});
}

void pg_scope::send(atom node, term message) {
  kith::send(destination(scope_, node), std::move(message), {.noconnect = true});
}

reference pg_scope::watch(pid who) {
  return monitor(who);
}

void pg_scope::unwatch(const reference& watch) {
  demonitor(watch);
}

bool pg_scope::is_visible(atom node) const {
  return kernel_->nodes != nullptr && kernel_->nodes->is_visible(node);
}

void pg_scope::log(log_level level, std::string text) {
  log_here(level, text);
}

}  // namespace kith::detail
