// Modules `counters` and `atomics`: arrays of 64-bit integers, which wrap around. A counter is the
// term `{atomics | write_concurrency, Ref}`.

#include "stdlib/library_state.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"
#include "term/bigint.hpp"

namespace kith::detail {

namespace {

constexpr std::int64_t size_max = std::int64_t{1} << 27;

atomic_array& array_of(term_ref t) {
  atomic_array* array = t.is_reference() ? library_here().arrays.find(t.as_reference()) : nullptr;
  return array != nullptr ? *array : (badarg(), *array);
}

term_ref reference_of_counter(term_ref t) {
  const bool shaped =
      t.is_tuple(2) && (t[0].is(atom("atomics")) || t[0].is(atom("write_concurrency")));
  return shaped ? t[1] : (badarg(), t);
}

std::atomic<std::uint64_t>& cell(atomic_array& array, term_ref index) {
  const std::int64_t at = integer_from(1, index);
  return static_cast<std::uint64_t>(at) <= array.values.size()
             ? array.values[static_cast<std::size_t>(at - 1)]
             : (badarg(), array.values[0]);
}

/// What is added or taken: an integer that 64 bits hold, with sign or without.
std::uint64_t bits_of(term_ref t) {
  if (!t.is_integer()) {
    badarg();
  }
  if (t.fits_int64()) {
    return static_cast<std::uint64_t>(t.as_int());
  }
  const integer_view v(t);
  return v.negative() || v.limbs().size() > 1 ? (badarg(), 0u) : v.limbs()[0];
}

/// A value that the array can hold.
std::uint64_t value_for(const atomic_array& array, term_ref t) {
  const std::uint64_t bits = bits_of(t);
  const bool fits = array.is_signed ? t.fits_int64() : !is_negative(t);
  return fits ? bits : (badarg(), bits);
}

term value_of(const atomic_array& array, std::uint64_t bits) {
  return array.is_signed ? term(static_cast<std::int64_t>(bits)) : term(bits);
}

term make_array(term_ref size, bool is_signed) {
  const std::int64_t n = integer_from(1, size);
  return n <= size_max ? term(library_here().arrays.make(static_cast<std::size_t>(n), is_signed))
                       : (system_limit(), term());
}

// ---- atomics -------------------------------------------------------------------------------

term atomics_new_2(arguments a) {
  bool is_signed = true;
  term_ref options = a[1];
  for (; options.is_cons(); options = options.tail()) {
    const term_ref o = options.head();
    if (!o.is_tuple(2) || !o[0].is(atom("signed")) ||
        (!o[1].is(atoms::true_) && !o[1].is(atoms::false_))) {
      badarg();
    }
    is_signed = o[1].is(atoms::true_);
  }
  return options.is_nil() ? make_array(a[0], is_signed) : (badarg(), term());
}

term atomics_put_3(arguments a) {
  atomic_array& array = array_of(a[0]);
  cell(array, a[1]).store(value_for(array, a[2]));
  return atoms::ok;
}
term atomics_get_2(arguments a) {
  atomic_array& array = array_of(a[0]);
  return value_of(array, cell(array, a[1]).load());
}
term atomics_add_3(arguments a) {
  atomic_array& array = array_of(a[0]);
  cell(array, a[1]).fetch_add(bits_of(a[2]));
  return atoms::ok;
}
term atomics_sub_3(arguments a) {
  atomic_array& array = array_of(a[0]);
  cell(array, a[1]).fetch_sub(bits_of(a[2]));
  return atoms::ok;
}
term atomics_add_get_3(arguments a) {
  atomic_array& array = array_of(a[0]);
  const std::uint64_t by = bits_of(a[2]);
  return value_of(array, cell(array, a[1]).fetch_add(by) + by);
}
term atomics_sub_get_3(arguments a) {
  atomic_array& array = array_of(a[0]);
  const std::uint64_t by = bits_of(a[2]);
  return value_of(array, cell(array, a[1]).fetch_sub(by) - by);
}
term atomics_exchange_3(arguments a) {
  atomic_array& array = array_of(a[0]);
  return value_of(array, cell(array, a[1]).exchange(value_for(array, a[2])));
}
/// `ok`, or the value that was there instead of the expected.
term atomics_compare_exchange_4(arguments a) {
  atomic_array& array = array_of(a[0]);
  std::uint64_t expected = value_for(array, a[2]);
  return cell(array, a[1]).compare_exchange_strong(expected, value_for(array, a[3]))
             ? term(atoms::ok)
             : value_of(array, expected);
}

term info_of(const atomic_array& array) {
  const std::uint64_t bytes = array.values.size() * sizeof(std::uint64_t);
  const term least = array.is_signed ? term(INT64_MIN) : term(0);
  const term most = array.is_signed ? term(INT64_MAX) : term(UINT64_MAX);
  return map(atom("size"), array.values.size(), atom("max"), most, atom("min"), least,
             atom("memory"), bytes);
}
term atomics_info_1(arguments a) {
  return info_of(array_of(a[0]));
}

// ---- counters ------------------------------------------------------------------------------

term counters_new_2(arguments a) {
  atom kind("atomics");
  term_ref options = a[1];
  for (; options.is_cons(); options = options.tail()) {
    if (!options.head().is(atom("atomics")) && !options.head().is(atom("write_concurrency"))) {
      badarg();
    }
    kind = options.head().as_atom();
  }
  return options.is_nil() ? term(tuple(kind, make_array(a[0], true))) : (badarg(), term());
}

/// The same function of module atomics, of the reference within a counter.
template <plain_function Of>
term of_counter(arguments a) {
  std::vector<term> args(a.begin(), a.end());
  args[0] = term(reference_of_counter(a[0]));
  return Of(args);
}

term counters_info_1(arguments a) {
  const atomic_array& array = array_of(reference_of_counter(a[0]));
  return a[0][0].is(atom("atomics")) ? info_of(array)
                                     : map(atom("size"), array.values.size(), atom("memory"),
                                           array.values.size() * sizeof(std::uint64_t));
}

constexpr native_row atomics_rows[] = {
    {"new", 2, atomics_new_2},
    {"put", 3, atomics_put_3},
    {"get", 2, atomics_get_2},
    {"add", 3, atomics_add_3},
    {"sub", 3, atomics_sub_3},
    {"add_get", 3, atomics_add_get_3},
    {"sub_get", 3, atomics_sub_get_3},
    {"exchange", 3, atomics_exchange_3},
    {"compare_exchange", 4, atomics_compare_exchange_4},
    {"info", 1, atomics_info_1},
};
constexpr native_row counters_rows[] = {
    {"new", 2, counters_new_2},
    {"put", 3, of_counter<atomics_put_3>},
    {"get", 2, of_counter<atomics_get_2>},
    {"add", 3, of_counter<atomics_add_3>},
    {"sub", 3, of_counter<atomics_sub_3>},
    {"info", 1, counters_info_1},
};

}  // namespace

void add_counters_natives(native_table& natives) {
  add_rows(natives, atom("atomics"), atomics_rows);
  add_rows(natives, atom("counters"), counters_rows);
}

}  // namespace kith::detail
