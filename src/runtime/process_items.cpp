#include "runtime/process_items.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "kith/build.hpp"
#include "runtime/node_core.hpp"

namespace kith::detail {

namespace {

term links_of(const process_block& p) {
  std::vector<term> all;
  if (p.ties != nullptr) {
    for (const auto& [to, link] : p.ties->links) {
      if (link.unlink_id == 0) {
        all.emplace_back(to);
      }
    }
  }
  return list_of(all);
}

term monitors_of(const process_block& p) {
  std::vector<term> all;
  if (p.ties != nullptr) {
    for (const auto& [ref, m] : p.ties->monitors) {
      all.emplace_back(m.by_name ? term(tuple(atoms::process, tuple(m.name, m.node)))
                                 : term(tuple(atoms::process, m.target)));
    }
  }
  return list_of(all);
}

term watchers_of(const process_block& p) {
  std::vector<term> all;
  if (p.ties != nullptr) {
    for (const auto& [ref, w] : p.ties->watchers) {
      all.emplace_back(w.watcher);
    }
  }
  return list_of(all);
}

term messages_of(const process_block& p) {
  std::vector<term> all;
  for (const signal* s = p.first; s != nullptr; s = s->next) {
    all.push_back(s->payload);
  }
  return list_of(all);
}

term dictionary_of(const process_block& p) {
  std::vector<term> all;
  if (p.ties != nullptr) {
    for (const auto& [key, value] : p.ties->dictionary) {
      all.emplace_back(tuple(key, value));
    }
  }
  return list_of(all);
}

term status_of(const process_block& p) {
  return p.waiting != nullptr ? atom("waiting") : atom("running");
}

term name_of(const process_block& p) {
  atom name;
  return p.node->names.name_of(p.pid(), name) ? term(name) : term::nil();
}

const process_flags& flags_of(const process_block& p) {
  static const process_flags usual;
  return p.ties != nullptr && p.ties->rare != nullptr ? p.ties->rare->flags : usual;
}

template <auto Flag>
term flag(const process_block& p) {
  return term(flags_of(p).*Flag);
}

term max_heap_size(const process_block& p) {
  const term& set = flags_of(p).max_heap_size;
  return set ? set : max_heap_size_of(0);
}

// ---- what it runs ------------------------------------------------------------------------------

term stack_of(const process_block& p) {
  return p.ties == nullptr || p.ties->code == nullptr ? term::nil() : p.ties->code->stacktrace();
}

/// A body that is plain C++ is like a fun.
term initial_call(const process_block& p) {
  return p.ties == nullptr || p.ties->code == nullptr ? term(tuple(atoms::erlang, atom("apply"), 2))
                                                      : p.ties->code->initial_call();
}

term current_location(const process_block& p) {
  const term stack = stack_of(p);
  return stack.ref().is_cons() ? term(stack.ref().head()) : term(atoms::undefined);
}

term current_function(const process_block& p) {
  const term at = current_location(p);
  return at.is_tuple(4) ? term(tuple(at[0], at[1], at[2])) : at;
}

term backtrace(const process_block& p) {
  const term stack = stack_of(p);
  std::string text;
  for (term_ref at = stack; at.is_cons(); at = at.tail()) {
    const term_ref frame = at.head();
    text += to_string(frame[0]) + ":" + to_string(frame[1]) + "/" + to_string(frame[2]) + "\n";
  }
  return term::binary(text);
}

// ---- its memory --------------------------------------------------------------------------------

/// In bytes. Differs: without what its coroutines hold, which nobody counts.
term memory(const process_block& p) {
  std::size_t bytes = sizeof(process_block) + p.message_count * sizeof(signal);
  if (p.ties != nullptr) {
    bytes += sizeof(relations) + p.ties->links.size() * sizeof(link_state) +
             p.ties->monitors.size() * sizeof(monitor_state) +
             p.ties->watchers.size() * sizeof(watcher_state) +
             p.ties->dictionary.size() * 2 * sizeof(term);
  }
  return term(bytes);
}

term garbage_collection(const process_block& p) {
  const process_flags& flags = flags_of(p);
  return list(tuple(atom("max_heap_size"), max_heap_size(p)),
              tuple(atom("min_bin_vheap_size"), flags.min_bin_vheap_size),
              tuple(atom("min_heap_size"), flags.min_heap_size),
              tuple(atom("fullsweep_after"), flags.fullsweep_after), tuple(atom("minor_gcs"), 0));
}

/// There is no heap to collect: terms are counted, and shared with all who have them.
term garbage_collection_info(const process_block& p) {
  const std::int64_t heap = flags_of(p).min_heap_size;
  return list(tuple(atom("old_heap_block_size"), 0), tuple(atom("heap_block_size"), heap),
              tuple(atom("mbuf_size"), 0), tuple(atom("recent_size"), 0),
              tuple(atom("stack_size"), 0), tuple(atom("old_heap_size"), 0),
              tuple(atom("heap_size"), 0), tuple(atom("bin_vheap_size"), 0),
              tuple(atom("bin_vheap_block_size"), flags_of(p).min_bin_vheap_size),
              tuple(atom("bin_old_vheap_size"), 0),
              tuple(atom("bin_old_vheap_block_size"), flags_of(p).min_bin_vheap_size));
}

/// Calls are not saved; OTP's list has as many as it was asked for and there were.
term last_calls(const process_block& p) {
  return flags_of(p).save_calls == 0 ? term(atoms::false_) : term::nil();
}

term reductions(const process_block& p) {
  return term(p.reductions + static_cast<std::uint64_t>(
                                 p.waiting != nullptr
                                     ? 0
                                     : std::max(0, process_block::slice_reductions - p.budget)));
}

term nothing(const process_block&) {
  return term::nil();
}
template <std::int64_t N>
term always(const process_block&) {
  return term(N);
}

// ---- all of them -------------------------------------------------------------------------------

struct item {
  atom name;
  term (*value)(const process_block&);
};

std::span<const item> items() {
  static const item all[] = {
      {atoms::registered_name, name_of},
      {atoms::links, links_of},
      {atoms::monitors, monitors_of},
      {atoms::monitored_by, watchers_of},
      {atoms::messages, messages_of},
      {atoms::message_queue_len, [](const process_block& p) { return term(p.message_count); }},
      {atoms::dictionary, dictionary_of},
      {atoms::trap_exit, [](const process_block& p) { return term(p.traps_exits); }},
      {atoms::group_leader, [](const process_block& p) { return term(pid(p.leader)); }},
      {atoms::status, status_of},
      {atom("current_function"), current_function},
      {atom("current_location"), current_location},
      {atom("current_stacktrace"), stack_of},
      {atom("initial_call"), initial_call},
      {atom("backtrace"), backtrace},
      {atom("catchlevel"), always<0>},
      {atom("error_handler"), flag<&process_flags::error_handler>},
      {atom("priority"), flag<&process_flags::priority>},
      {atom("message_queue_data"), flag<&process_flags::message_queue_data>},
      {atom("min_heap_size"), flag<&process_flags::min_heap_size>},
      {atom("min_bin_vheap_size"), flag<&process_flags::min_bin_vheap_size>},
      {atom("fullsweep_after"), flag<&process_flags::fullsweep_after>},
      {atom("max_heap_size"), max_heap_size},
      {atom("heap_size"), flag<&process_flags::min_heap_size>},
      {atom("total_heap_size"), flag<&process_flags::min_heap_size>},
      {atom("stack_size"), always<0>},
      {atom("memory"), memory},
      {atom("reductions"), reductions},
      {atom("garbage_collection"), garbage_collection},
      {atom("garbage_collection_info"), garbage_collection_info},
      {atom("last_calls"), last_calls},
      // Differs: a process does not know who spawned it.
      {atom("parent"), [](const process_block&) { return term(atoms::undefined); }},
      {atom("suspending"), nothing},
      {atom("binary"), nothing},
      {atom("magic_ref"), nothing},
      {atom("sequential_trace_token"), nothing},
      {atom("trace"), always<0>},
  };
  return all;
}

/// Null for what is no item.
const item* find_item(atom name) {
  for (const item& i : items()) {
    if (i.name == name) {
      return &i;
    }
  }
  return nullptr;
}

}  // namespace

bool is_item(term_ref t) {
  return t.is_atom() && find_item(t.as_atom()) != nullptr;
}

bool is_list_of_items(term_ref t) {
  while (t.is_cons() && is_item(t.head())) {
    t = t.tail();
  }
  return t.is_nil();
}

term info_of(const process_block& p, term_ref asked) {
  if (asked.is_atom()) {
    return tuple(term(asked), find_item(asked.as_atom())->value(p));
  }
  std::vector<term> all;
  for (; asked.is_cons(); asked = asked.tail()) {
    all.push_back(info_of(p, asked.head()));
  }
  return list_of(all);
}

}  // namespace kith::detail
