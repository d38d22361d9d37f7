#include "kernel/global_state.hpp"
#include "kith/build.hpp"

namespace kith::detail {

int global_state::version_of(atom node) const {
  if (node == node_) {
    return protocol_version;
  }
  if (const auto at = known_.find(node); at != known_.end()) {
    return at->second;
  }
  const auto at = pending_.find(node);
  return at == pending_.end() ? 0 : at->second;
}

bool global_state::potentially_known(atom node) const {
  return known_.contains(node) || pending_.contains(node);
}

/// Whoever asks for a change has the lock, so that we know him before he has it of us. If we do
/// not, he speaks of what he knew of us before we lost him, and he has not seen our names: when we
/// have met again conflicts are settled. (OTP does as he says, and two processes have one name.)
bool global_state::shares_names_with(atom node) const {
  return node == node_ || known_.contains(node);
}

term global_state::known_list(int version) const {
  std::vector<term> all;
  for (const auto& [node, his_version] : known_) {
    all.push_back(version < 7 ? term(node) : term(tuple(node, his_version)));
  }
  return list_of(all);
}

std::vector<std::pair<atom, int>> global_state::with_versions(term_ref nodes) const {
  std::vector<std::pair<atom, int>> all;
  for (; nodes.is_cons(); nodes = nodes.tail()) {
    const term_ref n = nodes.head();
    if (n.is_atom()) {
      all.emplace_back(n.as_atom(), version_of(n.as_atom()));
    } else if (n.is_tuple(2) && n[0].is_atom() && n[1].is_integer() && n[1].fits_int64()) {
      const std::int64_t version = n[1].as_int();
      const bool sensible = version > 0 && version < 1'000;
      all.emplace_back(n[0].as_atom(),
                       sensible ? static_cast<int>(version) : version_of(n[0].as_atom()));
    }
  }
  return all;
}

std::vector<atom> global_state::add_to_known(const std::vector<std::pair<atom, int>>& nodes) {
  std::vector<atom> added;
  for (const auto& [node, version] : nodes) {
    if (node != node_ && is_participant(node) && known_.size() < known_max &&
        known_.emplace(node, version).second) {
      // It has not heard that it was to leave, or has come back: its loss counts again. (OTP keeps
      // the mark until its nodedown, and then nobody is told that we have lost it.)
      removing_.erase(node);
      added.push_back(node);
    }
  }
  return added;
}

}  // namespace kith::detail
