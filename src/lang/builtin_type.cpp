#include "lang/builtin_type.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace kith::lang {

namespace {

constexpr std::array plain = {std::string_view("any"),
                              std::string_view("arity"),
                              std::string_view("atom"),
                              std::string_view("binary"),
                              std::string_view("bitstring"),
                              std::string_view("bool"),
                              std::string_view("boolean"),
                              std::string_view("byte"),
                              std::string_view("char"),
                              std::string_view("float"),
                              std::string_view("function"),
                              std::string_view("identifier"),
                              std::string_view("integer"),
                              std::string_view("iodata"),
                              std::string_view("iolist"),
                              std::string_view("list"),
                              std::string_view("map"),
                              std::string_view("maybe_improper_list"),
                              std::string_view("mfa"),
                              std::string_view("module"),
                              std::string_view("neg_integer"),
                              std::string_view("nil"),
                              std::string_view("no_return"),
                              std::string_view("node"),
                              std::string_view("non_neg_integer"),
                              std::string_view("none"),
                              std::string_view("nonempty_binary"),
                              std::string_view("nonempty_bitstring"),
                              std::string_view("nonempty_list"),
                              std::string_view("nonempty_maybe_improper_list"),
                              std::string_view("nonempty_string"),
                              std::string_view("number"),
                              std::string_view("pid"),
                              std::string_view("port"),
                              std::string_view("pos_integer"),
                              std::string_view("reference"),
                              std::string_view("string"),
                              std::string_view("term"),
                              std::string_view("timeout"),
                              std::string_view("tuple")};
static_assert(std::is_sorted(plain.begin(), plain.end()));

}  // namespace

bool is_builtin_type(atom name, std::size_t arity) noexcept {
  const std::string_view n = name.name();
  switch (arity) {
  case 0: return std::binary_search(plain.begin(), plain.end(), n);
  case 1: return n == "list" || n == "nonempty_list";
  case 2:
    return n == "maybe_improper_list" || n == "nonempty_improper_list" ||
           n == "nonempty_maybe_improper_list";
  default: return false;
  }
}

}  // namespace kith::lang
