// From a module's text to its unit.
#include <algorithm>

#include "dist/md5.hpp"
#include "eval/compiler.hpp"
#include "eval/evaluator.hpp"
#include "kith/build.hpp"
#include "lang/erl_parse.hpp"

namespace kith::eval {

compiled compile_text(const std::string& text, const std::string& file) {
  compiled made;
  const std::vector<term> forms = lang::parse_forms(text);
  std::vector<term> errors;
  for (const term& f : forms) {
    if (f.is_tuple(2) && f[0].is(atoms::error)) {
      errors.emplace_back(f[1]);
    }
  }
  if (!errors.empty()) {
    made.errors = list_of(errors);
    return made;
  }
  try {
    const term all = list_of(forms);
    made.code = compile_module(all);
    made.code->file = made.code->file.empty() ? file : made.code->file;
    const dist::md5_digest digest = dist::md5(text);
    std::copy(digest.begin(), digest.end(), made.code->md5.begin());
  } catch (const bad_form& e) {
    made.errors = list(tuple(static_cast<std::int64_t>(e.line()), atom("erl_lint"), e.reason()));
  }
  return made;
}

}  // namespace kith::eval
