#include "eval/machine_frame.hpp"

#include "eval/bindings.hpp"
#include "eval/bits.hpp"
#include "eval/fun_value.hpp"
#include "eval/make.hpp"
#include "kith/map.hpp"
#include "runtime/process_block.hpp"
#include "term/arithmetic.hpp"

namespace kith::eval {

namespace {

bool is_of_type(type_test what, term_ref t) {
  switch (what) {
  case type_test::atom: return t.is_atom();
  case type_test::binary: return t.is_binary();
  case type_test::bitstring: return t.is_bitstring();
  case type_test::boolean: return t.is(atoms::true_) || t.is(atoms::false_);
  case type_test::floating: return t.is_float();
  case type_test::function: return t.is_fun();
  case type_test::integer: return t.is_integer();
  case type_test::list: return t.is_list();
  case type_test::map: return t.is_map();
  case type_test::number: return t.is_integer() || t.is_float();
  case type_test::pid: return t.is_pid();
  case type_test::port: return t.is_port();
  case type_test::reference: return t.is_reference();
  case type_test::tuple: return t.is_tuple();
  }
  return false;
}

[[gnu::always_inline]] inline bool are_exact(term_ref a, term_ref b) {
  const auto has_parts = [](term_ref t) {
    return t.tag() == detail::tag::boxed || t.tag() == detail::tag::list;
  };
  return a.raw() == b.raw() || (has_parts(a) && has_parts(b) && a == b);
}
bool are_equal(term_ref a, term_ref b) {
  return a.raw() == b.raw() || compare(a, b) == 0;
}
bool is_less(term_ref a, term_ref b) {
  if (arithmetic::are_small(a.raw(), b.raw())) {
    return detail::small_value(a.raw()) < detail::small_value(b.raw());
  }
  return compare(a, b) < 0;
}

/// What follows the characters in the list, or no term.
term_ref after_prefix(term_ref list, term_ref characters) {
  for (; characters.is_cons(); characters = characters.tail(), list = list.tail()) {
    if (!list.is_cons() || !(list.head() == characters.head())) {
      return {};
    }
  }
  return list;
}

/// A part of a term that is not needed any more: it takes over the whole's count, if it may.
term part_taken(term whole, term_ref part) noexcept {
  const bool has_parts = part.tag() == detail::tag::boxed || part.tag() == detail::tag::list;
  if (!has_parts || part.home() != whole.ref().home()) {
    return term(part);
  }
  return term::adopt(part.raw(), std::move(whole).release().second);
}

term immediate(detail::word w) noexcept {
  return term::adopt(w, nullptr);
}

}  // namespace

pause machine::run() {
  for (;;) {
    try {
      return loop();
    } catch (...) {
      if (!catch_cpp()) {
        return why_;
      }
    }
  }
}

bool machine::try_message(term_ref message) {
  const instruction* const receive = at_;
  set(receive->a, term(message));
  ++at_;
  accepted_ = false;
  static_cast<void>(run());
  if (!accepted_) {
    at_ = receive;
  }
  return accepted_;
}

void machine::time_out() noexcept {
  at_ = frames_.back().code->code.data() + at_->fail;
}

pause machine::loop() {  // NOLINT: one switch over all instructions
  if (frames_.empty()) {
    return why_;
  }
  const instruction* at = at_;
  term* slot = slots();
  const term* constants = frames_.back().code->home->constants.data();
  // Without a branch: which of the two it is, is hard to foresee.
  const auto operand_of = [&](operand x) -> const term& {
    const std::ptrdiff_t is_constant = x >> 31;
    const term* const all = is_constant == 0 ? slot : constants;
    return all[x ^ is_constant];
  };
  const auto reload = [&] {
    at = at_;
    slot = slots();
    constants = frames_.back().code->home->constants.data();
  };
  const auto go_to = [&](std::int32_t label) { at = frames_.back().code->code.data() + label; };
  const auto home = [&]() -> const unit& { return *frames_.back().code->home; };
  const auto count = [](const instruction& i) { return static_cast<std::size_t>(i.n); };
#define KITH_STEP(what)                                                                            \
  at_ = at;                                                                                        \
  if ((what) == step::stop) {                                                                      \
    return why_;                                                                                   \
  }                                                                                                \
  reload();                                                                                        \
  break
#define KITH_SPEND()                                                                               \
  at_ = at;                                                                                        \
  if (--process_.budget <= 0) {                                                                    \
    at_ = at - 1;                                                                                  \
    return pause::spent;                                                                           \
  }                                                                                                \
  static_cast<void>(0)
#define KITH_TEST(condition)                                                                       \
  if (!(condition)) {                                                                              \
    go_to(i.fail);                                                                                 \
  }                                                                                                \
  break
  for (;;) {
    const instruction& i = *at++;
    switch (i.what) {
    case op::move: slot[i.a] = operand_of(i.b); break;
    case op::take: slot[i.a] = std::move(slot[i.b]); break;
    case op::clear:
      for (std::int32_t k = 0; k < i.n; ++k) {
        slot[i.a + k] = term();
      }
      break;
    case op::jump:
      if (i.n != 0 && --process_.budget <= 0) {
        at_ = at - 1;
        return pause::spent;
      }
      go_to(i.fail);
      break;
    case op::ret: {
      at_ = at;
      if (!pop(i.b >= 0 ? std::move(slot[i.b]) : constants[~i.b])) {
        return why_;
      }
      reload();
      break;
    }
    case op::call_local:
      KITH_SPEND();
      push(*home().functions[static_cast<std::size_t>(i.b)], i.a, count(i), i.c);
      reload();
      break;
    case op::tail_local:
      KITH_SPEND();
      replace(*home().functions[static_cast<std::size_t>(i.b)], i.a, count(i));
      reload();
      break;
    case op::call_remote:
      KITH_SPEND();
      KITH_STEP(call_entry(*home().imports[static_cast<std::size_t>(i.b)].entry, i.a, count(i), i.c,
                           false));
    case op::tail_remote:
      KITH_SPEND();
      KITH_STEP(
          call_entry(*home().imports[static_cast<std::size_t>(i.b)].entry, i.a, count(i), 0, true));
    case op::call_fun:
      KITH_SPEND();
      KITH_STEP(call_fun(operand_of(i.b), i.a, count(i), i.c, false));
    case op::tail_fun: KITH_SPEND(); KITH_STEP(call_fun(operand_of(i.b), i.a, count(i), 0, true));
    case op::call_taken:
      KITH_SPEND();
      KITH_STEP(call_fun(std::move(slot[i.b]), i.a, count(i), i.c, false));
    case op::tail_taken:
      KITH_SPEND();
      KITH_STEP(call_fun(std::move(slot[i.b]), i.a, count(i), 0, true));
    case op::call_dynamic: KITH_SPEND(); KITH_STEP(call_dynamic(i.a, count(i), i.c, false));
    case op::tail_dynamic: KITH_SPEND(); KITH_STEP(call_dynamic(i.a, count(i), 0, true));
    case op::guard_call: KITH_STEP(guard_call(i));
    case op::make_fun: slot[i.a] = make_fun(i); break;
    case op::make_shell_fun: slot[i.a] = make_shell_fun(i); break;
    case op::make_export_fun: KITH_STEP(make_export_fun(i));
    case op::load_free:
      slot[i.a] = free_variable(operand_of(i.b), static_cast<std::size_t>(i.c));
      break;
    case op::load_info: slot[i.a] = info_of(operand_of(i.b), static_cast<fun_info>(i.c)); break;
    case op::load_binding: slot[i.a] = binding_of(operand_of(i.b), operand_of(i.c)); break;
    case op::save_bindings:
      slot[i.a] = with_bindings(operand_of(i.b), {slot + i.c, 2 * static_cast<std::size_t>(i.n)});
      break;
    case op::test_set: KITH_TEST(static_cast<bool>(slot[i.b]));
    case op::test_exact: KITH_TEST(are_exact(operand_of(i.b), operand_of(i.c)));
    case op::test_not_exact: KITH_TEST(!are_exact(operand_of(i.b), operand_of(i.c)));
    case op::test_equal: KITH_TEST(are_equal(operand_of(i.b), operand_of(i.c)));
    case op::test_not_equal: KITH_TEST(!are_equal(operand_of(i.b), operand_of(i.c)));
    case op::test_less: KITH_TEST(is_less(operand_of(i.b), operand_of(i.c)));
    case op::test_greater_equal: KITH_TEST(!is_less(operand_of(i.b), operand_of(i.c)));
    case op::test_tuple: KITH_TEST(operand_of(i.b).is_tuple(static_cast<std::size_t>(i.n)));
    case op::test_cons: KITH_TEST(operand_of(i.b).ref().is_cons());
    case op::test_map: KITH_TEST(operand_of(i.b).is_map());
    case op::test_true: KITH_TEST(operand_of(i.b).is(atoms::true_));
    case op::test_type: KITH_TEST(is_of_type(static_cast<type_test>(i.n), operand_of(i.b)));
    case op::get_element:
      slot[i.a] = term(operand_of(i.b).ref().element(static_cast<std::size_t>(i.n)));
      break;
    case op::get_list: {
      const term_ref cons = operand_of(i.b);
      term tail(cons.tail());
      slot[i.a] = term(cons.head());
      slot[i.c] = std::move(tail);
      break;
    }
    case op::take_element: {
      term whole = std::move(slot[i.b]);
      const term_ref part = whole.ref().element(static_cast<std::size_t>(i.n));
      slot[i.a] = part_taken(std::move(whole), part);
      break;
    }
    case op::take_list: {
      term whole = std::move(slot[i.b]);
      slot[i.a] = term(whole.ref().head());
      const term_ref tail = whole.ref().tail();
      slot[i.c] = part_taken(std::move(whole), tail);
      break;
    }
    case op::get_map: {
      const term_ref found = operand_of(i.b).ref().map_get(operand_of(i.c));
      if (!found) {
        go_to(i.fail);
      } else {
        slot[i.a] = term(found);
      }
      break;
    }
    case op::get_prefix: {
      const term_ref rest = after_prefix(operand_of(i.b), operand_of(i.c));
      if (!rest) {
        go_to(i.fail);
      } else {
        slot[i.a] = term(rest);
      }
      break;
    }
    case op::make_tuple:
      slot[i.a] = tuple_of_parts({slot + i.c, static_cast<std::size_t>(i.n)});
      break;
    case op::make_list:
      slot[i.a] = list_of_parts({slot + i.c, static_cast<std::size_t>(i.n)}, operand_of(i.b));
      break;
    case op::make_map:
    case op::update_map: KITH_STEP(make_map(i, value(i.b)));
    case op::change_map:
    case op::change_update_map: KITH_STEP(make_map(i, std::move(slot[i.b])));
    case op::add: {
      const auto sum =
          arithmetic::add_small(operand_of(i.b).ref().raw(), operand_of(i.c).ref().raw());
      if (sum != 0) [[likely]] {
        slot[i.a] = immediate(sum);
        break;
      }
      KITH_STEP(operate(i, false));
    }
    case op::subtract: {
      const auto difference =
          arithmetic::subtract_small(operand_of(i.b).ref().raw(), operand_of(i.c).ref().raw());
      if (difference != 0) [[likely]] {
        slot[i.a] = immediate(difference);
        break;
      }
      KITH_STEP(operate(i, false));
    }
    case op::multiply: {
      const auto product =
          arithmetic::multiply_small(operand_of(i.b).ref().raw(), operand_of(i.c).ref().raw());
      if (product != 0) [[likely]] {
        slot[i.a] = immediate(product);
        break;
      }
      KITH_STEP(operate(i, false));
    }
    case op::operate2: KITH_STEP(operate(i, false));
    case op::operate1: KITH_STEP(operate(i, true));
    case op::type_value:
      slot[i.a] = is_of_type(static_cast<type_test>(i.n), operand_of(i.b));
      break;
    case op::branch_false:
    case op::branch_true: {
      const term& left = operand_of(i.b);
      if (left.is(i.what == op::branch_false ? atoms::false_ : atoms::true_)) {
        go_to(i.fail);
        break;
      }
      if (left.is(i.what == op::branch_false ? atoms::true_ : atoms::false_)) {
        break;
      }
      if (i.c != raises) {
        go_to(i.c);
        break;
      }
      KITH_STEP(raise_badarg_of(left));
    }
    case op::try_push:
      handlers_.push_back({frames_.size(), frames_.back().code->code.data() + i.fail, i.a,
                           gathered_.size(), bits_.size()});
      break;
    case op::try_pop: handlers_.pop_back(); break;
    case op::caught: slot[i.a] = caught_value(slot + i.b); break;
    case op::raise: KITH_STEP(raise_failure(i));
    case op::reraise: KITH_STEP(reraise(slot + i.b));
    case op::receive: {
      at_ = at - 1;
      return receive(operand_of(i.b));
    }
    case op::accept:
      accepted_ = true;
      at_ = at;
      return pause::receiving;
    case op::reject: at_ = at; return pause::receiving;
    case op::gather: gathered_.emplace_back(); break;
    case op::gather_add: gathered_.back().push_back(operand_of(i.b)); break;
    case op::gather_list:
      slot[i.a] = list_of_parts(gathered_.back(), term::nil());
      gathered_.pop_back();
      break;
    case op::bits_start: bits_.emplace_back(); break;
    case op::bits_add: KITH_STEP(bits_add(i));
    case op::bits_end:
      slot[i.a] = bits_term(bits_.back());
      bits_.pop_back();
      break;
    case op::match_bits: {
      const term& whole = operand_of(i.b);
      if (!whole.ref().is_bitstring()) {
        go_to(i.fail);
        break;
      }
      slot[i.a] = whole;
      slot[i.a + 1] = term(0);
      break;
    }
    case op::match_segment: KITH_TEST(match_segment(i, true));
    case op::match_skip: KITH_TEST(match_segment(i, false));
    case op::match_end:
      KITH_TEST(static_cast<std::uint64_t>(slot[i.b + 1].as_int()) == slot[i.b].ref().bit_size());
    }
  }
#undef KITH_STEP
#undef KITH_SPEND
#undef KITH_TEST
}

}  // namespace kith::eval
