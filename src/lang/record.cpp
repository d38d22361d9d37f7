#include "lang/record.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include "kith/build.hpp"
#include "lang/guard_shape.hpp"
#include "lang/record_pass.hpp"

namespace kith::lang {

namespace {

bool is_node(term_ref t, const atom tag, std::size_t arity) noexcept {
  return t.is_tuple(arity) && t[0].is(tag);
}

/// Whether anything in the form has to do with records.
bool has_records(term_ref form) {
  std::vector<term_ref> left = {form};
  while (!left.empty()) {
    const term_ref t = left.back();
    left.pop_back();
    if (t.is_cons()) {
      left.push_back(t.tail());
      left.push_back(t.head());
      continue;
    }
    if (!t.is_tuple() || t.tuple_size() == 0) {
      continue;
    }
    if (t[0].is(atom("record")) || t[0].is(atom("record_index")) ||
        is_node(t, atom("record_field"), 5) ||
        (is_node(t, atom("atom"), 3) &&
         (t[2].is(atom("is_record")) || t[2].is(atom("record")) || t[2].is(atom("record_info"))))) {
      return true;
    }
    for (std::size_t i = 1; i < t.tuple_size(); ++i) {
      if (t[i].is_cons() || t[i].is_tuple()) {
        left.push_back(t[i]);
      }
    }
  }
  return false;
}

std::uint64_t key(atom name, std::size_t arity) noexcept {
  return (std::uint64_t{name.index()} << 32u) | static_cast<std::uint32_t>(arity);
}

/// A module's own functions and those that it imports.
boost::unordered_flat_set<std::uint64_t> functions_of(std::span<const term> forms) {
  boost::unordered_flat_set<std::uint64_t> out;
  for (const term& f : forms) {
    if (is_node(f, atom("function"), 5)) {
      out.insert(key(f[2].as_atom(), static_cast<std::size_t>(f[3].as_int())));
    } else if (is_node(f, atom("attribute"), 4) && f[2].is(atom("import")) && f[3].is_tuple(2)) {
      for (term_ref left = f[3][1]; left.is_cons(); left = left.tail()) {
        const term_ref one = left.head();
        if (one.is_tuple(2) && one[0].is_atom() && one[1].is_integer() && one[1].fits_int64()) {
          out.insert(key(one[0].as_atom(), static_cast<std::size_t>(one[1].as_int())));
        }
      }
    }
  }
  return out;
}

/// The first of the two options that -compile says counts.
void read_option(term_ref said, const char* on, const char* off, bool& value, bool& found) {
  for (; said.is_cons() && !found; said = said.tail()) {
    read_option(said.head(), on, off, value, found);
  }
  if (!found && (said.is(atom(on)) || said.is(atom(off)))) {
    value = said.is(atom(on));
    found = true;
  }
}

record_options options_of(std::span<const term> forms) {
  record_options out;
  bool tests = false;
  bool updates = false;
  for (const term& f : forms) {
    if (is_node(f, atom("attribute"), 4) && f[2].is(atom("compile"))) {
      read_option(f[3], "strict_record_tests", "no_strict_record_tests", out.strict_tests, tests);
      read_option(f[3], "strict_record_updates", "no_strict_record_updates", out.strict_updates,
                  updates);
    }
  }
  return out;
}

}  // namespace

bool record_table::define(term_ref declaration) {
  if (!declaration.is_tuple(2) || !declaration[0].is_atom()) {
    return false;
  }
  std::vector<field> all;
  for (term_ref left = declaration[1]; left.is_cons(); left = left.tail()) {
    term_ref f = left.head();
    f = is_node(f, atom("typed_record_field"), 3) ? f[1] : f;
    if ((!is_node(f, atom("record_field"), 3) && !is_node(f, atom("record_field"), 4)) ||
        !is_node(f[2], atom("atom"), 3)) {
      return false;
    }
    all.push_back({f[2][2].as_atom(), f.tuple_size() == 4 ? term(f[3]) : term()});
  }
  records_[declaration[0].as_atom().index()] = std::move(all);
  return true;
}

const std::vector<record_table::field>* record_table::find(atom name) const noexcept {
  const auto found = records_.find(name.index());
  return found == records_.end() ? nullptr : &found->second;
}

expanded expand_records(term_ref expressions, const record_table& records,
                        std::uint32_t& next_variable, const record_options& options) {
  if (!has_records(expressions)) {
    return {term(expressions), {}};
  }
  record_pass pass(records, options, next_variable, is_guard_function);
  term value = pass.expressions(expressions);
  return {std::move(value), std::move(pass.errors())};
}

std::vector<term> expand_records(std::span<const term> forms, std::vector<term>& errors) {
  const record_options options = options_of(forms);
  const auto own = functions_of(forms);
  const auto is_guard_call = [&](atom name, std::size_t arity) {
    return is_guard_function(name, arity) && !own.contains(key(name, arity));
  };
  record_table records;
  std::uint32_t next_variable = 0;
  std::vector<term> out;
  for (const term& f : forms) {
    if (is_node(f, atom("attribute"), 4) && f[2].is(atom("record"))) {
      records.define(f[3]);
    }
    if (!is_node(f, atom("function"), 5) || !has_records(f)) {
      out.push_back(f);
      continue;
    }
    record_pass pass(records, options, next_variable, is_guard_call);
    out.push_back(pass.function(f));
    errors.insert(errors.end(), pass.errors().begin(), pass.errors().end());
  }
  return out;
}

}  // namespace kith::lang
