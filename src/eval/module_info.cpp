#include "eval/module_info.hpp"

#include <algorithm>
#include <set>

#include "dist/md5.hpp"
#include "kith/build.hpp"
#include "kith/process.hpp"

namespace kith::eval {

namespace {

using function_names = std::set<std::pair<atom, std::int64_t>>;

function_names exports_of(const code_table& code, atom module) {
  function_names all;
  for (const auto& f : code.natives().exports(module)) {
    all.emplace(f.function, f.arity);
  }
  if (module == atoms::erlang) {
    for (const builtin_name& f : builtins_of_erlang()) {
      all.emplace(atom(f.name), f.arity);
    }
  }
  if (const unit_ptr u = code.current(module)) {
    for (const unit::exported_function& f : u->exports) {
      all.emplace(f.name, f.arity);
    }
  }
  all.emplace(atom("module_info"), 0);
  all.emplace(atom("module_info"), 1);
  return all;
}

term list_of_names(const function_names& names) {
  std::vector<term> all;
  for (const auto& [name, arity] : names) {
    all.push_back(tuple(name, arity));
  }
  return list_of(all);
}

term functions_of(const code_table& code, atom module) {
  function_names all = exports_of(code, module);
  if (const unit_ptr u = code.current(module)) {
    for (const auto& f : u->functions) {
      all.emplace(f->name, f->arity);
    }
  }
  return list_of_names(all);
}

/// The MD5 of the source; of a module that is native, of its name.
std::string md5_of(const code_table& code, atom module) {
  if (const unit_ptr u = code.current(module)) {
    return {u->md5.data(), u->md5.size()};
  }
  const dist::md5_digest digest = dist::md5(module.name());
  return {digest.begin(), digest.end()};
}

}  // namespace

bool has_module(const code_table& code, atom module) {
  return code.current(module) != nullptr || code.natives().has_module(module);
}

term module_info(const code_table& code, atom module, term_ref item) {
  const std::string_view what = item.is_atom() ? item.as_atom().name() : std::string_view();
  if (what == "module") {
    return module;
  }
  if (what == "exports") {
    return list_of_names(exports_of(code, module));
  }
  if (what == "functions") {
    return functions_of(code, module);
  }
  if (what == "attributes") {
    const unit_ptr u = code.current(module);
    return u == nullptr ? term::nil() : u->attributes;
  }
  if (what == "compile") {
    const unit_ptr u = code.current(module);
    return u == nullptr ? term::nil() : term(list(tuple(atom("source"), u->file)));
  }
  if (what == "md5") {
    return term::binary(md5_of(code, module));
  }
  if (what == "nifs") {
    return term::nil();
  }
  if (what == "native") {
    return false;
  }
  return {};
}

term all_module_info(const code_table& code, atom module) {
  std::vector<term> all;
  for (const char* item : {"module", "exports", "attributes", "compile", "md5"}) {
    all.push_back(tuple(atom(item), module_info(code, module, term(atom(item)))));
  }
  return list_of(all);
}

}  // namespace kith::eval
