// The process of a registry, and what others do with its table.

#include "kernel/kernel_state.hpp"
#include "kernel/native_rows.hpp"
#include "kernel/registry_table.hpp"
#include "kith/gen_server.hpp"
#include "kith/map.hpp"
#include "kith/registry.hpp"
#include "otp/log.hpp"
#include "runtime/runtime.hpp"

namespace kith::registry {

namespace {

using detail::registry_table;

/// An error as Elixir raises it, so that its callers can rescue it.
[[noreturn]] void argument_error(const std::string& text) {
  raise_error(map(atom("__struct__"), atom("Elixir.ArgumentError"), atom("__exception__"), true,
                  atom("message"), bin(text)));
}

/// As Elixir writes an atom that is most often a module.
std::string inspected(atom name) {
  const std::string text(name.name());
  constexpr std::string_view prefix = "Elixir.";
  return text.starts_with(prefix) ? text.substr(prefix.size()) : ":" + text;
}

std::shared_ptr<registry_table> table_of(atom name) {
  auto table = detail::kernel_here()->local_registries.find(name);
  if (table == nullptr) {
    argument_error("unknown registry: " + inspected(name));
  }
  return table;
}

bool lives(pid who) {
  return detail::here().home().find(who) != nullptr;
}

void tell(const registry_table& table, const term& message) {
  for (const atom listener : table.listeners()) {
    if (const pid who = whereis(listener)) {
      kith::send(who, message);
    }
  }
}

/// Of a process that has no entry any more; whom the registry is to end with stays linked.
void let_go(const registry_table& table) {
  if (!(table.parent() == self())) {
    unlink(table.owner());
  }
}

/// Knows who has ended. Its table can be found from the end of `init` to its own end.
class owner final : public gen_server {
 public:
  owner(atom name, keys which, pid parent, std::vector<atom> listeners)
      : name_(name), which_(which), parent_(parent), listeners_(std::move(listeners)) {}
  ~owner() override {
    if (table_ != nullptr) {
      known_->remove(name_, *table_);
    }
  }

  task<action> init(ctx self) override {
    trap_exit(true);
    known_ = &detail::kernel_here()->local_registries;
    table_ = std::make_shared<registry_table>(self.self(), parent_, which_, listeners_);
    known_->add(name_, table_);
    co_return ok();
  }
  task<action> handle_call(ctx, term, term) override { co_return reply(atoms::ok); }
  task<action> handle_cast(ctx, term) override { co_return noreply(); }
  task<action> handle_info(ctx, term m) override {
    if (m.is_tuple(3) && m[0].is(atoms::EXIT) && m[1].is_pid()) {
      table_->drop_all(m[1].as_pid());
    }
    co_return noreply();
  }

 private:
  atom name_;
  keys which_;
  pid parent_;
  std::vector<atom> listeners_;
  detail::registries* known_ = nullptr;
  std::shared_ptr<registry_table> table_;
};

struct via_name {
  atom registry;
  term key;
  term value = atoms::nil;
};

via_name read_name(term_ref t) {
  if ((!t.is_tuple(2) && !t.is_tuple(3)) || !t[0].is_atom()) {
    detail::function_clause();
  }
  via_name name{t[0].as_atom(), term(t[1])};
  if (t.is_tuple(3)) {
    name.value = term(t[2]);
  }
  return name;
}

}  // namespace

task<term> start(ctx self, atom name, keys which, std::vector<atom> listeners) {
  return gen_server::start<owner>(self, gen_server::local(name), name, which, pid(),
                                  std::move(listeners));
}

task<term> start_link(ctx self, atom name, keys which, std::vector<atom> listeners) {
  return gen_server::start_link<owner>(self, gen_server::local(name), name, which, self.self(),
                                       std::move(listeners));
}

term register_key(atom registry, term key, term value) {
  const auto table = table_of(registry);
  const pid me = self();
  // First: whoever has an entry is watched.
  link(table->owner());
  if (const pid other = table->put(key, me, value, lives)) {
    if (!table->has_keys(me)) {
      let_go(*table);
    }
    return tuple(atoms::error, tuple(atom("already_registered"), other));
  }
  tell(*table, tuple(atom("register"), registry, key, me, value));
  return tuple(atoms::ok, table->owner());
}

void unregister_key(atom registry, term key) {
  const auto table = table_of(registry);
  const pid me = self();
  const bool had = table->has_keys(me);
  if (!table->drop(key, me) && had) {
    let_go(*table);
  }
  tell(*table, tuple(atom("unregister"), registry, key, me));
}

void unregister_values(atom registry, term_ref key, const std::vector<term>& those) {
  const auto table = table_of(registry);
  const pid me = self();
  const bool had = table->has_keys(me);
  if (!table->drop_values(key, me, those) && had) {
    let_go(*table);
  }
  if (values(registry, key, me).empty()) {
    tell(*table, tuple(atom("unregister"), registry, key, me));
  }
}

std::vector<entry> lookup(atom registry, term_ref key) {
  std::vector<entry> found = table_of(registry)->find(key);
  std::erase_if(found, [](const entry& e) { return !lives(e.who); });
  return found;
}

std::vector<term> keys_of(atom registry, pid who) {
  return table_of(registry)->keys_of(who);
}

std::vector<term> values(atom registry, term_ref key, pid who) {
  std::vector<term> all;
  for (const entry& e : table_of(registry)->find(key)) {
    if (e.who == who) {
      all.push_back(e.value);
    }
  }
  return all;
}

std::size_t count(atom registry) {
  return table_of(registry)->count();
}

namespace {

std::shared_ptr<registry_table> table_of_unique(atom name) {
  auto table = table_of(name);
  if (!table->unique()) {
    argument_error("Registry.update_value/3 is not supported for duplicate registries");
  }
  return table;
}

}  // namespace

term own_value(atom registry, term_ref key) {
  const std::vector<entry> found = table_of_unique(registry)->find(key);
  return !found.empty() && found.front().who == self() ? found.front().value : term();
}

bool put_value(atom registry, term_ref key, term value) {
  return table_of_unique(registry)->put_value(key, self(), std::move(value));
}

void put_meta(atom registry, term key, term value) {
  table_of(registry)->put_meta(key, std::move(value));
}

term meta(atom registry, term_ref key) {
  return table_of(registry)->meta(key);
}

void delete_meta(atom registry, term_ref key) {
  table_of(registry)->delete_meta(key);
}

bool register_name(term t, pid who) {
  const via_name name = read_name(t);
  if (!(who == self())) {
    detail::function_clause();
  }
  return register_key(name.registry, name.key, name.value)[0].is(atoms::ok);
}

void unregister_name(term t) {
  const via_name name = read_name(t);
  unregister_key(name.registry, name.key);
}

pid whereis_name(term t) {
  const via_name name = read_name(t);
  if (!table_of(name.registry)->unique()) {
    argument_error(":via is not supported for duplicate registries");
  }
  const std::vector<entry> found = lookup(name.registry, name.key);
  return found.empty() ? pid() : found.front().who;
}

void send(term name, term message) {
  const pid who = whereis_name(std::move(name));
  if (!who) {
    detail::badarg();
  }
  kith::send(who, std::move(message));
}

}  // namespace kith::registry
