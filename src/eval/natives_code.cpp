// Module `kith_code`: what `code` and `compile` (stdlib/code.erl, stdlib/compile.erl) are made of.
#include "eval/application_folder.hpp"
#include "eval/included_files.hpp"
#include "eval/make.hpp"
#include "eval/module_info.hpp"
#include "eval/natives.hpp"
#include "eval/unit_builder.hpp"
#include "io/world.hpp"
#include "kith/blocking.hpp"
#include "kith/build.hpp"
#include "lang/builtin_type.hpp"
#include "lang/epp.hpp"
#include "lang/record.hpp"
#include "runtime/runtime.hpp"

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

term preprocessed(const std::string& text, const lang::epp_options& options,
                  const evaluator* node) {
  return list_of(forms_of(text, options, node));
}

/// As `epp:scan_erl_form/1` returns them, one after the other: {ok, Tokens}, {error, ErrorInfo},
/// {warning, WarningInfo} and {eof, Location}.
term scanned(const std::string& text, const lang::epp_options& options, const evaluator* node) {
  included_files files(*node);
  lang::preprocessor from(text, options, files);
  std::vector<term> all;
  using kind = lang::preprocessed::kind;
  for (kind last = kind::error; last != kind::end;) {
    const lang::preprocessed one = from.next();
    last = one.what;
    if (last != kind::tokens) {
      const char* name = last == kind::error ? "error" : last == kind::warning ? "warning" : "eof";
      all.push_back(tuple(atom(name), one.info));
      continue;
    }
    std::vector<term> tokens;
    for (const lang::lexeme& word : one.tokens) {
      tokens.push_back(word.to_term());
    }
    all.push_back(tuple(atoms::ok, list_of(tokens)));
  }
  return list_of(all);
}

/// forms(Text, File, Options): the forms of a file's bytes, without macros. Options: {includes,
/// [Folder]}, {macros, [{Name, Value}]}, {location, Location}.
/// scanned(Text, File, Options): the same before they are parsed.
template <term (*Make)(const std::string&, const lang::epp_options&, const evaluator*)>
task<term> of_text_3(ctx, term args) {
  const term_ref text = args.ref().head();
  lang::epp_options options;
  options.name = text_of(term(args.ref().tail().head()));
  options.start = {1, 1};
  for (term_ref at = args.ref().tail().tail().head(); at.is_cons(); at = at.tail()) {
    const term_ref one = at.head();
    if (!one.is_tuple(2)) {
      continue;
    }
    if (one.element(0).is(atom("includes"))) {
      for (term_ref f = one.element(1); f.is_cons(); f = f.tail()) {
        options.includes.push_back(text_of(term(f.head())));
      }
    } else if (one.element(0).is(atom("macros"))) {
      for (term_ref m = one.element(1); m.is_cons(); m = m.tail()) {
        options.macros.push_back(
            {atom_of(term(m.head().element(0))), term(m.head().element(1)), false});
      }
    } else if (one.element(0).is(atom("location"))) {
      static_cast<void>(lang::location::from_term(one.element(1), options.start));
    }
  }
  const std::string bytes(text.is_binary() ? text.as_binary() : std::string_view());
  const evaluator* const node = &evaluator_here();
  term forms = co_await blocking(Make, bytes, options, node);
  co_return forms;
}

/// expand_records(Forms): {ok, Forms} without records, or {error, [ErrorInfo]}.
term expand_records_1(arguments a) {
  std::vector<term> errors;
  const std::vector<term> plain = lang::expand_records(elements_of(a[0]), errors);
  return errors.empty() ? term(tuple(atoms::ok, list_of(plain)))
                        : term(tuple(atoms::error, list_of(errors)));
}

/// As OTP's, which is for modules that the linter has passed.
term module_without_records_2(arguments a) {
  const term got = expand_records_1(a);
  return got[0].is(atoms::ok) ? term(got[1]) : (badarg(), term());
}

/// Name and arity of a function or type.
struct named {
  atom name;
  std::size_t arity;
};
named named_of(arguments a) {
  const bool good = a[1].is_integer() && a[1].ref().fits_int64() && a[1].as_int() >= 0;
  return {atom_of(a[0]), good ? static_cast<std::size_t>(a[1].as_int()) : SIZE_MAX};
}
term is_auto_imported_2(arguments a) {
  return is_auto_imported(named_of(a).name, named_of(a).arity);
}
term is_guard_function_2(arguments a) {
  return is_guard_function(named_of(a).name, named_of(a).arity);
}
term is_type_2(arguments a) {
  return lang::is_builtin_type(named_of(a).name, named_of(a).arity);
}

term format_epp_error_1(arguments a) {
  return lang::format_epp_error(a[0]);
}

// ---- erlang, what BEAM's code_server calls ---------------------------------------------------

/// Nobody is ever in the way of a purge: code stays as long as it runs.
bool is_in_old_code(const term& who, const term& module) {
  if (!who.is_pid() || who.as_pid().node() != node_name()) {
    badarg();
  }
  static_cast<void>(atom_of(module));
  return false;
}
term check_process_code_2(arguments a) {
  return is_in_old_code(a[0], a[1]);
}
/// (Pid, Module, Options), of which are {async, Id} and {allow_gc, Bool}.
term check_process_code_3(arguments a) {
  term id;
  term_ref at = a[2];
  for (; at.is_cons(); at = at.tail()) {
    const term_ref one = at.head();
    if (!one.is_tuple(2) || (!one[0].is(atom("async")) && !one[0].is(atom("allow_gc")))) {
      badarg();
    }
    id = one[0].is(atom("async")) ? term(one[1]) : id;
  }
  const bool is_there = at.is_nil() ? is_in_old_code(a[0], a[1]) : (badarg(), false);
  if (!id) {
    return is_there;
  }
  send(kith::self(), tuple(atom("check_process_code"), id, is_there));
  return atom("async");
}

/// `undefined`: there was no such module.
term delete_module_1(arguments a) {
  code_table& code = evaluator_here().code();
  const atom module = atom_of(a[0]);
  if (code.old(module) != nullptr) {
    badarg();
  }
  return code.remove(module) ? term(true) : term(atoms::undefined);
}
term purge_module_1(arguments a) {
  return evaluator_here().code().purge(atom_of(a[0])) ? term(true) : (badarg(), term());
}

/// Differs: of no BEAM file is code made.
term no_code_2(arguments a) {
  static_cast<void>(atom_of(a[0]));
  return a[1].is_binary() ? term(tuple(atoms::error, atom("badfile"))) : (badarg(), term());
}
/// Nothing that was prepared can be given, since nothing can be prepared.
term finish_loading_1(arguments a) {
  return a[0].ref().is_nil() ? term(atoms::ok) : (badarg(), term());
}
term has_prepared_code_on_load_1(arguments) {
  badarg();
}

/// lib_dir(Name), of characters: characters, or {error, bad_name}.
term lib_dir_1(arguments a) {
  const std::vector<std::string> path = evaluator_here().path();
  const auto found = application_folder(path, text_of(a[0]));
  return found ? term(*found) : term(tuple(atoms::error, atom("bad_name")));
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
  const atom e = atoms::erlang;
  natives.add(e, atom("check_old_code"), 1, has_old_1);
  natives.add(e, atom("check_process_code"), 2, check_process_code_2);
  natives.add(e, atom("check_process_code"), 3, check_process_code_3);
  natives.add(e, atom("delete_module"), 1, delete_module_1);
  natives.add(e, atom("purge_module"), 1, purge_module_1);
  natives.add(e, atom("load_module"), 2, no_code_2);
  natives.add(e, atom("prepare_loading"), 2, no_code_2);
  natives.add(e, atom("finish_loading"), 1, finish_loading_1);
  natives.add(e, atom("has_prepared_code_on_load"), 1, has_prepared_code_on_load_1);
  natives.add(m, atom("load"), 3, load_3);
  natives.add(m, atom("is_loaded"), 1, is_loaded_1);
  natives.add(m, atom("all_loaded"), 0, all_loaded_0);
  natives.add(m, atom("purge"), 1, purge_1);
  natives.add(m, atom("delete"), 1, delete_1);
  natives.add(m, atom("has_old"), 1, has_old_1);
  natives.add(m, atom("path"), 0, path_0);
  natives.add(m, atom("lib_dir"), 1, lib_dir_1);
  natives.add(m, atom("set_path"), 1, set_path_1);
  natives.add(m, atom("ensure_loaded"), 1, ensure_loaded_1);
  natives.add(m, atom("forms"), 3, of_text_3<preprocessed>);
  natives.add(m, atom("scanned"), 3, of_text_3<scanned>);
  natives.add(m, atom("expand_records"), 1, expand_records_1);
  natives.add(m, atom("is_auto_imported"), 2, is_auto_imported_2);
  natives.add(m, atom("is_guard_function"), 2, is_guard_function_2);
  natives.add(m, atom("is_type"), 2, is_type_2);
  natives.add(atom("erl_expand_records"), atom("module"), 2, module_without_records_2);
  natives.add(atom("epp"), atom("format_error"), 1, format_epp_error_1);
}

}  // namespace kith::eval
