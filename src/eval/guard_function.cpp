#include "eval/guard_function.hpp"

#include "term/arithmetic.hpp"

namespace kith::eval {

namespace {

using arguments = std::span<const term>;

term hd(arguments a) {
  return a[0].ref().is_cons() ? term(a[0].ref().head()) : term();
}
term tl(arguments a) {
  return a[0].ref().is_cons() ? term(a[0].ref().tail()) : term();
}
term length(arguments a) {
  const std::int64_t n = a[0].ref().list_length();
  return n >= 0 ? term(n) : term();
}
term element(arguments a) {
  const term_ref i = a[0];
  const term_ref t = a[1];
  const bool good = i.is_integer() && i.fits_int64() && i.as_int() >= 1 && t.is_tuple() &&
                    static_cast<std::uint64_t>(i.as_int()) <= t.tuple_size();
  return good ? term(t.element(static_cast<std::size_t>(i.as_int()) - 1)) : term();
}
term tuple_size(arguments a) {
  return a[0].is_tuple() ? term(a[0].ref().tuple_size()) : term();
}
term map_size(arguments a) {
  return a[0].is_map() ? term(a[0].ref().map_size()) : term();
}
term byte_size(arguments a) {
  return a[0].ref().is_bitstring() ? term((a[0].ref().bit_size() + 7) / 8) : term();
}
term bit_size(arguments a) {
  return a[0].ref().is_bitstring() ? term(a[0].ref().bit_size()) : term();
}
term size(arguments a) {
  // Of a bitstring the whole bytes.
  return a[0].is_tuple()             ? tuple_size(a)
         : a[0].ref().is_bitstring() ? term(a[0].ref().bit_size() / 8)
                                     : term();
}
term map_get(arguments a) {
  return a[1].is_map() ? term(a[1].ref().map_get(a[0])) : term();
}
term is_map_key(arguments a) {
  return a[1].is_map() ? term(static_cast<bool>(a[1].ref().map_get(a[0]))) : term();
}
term abs(arguments a) {
  arithmetic::fault why{};
  return arithmetic::abs(a[0], why);
}

struct known {
  const char* name;
  std::uint32_t arity;
  guard_function body;
};
constexpr known all[] = {{"hd", 1, hd},
                         {"tl", 1, tl},
                         {"length", 1, length},
                         {"element", 2, element},
                         {"tuple_size", 1, tuple_size},
                         {"map_size", 1, map_size},
                         {"byte_size", 1, byte_size},
                         {"bit_size", 1, bit_size},
                         {"size", 1, size},
                         {"map_get", 2, map_get},
                         {"is_map_key", 2, is_map_key},
                         {"abs", 1, abs}};

}  // namespace

guard_function find_guard_function(atom name, std::uint32_t arity) {
  for (const known& one : all) {
    if (one.arity == arity && name.name() == one.name) {
      return one.body;
    }
  }
  return nullptr;
}

}  // namespace kith::eval
