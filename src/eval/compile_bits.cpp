// Bit syntax. OTP: Erlang Reference Manual, "Bit Syntax Expressions".
#include "eval/function_compiler.hpp"
#include "kith/build.hpp"

namespace kith::eval {

namespace {

using type = bit_segment::type;

bool is_string(term_ref e) {
  return form_of(e) == form::string;
}

}  // namespace

function_compiler::segment_form function_compiler::segment_of(term_ref element) const {
  segment_form s;
  const term_ref size = part(element, 3);
  if (size.is_tuple()) {
    s.segment.sized = bit_segment::size::number;
    s.size = size;
  }
  for (const term_ref one : form_list(part(element, 4))) {
    const bool known =
        one.is_atom() ? s.segment.add(one.as_atom().name())
                      : one.is_tuple(2) && one.element(0).is(atom("unit")) &&
                            one.element(1).is_integer() && one.element(1).fits_int64() &&
                            s.segment.add_unit(static_cast<std::uint64_t>(one.element(1).as_int()));
    if (!known) {
      refuse(element, tuple(atom("undefined_bittype"), one));
    }
  }
  if (!s.segment.complete()) {
    refuse(element, atom("bittype_unit"));
  }
  return s;
}

void function_compiler::bits(term_ref e, target to) {
  struct ready {
    term_ref element;
    segment_form form;
    operand value;
    operand size;
  };
  std::vector<ready> all;
  for (const term_ref element : form_list(part(e, 2))) {
    ready r{element, segment_of(element), 0, no_size};
    if (!is_string(part(element, 2))) {
      r.value = value(part(element, 2));
    }
    if (r.form.size) {
      r.size = value(r.form.size);
    }
    all.push_back(r);
  }
  code_.line(line_of(e));
  code_.emit({op::bits_start, 0, 0, 0, 0, raises});
  std::int32_t position = 0;
  for (const ready& r : all) {
    ++position;
    const std::int32_t segment = home_.segment(r.form.segment);
    if (is_string(part(r.element, 2))) {
      for (term_ref c = part(part(r.element, 2), 2); c.is_cons(); c = c.tail()) {
        code_.emit(
            {op::bits_add, segment, position, code_.constant(term(c.head())), r.size, guard_fail_});
      }
    } else {
      code_.emit({op::bits_add, segment, position, r.value, r.size, guard_fail_});
    }
  }
  const operand slot = slot_for(to);
  code_.emit({op::bits_end, 0, slot, 0, 0, raises});
  finish_with(slot, to);
}

void function_compiler::bits_pattern(term_ref p, operand subject, label fail) {
  const temporary_scope keep(code_);
  const operand cursor = code_.temporaries(2);
  code_.emit({op::match_bits, 0, cursor, subject, 0, fail});
  bool is_open = false;
  for (const term_ref element : form_list(part(p, 2))) {
    segment_pattern(element, cursor, fail);
    const segment_form s = segment_of(element);
    is_open = s.segment.what == type::binary && !s.size;
  }
  if (!is_open) {
    code_.emit({op::match_end, 0, 0, cursor, 0, fail});
  }
}

void function_compiler::segment_pattern(term_ref element, operand cursor, label fail) {
  const segment_form s = segment_of(element);
  const term_ref p = part(element, 2);
  if (is_string(p)) {
    string_segment(element, s, cursor, fail);
    return;
  }
  const temporary_scope keep(code_);
  operand size = no_size;
  if (s.size) {
    const label outer = std::exchange(guard_fail_, fail);
    size = value(s.size);
    guard_fail_ = outer;
  }
  const std::int32_t segment = home_.segment(s.segment);
  if (form_of(p) == form::variable && part(p, 2).is(atom("_"))) {
    code_.emit({op::match_skip, segment, 0, cursor, size, fail});
    return;
  }
  pattern_of_part(p, {op::match_segment, segment, 0, cursor, size, fail}, fail);
}

void function_compiler::string_segment(term_ref element, const segment_form& s, operand cursor,
                                       label fail) {
  const temporary_scope keep(code_);
  operand size = no_size;
  if (s.size) {
    size = value(s.size);
  }
  const std::int32_t segment = home_.segment(s.segment);
  const operand character = code_.temporary();
  for (term_ref c = part(part(element, 2), 2); c.is_cons(); c = c.tail()) {
    code_.emit({op::match_segment, segment, character, cursor, size, fail});
    code_.emit({op::test_exact, 0, 0, character, code_.constant(term(c.head())), fail});
  }
}

/// A pattern that is too long for what is left ends the loop; one that does not fit otherwise
/// passes over as many bits as it would have taken.
void function_compiler::bits_generator(term_ref q, term_ref rest, term_ref result, bool of_bits) {
  const operand cursor = code_.temporaries(2);
  const operand whole = value(part(q, 3));
  const label loop = code_.make_label();
  const label end = code_.make_label();
  const scope before = scope_;
  if (form_of(part(q, 2)) != form::bin) {
    refuse(q, atom("illegal_pattern"));
  }
  shadow_pattern(part(q, 2));
  code_.emit({op::match_bits, 0, cursor, whole, 0, raising(failure::bad_generator, whole, q)});
  code_.place(loop);
  const std::size_t empty = code_.emit({op::clear, 0, code_.variables(), 0, 0, raises});
  struct later {
    term_ref pattern;
    operand value;
  };
  std::vector<later> tests;
  for (const term_ref element : form_list(part(part(q, 2), 2))) {
    const term_ref p = part(element, 2);
    const segment_form s = segment_of(element);
    operand size = no_size;
    if (s.size) {
      const label outer = std::exchange(guard_fail_, end);
      size = value(s.size);
      guard_fail_ = outer;
    }
    const std::int32_t segment = home_.segment(s.segment);
    if (is_string(p)) {
      for (term_ref c = part(p, 2); c.is_cons(); c = c.tail()) {
        const operand slot = code_.temporary();
        code_.emit({op::match_segment, segment, slot, cursor, size, end});
        tests.push_back({c.head(), slot});
      }
    } else if (form_of(p) == form::variable && !part(p, 2).is(atom("_")) &&
               scope_.find(part(p, 2).as_atom()) == nullptr) {
      pattern_of_part(p, {op::match_segment, segment, 0, cursor, size, end}, end);
    } else {
      const operand slot = code_.temporary();
      code_.emit({op::match_segment, segment, slot, cursor, size, end});
      tests.push_back({p, slot});
    }
  }
  for (const later& t : tests) {
    if (t.pattern.is_tuple()) {
      pattern(t.pattern, t.value, loop);
    } else {
      code_.emit({op::test_exact, 0, 0, t.value, code_.constant(term(t.pattern)), loop});
    }
  }
  qualifiers(rest, result, of_bits);
  code_.at(empty).n = in_shell() ? code_.variables() - code_.at(empty).a : 0;
  code_.emit({op::jump, 1, 0, 0, 0, loop});
  code_.place(end);
  scope_ = before;
}

}  // namespace kith::eval
