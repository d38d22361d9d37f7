// The slots that are live before each instruction are found backwards, again until nothing changes,
// for code jumps back in loops. What a handler of exceptions reads is live everywhere in its
// function.
#include "eval/last_use.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace kith::eval {

namespace {

/// Slots times instructions past which nobody looks: code of such functions copies.
constexpr std::size_t looked_at_max = std::size_t{1} << 26u;

/// What an instruction reads: two operands and slots side by side.
struct reads {
  operand one = -1;
  operand two = -1;
  operand from = 0;
  std::int32_t count = 0;
};

reads reads_of(const instruction& i, std::uint32_t arity) {
  switch (i.what) {
  case op::clear:
  case op::jump:
  case op::try_push:
  case op::try_pop:
  case op::accept:
  case op::reject:
  case op::gather:
  case op::gather_list:
  case op::bits_start:
  case op::bits_end: return {};
  case op::move:
  case op::take:
  case op::ret:
  case op::load_free:
  case op::load_info:
  case op::load_binding:
  case op::test_set:
  case op::test_tuple:
  case op::test_cons:
  case op::test_map:
  case op::test_true:
  case op::test_type:
  case op::get_element:
  case op::get_list:
  case op::take_element:
  case op::take_list:
  case op::get_prefix:
  case op::operate1:
  case op::type_value:
  case op::branch_false:
  case op::branch_true:
  case op::receive:
  case op::gather_add:
  case op::match_bits: return {i.b};
  case op::test_exact:
  case op::test_not_exact:
  case op::test_equal:
  case op::test_not_equal:
  case op::test_less:
  case op::test_greater_equal:
  case op::get_map:
  case op::add:
  case op::subtract:
  case op::multiply:
  case op::operate2:
  case op::bits_add: return {i.b, i.c};
  case op::call_local:
  case op::call_remote:
  case op::tail_local:
  case op::tail_remote:
  case op::guard_call: return {-1, -1, i.a, i.n};
  case op::call_fun:
  case op::call_taken:
  case op::tail_fun:
  case op::tail_taken: return {i.b, -1, i.a, i.n};
  case op::call_dynamic:
  case op::tail_dynamic: return {-1, -1, i.a, i.n + 2};
  case op::make_fun: return {-1, -1, i.c, i.n};
  case op::make_shell_fun: return {-1, -1, i.c, i.n + 1};
  case op::make_export_fun:
  case op::caught:
  case op::reraise: return {-1, -1, i.b, 3};
  case op::save_bindings: return {i.b, -1, i.c, 2 * i.n};
  case op::make_tuple: return {-1, -1, i.c, i.n};
  case op::make_list:
  case op::make_map:
  case op::update_map:
  case op::change_map:
  case op::change_update_map: return {i.b, -1, i.c, i.n};
  case op::match_segment:
  case op::match_skip: return {i.c, -1, i.b, 2};
  case op::match_end: return {-1, -1, i.b, 2};
  case op::raise:
    return static_cast<failure>(i.n) == failure::function_clause
               ? reads{-1, -1, 0, static_cast<std::int32_t>(arity)}
               : reads{i.b};
  }
  return {};
}

/// The slot that an instruction fills whenever the next one follows, or none. More would be found
/// by naming more: a slot that is not named stays live a little longer.
operand filled_by(const instruction& i) {
  switch (i.what) {
  case op::move:
  case op::take:
  case op::make_fun:
  case op::make_shell_fun:
  case op::make_export_fun:
  case op::load_free:
  case op::load_info:
  case op::load_binding:
  case op::get_element:
  case op::get_list:
  case op::take_element:
  case op::take_list:
  case op::get_map:
  case op::get_prefix:
  case op::make_tuple:
  case op::make_list:
  case op::make_map:
  case op::update_map:
  case op::change_map:
  case op::change_update_map:
  case op::add:
  case op::subtract:
  case op::multiply:
  case op::operate2:
  case op::operate1:
  case op::type_value: return i.a;
  case op::call_local:
  case op::call_remote:
  case op::call_fun:
  case op::call_taken:
  case op::call_dynamic:
  case op::guard_call: return i.c;
  default: return -1;
  }
}

/// Whether `c` is a label, too.
bool is_branch(op what) {
  return what == op::branch_false || what == op::branch_true;
}

bool goes_on(op what) {
  switch (what) {
  case op::jump:
  case op::ret:
  case op::tail_local:
  case op::tail_remote:
  case op::tail_fun:
  case op::tail_taken:
  case op::tail_dynamic:
  case op::raise:
  case op::reraise:
  case op::reject: return false;
  default: return true;
  }
}

class liveness {
 public:
  explicit liveness(const function& f)
      : f_(f), words_((f.slots + 63) / 64), live_((f.code.size() + 1) * words_),
        everywhere_(words_), after_(words_) {
    if (f.home->is_passing) {
      // What raises an error there wants to know who handles its local functions.
      keep(f.takes_fun ? f.arity : handler_slot);
    }
    do {
      changed_ = false;
      for (std::size_t at = f.code.size(); at-- > 0;) {
        visit(at);
      }
    } while (changed_);
  }

  /// Whether the slot is read after the instruction, unless that fills it.
  [[nodiscard]] bool is_read_after(std::size_t at, operand slot) {
    find_after(at);
    return is_in(after_.data(), slot);
  }
  /// Whether what is in the slot before the instruction is still read.
  [[nodiscard]] bool is_live_at(std::size_t at, operand slot) const {
    return is_in(everywhere_.data(), slot) || is_in(live_.data() + at * words_, slot);
  }

 private:
  using bits = std::vector<std::uint64_t>;

  static bool is_in(const std::uint64_t* set, operand slot) {
    return (set[slot / 64] >> (slot % 64) & 1u) != 0;
  }
  void keep(std::uint32_t slot) {
    if (slot < f_.slots) {
      everywhere_[slot / 64] |= std::uint64_t{1} << (slot % 64);
    }
  }
  void add(operand slot) {
    if (slot >= 0) {
      after_[static_cast<std::size_t>(slot) / 64] |= std::uint64_t{1} << (slot % 64);
    }
  }
  void add_live_at(std::size_t at) {
    for (std::size_t w = 0; w < words_; ++w) {
      after_[w] |= live_[at * words_ + w];
    }
  }

  /// What is live after the instruction, whichever way it goes on.
  void find_after(std::size_t at) {
    const instruction& i = f_.code[at];
    std::copy(everywhere_.begin(), everywhere_.end(), after_.begin());
    if (goes_on(i.what)) {
      add_live_at(at + 1);
      const operand filled = filled_by(i);
      if (filled >= 0) {
        const auto w = static_cast<std::size_t>(filled) / 64;
        after_[w] &= ~(std::uint64_t{1} << (filled % 64)) | everywhere_[w];
      }
    }
    if (i.fail != raises) {
      add_live_at(static_cast<std::size_t>(i.fail));
    }
    if (is_branch(i.what) && i.c != raises) {
      add_live_at(static_cast<std::size_t>(i.c));
    }
    if (i.what == op::reject) {  // the next message is tried
      for (std::size_t k = 0; k < f_.code.size(); ++k) {
        if (f_.code[k].what == op::receive) {
          add_live_at(k);
        }
      }
    }
  }

  void visit(std::size_t at) {
    const instruction& i = f_.code[at];
    find_after(at);
    const reads read = reads_of(i, f_.arity);
    add(read.one);
    add(read.two);
    for (std::int32_t k = 0; k < read.count; ++k) {
      add(read.from + k);
    }
    for (std::size_t w = 0; w < words_; ++w) {
      std::uint64_t& known = live_[at * words_ + w];
      changed_ = changed_ || known != after_[w];
      known = after_[w];
    }
    if (i.what == op::try_push) {
      for (std::size_t w = 0; w < words_; ++w) {
        const std::uint64_t more =
            everywhere_[w] | live_[static_cast<std::size_t>(i.fail) * words_ + w];
        changed_ = changed_ || more != everywhere_[w];
        everywhere_[w] = more;
      }
    }
  }

  const function& f_;
  std::size_t words_;
  bits live_;        ///< before each instruction, and none at the end
  bits everywhere_;  ///< what handlers of exceptions read, and who raises errors in a shell
  bits after_;       ///< of the instruction that is looked at
  bool changed_ = false;
};

/// The instruction that leaves slot b empty, or the same one if there is none.
op taking(op what) {
  switch (what) {
  case op::move: return op::take;
  case op::make_map: return op::change_map;
  case op::update_map: return op::change_update_map;
  case op::get_element: return op::take_element;
  case op::get_list: return op::take_list;
  case op::call_fun: return op::call_taken;
  case op::tail_fun: return op::tail_taken;
  default: return what;
  }
}

bool is_load(op what) {
  return what == op::load_free || what == op::load_info || what == op::load_binding;
}

/// Where something jumps to.
std::vector<bool> targets_of(const function& f) {
  std::vector<bool> all(f.code.size() + 1);
  for (const instruction& i : f.code) {
    if (i.fail != raises) {
      all[static_cast<std::size_t>(i.fail)] = true;
    }
    if (is_branch(i.what) && i.c != raises) {
      all[static_cast<std::size_t>(i.c)] = true;
    }
  }
  return all;
}

/// Takes instructions away.
void remove(function& f, const std::vector<bool>& gone) {
  std::vector<std::int32_t> now;  // where each instruction is, or the one behind it
  std::int32_t kept = 0;
  for (const bool is_gone : gone) {
    now.push_back(kept);
    kept += is_gone ? 0 : 1;
  }
  now.push_back(kept);
  const auto moved = [&](std::int32_t& at) {
    at = at == raises ? raises : now[static_cast<std::size_t>(at)];
  };
  std::vector<instruction> code;
  code.reserve(static_cast<std::size_t>(kept));
  for (std::size_t at = 0; at < f.code.size(); ++at) {
    if (gone[at]) {
      continue;
    }
    instruction& i = code.emplace_back(f.code[at]);
    moved(i.fail);
    if (is_branch(i.what)) {
      moved(i.c);
    }
  }
  f.code = std::move(code);
  for (function::place& p : f.places) {
    p.from = static_cast<std::uint32_t>(now[p.from]);
  }
}

}  // namespace

void find_last_uses(function& f) {
  if (f.code.size() * f.slots > looked_at_max) {
    return;
  }
  liveness live(f);
  const std::vector<bool> targets = targets_of(f);
  std::vector<bool> gone(f.code.size());
  for (std::size_t at = 0; at < f.code.size(); ++at) {
    instruction& i = f.code[at];
    if (is_load(i.what)) {
      gone[at] = !live.is_live_at(at + 1, i.a);
    } else if (i.b >= 0 && taking(i.what) != i.what && !live.is_read_after(at, i.b)) {
      i.what = taking(i.what);
    }
    // A tail goes straight to where it is taken to.
    if (at > 0 && i.what == op::take && !targets[at]) {
      instruction& before = f.code[at - 1];
      const bool is_list = before.what == op::get_list || before.what == op::take_list;
      if (is_list && before.c == i.b && before.a != i.a) {
        before.c = i.a;
        gone[at] = true;
      }
    }
  }
  remove(f, gone);
}

}  // namespace kith::eval
