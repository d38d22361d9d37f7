// Module `kith_code`: what `code` and `compile` (stdlib/code.erl, stdlib/compile.erl) are made of.
#include "eval/module_info.hpp"
#include "eval/natives.hpp"
#include "kith/build.hpp"

namespace kith::eval {

namespace {

using arguments = std::span<const term>;

[[noreturn]] void badarg() {
  raise_error(atoms::badarg);
}
atom atom_of(const term& t) {
  return t.is_atom() ? t.as_atom() : (badarg(), atom());
}
std::string text_of(const term& t) {
  std::string text;
  if (!t.ref().to_text(text)) {
    badarg();
  }
  return text;
}

/// load(Forms, File, Text): compiles forms without macros, and loads what they make.
/// Returns {ok, Module}, {error, [ErrorInfo]}, or {error, not_purged} when old code is in the way.
term load_3(arguments a) {
  compiled made = compile_forms(a[0], text_of(a[1]), text_of(a[2]));
  if (made.code == nullptr) {
    return tuple(atoms::error, made.errors);
  }
  const atom module = made.code->module;
  if (!evaluator_here().code().load(std::move(made.code))) {
    return tuple(atoms::error, atom("not_purged"));
  }
  return tuple(atoms::ok, module);
}

/// Whether forms could be loaded: {ok, Module} or {error, [ErrorInfo]}.
term check_3(arguments a) {
  const compiled made = compile_forms(a[0], text_of(a[1]), text_of(a[2]));
  return made.code == nullptr ? term(tuple(atoms::error, made.errors))
                              : term(tuple(atoms::ok, made.code->module));
}

/// {file, Text} of a loaded module (the atom `preloaded` of a native one), or false.
term is_loaded_1(arguments a) {
  const code_table& code = evaluator_here().code();
  const atom module = atom_of(a[0]);
  if (const unit_ptr u = code.current(module)) {
    return tuple(atom("file"), u->file);
  }
  return code.natives().has_module(module) ? term(tuple(atom("file"), atom("preloaded")))
                                           : term(false);
}

term all_loaded_0(arguments) {
  const code_table& code = evaluator_here().code();
  std::vector<term> all;
  for (const unit_ptr& u : code.loaded()) {
    all.push_back(tuple(u->module, u->file));
  }
  for (const atom m : code.natives().modules()) {
    if (code.current(m) == nullptr) {
      all.push_back(tuple(m, atom("preloaded")));
    }
  }
  return list_of(all);
}

term purge_1(arguments a) {
  return evaluator_here().code().purge(atom_of(a[0]));
}
term delete_1(arguments a) {
  return evaluator_here().code().remove(atom_of(a[0]));
}
term has_old_1(arguments a) {
  return evaluator_here().code().old(atom_of(a[0])) != nullptr;
}

term path_0(arguments) {
  std::vector<term> all;
  for (const std::string& folder : evaluator_here().path()) {
    all.emplace_back(folder);
  }
  return list_of(all);
}
term set_path_1(arguments a) {
  std::vector<std::string> path;
  for (term_ref at = a[0]; at.is_cons(); at = at.tail()) {
    path.push_back(text_of(term(at.head())));
  }
  evaluator_here().set_path(std::move(path));
  return atoms::true_;
}

/// Loads a module if it is not loaded and can be found.
task<term> ensure_loaded_1(ctx self, term args) {
  const atom module = atom_of(term(args.ref().head()));
  evaluator& on = evaluator_here();
  if (has_module(on.code(), module)) {
    // A module may be native in part only.
    const bool also_text = co_await on.ensure_loaded(self, module);
    static_cast<void>(also_text);
    co_return atoms::true_;
  }
  const bool loaded = co_await on.ensure_loaded(self, module);
  co_return loaded;
}

}  // namespace

void add_code_natives(detail::native_table& natives) {
  const atom m("kith_code");
  natives.add(m, atom("load"), 3, load_3);
  natives.add(m, atom("check"), 3, check_3);
  natives.add(m, atom("is_loaded"), 1, is_loaded_1);
  natives.add(m, atom("all_loaded"), 0, all_loaded_0);
  natives.add(m, atom("purge"), 1, purge_1);
  natives.add(m, atom("delete"), 1, delete_1);
  natives.add(m, atom("has_old"), 1, has_old_1);
  natives.add(m, atom("path"), 0, path_0);
  natives.add(m, atom("set_path"), 1, set_path_1);
  natives.add(m, atom("ensure_loaded"), 1, ensure_loaded_1);
}

}  // namespace kith::eval
