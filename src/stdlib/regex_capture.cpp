#include "stdlib/regex_capture.hpp"

#include "kith/build.hpp"
#include "stdlib/chardata.hpp"
#include "stdlib/make_list.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/text.hpp"

namespace kith::detail {

namespace {

capture_type type_of(term_ref name) {
  if (!name || name.is(atom("index"))) {
    return capture_type::index;
  }
  if (name.is(atom("list"))) {
    return capture_type::list;
  }
  return name.is(atom("binary")) ? capture_type::binary : (badarg(), capture_type::index);
}

/// What OTP's unicode:characters_to_list makes of it: what is cut off, as a group may be, too.
term characters_of(std::string_view part) {
  const term bytes = term::binary(part);
  const chardata got = read_chardata(bytes, text_encoding::utf8);
  if (got.outcome == chardata_outcome::whole) {
    return list_of_text(got.text);
  }
  const bool invalid = got.outcome == chardata_outcome::error;
  return tuple(invalid ? atoms::error : atom("incomplete"), list_of_text(got.text), got.rest);
}

}  // namespace

regex_capture::regex_capture(const regex& pattern, const regex_options& options)
    : type_(type_of(options.type)) {
  if (options.values) {
    read_values(pattern, options.values);
  }
}

void regex_capture::read_values(const regex& pattern, term_ref values) {
  if (values.is(atom("all"))) {
    return;
  }
  if (values.is(atom("all_but_first"))) {
    which_ = which::all_but_first;
    return;
  }
  which_ = which::listed;
  if (values.is(atom("first"))) {
    listed_ = {{0}};
  } else if (values.is(atom("all_names"))) {
    for (const std::string& name : pattern.names()) {
      listed_.push_back(pattern.named(name));
    }
  } else if (!values.is(atom("none"))) {
    for_each_of(values, [&](term_ref value) { read_value(pattern, value); });
  }
  if (listed_.empty()) {
    which_ = which::none;
  }
}

void regex_capture::read_value(const regex& pattern, term_ref value) {
  if (value.tag() == tag::small && value.as_int() >= 0 && value.as_int() <= INT32_MAX) {
    listed_.push_back({static_cast<std::uint32_t>(value.as_int())});
    return;
  }
  std::string name;
  if (value.is_atom()) {
    name = value.as_atom().name();
  } else if (!(value.is_list() || value.is_binary()) || !append_iodata(value, name)) {
    badarg();
  }
  listed_.push_back(pattern.named(name));
}

term regex_capture::of(const regex_matcher& match, term_ref subject, bool unicode) const {
  const auto one = [&](std::optional<byte_range> group) -> term {
    switch (type_) {
    case capture_type::index:
      return group ? term(tuple(group->at, group->size)) : term(tuple(-1, 0));
    case capture_type::binary:
      return group ? part_of(subject, group->at, group->size) : term::binary({});
    case capture_type::list: break;
    }
    const std::string_view part =
        group ? subject.as_binary().substr(group->at, group->size) : std::string_view();
    return unicode ? characters_of(part) : list_of_bytes(part);
  };
  std::vector<term> values;
  if (which_ == which::listed) {
    for (const auto& groups : listed_) {
      std::optional<byte_range> found;
      for (std::size_t i = 0; i < groups.size() && !found; ++i) {
        found = match.group(groups[i]);
      }
      values.push_back(one(found));
    }
  } else {
    for (std::size_t i = which_ == which::all ? 0 : 1; i < match.groups(); ++i) {
      values.push_back(one(match.group(i)));
    }
  }
  const term_refs refs(values.begin(), values.end());
  return make_list(refs);
}

}  // namespace kith::detail
