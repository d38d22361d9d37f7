// Operators, maps and bits.
#include "eval/bits.hpp"
#include "eval/machine.hpp"
#include "eval/operators.hpp"
#include "kith/build.hpp"
#include "kith/map.hpp"

namespace kith::eval {

machine::step machine::make_map(const instruction& i, term made) {
  const bool must_be_there = i.what == op::update_map || i.what == op::change_update_map;
  if (!made.is_map()) {
    // OTP's evaluator sees it when it puts something into what is to be a map.
    const std::vector<term> tried{atom("k"), atom("v"), made};
    const term reason = tuple(atom("badmap"), made);
    return i.fail == raises && frames_.back().code->home->is_passing
               ? raise_in(atom("maps"), atom("put"), tried, exception_class::error, reason)
               : failed(i, reason);
  }
  for (std::int32_t k = 0; k < i.n; k += 2) {
    const term& key = slots()[i.c + k];
    if (must_be_there && !made.ref().map_get(key)) {
      return i.fail == raises && frames_.back().code->home->is_passing
                 ? raise_in_update(made, key, slots()[i.c + k + 1], k == 0)
                 : failed(i, tuple(atom("badkey"), key));
    }
    made = map_put(std::move(made), key, slots()[i.c + k + 1]);
  }
  set(i.a, std::move(made));
  return step::go_on;
}

machine::step machine::failed(const instruction& i, term reason) {
  if (i.fail == raises) {
    return raise_error(std::move(reason));
  }
  at_ = frames_.back().code->code.data() + i.fail;
  return step::go_on;
}

namespace {

bool is_small(term_ref t) {
  return t.is_integer() && t.fits_int64() && t.as_int() >= -(std::int64_t{1} << 59u) &&
         t.as_int() < std::int64_t{1} << 59u;
}

/// BEAM's instructions for these, in the code of a module, fail without telling which operator it
/// was; left and right are the operands that are constants, or none.
bool fails_unnamed(operation what, term_ref left, term_ref right) {
  const bool has_float = (left && left.is_float()) || (right && right.is_float());
  switch (what) {
  case operation::divide:
  case operation::plus: return true;
  case operation::add: return has_float || (left && is_small(left)) || (right && is_small(right));
  case operation::subtract: return has_float || (right && is_small(right) && right.as_int() >= 0);
  case operation::multiply: return has_float;
  default: return false;
  }
}

/// Of these BEAM takes a constant for the right operand.
bool swaps(operation what) {
  return what == operation::add || what == operation::multiply || what == operation::band ||
         what == operation::bor || what == operation::bxor;
}

}  // namespace

machine::step machine::operate(const instruction& i, bool is_unary) {
  const auto what = static_cast<operation>(i.n);
  term reason;
  term made = is_unary ? operate1(what, value(i.b), reason)
                       : operate2(what, value(i.b), value(i.c), reason);
  if (made) {
    set(i.a, std::move(made));
    return step::go_on;
  }
  if (i.fail != raises) {
    at_ = frames_.back().code->code.data() + i.fail;
    return step::go_on;
  }
  std::vector<term> operands{value(i.b)};
  if (!is_unary) {
    operands.push_back(value(i.c));
  }
  atom name = name_of(what);
  if (!frames_.back().code->home->is_passing) {
    const bool left_is_constant = i.b < 0;
    const bool right_is_constant = !is_unary && i.c < 0;
    if (fails_unnamed(what, left_is_constant ? operands[0].ref() : term_ref(),
                      right_is_constant ? operands[1].ref() : term_ref())) {
      return raise_error(std::move(reason));
    }
    if (left_is_constant && !is_unary && !right_is_constant && swaps(what)) {
      std::swap(operands[0], operands[1]);
    }
    if (what == operation::send) {
      name = atom("send");
    }
  }
  return raise_in(atoms::erlang, name, operands, exception_class::error, std::move(reason));
}

machine::step machine::guard_call(const instruction& i) {
  export_entry& e = *frames_.back().code->home->imports[static_cast<std::size_t>(i.b)].entry;
  const auto n = static_cast<std::size_t>(i.n);
  if (e.in_guard != nullptr) {
    if (term value = e.in_guard({slots() + i.a, n})) {
      set(i.c, std::move(value));
      return step::go_on;
    }
    if (i.fail != raises) {
      at_ = frames_.back().code->code.data() + i.fail;
      return step::go_on;
    }
  }
  const plain_function body = e.plain.load(std::memory_order_relaxed);
  if (body == nullptr) {
    return failed(i, atoms::undef);
  }
  try {
    set(i.c, body({slots() + i.a, n}));
  } catch (const exit_exception& thrown) {
    if (i.fail == raises) {
      return raise_in(e.module, e.name, {slots() + i.a, n}, thrown.kind(), thrown.reason());
    }
    at_ = frames_.back().code->code.data() + i.fail;
  }
  return step::go_on;
}

machine::step machine::bits_add(const instruction& i) {
  const bit_segment& segment = frames_.back().code->home->segments[static_cast<std::size_t>(i.n)];
  const term_ref size = i.c == no_size ? term_ref() : value(i.c).ref();
  const bits_fault fault = add_segment(bits_.back(), segment, value(i.b), size);
  if (fault == bits_fault::none) {
    return step::go_on;
  }
  bits_.pop_back();
  const term reason = fault == bits_fault::badarg ? atoms::badarg : atoms::system_limit;
  return i.fail == raises ? raise_in_bits(i.a, segment, value(i.b), size, reason)
                          : failed(i, reason);
}

bool machine::match_segment(const instruction& i, bool wanted) {
  term* cursor = slots() + i.b;
  const bit_segment& segment = frames_.back().code->home->segments[static_cast<std::size_t>(i.n)];
  auto at = static_cast<std::uint64_t>(cursor[1].as_int());
  const term_ref size = i.c == no_size ? term_ref() : value(i.c).ref();
  term read = read_segment(cursor[0], at, segment, size, wanted);
  if (!read) {
    return false;
  }
  cursor[1] = term(at);
  if (wanted) {
    set(i.a, std::move(read));
  }
  return true;
}

pause machine::receive(term_ref limit) {
  if (limit.is(atoms::infinity)) {
    limit_ = duration::infinity();
  } else if (limit.is_integer() && limit.fits_int64() && limit.as_int() >= 0 &&
             limit.as_int() <= 0xFFFFFFFF) {
    limit_ = duration::milliseconds(limit.as_int());
  } else {
    ++at_;
    return raise_error(atom("timeout_value")) == step::go_on ? loop() : why_;
  }
  return pause::receiving;
}

}  // namespace kith::eval
