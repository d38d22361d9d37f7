// From a module's text to its unit.
#include <algorithm>

#include "dist/md5.hpp"
#include "eval/compiler.hpp"
#include "eval/evaluator.hpp"
#include "eval/make.hpp"
#include "kith/build.hpp"
#include "lang/epp.hpp"
#include "lang/record.hpp"

namespace kith::eval {

compiled compile_forms(term_ref forms, const std::string& file, std::string_view text) {
  compiled made;
  std::vector<term> errors;
  for (term_ref at = forms; at.is_cons(); at = at.tail()) {
    const term_ref f = at.head();
    if (f.is_tuple(2) && f.element(0).is(atoms::error)) {
      errors.emplace_back(f.element(1));
    }
  }
  if (!errors.empty()) {
    made.errors = list_of(errors);
    return made;
  }
  try {
    const std::vector<term> without = lang::expand_records(elements_of(forms), errors);
    const term plain = list_of(without);
    if (!errors.empty()) {
      made.errors = list_of(errors);
      return made;
    }
    made.code = compile_module(plain);
    made.code->file = made.code->file.empty() ? file : made.code->file;
    const dist::md5_digest digest = dist::md5(text);
    std::copy(digest.begin(), digest.end(), made.code->md5.begin());
  } catch (const bad_form& e) {
    made.errors = list(tuple(static_cast<std::int64_t>(e.line()), atom("erl_lint"), e.reason()));
  } catch (const bad_term&) {
    // A form of no parser, as a transform may make it: what OTP's compiler ends with.
    const term crash = tuple(atom("crash"), atom("core"), atoms::badarg, term::nil());
    made.errors = list(tuple(atom("none"), atom("compile"), crash));
  }
  return made;
}

namespace {

/// A text that is part of the program includes nothing.
class no_files final : public lang::source_files {
 public:
  std::optional<std::string> read(const std::string&) override { return std::nullopt; }
  std::optional<std::string> library(const std::string&) override { return std::nullopt; }
  std::optional<std::string> variable(const std::string&) override { return std::nullopt; }
};

}  // namespace

compiled compile_text(const std::string& text, const std::string& file) {
  no_files files;
  lang::epp_options options;
  options.name = file;
  const std::vector<term> parsed = lang::parse_file(text, options, files);
  const term forms = list_of(parsed);
  return compile_forms(forms, file, text);
}

}  // namespace kith::eval
