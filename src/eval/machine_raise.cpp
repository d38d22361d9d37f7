// Errors, exits and throws: what they look like, and who catches them.
#include <algorithm>

#include "eval/evaluator_frame.hpp"
#include "eval/fun_value.hpp"
#include "eval/machine_frame.hpp"
#include "eval/make.hpp"
#include "kernel/native_frame.hpp"
#include "kith/build.hpp"
#include "kith/map.hpp"
#include "runtime/raised.hpp"

namespace kith::eval {

namespace {

/// Frames that a stack trace shows. OTP: system_flag(backtrace_depth), its default.
constexpr std::size_t trace_depth = 8;

}  // namespace

/// Whether a `catch` is open in the frame of that number, counted from 1.
bool machine::catches(std::size_t number) const {
  return std::any_of(handlers_.begin(), handlers_.end(), [number](const handler& h) {
    return h.frames == number && h.at->what == op::caught;
  });
}

/// Frames of expressions that are evaluated show as the functions of OTP's erl_eval that do it
/// there, with their lines in its release 25.2: those who read stacks know them.
term machine::evaluating_frame(const instruction& at) {
  switch (at.what) {
  case op::call_local:
  case op::call_remote:
  case op::call_fun:
  case op::call_taken:
  case op::call_dynamic:
  case op::guard_call:
  case op::add:
  case op::subtract:
  case op::multiply:
  case op::operate1:
  case op::operate2: return frame_of_evaluator("do_apply", 7, 748);
  case op::raise:
    switch (static_cast<failure>(at.n)) {
    case failure::case_clause: return frame_of_evaluator("case_clauses", 8, 1041);
    case failure::if_clause: return frame_of_evaluator("if_clauses", 7, 980);
    case failure::try_clause: return frame_of_evaluator("try_clauses", 10, 993);
    case failure::bad_generator: return frame_of_evaluator("eval_generate", 8, 812);
    default: break;
    }
    break;
  default: break;
  }
  return frame_of_evaluator("expr", 6, 496);
}

term machine::stack_trace(term_ref first, bool skip_top) const {
  std::vector<term> items;
  if (first) {
    items.emplace_back(first);
  }
  const instruction* at = at_;
  for (std::size_t i = frames_.size(); i > 0 && items.size() < trace_depth; --i) {
    const frame& f = frames_[i - 1];
    const auto done = static_cast<std::size_t>(at - f.code->code.data());
    const bool is_top = i == frames_.size();
    if (f.code->home->is_passing) {
      // A fun's own frame is the evaluator's, which has done with it when its last call is made.
      const instruction& at_work = f.code->code[done == 0 ? 0 : done - 1];
      const bool is_seen = !f.code->takes_fun || (is_top && at_work.what == op::raise);
      if (is_seen && !(is_top && skip_top)) {
        items.push_back(evaluating_frame(at_work));
      }
      if (!f.code->takes_fun && catches(i)) {
        items.push_back(frame_of_evaluator("expr", 6, 480));
      }
    } else if (!(is_top && skip_top)) {
      items.push_back(tuple(f.code->home->module, f.code->name,
                            static_cast<std::int64_t>(f.code->arity),
                            location_in(*f.code, done == 0 ? 0 : done - 1)));
    }
    at = i >= 2 ? frames_[i - 2].next : at;
  }
  return list_of(items);
}

machine::step machine::raise(exception e) {
  thrown_ = std::move(e);
  return unwind();
}

machine::step machine::raise_error(term reason) {
  return raise({exception_class::error, std::move(reason), stack_trace(term_ref())});
}

machine::step machine::raise_in(atom module, atom name, std::span<const term> arguments,
                                exception_class kind, term reason,
                                const std::optional<term>& cause) {
  const term given = list_of_parts(arguments, term::nil());
  const term item = reason.is(atom("function_clause"))
                        ? frame_of_text(module, name, given)
                        : detail::frame_of_native(module, name, given, cause);
  return raise({kind, std::move(reason), stack_trace(item)});
}

namespace {

/// {Position, Type, What, Value} as erl_erts_errors:format_bs_fail/2 explains it.
term bits_cause(std::int64_t position, const bit_segment& s, term_ref value, term_ref size) {
  using type = bit_segment::type;
  const atom name = s.what == type::binary     ? atom("binary")
                    : s.what == type::floating ? atom("float")
                    : s.what == type::utf8     ? atom("utf8")
                    : s.what == type::utf16    ? atom("utf16")
                    : s.what == type::utf32    ? atom("utf32")
                                               : atom("integer");
  const bool is_number = value.is_integer() || value.is_float();
  const bool has_type = s.what == type::binary     ? value.is_bitstring()
                        : s.what == type::floating ? is_number
                                                   : value.is_integer();
  const bool bad_size = size && (!size.is_integer() || (size.fits_int64() && size.as_int() < 0));
  if (!has_type) {
    return tuple(position, name, atom("type"), value);
  }
  if (bad_size) {
    return tuple(position, name, atom("size"), size);
  }
  if (s.what == type::binary) {
    return tuple(position, name, size ? atom("short") : atom("unit"), value);
  }
  if (s.what == type::floating) {
    const std::int64_t bits = size ? size.as_int() * s.unit : static_cast<std::int64_t>(s.bits());
    return bits == 16 || bits == 32 || bits == 64
               ? term(tuple(position, name, atom("no_float"), value))
               : term(tuple(position, name, atom("invalid"), bits));
  }
  return tuple(position, name, atom("type"), value);
}

/// The stack with one more frame behind its first.
term with_second(const term& stack, term frame) {
  return cons(stack.ref().head(), std::move(frame), stack.ref().tail());
}

term frame_of_bits(const char* name, std::int64_t arity, std::int64_t line) {
  return tuple(atom("eval_bits"), atom(name), arity,
               list(tuple(atom("file"), "eval_bits.erl"), tuple(atom("line"), line)));
}

}  // namespace

machine::step machine::raise_in_bits(std::int64_t position, const bit_segment& segment,
                                     term_ref what, term_ref size, term reason) {
  const term cause = bits_cause(position, segment, what, size);
  const function& f = *frames_.back().code;
  const atom info("error_info");
  const term about = map(atom("cause"), cause, atom("function"), atom("format_bs_fail"),
                         atom("module"), atom("erl_erts_errors"));
  if (!f.home->is_passing) {
    const term place = location_in(f, static_cast<std::size_t>(at_ - f.code.data()) - 1);
    std::vector<term> notes = elements_of(place);
    notes.push_back(tuple(info, about));
    const term item = tuple(f.home->module, f.name, static_cast<std::int64_t>(f.arity),
                            list_of_parts(notes, term::nil()));
    return raise({exception_class::error, std::move(reason), stack_trace(item, true)});
  }
  // As OTP's evaluator, whose functions of bit syntax are module eval_bits.
  const term outer = cons(frame_of_bits("create_binary", 2, 77), frame_of_bits("expr_grp", 5, 68),
                          stack_trace(term_ref()));
  const bool is_binary = segment.what == bit_segment::type::binary;
  const bool bad_size = size && !size.is_integer() && !size.is_float();
  if (bad_size || (is_binary && !size && !what.is_bitstring())) {
    const term failed =
        bad_size ? detail::frame_of_native(atoms::erlang, atom("*"),
                                           list(size, static_cast<std::int64_t>(segment.unit)))
                 : detail::frame_of_native(atoms::erlang, atom("bit_size"), list(what));
    return raise({exception_class::error, std::move(reason),
                  cons(failed, frame_of_bits("eval_exp_field1", 9, 119), outer)});
  }
  if (is_binary && !size) {
    return raise({exception_class::error, std::move(reason),
                  cons(frame_of_bits("eval_exp_field", 6, 143), outer)});
  }
  const term item = tuple(
      atom("eval_bits"), atom("eval_exp_field"), 6,
      list(tuple(atom("file"), "eval_bits.erl"), tuple(atom("line"), 143),
           tuple(info, map_put(about, term(atom("override_segment_position")), term(position)))));
  return raise({exception_class::error, std::move(reason), cons(item, outer)});
}

machine::step machine::raise_in_update(const term& map, const term& key, const term& value,
                                       bool is_first) {
  const atom lists("lists");
  const term item = detail::frame_of_native(atom("maps"), atom("update"), list(key, value, map));
  const term fold =
      tuple(lists, is_first ? atom("foldl") : atom("foldl_1"), 3,
            list(tuple(atom("file"), "lists.erl"), tuple(atom("line"), is_first ? 1350 : 1355)));
  const term all =
      cons(item, frame_of_evaluator("-expr/6-fun-0-", 2, 309), fold, stack_trace(term_ref()));
  return raise({exception_class::error, tuple(atom("badkey"), key), all});
}

machine::step machine::raise_failure(const instruction& i) {
  switch (static_cast<failure>(i.n)) {
  case failure::badmatch: return raise_error(tuple(atoms::badmatch, value(i.b)));
  case failure::case_clause: return raise_error(tuple(atom("case_clause"), value(i.b)));
  case failure::if_clause: return raise_error(atom("if_clause"));
  case failure::try_clause: return raise_error(tuple(atom("try_clause"), value(i.b)));
  case failure::else_clause: return raise_error(tuple(atom("else_clause"), value(i.b)));
  case failure::bad_filter: return raise_error(tuple(atom("bad_filter"), value(i.b)));
  case failure::bad_generator: return raise_error(tuple(atom("bad_generator"), value(i.b)));
  case failure::unbound: return raise_error(tuple(atom("unbound"), value(i.b)));
  case failure::undefined_fun: {
    const term item =
        tuple(atom("erl_eval"), value(i.b).ref().element(0), value(i.b).ref().element(1), list());
    return raise({exception_class::error, atoms::undef, stack_trace(item)});
  }
  case failure::function_clause: break;
  }
  const function& f = *frames_.back().code;
  const term arguments = list_of_parts({slots(), f.arity}, term::nil());
  const term item = tuple(f.home->module, f.name, arguments, location_in(f, 0));
  term stack = stack_trace(item, true);
  if (f.home->is_passing) {
    const bool is_named = forms_of(slots()[f.arity]).name != atom();
    stack = with_second(stack, is_named ? frame_of_evaluator("eval_named_fun", 10, 918)
                                        : frame_of_evaluator("eval_fun", 8, 898));
  }
  return raise({exception_class::error, atom("function_clause"), stack});
}

machine::step machine::raise_badarg_of(term_ref what) {
  return raise_error(tuple(atoms::badarg, what));
}

machine::step machine::reraise(const term* raised) {
  exception e;
  e.kind = raised[0].is(atoms::error)  ? exception_class::error
           : raised[0].is(atoms::exit) ? exception_class::exit
                                       : exception_class::throw_;
  e.reason = raised[1];
  e.stack = raised[2];
  return raise(std::move(e));
}

term machine::caught_value(const term* raised) {
  if (raised[0].is(atoms::throw_)) {
    return raised[1];
  }
  return raised[0].is(atoms::error) ? term(tuple(atoms::EXIT, tuple(raised[1], raised[2])))
                                    : term(tuple(atoms::EXIT, raised[1]));
}

void machine::forget() noexcept {
  handlers_.clear();
  while (!frames_.empty()) {
    drop_frame();
  }
  gathered_.clear();
  bits_.clear();
  slots_.shrink(0);
}

machine::step machine::unwind() {
  if (handlers_.empty()) {
    forget();
    return stop(pause::failed);
  }
  const handler h = handlers_.back();
  handlers_.pop_back();
  while (frames_.size() > h.frames) {
    drop_frame();
  }
  slots_.shrink(frames_.back().base + frames_.back().code->slots);
  gathered_.resize(h.gathered);
  bits_.resize(h.bits);
  at_ = h.at;
  term* to = slots() + h.slot;
  to[0] = detail::word_of(thrown_.kind);
  to[1] = std::move(thrown_.reason);
  to[2] = std::move(thrown_.stack);
  return step::go_on;
}

bool machine::catch_cpp() {
  const detail::raised by = detail::raised_by(std::current_exception());
  export_entry* native = std::exchange(native_, nullptr);
  if (native == nullptr) {
    return raise({by.kind(), by.reason(), stack_trace(term_ref())}) == step::go_on;
  }
  const auto [base, n] = native_arguments_;
  // What a native function has thrown, but for errors of its arguments, has no frame of its own.
  return (by.kind() == exception_class::error
              ? raise_in(native->module, native->name, {slots_.at(base), n}, by.kind(), by.reason(),
                         by.cause())
              : raise({by.kind(), by.reason(), stack_trace(term_ref())})) == step::go_on;
}

void machine::fail(exception e) {
  if (e.kind != exception_class::error) {
    static_cast<void>(raise(std::move(e)));
    return;
  }
  // The native's own frame says more than what is known here; those of others that it called are
  // none of this machine's.
  const term_ref stack = e.stack;
  const term_ref first = stack.is_cons() ? stack.head() : term_ref();
  if (first && first[0].is(wanted_.entry->module) && first[1].is(wanted_.entry->name) &&
      first[2].is_list()) {
    static_cast<void>(raise({e.kind, e.reason, stack_trace(first)}));
  } else {
    static_cast<void>(raise_in(wanted_.entry->module, wanted_.entry->name, wanted_.arguments,
                               e.kind, std::move(e.reason)));
  }
}

void machine::fail_undefined() {
  const term item = tuple(wanted_.entry->module, wanted_.entry->name,
                          list_of_parts(wanted_.arguments, term::nil()), list());
  static_cast<void>(raise({exception_class::error, atoms::undef, stack_trace(item)}));
}

}  // namespace kith::eval
