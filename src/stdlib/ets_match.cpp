// Module `ets`: objects that match patterns and match specifications.
//
// A continuation is `{Table, Key, Spec, Limit, Direction}`: what comes behind that key is still to
// be looked at. Objects of one key are not torn apart, so that of a bag a few more than asked for
// may come.

#include <functional>

#include "stdlib/erlang.hpp"
#include "stdlib/ets.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/match_spec.hpp"

namespace kith::detail {

namespace {

enum class direction : std::uint8_t { forward, backward };

match_spec spec_of(term_ref spec) {
  std::string why;
  auto read = match_spec::read(spec, why);
  return read ? *std::move(read) : (badarg(), match_spec());
}

/// `[{Pattern, [], [Result]}]`.
term spec_of_pattern(term_ref pattern, atom result) {
  return list(tuple(pattern, list(), list(result)));
}

/// What a walk finds, and where it stopped.
struct selection {
  std::vector<term> found;
  term stopped_at;  ///< the key of the last that was looked at; none: the end was reached
};

const ets_objects* beyond(const ets_store& store, term_ref key, direction to) {
  bool known = true;
  const ets_objects* at =
      to == direction::forward ? store.next(key, known) : store.prev(key, known);
  return known ? at : (badarg(), at);
}

/// Looks at all objects, or from behind a key on, until so many were found.
selection select(const ets_store& store, const match_spec& spec, direction to, term_ref behind,
                 std::uint64_t limit) {
  selection out;
  const term_ref key = spec.key(store.keypos());
  const ets_objects* at = nullptr;
  if (behind) {
    at = key ? nullptr : beyond(store, behind, to);
  } else if (key) {
    at = store.find(key);
  } else {
    at = to == direction::forward ? store.first() : store.last();
  }
  while (at != nullptr) {
    for (const term& object : *at) {
      if (term result = spec.run(object)) {
        out.found.push_back(std::move(result));
      }
    }
    const term_ref last = store.key_of(at->front());
    if (out.found.size() >= limit) {
      const ets_objects* more = key ? nullptr : beyond(store, last, to);
      out.stopped_at = more == nullptr ? term() : term(last);
      return out;
    }
    at = key ? nullptr : beyond(store, last, to);
  }
  return out;
}

term listed(const std::vector<term>& found) {
  const term_refs refs(found.begin(), found.end());
  return make_list(refs);
}

term select_all(term_ref table, term_ref spec, direction to) {
  ets_must_be_there(table);
  const match_spec read = spec_of(spec);
  const ets_reading held(table);
  return listed(select(held.store(), read, to, {}, UINT64_MAX).found);
}

term select_some(term_ref table, term_ref spec, direction to, term_ref behind, term_ref limit) {
  ets_must_be_there(table);
  const std::int64_t most = integer_from(1, limit);
  const match_spec read = spec_of(spec);
  const ets_reading held(table);
  const selection got = select(held.store(), read, to, behind, static_cast<std::uint64_t>(most));
  const term end = atom("$end_of_table");
  if (got.found.empty()) {
    return end;
  }
  const term rest = got.stopped_at
                        ? term(tuple(table, got.stopped_at, spec, limit,
                                     atom(to == direction::forward ? "forward" : "backward")))
                        : end;
  return tuple(listed(got.found), rest);
}

term select_on(arguments a) {
  const term_ref c = a[0];
  if (c.is(atom("$end_of_table"))) {
    return a[0];
  }
  if (!c.is_tuple(5)) {
    badarg();
  }
  return select_some(
      c[0], c[2], c[4].is(atom("forward")) ? direction::forward : direction::backward, c[1], c[3]);
}

term select_2(arguments a) {
  return select_all(a[0], a[1], direction::forward);
}
term select_3(arguments a) {
  return select_some(a[0], a[1], direction::forward, {}, a[2]);
}
term select_reverse_2(arguments a) {
  return select_all(a[0], a[1], direction::backward);
}
term select_reverse_3(arguments a) {
  return select_some(a[0], a[1], direction::backward, {}, a[2]);
}
term match_2(arguments a) {
  return select_all(a[0], spec_of_pattern(a[1], atom("$$")), direction::forward);
}
term match_3(arguments a) {
  return select_some(a[0], spec_of_pattern(a[1], atom("$$")), direction::forward, {}, a[2]);
}
term match_object_2(arguments a) {
  return select_all(a[0], spec_of_pattern(a[1], atom("$_")), direction::forward);
}
term match_object_3(arguments a) {
  return select_some(a[0], spec_of_pattern(a[1], atom("$_")), direction::forward, {}, a[2]);
}

/// The objects for which the specification says true.
std::vector<term> approved(const ets_store& store, const match_spec& spec) {
  std::vector<term> all;
  const term_ref key = spec.key(store.keypos());
  bool known = true;
  for (const ets_objects* at = key ? store.find(key) : store.first(); at != nullptr;
       at = key ? nullptr : store.next(store.key_of(at->front()), known)) {
    for (const term& object : *at) {
      const term result = spec.run(object);
      if (result && result.is(atoms::true_)) {
        all.push_back(object);
      }
    }
  }
  return all;
}

term select_count_2(arguments a) {
  ets_must_be_there(a[0]);
  const match_spec read = spec_of(a[1]);
  const ets_reading held(a[0]);
  return term(approved(held.store(), read).size());
}

std::size_t delete_approved(term_ref table, term_ref spec) {
  const match_spec read = spec_of(spec);
  const ets_writing held(table);
  const std::size_t before = held.store().size();
  for (const term& object : approved(held.store(), read)) {
    held.store().erase_object(object);
  }
  return before - held.store().size();
}

term select_delete_2(arguments a) {
  return term(delete_approved(a[0], a[1]));
}
term match_delete_2(arguments a) {
  delete_approved(a[0], spec_of_pattern(a[1], atoms::true_));
  return true;
}

/// Each result takes the place of its object, whose key it must have.
term select_replace_2(arguments a) {
  const match_spec read = spec_of(a[1]);
  const ets_writing held(a[0]);
  ets_store& store = held.store();
  if (store.type() == ets_type::bag || store.type() == ets_type::duplicate_bag) {
    badarg();
  }
  std::vector<term> results;
  bool known = true;
  for (const ets_objects* at = store.first(); at != nullptr;
       at = store.next(store.key_of(at->front()), known)) {
    if (term result = read.run(at->front())) {
      if (!result.is_tuple() || result.tuple_size() < store.keypos() ||
          store.key_of(result) != store.key_of(at->front())) {
        badarg();
      }
      results.push_back(std::move(result));
    }
  }
  for (const term& result : results) {
    store.replace(store.key_of(result), result);
  }
  return term(results.size());
}

/// `{ok, Result | false}` or `{error, [{error, Sentence}]}`.
term test_ms_2(arguments a) {
  std::string why;
  const auto read = match_spec::read(a[1], why);
  if (!read) {
    return tuple(atoms::error, list(tuple(atoms::error, why)));
  }
  const term result = read->run(a[0]);
  return tuple(atoms::ok, result ? result : term(false));
}

/// match_spec_test(Term, Spec, table): `{ok, Result | false, [], []}` or `{error, Sentences}`.
/// OTP: erlang:match_spec_test/3. Differs: nothing is traced, so there are no others to test.
term match_spec_test_3(arguments a) {
  if (!a[2].is(atom("table"))) {
    badarg();
  }
  const term outcome = test_ms_2(a.first(2));
  return outcome[0].is(atoms::error) ? outcome : tuple(atoms::ok, outcome[1], list(), list());
}

/// Differs: what is compiled is a tuple that says so, where OTP has a reference.
const atom& compiled_mark() {
  static const atom mark("$compiled_match_spec");
  return mark;
}

bool is_compiled(term_ref t) {
  return t.is_tuple(2) && t[0].is(compiled_mark());
}

term match_spec_compile_1(arguments a) {
  static_cast<void>(spec_of(a[0]));
  return tuple(compiled_mark(), a[0]);
}
term is_compiled_ms_1(arguments a) {
  return is_compiled(a[0]);
}
term match_spec_run_2(arguments a) {
  if (!is_compiled(a[1])) {
    badarg();
  }
  const match_spec read = spec_of(a[1][1]);
  std::vector<term> results;
  term_ref at = a[0];
  for (; at.is_cons(); at = at.tail()) {
    if (term result = read.run(at.head())) {
      results.push_back(std::move(result));
    }
  }
  return at.is_nil() ? listed(results) : (badarg(), term());
}

term repair_continuation_2(arguments a) {
  return a[0];
}

}  // namespace

std::span<const native_row> erlang_match_rows() {
  static constexpr native_row rows[] = {{"match_spec_test", 3, match_spec_test_3}};
  return rows;
}

std::span<const native_row> ets_match_rows() {
  static constexpr native_row rows[] = {
      {"select", 1, select_on},
      {"select", 2, select_2},
      {"select", 3, select_3},
      {"select_reverse", 1, select_on},
      {"select_reverse", 2, select_reverse_2},
      {"select_reverse", 3, select_reverse_3},
      {"match", 1, select_on},
      {"match", 2, match_2},
      {"match", 3, match_3},
      {"match_object", 1, select_on},
      {"match_object", 2, match_object_2},
      {"match_object", 3, match_object_3},
      {"match_delete", 2, match_delete_2},
      {"select_count", 2, select_count_2},
      {"select_delete", 2, select_delete_2},
      {"select_replace", 2, select_replace_2},
      {"test_ms", 2, test_ms_2},
      {"match_spec_compile", 1, match_spec_compile_1},
      {"match_spec_run", 2, match_spec_run_2},
      {"is_compiled_ms", 1, is_compiled_ms_1},
      {"repair_continuation", 2, repair_continuation_2},
  };
  return rows;
}

}  // namespace kith::detail
