#include "otp/name_keeper.hpp"

#include "kernel/apply.hpp"
#include "kith/build.hpp"
#include "kith/global.hpp"

namespace kith::detail {

namespace {

bool is_global(const via& name) {
  return name.module() == atom("global");
}

}  // namespace

task<pid> kept_name_whereis(ctx self, via name) {
  if (is_global(name)) {
    co_return global::whereis_name(name.name());
  }
  const term args = list(name.name());
  const term said = co_await call_for_self(self, name.module(), atom("whereis_name"), args);
  co_return said.is_pid() ? said.as_pid() : pid();
}

task<bool> kept_name_register(ctx self, via name) {
  if (is_global(name)) {
    const bool is_ours = co_await global::register_name(self, name.name(), self);
    co_return is_ours;
  }
  const term args = list(name.name(), self.self());
  const term said = co_await call_for_self(self, name.module(), atom("register_name"), args);
  co_return said.is(atoms::yes);
}

task<void> kept_name_unregister(ctx self, via name) {
  if (is_global(name)) {
    co_await global::unregister_name(self, name.name());
    co_return;
  }
  const term args = list(name.name());
  co_await call_for_self(self, name.module(), atom("unregister_name"), args);
}

task<void> kept_name_send(ctx self, via name, term message) {
  if (is_global(name)) {
    global::send(name.name(), message);
    co_return;
  }
  const term args = list(name.name(), message);
  co_await call_for_self(self, name.module(), atom("send"), args);
}

}  // namespace kith::detail
