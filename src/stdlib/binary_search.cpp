// Module `binary`: what looks for patterns.

#include <algorithm>

#include "runtime/raised.hpp"
#include "stdlib/binary.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/text.hpp"

namespace kith::detail {

namespace {

struct search_options {
  byte_range scope;
  bool global = false;
  bool trim = false;
  bool trim_all = false;
};

/// Options besides `scope` are those of `split`, for which in OTP any tail ends them.
search_options options_of(term_ref list, std::string_view bytes, bool may_split) {
  search_options o{.scope = {0, bytes.size()}};
  if (!list.is_list()) {
    badarg();
  }
  for (; list.is_cons(); list = list.tail()) {
    const term_ref option = list.head();
    if (option.is_tuple(2) && option[0].is(atom("scope")) && option[1].is_tuple(2)) {
      o.scope = range_in(bytes, option[1][0], option[1][1]);
    } else if (may_split && option.is(atom("global"))) {
      o.global = true;
    } else if (may_split && option.is(atom("trim"))) {
      o.trim = true;
    } else if (may_split && option.is(atom("trim_all"))) {
      o.trim_all = true;
    } else {
      badarg();
    }
  }
  return list.is_nil() || may_split ? o : (badarg(), o);
}

/// The occurrences within the scope that do not overlap, or the first.
std::vector<byte_range> occurrences(std::string_view bytes, term_ref wanted,
                                    const search_options& o) {
  std::vector<byte_range> all;
  if (bytes.empty()) {
    return all;  // whatever is looked for
  }
  const byte_pattern pattern(wanted);
  const std::string_view in = bytes.substr(0, o.scope.at + o.scope.size);
  for (std::size_t at = o.scope.at;;) {
    const auto found = pattern.find(in, at);
    if (!found) {
      return all;
    }
    all.push_back(*found);
    if (!o.global) {
      return all;
    }
    at = found->at + found->size;
  }
}

term match(term_ref subject, term_ref pattern, term_ref options) {
  const std::string_view bytes = binary_bytes(subject);
  const search_options o = options_of(options, bytes, false);
  const auto all = occurrences(bytes, pattern, o);
  return all.empty() ? term(atom("nomatch")) : term(tuple(all[0].at, all[0].size));
}
term match_2(arguments a) {
  return match(a[0], a[1], term::nil());
}
term match_3(arguments a) {
  return match(a[0], a[1], a[2]);
}

term matches(term_ref subject, term_ref pattern, term_ref options) {
  const std::string_view bytes = binary_bytes(subject);
  search_options o = options_of(options, bytes, false);
  o.global = true;
  const auto all = occurrences(bytes, pattern, o);
  const std::size_t n = all.size();
  if (n == 0) {
    return term::nil();
  }
  arena out(5 * n);
  word* const at = out.take(5 * n);
  for (std::size_t i = 0; i < n; ++i) {
    word* const one = at + 5 * i;  // the cons, then the pair
    one[0] = boxed_word(one + 2);
    one[1] = i + 1 < n ? list_word(one + 5) : nil_word;
    one[2] = header(kind::tuple, 2);
    one[3] = small_word(static_cast<std::int64_t>(all[i].at));
    one[4] = small_word(static_cast<std::int64_t>(all[i].size));
  }
  return out.finish(list_word(at));
}
term matches_2(arguments a) {
  return matches(a[0], a[1], term::nil());
}
term matches_3(arguments a) {
  return matches(a[0], a[1], a[2]);
}

term split(term_ref subject, term_ref pattern, term_ref options) {
  const std::string_view bytes = binary_bytes(subject);
  const search_options o = options_of(options, bytes, true);
  std::vector<byte_range> parts;
  std::size_t from = 0;
  for (const byte_range found : occurrences(bytes, pattern, o)) {
    parts.push_back({from, found.at - from});
    from = found.at + found.size;
  }
  parts.push_back({from, bytes.size() - from});
  if (o.trim_all) {
    std::erase_if(parts, [](byte_range r) { return r.size == 0; });
  } else if (o.trim) {
    while (!parts.empty() && parts.back().size == 0) {
      parts.pop_back();
    }
  }
  std::vector<term> made;
  made.reserve(parts.size());
  for (const byte_range part : parts) {
    made.push_back(part_of(subject, part.at, part.size));
  }
  const term_refs refs(made.begin(), made.end());
  return make_list(refs);
}
term split_2(arguments a) {
  return split(a[0], a[1], term::nil());
}
term split_3(arguments a) {
  return split(a[0], a[1], a[2]);
}

[[noreturn]] void badopt() {
  throw caused_error(atoms::badarg, atom("badopt"));
}

struct replace_options {
  search_options search;
  std::vector<std::size_t> inserted;  ///< where in the replacement what is replaced goes, sorted
};

void read_inserted(term_ref places, std::size_t replacement_bytes, replace_options& o) {
  const auto read = [&](term_ref place) {
    const auto at = static_cast<std::uint64_t>(integer_from(0, place));
    if (at > replacement_bytes) {
      badarg();
    }
    o.inserted.push_back(at);
  };
  o.inserted.clear();
  if (places.is_list()) {
    for_each_of(places, read);
  } else {
    read(places);
  }
  std::sort(o.inserted.begin(), o.inserted.end());
}

/// An option that is none is told from one whose values are wrong.
replace_options replace_options_of(term_ref list, std::string_view bytes,
                                   std::size_t replacement_bytes) {
  replace_options o;
  term_ref scope;
  term_ref places;
  for (; list.is_cons(); list = list.tail()) {
    const term_ref option = list.head();
    if (option.is(atom("global"))) {
      o.search.global = true;
    } else if (is_option(option, atom("scope")) && option[1].is_tuple(2)) {
      scope = option[1];
    } else if (is_option(option, atom("insert_replaced"))) {
      places = option[1];
    } else {
      badopt();
    }
  }
  if (!list.is_nil()) {
    badopt();
  }
  o.search.scope = scope ? range_in(bytes, scope[0], scope[1]) : byte_range{0, bytes.size()};
  if (places) {
    read_inserted(places, replacement_bytes, o);
  }
  return o;
}

term replace(term_ref subject, term_ref pattern, term_ref replacement, term_ref list) {
  const std::string_view by = binary_bytes(replacement);
  const std::string_view bytes = subject.is_binary() ? subject.as_binary() : std::string_view();
  const replace_options o = replace_options_of(list, bytes, by.size());
  std::string made;
  std::size_t from = 0;
  for (const byte_range found : occurrences(binary_bytes(subject), pattern, o.search)) {
    made.append(bytes.substr(from, found.at - from));
    std::size_t written = 0;
    for (const std::size_t at : o.inserted) {
      made.append(by.substr(written, at - written)).append(bytes.substr(found.at, found.size));
      written = at;
    }
    made.append(by.substr(written));
    from = found.at + found.size;
  }
  return term::binary(made.append(bytes.substr(from)));
}
term replace_3(arguments a) {
  return replace(a[0], a[1], a[2], term::nil());
}
term replace_4(arguments a) {
  return replace(a[0], a[1], a[2], a[3]);
}

term compile_pattern_1(arguments a) {
  return byte_pattern::compile(a[0]);
}

}  // namespace

std::span<const native_row> binary_search_rows() {
  static constexpr native_row rows[] = {
      {"match", 2, match_2},
      {"match", 3, match_3},
      {"matches", 2, matches_2},
      {"matches", 3, matches_3},
      {"split", 2, split_2},
      {"split", 3, split_3},
      {"replace", 3, replace_3},
      {"replace", 4, replace_4},
      {"compile_pattern", 1, compile_pattern_1},
  };
  return rows;
}

}  // namespace kith::detail
