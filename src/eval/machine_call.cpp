// Calls and returns.
#include <algorithm>

#include "eval/bindings.hpp"
#include "eval/compiler.hpp"
#include "eval/form.hpp"
#include "eval/fun_value.hpp"
#include "eval/machine_frame.hpp"
#include "eval/make.hpp"
#include "kith/build.hpp"
#include "runtime/process_block.hpp"
#include "term/closure.hpp"

namespace kith::eval {

machine::step machine::returned(term value, operand to, bool is_tail) {
  if (frames_.empty()) {
    result_ = std::move(value);
    return stop(pause::finished);
  }
  if (is_tail) {
    return pop(std::move(value)) ? step::go_on : step::stop;
  }
  slots_.shrink(frames_.back().base + frames_.back().code->slots);
  set(to, std::move(value));
  return step::go_on;
}

machine::step machine::call_entry(export_entry& e, operand from, std::size_t n, operand to,
                                  bool is_tail) {
  if (const function* f = e.code.load(std::memory_order_acquire)) {
    return call_code(*f, from, n, to, is_tail);
  }
  if (e.special != builtin::none) {
    return call_builtin(e.special, from, n, to, is_tail);
  }
  return call_native(e, from, n, to, is_tail);
}

machine::step machine::call_native(export_entry& e, operand from, std::size_t n, operand to,
                                   bool is_tail) {
  const std::size_t first = base() + static_cast<std::size_t>(from);
  const plain_function body = e.plain.load(std::memory_order_relaxed);
  if (body != nullptr && !all_wait_) {
    native_ = &e;
    native_arguments_ = {first, n};
    term value = body({slots_.at(first), n});
    native_ = nullptr;
    for (std::size_t i = 0; i < n; ++i) {
      *slots_.at(first + i) = term();
    }
    return returned(std::move(value), to, is_tail);
  }
  wanted_.entry = &e;
  wanted_.arguments.clear();
  for (std::size_t i = 0; i < n; ++i) {
    wanted_.arguments.push_back(std::move(*slots_.at(first + i)));
  }
  wanted_to_ = to;
  wanted_is_tail_ = is_tail;
  const bool is_native = body != nullptr || e.waiting.load(std::memory_order_relaxed) != nullptr;
  return stop(is_native ? pause::waiting : pause::missing);
}

void machine::retry() {
  const std::vector<term> arguments = std::move(wanted_.arguments);
  const operand from = put_aside(arguments);
  guarded([&] {
    static_cast<void>(
        call_entry(*wanted_.entry, from, arguments.size(), wanted_to_, wanted_is_tail_));
  });
}

void machine::complete(term value) {
  static_cast<void>(returned(std::move(value), wanted_to_, wanted_is_tail_));
}

operand machine::put_aside(std::span<const term> arguments) {
  const std::size_t at = slots_.size();
  slots_.grow(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    *slots_.at(at + i) = arguments[i];
  }
  return static_cast<operand>(at - base());
}

void machine::start(atom module, atom name, std::span<const term> arguments) {
  const operand from = put_aside(arguments);
  export_entry& e = code_.entry(module, name, static_cast<std::uint32_t>(arguments.size()));
  guarded([&] { static_cast<void>(call_entry(e, from, arguments.size(), 0, false)); });
}

void machine::start(term fun, std::span<const term> arguments) {
  const operand from = put_aside(arguments);
  guarded([&] { static_cast<void>(call_fun(std::move(fun), from, arguments.size(), 0, false)); });
}

namespace {

/// Where the code of those forms may be known.
std::size_t place_of(term_ref clauses) noexcept {
  return clauses.raw() >> 4u;
}

}  // namespace

const function* machine::code_of(term_ref closure) {
  if (const shell_fun_forms forms = forms_of(closure); forms.clauses) {
    const known_forms& known = forms_[place_of(forms.clauses) % forms_.size()];
    return known.forms.ref().raw() == forms.clauses.raw() &&
                   binds_as(*known.code->home, forms.bindings)
               ? known.code
               : code_of_forms(forms);
  }
  const closure_view view(closure);
  const unit* home = version_of(view);
  return home != nullptr && view.index() < home->funs.size()
             ? home->functions[home->funs[view.index()].function].get()
             : nullptr;
}

const function* machine::code_of_forms(const shell_fun_forms& forms) {
  unit_ptr code = code_.code_of_forms(forms);
  const function* const found = code->functions.front().get();
  keep(std::move(code));
  forms_[place_of(forms.clauses) % forms_.size()] = {term(forms.clauses), found};
  return found;
}

void machine::keep(unit_ptr code) {
  if (kept_.size() >= kept_max_) {
    drop_unused_code();
  }
  kept_.insert(std::move(code));
}

void machine::drop_unused_code() {
  forms_ = {};
  std::unordered_set<const unit*> used;
  for (const frame& f : frames_) {
    used.insert(f.code->home);
  }
  std::erase_if(kept_, [&](const unit_ptr& one) { return !used.contains(one.get()); });
  // So that looking through the frames costs each piece of code that came only a bit.
  kept_max_ = kept_.size() + std::max(kept_unused_max, frames_.size());
}

const unit* machine::version_of(const closure_view& fun) {
  const std::array<char, 16> md5 = fun.uniq();
  known_version& known = versions_[static_cast<unsigned char>(md5[0]) % versions_.size()];
  const std::uint64_t changes = code_.changes();
  if (known.changes != changes || known.module != fun.module() || known.md5 != md5) {
    known = {changes, fun.module(), md5, code_.version(fun.module(), md5)};
  }
  return known.home;
}

machine::step machine::call_fun(term fun, operand from, std::size_t n, operand to, bool is_tail) {
  if (!is_closure(fun) || closure_view(fun).arity() != n) {
    return call_other(fun, from, n, to, is_tail);
  }
  const function* const code = code_of(fun);
  if (code == nullptr) {
    // Its module is not here, or only other versions of it are.
    if (code_.current(closure_view(fun).module()) != nullptr) {
      return raise_error(tuple(atom("badfun"), fun));
    }
    const term item = tuple(fun, list_of_parts({argument(from), n}, term::nil()), list());
    return raise({exception_class::error, atoms::undef, stack_trace(item)});
  }
  call_code(*code, from, n, to, is_tail);
  if (code->takes_fun) {
    slots()[n] = std::move(fun);
  }
  return step::go_on;
}

machine::step machine::call_other(const term& fun, operand from, std::size_t n, operand to,
                                  bool is_tail) {
  const std::int64_t arity = fun_arity(fun);
  if (arity < 0) {
    return raise_error(tuple(atom("badfun"), fun));
  }
  const auto external = external_fun_of(fun);
  if (static_cast<std::size_t>(arity) != n || !external) {
    return raise_error(
        tuple(atom("badarity"), tuple(fun, list_of_parts({argument(from), n}, term::nil()))));
  }
  return call_entry(code_.entry(external->module, external->name, external->arity), from, n, to,
                    is_tail);
}

machine::step machine::call_dynamic(operand from, std::size_t n, operand to, bool is_tail) {
  const term module = std::move(slots()[from + static_cast<operand>(n)]);
  const term name = std::move(slots()[from + static_cast<operand>(n) + 1]);
  if (!module.is_atom() || !name.is_atom()) {
    const std::size_t first = base() + static_cast<std::size_t>(from);
    const std::vector<term> arguments{module, name,
                                      list_of_parts({slots_.at(first), n}, term::nil())};
    if (module.is_atom() && frames_.back().code->home->is_passing) {
      // OTP's evaluator asks first whether it is a function of its own.
      const std::vector<term> asked{module, name, term(static_cast<std::int64_t>(n))};
      return raise_in(atom("erl_internal"), atom("bif"), asked, exception_class::error,
                      atom("function_clause"));
    }
    return raise_in(atoms::erlang, atom("apply"), arguments, exception_class::error, atoms::badarg);
  }
  return call_entry(code_.entry(module.as_atom(), name.as_atom(), static_cast<std::uint32_t>(n)),
                    from, n, to, is_tail);
}

machine::step machine::call_builtin(builtin what, operand from, std::size_t n, operand to,
                                    bool is_tail) {
  const std::size_t first = base() + static_cast<std::size_t>(from);
  std::vector<term> given;
  for (std::size_t i = 0; i < n; ++i) {
    given.push_back(std::move(*slots_.at(first + i)));
  }
  switch (what) {
  case builtin::apply_2:
  case builtin::apply_3: return apply(given, to, is_tail);
  case builtin::error_1: return raise_by_call(exception_class::error, given[0]);
  case builtin::error_2:
  case builtin::error_3: return raise_with_arguments(given);
  case builtin::hibernate_3: return hibernate(given);
  case builtin::exit_1: return raise_by_call(exception_class::exit, given[0]);
  case builtin::throw_1: return raise_by_call(exception_class::throw_, given[0]);
  case builtin::raise_3: return raise_given(given, to, is_tail);
  case builtin::expressions_3: return evaluate(given, to, is_tail);
  case builtin::none: break;
  }
  return step::go_on;
}

machine::step machine::apply(const std::vector<term>& given, operand to, bool is_tail) {
  const term& arguments = given.back();
  const bool by_name = given.size() == 3;
  const std::int64_t length = arguments.ref().list_length();
  if (length < 0 || length > 255 || (by_name && (!given[0].is_atom() || !given[1].is_atom()))) {
    const bool too_many = length > 255;
    return raise_in(atoms::erlang, atom("apply"), given, exception_class::error,
                    too_many ? atoms::system_limit : atoms::badarg);
  }
  const std::vector<term> spread = elements_of(arguments);
  const std::size_t n = spread.size();
  const operand from = put_aside(spread);
  return by_name ? call_entry(code_.entry(given[0].as_atom(), given[1].as_atom(),
                                          static_cast<std::uint32_t>(n)),
                              from, n, to, is_tail)
                 : call_fun(given[0], from, n, to, is_tail);
}

/// What the process was about to do is forgotten: it goes on with the function. OTP:
/// erlang:hibernate/3.
machine::step machine::hibernate(const std::vector<term>& given) {
  const std::int64_t length = given[2].ref().list_length();
  if (!given[0].is_atom() || !given[1].is_atom() || length < 0 || length > 255) {
    return raise_in(atoms::erlang, atom("hibernate"), given, exception_class::error, atoms::badarg);
  }
  forget();
  wanted_.arguments = elements_of(given[2]);
  wanted_.entry =
      &code_.entry(given[0].as_atom(), given[1].as_atom(), static_cast<std::uint32_t>(length));
  wanted_to_ = 0;
  wanted_is_tail_ = false;
  return stop(pause::asleep);
}

machine::step machine::evaluate(const std::vector<term>& given, operand to, bool is_tail) {
  std::shared_ptr<unit> made;
  try {
    made = compile_expressions(given[0], names_bound(given[1]));
  } catch (const bad_form& e) {
    return raise_error(e.reason());
  }
  code_.link(*made);
  keep(made);
  const operand from = put_aside({given.data() + 1, 2});
  return call_code(*made->functions.front(), from, 2, to, is_tail);
}

}  // namespace kith::eval
