// Any bytes as an Erlang file: forms without and with the preprocessor, then without records.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/abstract.hpp"
#include "lang/epp.hpp"
#include "lang/record.hpp"

using namespace kith;

namespace {

void require(bool held) {
  if (!held) {
    std::abort();
  }
}

/// One header, which includes itself.
class one_header final : public lang::source_files {
 public:
  std::optional<std::string> read(const std::string& name) override {
    return name == "h" ? std::optional<std::string>("-include(\"h\").\n-define(H(X), {X, ??X}).\n")
                       : std::nullopt;
  }
  std::optional<std::string> library(const std::string&) override { return {}; }
  std::optional<std::string> variable(const std::string&) override { return "h"; }
};

bool is_error(const term& form) {
  return form.is_tuple(2);
}

void check_forms(const std::vector<term>& forms) {
  require(!forms.empty() && forms.back()[0].is(atom("eof")));
  std::vector<term> good;
  for (const term& f : forms) {
    require(!to_string(f, format::tp).empty());
    if (!is_error(f)) {
      good.push_back(f);
    }
  }
  std::vector<term> errors;
  require(lang::expand_records(good, errors).size() == good.size());
}

/// What is a constant must be so again once it is abstract.
void check_constant(std::string_view text) {
  const lang::parsed parsed = lang::parse_exprs(text);
  if (!parsed.ok()) {
    return;
  }
  for (term_ref left = parsed.value; left.is_cons(); left = left.tail()) {
    if (const term t = lang::normalise(left.head())) {
      const term again = lang::abstract(t, term(0));
      require(!again || lang::normalise(again) == t);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const lang::location start{1, (data[0] & 1u) != 0 ? 1u : 0u};
  check_forms(lang::parse_forms(text, start,
                                {.text = (data[0] & 2u) != 0, .maybe_expr = (data[0] & 4u) != 0}));
  one_header files;
  lang::epp_options options;
  options.name = "f";
  options.start = start;
  options.maybe_expr = (data[0] & 4u) != 0;
  check_forms(lang::parse_file(std::string(text), options, files));
  check_constant(text);
  return 0;
}
