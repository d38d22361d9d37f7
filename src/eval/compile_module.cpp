// Units: modules, expressions, funs.
#include <cstdlib>

#include "eval/bindings.hpp"
#include "eval/compiler.hpp"
#include "eval/function_compiler.hpp"
#include "eval/make.hpp"
#include "kith/build.hpp"

namespace kith::eval {

namespace {

struct module_forms {
  atom name;
  std::string file;
  std::vector<term_ref> functions;
  std::vector<term> attributes;
};

std::pair<atom, std::uint32_t> name_arity_of(term_ref f) {
  if (!f.is_tuple(2) || !f.element(0).is_atom() || !f.element(1).is_integer()) {
    throw bad_form(0, tuple(atom("bad_attribute"), f));
  }
  return {f.element(0).as_atom(), static_cast<std::uint32_t>(f.element(1).as_int())};
}

/// What an attribute says for the compiler; others are kept for module_info.
void attribute(term_ref f, module_forms& m, unit_builder& to,
               std::vector<std::pair<atom, std::uint32_t>>& exports) {
  const term_ref name = part(f, 2);
  const term_ref what = part(f, 3);
  if (name.is(atom("module"))) {
    m.name = what.is_tuple() ? part(what, 0).as_atom() : what.as_atom();
  } else if (name.is(atom("file"))) {
    std::string file;
    if (m.file.empty() && part(what, 0).to_text(file)) {
      m.file = file;
    }
  } else if (name.is(atom("export"))) {
    for (const term_ref one : form_list(what)) {
      exports.push_back(name_arity_of(one));
    }
  } else if (name.is(atom("import")) && what.is_tuple(2)) {
    for (const term_ref one : form_list(what.element(1))) {
      const auto [function, arity] = name_arity_of(one);
      to.imported[{function.index(), arity}] = what.element(0).as_atom();
    }
  } else if (!name.is(atom("record")) && !name.is(atom("spec")) && !name.is(atom("type")) &&
             !name.is(atom("opaque")) && !name.is(atom("callback")) && !name.is(atom("compile"))) {
    m.attributes.push_back(tuple(name, what.is_list() ? term(what) : term(list(what))));
  }
}

bool exports_all(term_ref forms) {
  for (const term_ref f : form_list(forms)) {
    if (part(f, 0).is(atom("attribute")) && part(f, 2).is(atom("compile"))) {
      const term_ref what = part(f, 3);
      if (what.is(atom("export_all"))) {
        return true;
      }
      for (const term_ref one : form_list(what)) {
        if (one.is(atom("export_all"))) {
          return true;
        }
      }
    }
  }
  return false;
}

}  // namespace

std::shared_ptr<unit> compile_module(term_ref forms) {
  check_depth(forms);
  unit_builder to(atom(), origin::module);
  module_forms m;
  std::vector<std::pair<atom, std::uint32_t>> exports;
  const bool all = exports_all(forms);
  for (const term_ref f : form_list(forms)) {
    if (part(f, 0).is(atom("attribute"))) {
      attribute(f, m, to, exports);
    } else if (part(f, 0).is(atom("function"))) {
      const atom name = part(f, 2).as_atom();
      const auto arity = static_cast<std::uint32_t>(part(f, 3).as_int());
      if (to.locals.contains({name.index(), arity})) {
        throw bad_form(line_of(f), tuple(atom("redefine_function"),
                                         tuple(name, static_cast<std::int64_t>(arity))));
      }
      to.locals[{name.index(), arity}] = to.add_function(name, arity);
      m.functions.push_back(f);
      if (all) {
        exports.emplace_back(name, arity);
      }
    }
  }
  if (m.name == atom()) {
    throw bad_form(1, atom("undefined_module"));
  }
  to.home().module = m.name;
  to.home().file = m.file;
  to.home().attributes = list_of_parts(m.attributes, term::nil());
  for (std::size_t i = 0; i < m.functions.size(); ++i) {
    to.funs_named = 0;
    to.loops_named = 0;
    function_compiler one(to, static_cast<std::uint32_t>(i));
    one.function_clauses(part(m.functions[i], 4));
    one.finish();
  }
  for (const auto& [name, arity] : exports) {
    const auto found = to.locals.find({name.index(), arity});
    if (found == to.locals.end()) {
      throw bad_form(
          1, tuple(atom("undefined_function"), tuple(name, static_cast<std::int64_t>(arity))));
    }
    to.home().exports.push_back({name, arity, found->second});
  }
  return to.take();
}

std::shared_ptr<unit> compile_expressions(term_ref expressions, const std::vector<atom>& bound) {
  check_depth(expressions);
  unit_builder to(atom("erl_eval"), origin::shell);
  function_compiler f(to, to.add_function(atom("expr"), 2));
  f.shell_expressions(expressions, bound);
  f.finish();
  return to.take();
}

std::shared_ptr<unit> compile_fun(term_ref clauses, atom name, term_ref bindings) {
  check_depth(clauses);
  unit_builder to(atom("erl_eval"), origin::shell);
  const term_ref first = clauses.is_cons() ? clauses.head() : term_ref();
  const auto arity = static_cast<std::uint32_t>(form_list(part(first, 2)).size());
  const std::uint32_t number = to.add_function(atom("-inside-an-interpreted-fun-"), arity);
  to.home().functions[number]->takes_fun = true;
  function_compiler f(to, number);
  std::vector<atom> bound;
  for (const atom variable : free_variables(clauses, name)) {
    if (has_binding(bindings, term(variable))) {
      bound.push_back(variable);
      to.home().bound.emplace_back(variable);
    } else {
      to.home().unbound.emplace_back(variable);
    }
  }
  f.open_shell_fun(name, bound);
  f.function_clauses(clauses);
  f.finish();
  return to.take();
}

}  // namespace kith::eval
