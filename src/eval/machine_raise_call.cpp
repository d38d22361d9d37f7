// What error/1, exit/1, throw/1 and raise/3 raise, and which function the stack shows as their
// caller.
#include "eval/evaluator_frame.hpp"
#include "eval/fun_value.hpp"
#include "eval/machine.hpp"
#include "eval/make.hpp"

namespace kith::eval {

namespace {

/// Items that raise/3 takes from the stack it is given. OTP: system_flag(backtrace_depth).
constexpr std::size_t given_depth = 8;

bool is_handler_of_shell(term_ref handler) {
  if (!handler.is_tuple(2) || !handler.element(1).is_fun()) {
    return false;
  }
  const auto module = module_of_fun(handler.element(1));
  return module == atom("shell");
}

/// {M, F, A}, {M, F, A, Info}, {Fun, A} or {Fun, A, Info}, all made as long as they may be; no term
/// for what is none of these.
term stack_item(term_ref item) {
  if (!item.is_tuple()) {
    return {};
  }
  const std::size_t n = item.tuple_size();
  const bool by_fun = n >= 2 && item.element(0).is_fun();
  const std::size_t whole = by_fun ? 3 : 4;
  const bool is_named = n >= 3 && item.element(0).is_atom() && item.element(1).is_atom();
  if ((!by_fun && !is_named) || n > whole || n + 1 < whole ||
      (n == whole && !item.element(n - 1).is_list())) {
    return {};
  }
  std::vector<term> parts;
  for (std::size_t i = 0; i < n; ++i) {
    parts.emplace_back(item.element(i));
  }
  parts.resize(whole, term::nil());
  return tuple_of_parts(parts);
}

term frame_in(std::string_view module, std::string_view name, const term& arity,
              std::int64_t line) {
  const std::string file = std::string(module) + ".erl";
  return tuple(atom(module), atom(name), arity,
               list(tuple(atom("file"), file), tuple(atom("line"), line)));
}

}  // namespace

/// In OTP's shell it is the handler of non-local functions that calls, elsewhere the evaluator.
term machine::frame_of_caller(const term& arguments) {
  const bool has_arguments = arguments.is_list();
  const function& f = *frames_.back().code;
  const term local =
      f.takes_fun ? info_of(slots()[f.arity], fun_info::local_handler) : slots()[handler_slot];
  if (is_handler_of_shell(local)) {
    return frame_in("shell", "apply_fun", has_arguments ? arguments : term(3), 907);
  }
  return f.takes_fun || has_arguments
             ? frame_in("erl_eval", "do_apply", has_arguments ? arguments : term(7), 748)
             : term();
}

machine::step machine::raise_by_call(exception_class kind, term reason) {
  const bool evaluates = !frames_.empty() && frames_.back().code->home->is_passing;
  const term first = evaluates ? frame_of_caller(term(false)) : term();
  return raise({kind, std::move(reason), stack_trace(first ? first.ref() : term_ref())});
}

machine::step machine::raise_with_arguments(const std::vector<term>& given) {
  // error(Reason, Args[, Options]): the caller's own frame gets its arguments.
  std::vector<term> info;
  if (given.size() == 3) {
    for (term_ref o = given[2]; o.is_cons(); o = o.tail()) {
      if (o.head().is_tuple(2) && o.head().element(0).is(atom("error_info"))) {
        info.emplace_back(o.head());
      }
    }
  }
  if (frames_.empty()) {
    return raise_error(given[0]);
  }
  const frame& top = frames_.back();
  const bool has_arguments = given[1].is_list();
  if (top.code->home->is_passing && has_arguments && info.empty()) {
    return raise({exception_class::error, given[0], stack_trace(frame_of_caller(given[1]))});
  }
  const term place =
      location_in(*top.code, static_cast<std::size_t>(at_ - top.code->code.data()) - 1);
  const term first =
      tuple(top.code->home->module, top.code->name,
            has_arguments ? given[1] : term(static_cast<std::int64_t>(top.code->arity)),
            list_of_parts(info, place));
  return raise({exception_class::error, given[0], stack_trace(first, true)});
}

machine::step machine::raise_given(const std::vector<term>& given, operand to, bool is_tail) {
  // raise(Class, Reason, Stack) returns badarg when it is not called well.
  const term& what = given[0];
  const bool is_class = what.is(atoms::error) || what.is(atoms::exit) || what.is(atoms::throw_);
  if (!is_class || given[2].ref().list_length() < 0) {
    return returned(atoms::badarg, to, is_tail);
  }
  std::vector<term> items;
  for (term_ref rest = given[2]; rest.is_cons(); rest = rest.tail()) {
    term item = stack_item(rest.head());
    if (!item) {
      return returned(atoms::badarg, to, is_tail);
    }
    if (items.size() < given_depth) {
      items.push_back(std::move(item));
    }
  }
  const exception_class kind = what.is(atoms::error)  ? exception_class::error
                               : what.is(atoms::exit) ? exception_class::exit
                                                      : exception_class::throw_;
  return raise({kind, given[1], list_of_parts(items, term::nil())});
}

}  // namespace kith::eval
