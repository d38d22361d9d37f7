// Module `ets`: tables as a whole.

#include <algorithm>

#include "otp/log.hpp"
#include "runtime/runtime.hpp"
#include "stdlib/ets.hpp"
#include "stdlib/library_state.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/time_unit.hpp"

namespace kith::detail {

namespace {

ets_tables& tables() {
  return library_here().tables;
}

struct heir {
  pid who;
  term data;
};

bool truth(term_ref t) {
  return t.is(atoms::true_) || (t.is(atoms::false_) ? false : (badarg(), false));
}

/// An atom that is an option by itself. False when it is none.
bool read_word(term_ref word, ets_options& o) {
  if (!word.is_atom()) {
    return false;
  }
  const std::string_view name = word.as_atom().name();
  if (name == "set") {
    o.type = ets_type::set;
  } else if (name == "ordered_set") {
    o.type = ets_type::ordered_set;
  } else if (name == "bag") {
    o.type = ets_type::bag;
  } else if (name == "duplicate_bag") {
    o.type = ets_type::duplicate_bag;
  } else if (name == "public") {
    o.protection = ets_protection::public_;
  } else if (name == "protected") {
    o.protection = ets_protection::protected_;
  } else if (name == "private") {
    o.protection = ets_protection::private_;
  } else if (name == "named_table") {
    o.named = true;
  } else if (name == "compressed") {
    o.compressed = true;
  } else {
    return false;
  }
  return true;
}

/// `{heir, none}` or `{heir, Pid, Data}`. False when it is neither.
bool read_heir(term_ref option, heir& to) {
  if (option.is_tuple(2) && option[0].is(atom("heir")) && option[1].is(atom("none"))) {
    to = {};
    return true;
  }
  if (!option.is_tuple(3) || !option[0].is(atom("heir")) || !option[1].is_pid() ||
      option[1].as_pid().node() != node_name()) {
    return false;
  }
  to = {option[1].as_pid(), term(option[2])};
  return true;
}

void read_option(term_ref option, ets_options& o, heir& to) {
  if (read_word(option, o) || read_heir(option, to)) {
    return;
  }
  if (!option.is_tuple(2)) {
    badarg();
  }
  if (option[0].is(atom("keypos"))) {
    o.keypos = static_cast<std::size_t>(integer_from(1, option[1]));
  } else if (option[0].is(atom("read_concurrency"))) {
    o.read_concurrency = truth(option[1]);
  } else if (option[0].is(atom("write_concurrency"))) {
    o.write_concurrency = option[1].is(atom("auto")) || truth(option[1]);
  } else if (option[0].is(atom("decentralized_counters"))) {
    o.decentralized_counters = truth(option[1]);
  } else {
    badarg();
  }
}

term new_2(arguments a) {
  ets_options o;
  heir to;
  term_ref options = a[1];
  for (; options.is_cons(); options = options.tail()) {
    read_option(options.head(), o, to);
  }
  if (!a[0].is_atom() || !options.is_nil()) {
    badarg();
  }
  const ets_table_ptr made = tables().make(a[0].as_atom(), o, self());
  if (made == nullptr) {
    badarg();
  }
  const ets_writing held(made->id, ets_access::own);
  held.set_heir(to.who, to.data);
  return ets_called(*made);
}

term delete_1(arguments a) {
  const ets_table_ptr table = tables().find(a[0]);
  {
    const ets_writing held(a[0]);
    held.mark_deleted();
  }
  if (table != nullptr) {
    tables().remove(*table);
  }
  return true;
}

atom type_name(ets_type t) {
  constexpr std::string_view names[] = {"set", "ordered_set", "bag", "duplicate_bag"};
  return atom(names[static_cast<std::size_t>(t)]);
}
atom protection_name(ets_protection p) {
  constexpr std::string_view names[] = {"public", "protected", "private"};
  return atom(names[static_cast<std::size_t>(p)]);
}

/// Differs: an estimate, of words that the table itself takes; objects are shared.
std::uint64_t memory_of(const ets_table& t) KITH_NO_THREAD_SAFETY_ANALYSIS {
  constexpr std::uint64_t words_of_table = 120;
  constexpr std::uint64_t words_of_object = 12;
  return words_of_table + words_of_object * t.store.size();
}

/// `{Time, [{Pid, Times}]}`, or false when nobody has fixed the table.
term fixes_of(const ets_table& t, const term& since) KITH_NO_THREAD_SAFETY_ANALYSIS {
  if (t.fixed_by.empty()) {
    return false;
  }
  std::vector<term> all;
  std::vector<pid> seen;
  for (const pid who : t.fixed_by) {
    if (std::find(seen.begin(), seen.end(), who) == seen.end()) {
      seen.push_back(who);
      all.push_back(tuple(who, std::count(t.fixed_by.begin(), t.fixed_by.end(), who)));
    }
  }
  return tuple(since, list_of(all));
}

/// The items of info; those of info/1 come first, in its order. The table's lock is held.
struct info_item {
  std::string_view name;
  term (*of)(const ets_table&);
};
constexpr std::size_t items_of_info_1 = 15;

std::span<const info_item> info_items() KITH_NO_THREAD_SAFETY_ANALYSIS {
  using table = const ets_table&;
  static constexpr info_item all[] = {
      {"id", [](table t) { return t.id; }},
      {"decentralized_counters", [](table t) { return term(t.options.decentralized_counters); }},
      {"read_concurrency", [](table t) { return term(t.options.read_concurrency); }},
      {"write_concurrency", [](table t) { return term(t.options.write_concurrency); }},
      {"compressed", [](table t) { return term(t.options.compressed); }},
      {"memory", [](table t) { return term(memory_of(t)); }},
      {"owner", [](table t) KITH_NO_THREAD_SAFETY_ANALYSIS { return term(t.owner); }},
      {"heir",
       [](table t)
           KITH_NO_THREAD_SAFETY_ANALYSIS { return t.heir ? term(t.heir) : term(atom("none")); }},
      {"name", [](table t) KITH_NO_THREAD_SAFETY_ANALYSIS { return term(t.name); }},
      {"size", [](table t) KITH_NO_THREAD_SAFETY_ANALYSIS { return term(t.store.size()); }},
      {"node", [](table) { return term(node_name()); }},
      {"named_table", [](table t) { return term(t.options.named); }},
      {"type", [](table t) { return term(type_name(t.options.type)); }},
      {"keypos", [](table t) { return term(t.options.keypos); }},
      {"protection", [](table t) { return term(protection_name(t.options.protection)); }},
      {"fixed", [](table t) KITH_NO_THREAD_SAFETY_ANALYSIS { return term(t.store.is_fixed()); }},
      {"safe_fixed",
       [](table t) KITH_NO_THREAD_SAFETY_ANALYSIS {
         const std::int64_t ns = t.fixed_at_ns + library_here().time_offset_ns();
         return fixes_of(t, timestamp_of(ns / 1'000));
       }},
      {"safe_fixed_monotonic_time",
       [](table t) KITH_NO_THREAD_SAFETY_ANALYSIS { return fixes_of(t, term(t.fixed_at_ns)); }},
  };
  return all;
}

term info_1(arguments a) {
  const ets_table_ptr table = tables().find(a[0]);
  if (table == nullptr) {
    return a[0].is_atom() || a[0].is_reference() ? term(atoms::undefined) : (badarg(), term());
  }
  const scoped_shared_lock guard(table->lock);
  std::vector<term> all;
  for (const info_item& item : info_items().first(items_of_info_1)) {
    all.push_back(tuple(atom(item.name), item.of(*table)));
  }
  return list_of(all);
}

term info_2(arguments a) {
  if (!a[1].is_atom()) {
    badarg();
  }
  const ets_table_ptr table = tables().find(a[0]);
  if (table == nullptr) {
    return a[0].is_atom() || a[0].is_reference() ? term(atoms::undefined) : (badarg(), term());
  }
  const scoped_shared_lock guard(table->lock);
  for (const info_item& item : info_items()) {
    if (item.name == a[1].as_atom().name()) {
      return item.of(*table);
    }
  }
  badarg();
}

term all_0(arguments) {
  std::vector<term> all;
  for (const ets_table_ptr& table : tables().all()) {
    const scoped_shared_lock guard(table->lock);
    all.push_back(ets_called(*table));
  }
  return list_of(all);
}

term whereis_1(arguments a) {
  if (!a[0].is_atom()) {
    badarg();
  }
  const ets_table_ptr table = tables().find(a[0]);
  return table == nullptr ? term(atoms::undefined) : table->id;
}

term rename_2(arguments a) {
  ets_must_be_there(a[0]);
  const ets_table_ptr table = tables().find(a[0]);
  if (table == nullptr || !a[1].is_atom()) {
    badarg();
  }
  {
    const ets_writing held(a[0]);  // whether it may
  }
  if (!tables().rename(*table, a[1].as_atom())) {
    badarg();
  }
  const scoped_shared_lock guard(table->lock);
  return term(table->name);
}

term safe_fixtable_2(arguments a) {
  const bool fix = truth(a[1]);
  const ets_table_ptr table = tables().find(a[0]);
  {
    const ets_reading held(a[0]);  // whether it may
  }
  const scoped_lock guard(table->lock);
  if (fix) {
    if (table->fixed_by.empty()) {
      table->fixed_at_ns = here().home().world().now().ns;
    }
    table->fixed_by.push_back(self());
    table->store.fix();
    return true;
  }
  const auto at = std::find(table->fixed_by.begin(), table->fixed_by.end(), self());
  if (at != table->fixed_by.end()) {
    table->fixed_by.erase(at);
    table->store.unfix();
  }
  return true;
}

term give_away_3(arguments a) {
  ets_must_be_there(a[0]);
  if (!a[1].is_pid() || a[1].as_pid().node() != node_name() || a[1].as_pid() == self() ||
      here().home().find(a[1].as_pid()) == nullptr) {
    badarg();
  }
  const ets_writing held(a[0], ets_access::own);
  held.give_to(a[1].as_pid());
  send(a[1].as_pid(), tuple(atom("ETS-TRANSFER"), ets_called(held.table()), self(), a[2]));
  return true;
}

term setopts_2(arguments a) {
  term_refs options;
  const term one = a[1].is_tuple() ? term(list(a[1])) : a[1];
  heir to;
  if (!gather(one, options).is_nil()) {
    badarg();
  }
  for (const term_ref option : options) {
    if (!read_heir(option, to)) {
      badarg();
    }
  }
  const ets_writing held(a[0], ets_access::own);
  if (!options.empty()) {
    held.set_heir(to.who, to.data);
  }
  return true;
}

}  // namespace

std::span<const native_row> ets_table_rows() {
  static constexpr native_row rows[] = {
      {"new", 2, new_2},
      {"delete", 1, delete_1},
      {"info", 1, info_1},
      {"info", 2, info_2},
      {"all", 0, all_0},
      {"whereis", 1, whereis_1},
      {"rename", 2, rename_2},
      {"safe_fixtable", 2, safe_fixtable_2},
      {"give_away", 3, give_away_3},
      {"setopts", 2, setopts_2},
  };
  return rows;
}

}  // namespace kith::detail
