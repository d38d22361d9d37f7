// The variables that a place in a function sees.
#pragma once

#include <vector>

#include "eval/code.hpp"

namespace kith::eval {

struct variable {
  enum class state : std::uint8_t {
    bound,  ///< on every way that leads here
    maybe   ///< on some: its slot is empty on the others
  };
  atom name;
  operand slot = 0;
  state is = state::bound;
  bool shadowed = false;  ///< out of sight, by a variable of the same name
};

class scope {
 public:
  [[nodiscard]] const variable* find(atom name) const noexcept {
    for (auto v = all_.rbegin(); v != all_.rend(); ++v) {
      if (v->name == name && !v->shadowed) {
        return &*v;
      }
    }
    return nullptr;
  }
  void bind(atom name, operand slot, variable::state is = variable::state::bound) {
    for (variable& v : all_) {
      if (v.name == name && !v.shadowed) {
        v.slot = slot;
        v.is = is;
        return;
      }
    }
    all_.push_back({name, slot, is});
  }
  /// A variable that hides one of the same name.
  void shadow(atom name) {
    for (variable& v : all_) {
      v.shadowed = v.shadowed || v.name == name;
    }
  }
  [[nodiscard]] const std::vector<variable>& all() const noexcept { return all_; }
  [[nodiscard]] bool empty() const noexcept { return all_.empty(); }

 private:
  std::vector<variable> all_;
};

/// What is seen where several ways meet: bound on all is bound, on some is maybe. `before` is what
/// was seen where they parted. None: no way leads on.
[[nodiscard]] scope merge(const scope& before, const std::vector<scope>& ways);

}  // namespace kith::eval
