#include "dist/atom_cache.hpp"

namespace kith::dist {

result<atom> atom_quota::intern(std::string_view name) {
  atom known;
  if (atom::find(name, known)) {
    return known;
  }
  if (left_ == 0) {
    return error(errc::limit, "the peer has made too many new atoms (atoms_per_peer_max)");
  }
  result<atom> made = atom::intern(name);
  left_ -= made ? 1u : 0u;
  return made;
}

}  // namespace kith::dist
