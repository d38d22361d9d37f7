#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kith/build.hpp"
#include "kith/process.hpp"
#include "kith/via.hpp"

namespace kith::registry {

// Processes of this node by keys of any kind, with a value each. Entries are found without asking a
// process, and go with the process that made them. Elixir: Registry. A registry that does not exist
// is an error with Elixir's ArgumentError, "unknown registry: Name".

enum class keys : std::uint8_t {
  unique,     ///< a key has one process
  duplicate,  ///< a key has any number of processes, and each any number of entries
};

struct entry {
  pid who;
  term value;
};

/// Starts a registry, a process of that name. Returns `{ok, Pid}`, or
/// `{error, {already_started, Pid}}`. Each of `listeners`, names of processes, gets
/// `{register, Registry, Key, Pid, Value}` and `{unregister, Registry, Key, Pid}`; but not when a
/// process ends: who wants to hear of that monitors it.
/// Elixir: Registry.start_link/1. Differs: one process, no supervisor with partitions; tables are
/// split by themselves.
[[nodiscard]] task<term> start(ctx self, atom name, keys which, std::vector<atom> listeners = {});
/// The same, and the registry ends with the running process.
[[nodiscard]] task<term> start_link(ctx self, atom name, keys which,
                                    std::vector<atom> listeners = {});

/// Registers the running process, which is linked to the registry from now on. Returns
/// `{ok, Registry}`, or `{error, {already_registered, Pid}}` where keys are unique.
/// Elixir: Registry.register/3.
term register_key(atom registry, term key, term value);
/// Removes all entries of the running process under the key. Elixir: Registry.unregister/2.
void unregister_key(atom registry, term key);
/// Of its entries under the key, removes one for each of these values. Elixir: what
/// Registry.unregister_match/4 does with those that match.
void unregister_values(atom registry, term_ref key, const std::vector<term>& values);

/// The entries of a key, in the order in which they were made. Elixir: Registry.lookup/2.
[[nodiscard]] std::vector<entry> lookup(atom registry, term_ref key);
/// All keys of a process, one for each entry. Elixir: Registry.keys/2.
[[nodiscard]] std::vector<term> keys_of(atom registry, pid who);
/// The values of a process under a key. Elixir: Registry.values/3.
[[nodiscard]] std::vector<term> values(atom registry, term_ref key, pid who);
/// The number of entries. Elixir: Registry.count/1.
[[nodiscard]] std::size_t count(atom registry);

/// The value of the running process's entry, where keys are unique; no term when it has none.
/// Elixir: the first half of Registry.update_value/3.
[[nodiscard]] term own_value(atom registry, term_ref key);
/// Gives that entry another value; false when there is none. Elixir: the second half.
bool put_value(atom registry, term_ref key, term value);
/// `update(Old)` becomes the value of the running process's entry: the new one, or no term when it
/// has none. Elixir: Registry.update_value/3.
template <class Update>
term update_value(atom registry, term_ref key, Update update) {
  const term mine = own_value(registry, key);
  if (!mine) {
    return {};
  }
  const term next = update(mine);
  put_value(registry, key, next);
  return next;
}
/// Calls `each` with every entry of the key. Elixir: Registry.dispatch/3. Differs: entry by entry.
template <class Each>
void dispatch(atom registry, term_ref key, Each each) {
  for (const entry& e : lookup(registry, key)) {
    each(e);
  }
}

/// What a registry knows about itself; no term when that is not there.
/// Elixir: Registry.put_meta/3, meta/2, delete_meta/2.
void put_meta(atom registry, term key, term value);
[[nodiscard]] term meta(atom registry, term_ref key);
void delete_meta(atom registry, term_ref key);

// For `{via, Module, Name}`, where Name is `{Registry, Key}` or `{Registry, Key, Value}`; the value
// counts when registering alone. Error function_clause for any other name, and for another process
// than the running one. Elixir: Registry.register_name/2 and its like.

/// The server of a key: `gen_server::call(self, registry::name(atom("tables"), 4), question)`.
/// Elixir: {:via, Registry, {Registry, Key}}.
[[nodiscard]] inline via name(atom registry, term key) {
  return {atom("Elixir.Registry"), tuple(registry, key)};
}
/// True (`yes`), or false (`no`) when the key is taken.
bool register_name(term name, pid who);
void unregister_name(term name);
/// None when nobody has the name; an error with ArgumentError where keys are not unique.
[[nodiscard]] pid whereis_name(term name);
/// Error badarg when nobody has the name.
void send(term name, term message);

}  // namespace kith::registry
