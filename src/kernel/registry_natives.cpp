// Module 'Elixir.Registry', as far as it is native; stdlib/Elixir.Registry.erl has what takes funs
// and patterns, which is made of `kith_registry`.

#include "kernel/kernel_state.hpp"
#include "kernel/module_rows.hpp"
#include "kernel/registry_table.hpp"
#include "kith/registry.hpp"

namespace kith::detail {

namespace {

kith::registry::keys keys_of(term_ref t) {
  return t.is(atom("unique"))      ? kith::registry::keys::unique
         : t.is(atom("duplicate")) ? kith::registry::keys::duplicate
                                   : (badarg(), kith::registry::keys::unique);
}
std::shared_ptr<registry_table> table_of(const term& name) {
  static_cast<void>(kith::registry::count(atom_of(name)));  // an error if there is none
  return kernel_here()->local_registries.find(atom_of(name));
}

// start_link(Name, unique | duplicate, Listeners), of the process that calls
task<term> start_link_3(ctx self, term args) {
  const atom name = atom_of(argument(args, 0));
  const kith::registry::keys which = keys_of(argument(args, 1));
  std::vector<atom> listeners;
  for_each_of(argument(args, 2), [&](term_ref t) { listeners.push_back(atom_of(t)); });
  return kith::registry::start_link(self, name, which, std::move(listeners));
}

term register_3(arguments a) {
  return kith::registry::register_key(atom_of(a[0]), a[1], a[2]);
}
term unregister_2(arguments a) {
  kith::registry::unregister_key(atom_of(a[0]), a[1]);
  return atoms::ok;
}
/// Removes entries of the running process that have these values.
term unregister_values_3(arguments a) {
  const atom name = atom_of(a[0]);
  std::vector<term> values;
  for_each_of(a[2], [&](term_ref t) { values.emplace_back(t); });
  kith::registry::unregister_values(name, a[1], values);
  return atoms::ok;
}

/// [{Pid, Value}]
term lookup_2(arguments a) {
  std::vector<term> all;
  for (const kith::registry::entry& e : kith::registry::lookup(atom_of(a[0]), a[1])) {
    all.push_back(tuple(e.who, e.value));
  }
  return list_of(all);
}
term keys_2(arguments a) {
  return list_of(kith::registry::keys_of(atom_of(a[0]), pid_of(a[1])));
}
term values_3(arguments a) {
  return list_of(kith::registry::values(atom_of(a[0]), a[1], pid_of(a[2])));
}
term count_1(arguments a) {
  return term(static_cast<std::int64_t>(kith::registry::count(atom_of(a[0]))));
}
/// [{Key, {Pid, Value}}]
term all_1(arguments a) {
  return list_of(table_of(a[0])->all());
}
/// {ok, Value} | error
term own_value_2(arguments a) {
  const term value = kith::registry::own_value(atom_of(a[0]), a[1]);
  return value ? term(tuple(atoms::ok, value)) : term(atoms::error);
}
term put_value_3(arguments a) {
  return kith::registry::put_value(atom_of(a[0]), a[1], a[2]);
}

term put_meta_3(arguments a) {
  kith::registry::put_meta(atom_of(a[0]), a[1], a[2]);
  return atoms::ok;
}
term meta_2(arguments a) {
  const term value = kith::registry::meta(atom_of(a[0]), a[1]);
  return value ? term(tuple(atoms::ok, value)) : term(atoms::error);
}
term delete_meta_2(arguments a) {
  kith::registry::delete_meta(atom_of(a[0]), a[1]);
  return atoms::ok;
}

term register_name_2(arguments a) {
  return kith::registry::register_name(a[0], pid_of(a[1])) ? atoms::yes : atoms::no;
}
term unregister_name_1(arguments a) {
  kith::registry::unregister_name(a[0]);
  return atoms::ok;
}
term whereis_name_1(arguments a) {
  const pid who = kith::registry::whereis_name(a[0]);
  return who ? term(who) : term(atoms::undefined);
}
term send_2(arguments a) {
  kith::registry::send(a[0], a[1]);
  return a[1];
}

}  // namespace

std::span<const waiting_row> kith_registry_waiting() {
  static constexpr waiting_row rows[] = {{"start_link", 3, start_link_3}};
  return rows;
}

std::span<const native_row> kith_registry_rows() {
  static constexpr native_row rows[] = {
      {"unregister_values", 3, unregister_values_3},
      {"all", 1, all_1},
      {"own_value", 2, own_value_2},
      {"put_value", 3, put_value_3},
  };
  return rows;
}

std::span<const native_row> elixir_registry_rows() {
  static constexpr native_row rows[] = {
      {"register", 3, register_3},
      {"unregister", 2, unregister_2},
      {"lookup", 2, lookup_2},
      {"keys", 2, keys_2},
      {"values", 3, values_3},
      {"count", 1, count_1},
      {"put_meta", 3, put_meta_3},
      {"meta", 2, meta_2},
      {"delete_meta", 2, delete_meta_2},
      {"register_name", 2, register_name_2},
      {"unregister_name", 1, unregister_name_1},
      {"whereis_name", 1, whereis_name_1},
      {"send", 2, send_2},
  };
  return rows;
}

}  // namespace kith::detail
