// What the parts of a crowd share: the tags of their messages, and which connection leads where.
#pragma once

#include <algorithm>
#include <vector>

#include "dist/distribution.hpp"
#include "runtime/scheduler.hpp"

namespace kith::scenarios {

inline const atom crowd_module("crowd");
inline const atom worker_function("worker");
inline const atom main_name("main");
inline const atom say_tag("say");
inline const atom ask_tag("ask");
inline const atom answer_tag("answer");
inline const atom fence_tag("fence");
inline const atom struck_tag("struck");

/// What the node of the running process has of others; null when it is about to end.
inline dist::distribution* distribution_here() {
  return static_cast<dist::distribution*>(detail::current_process().node->remote.load());
}

inline std::uint64_t id_of_connection(const dist::distribution& from, atom to) {
  const auto info = from.info(to);
  return info ? info->id : 0;
}

/// By which the running process reaches that node; 0 when it is its own.
inline std::uint64_t connection_to(atom node) {
  const dist::distribution* here = distribution_here();
  return here == nullptr ? 0 : id_of_connection(*here, node);
}

template <class T, class Predicate>
bool erase_one(std::vector<T>& from, Predicate is_it) {
  const auto at = std::find_if(from.begin(), from.end(), is_it);
  if (at == from.end()) {
    return false;
  }
  from.erase(at);
  return true;
}

}  // namespace kith::scenarios
