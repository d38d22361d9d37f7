// What functions and modules tell about themselves.
#include <algorithm>

#include "dist/md5.hpp"
#include "eval/fun_value.hpp"
#include "eval/module_info.hpp"
#include "eval/natives.hpp"
#include "kernel/fun.hpp"
#include "kith/build.hpp"
#include "otp/log.hpp"
#include "term/bigint.hpp"
#include "term/closure.hpp"

namespace kith::eval {

namespace {

using arguments = std::span<const term>;

[[noreturn]] void badarg() {
  raise_error(atoms::badarg);
}

std::string_view text_of(const std::array<char, 16>& bytes) {
  return {bytes.data(), bytes.size()};
}

/// As OTP 25.2's erl_eval names its functions of that arity.
atom name_of_shell_fun(std::uint32_t arity, bool is_named) {
  const std::string number = std::to_string(arity + 2) + "-";
  const std::string name =
      is_named ? "-expr/6-RF/" + std::to_string(arity) + "-" + number : "-expr/6-fun-" + number;
  return atom(std::string_view(name));
}

/// The name that a closure's function has in its module; [] when that is not here.
term name_of_closure(term_ref fun) {
  const closure_view f(fun);
  if (const auto forms = forms_of(fun); forms.clauses) {
    return name_of_shell_fun(f.arity(), forms.name != atom());
  }
  if (const unit* home = evaluator_here().code().version(f.module(), f.uniq())) {
    if (f.index() < home->funs.size()) {
      return home->functions[home->funs[f.index()].function]->name;
    }
  }
  return term::nil();
}

term environment(const closure_view& f) {
  std::vector<term> all;
  for (std::size_t i = 0; i < f.free_count(); ++i) {
    all.emplace_back(f.free_variable(i));
  }
  return list_of(all);
}

/// No term: there is no such item of that fun.
term fun_item(term_ref fun, atom item) {
  const std::string_view what = item.name();
  if (const auto external = external_fun_of(fun)) {
    return what == "module"  ? term(external->module)
           : what == "name"  ? term(external->name)
           : what == "arity" ? term(static_cast<std::int64_t>(external->arity))
           : what == "env"   ? term::nil()
           : what == "type"  ? term(atom("external"))
           : what == "pid" || what == "index" || what == "new_index" || what == "new_uniq" ||
                   what == "uniq"
               ? term(atoms::undefined)
               : term();
  }
  const closure_view f(fun);
  return what == "module"                         ? term(f.module())
         : what == "name"                         ? name_of_closure(fun)
         : what == "arity"                        ? term(static_cast<std::int64_t>(f.arity()))
         : what == "env"                          ? environment(f)
         : what == "type"                         ? term(atom("local"))
         : what == "pid"                          ? term(f.creator())
         : what == "index" || what == "new_index" ? term(static_cast<std::int64_t>(f.index()))
         : what == "uniq"                         ? term(static_cast<std::int64_t>(f.old_uniq()))
         : what == "new_uniq"                     ? term::binary(text_of(f.uniq()))
                                                  : term();
}

term fun_info_1(arguments a) {
  if (!a[0].ref().is_fun()) {
    badarg();
  }
  static const char* const of_closure[] = {"pid",  "module", "new_index", "new_uniq", "index",
                                           "uniq", "name",   "arity",     "env",      "type"};
  static const char* const of_external[] = {"module", "name", "arity", "env", "type"};
  std::vector<term> all;
  const auto add = [&](const char* item) {
    all.push_back(tuple(atom(item), fun_item(a[0], atom(item))));
  };
  if (external_fun_of(a[0])) {
    std::for_each(std::begin(of_external), std::end(of_external), add);
  } else {
    std::for_each(std::begin(of_closure), std::end(of_closure), add);
  }
  return list_of(all);
}

term fun_info_2(arguments a) {
  if (!a[0].ref().is_fun() || !a[1].is_atom()) {
    badarg();
  }
  const term item = fun_item(a[0], a[1].as_atom());
  return item ? term(tuple(a[1], item)) : (badarg(), term());
}

term fun_info_mfa_1(arguments a) {
  if (!a[0].ref().is_fun()) {
    badarg();
  }
  return tuple(fun_item(a[0], atom("module")), fun_item(a[0], atom("name")),
               fun_item(a[0], atom("arity")));
}

term is_function_2(arguments a) {
  if (!a[1].is_integer() || integer_view(a[1]).negative()) {
    badarg();
  }
  return a[0].ref().is_fun() && a[1].ref().fits_int64() && fun_arity(a[0]) == a[1].as_int();
}

term make_fun_3(arguments a) {
  const bool good = a[0].is_atom() && a[1].is_atom() && a[2].is_integer() &&
                    a[2].ref().fits_int64() && a[2].as_int() >= 0 && a[2].as_int() <= 255;
  return good ? detail::fun_term(a[0].as_atom(), a[1].as_atom(),
                                 static_cast<std::uint8_t>(a[2].as_int()))
              : (badarg(), term());
}

atom module_of(const term& t) {
  return t.is_atom() ? t.as_atom() : (badarg(), atom());
}

term get_module_info_1(arguments a) {
  const code_table& code = evaluator_here().code();
  return has_module(code, module_of(a[0])) ? all_module_info(code, module_of(a[0]))
                                           : (badarg(), term());
}
term get_module_info_2(arguments a) {
  const code_table& code = evaluator_here().code();
  if (!has_module(code, module_of(a[0]))) {
    badarg();
  }
  const term item = module_info(code, module_of(a[0]), a[1]);
  return item ? item : (badarg(), term());
}

}  // namespace

void add_info_natives(detail::native_table& natives) {
  const atom m = atoms::erlang;
  natives.add(m, atom("fun_info"), 1, fun_info_1);
  natives.add(m, atom("fun_info"), 2, fun_info_2);
  natives.add(m, atom("fun_info_mfa"), 1, fun_info_mfa_1);
  natives.add(m, atom("is_function"), 2, is_function_2);
  natives.add(m, atom("make_fun"), 3, make_fun_3);
  natives.add(m, atom("get_module_info"), 1, get_module_info_1);
  natives.add(m, atom("get_module_info"), 2, get_module_info_2);
}

}  // namespace kith::eval
