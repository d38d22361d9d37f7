#include "term/format_limited.hpp"

#include <algorithm>

#include "kith/assert.hpp"
#include "term/format_leaf.hpp"
#include "term/format_text.hpp"
#include "term/scan_utf8.hpp"

namespace kith {

using shape = line_node::shape;

namespace {

std::int64_t less(std::int64_t left, std::int64_t by) {
  return std::max<std::int64_t>(left - by, 0);
}

bool is_char(term_ref c) {
  return c.tag() == detail::tag::small && c.as_int() >= 0 && c.as_int() <= 0x10FFFF;
}

std::int64_t columns_of(std::string_view text) {
  return static_cast<std::int64_t>(count_utf8(text));
}

}  // namespace

void limited_writer::write(term_ref t, std::string& out, std::vector<line_node>& nodes) {
  KITH_ASSERT(limit_ > 0);
  put(best(t), out, nodes);
}

std::size_t limited_writer::best(term_ref t) {
  std::size_t lower = make(t, 1, limit_);
  std::int64_t depth = 1;
  if (all_[lower].dots == 0 || all_[lower].width > limit_ || rules_.depth == 1) {
    return lower;
  }
  for (std::int64_t step = 4;; step *= 2) {
    const std::int64_t next =
        rules_.depth < 0 ? depth + step : std::min(depth + step, rules_.depth);
    const std::size_t upper = expand(lower, limit_, next - depth);
    const part& p = all_[upper];
    if (p.dots == 0 || p.width == all_[lower].width) {
      return upper;
    }
    if (p.width > limit_ || (rules_.depth >= 0 && next >= rules_.depth)) {
      return search(lower, upper, depth, next);
    }
    lower = upper;
    depth = next;
  }
}

std::size_t limited_writer::search(std::size_t lower, std::size_t upper, std::int64_t depth,
                                   std::int64_t depth_end) {
  while (depth_end - depth > 1) {
    const std::int64_t middle = (depth + depth_end) / 2;
    const std::size_t tried = expand(lower, limit_, middle - depth);
    if (all_[tried].width > limit_) {
      upper = tried;
      depth_end = middle;
    } else {
      lower = tried;
      depth = middle;
    }
  }
  return all_[lower].width == limit_ ? lower : upper;
}

std::size_t limited_writer::keep(part p) {
  all_.push_back(std::move(p));
  return all_.size() - 1;
}

/// Of a composed part: its own characters, those of its parts, and the commas.
void limited_writer::measure(part& p, std::int64_t own) const {
  p.width = own;
  for (std::size_t i = 0; i < p.parts.size(); ++i) {
    p.width += all_[p.parts[i]].width + (i == 0 ? 0 : 1);
    p.dots += all_[p.parts[i]].dots;
  }
}

std::size_t limited_writer::make(term_ref t, std::int64_t depth, std::int64_t left) {
  if (t.is_cons() && rules_.strings && depth != 1) {
    part p;
    if (make_string(p, t, left)) {
      return keep(std::move(p));
    }
  }
  const bool is_composed =
      t.is_cons() ||
      (depth != 1 && ((t.is_tuple() && t.tuple_size() != 0) || (t.is_map() && t.map_size() != 0)));
  if (!is_composed) {
    return make_leaf(t, depth, left);
  }
  if (nesting_ == nesting_max) {
    part p;
    p.text = t.is_cons() ? "[...]" : t.is_map() ? "#{...}" : "{...}";
    p.width = columns_of(p.text);
    return keep(std::move(p));
  }
  ++nesting_;
  const std::size_t made = make_composed(t, depth, left);
  --nesting_;
  return made;
}

std::size_t limited_writer::make_leaf(term_ref t, std::int64_t depth, std::int64_t left) {
  part p;
  append_leaf(p.text, t, rules_, depth, left);
  p.width = columns_of(p.text);
  const bool is_bits = t.is_bitstring();
  p.what =
      is_bits && depth != 1 && p.text[2] != '"' && p.text[2] != '>' ? shape::bytes : shape::text;
  if ((is_bits && p.text.ends_with("...>>")) ||
      (depth == 1 &&
       ((t.is_tuple() && t.tuple_size() != 0) || (t.is_map() && t.map_size() != 0)))) {
    p.dots = 3;
    p.more = rest::whole;
    p.t = t;
    p.depth = depth;
  }
  return keep(std::move(p));
}

std::size_t limited_writer::make_composed(term_ref t, std::int64_t depth, std::int64_t left) {
  part p;
  p.t = t;
  p.depth = depth;
  if (t.is_cons()) {
    p.what = shape::list;
    add_list(p, less(left, 2));
    measure(p, 2);
    p.more = p.dots > 0 ? rest::whole : rest::none;
  } else if (t.is_map()) {
    p.what = shape::map;
    add_pairs(p, t, 0, depth, depth - 1, less(left, 3));
    measure(p, 3);
  } else if (find_record(rules_, t) != nullptr) {
    p.what = shape::record;
    name(p, t.element(0), "#", 0);
    add_fields(p, t, 0, depth - 1, less(left, p.name_width + 2));
    measure(p, p.name_width + 2);
  } else {
    p.what = t.tuple_size() > 1 && t.element(0).is_atom() ? shape::tagged : shape::tuple;
    add_elements(p, t, 0, depth, less(left, 2));
    measure(p, 2);
  }
  return keep(std::move(p));
}

/// Tries the start of a list as a string, which is all of it if there is room.
bool limited_writer::make_string(part& p, term_ref list, std::int64_t left) const {
  std::int64_t room = less(left, 2);
  if (room == 0 && rules_.unicode) {
    return false;
  }
  const bool range = rules_.unicode && rules_.unicode_range;
  p.text.push_back('"');
  term_ref at = list;
  const auto take = [&] {
    append_escaped(p.text, static_cast<char32_t>(at.head().as_int()), '"', true);
    at = at.tail();
  };
  const auto is_text = [&] {
    return at.is_cons() && is_char(at.head()) &&
           is_printable(static_cast<std::uint64_t>(at.head().as_int()), range);
  };
  for (; room > 0 && is_text(); --room) {
    const bool carriage_return = at.head().as_int() == '\r';
    take();
    if (rules_.unicode && carriage_return && at.is_cons() && is_char(at.head()) &&
        at.head().as_int() == '\n') {
      take();  // both together are one character
    }
  }
  p.text.push_back('"');
  if (!at.is_nil()) {
    if (room > 0) {
      return false;
    }
    p.text += "...";
  }
  p.width = columns_of(p.text);
  return true;
}

void limited_writer::add_dots(part& p, part dots) {
  dots.what = shape::dots;
  dots.is_tail = true;
  dots.width = 3;
  dots.dots = 3;
  dots.text = "...";
  p.parts.push_back(keep(std::move(dots)));
}

void limited_writer::add_list(part& p, std::int64_t left) {
  std::int64_t depth = p.depth;
  for (term_ref at = p.t; !at.is_nil(); at = at.tail()) {
    if (depth == 1 || left == 0) {
      add_dots(p, {});
      return;
    }
    --depth;
    if (!at.is_cons()) {
      const std::size_t made = make(at, depth, left);
      all_[made].is_tail = true;
      p.parts.push_back(made);
      return;
    }
    left = at.tail().is_nil() ? left : less(left, 1);
    p.parts.push_back(make(at.head(), depth, left));
    left = less(left, all_[p.parts.back()].width);
  }
}

void limited_writer::add_elements(part& p, term_ref tuple, std::size_t from, std::int64_t depth,
                                  std::int64_t left) {
  for (std::size_t i = from; i < tuple.tuple_size(); ++i) {
    if (depth == 1 || left == 0) {
      add_dots(p, {.more = rest::elements, .t = tuple, .index = i, .depth = depth});
      return;
    }
    --depth;
    left = i + 1 == tuple.tuple_size() ? left : less(left, 1);
    p.parts.push_back(make(tuple.element(i), depth, left));
    left = less(left, all_[p.parts.back()].width);
  }
}

void limited_writer::add_pairs(part& p, term_ref map, std::size_t from, std::int64_t depth,
                               std::int64_t depth_within, std::int64_t left) {
  std::vector<term_ref> pairs;
  append_map_pairs(pairs, map, from + static_cast<std::size_t>(depth));
  for (std::size_t i = from; i < map.map_size(); ++i, --depth) {
    if (depth == 1 || left == 0) {
      add_dots(p, {.more = rest::pairs,
                   .t = map,
                   .index = i,
                   .depth = depth,
                   .depth_within = depth_within});
      return;
    }
    left = i + 1 == map.map_size() ? left : less(left, 1);
    p.parts.push_back(make_pair(pairs[2 * i], pairs[2 * i + 1], depth_within, left));
    left = less(left, all_[p.parts.back()].width);
  }
}

std::size_t limited_writer::make_pair(term_ref key, term_ref value, std::int64_t depth,
                                      std::int64_t left) {
  part p;
  p.what = shape::pair;
  p.parts.push_back(make(key, depth, left));
  const std::int64_t before = all_[p.parts[0]].width + 4;
  p.parts.push_back(make(value, depth, less(left, before)));
  measure(p, 3);
  return keep(std::move(p));
}

void limited_writer::add_fields(part& p, term_ref tuple, std::size_t from, std::int64_t depth,
                                std::int64_t left) {
  const record_names& record = *find_record(rules_, tuple);
  term_ref names = record.names;
  for (std::size_t i = 0; i < record.count; ++i, names = names.tail()) {
    if (i < from) {
      continue;
    }
    if (depth == 1 || left == 0) {
      add_dots(p, {.more = rest::fields, .t = tuple, .index = i, .depth = depth});
      return;
    }
    --depth;
    left = i + 1 == record.count ? left : less(left, 1);
    p.parts.push_back(make_field(names.head(), tuple.element(i + 1), depth, left));
    left = less(left, all_[p.parts.back()].width);
  }
}

std::size_t limited_writer::make_field(term_ref name_of, term_ref value, std::int64_t depth,
                                       std::int64_t left) {
  part p;
  p.what = shape::field;
  name(p, name_of, "", 3);
  p.parts.push_back(make(value, depth, less(left, p.name_width)));
  measure(p, p.name_width);
  return keep(std::move(p));
}

void limited_writer::name(part& p, term_ref atom, std::string_view before,
                          std::int64_t behind) const {
  p.text = before;
  append_leaf(p.text, atom, rules_);
  p.name_width = columns_of(p.text) + behind;
}

/// The part made again, so many levels deeper.
std::size_t limited_writer::expand(std::size_t i, std::int64_t left, std::int64_t depth_more) {
  const part& from = all_[i];
  if (from.dots == 0) {
    return i;
  }
  if (from.more == rest::whole) {
    return make(from.t, from.depth + depth_more, left);
  }
  part p;
  p.what = from.what;
  p.text = from.text;
  p.name_width = from.name_width;
  ++nesting_;
  switch (from.what) {
  case shape::pair: {
    p.parts.push_back(expand(from.parts[0], less(left, 1), depth_more));
    const std::int64_t before = all_[p.parts[0]].width + 4;
    p.parts.push_back(expand(from.parts[1], less(left, before), depth_more));
    measure(p, 3);
    break;
  }
  case shape::field:
    p.parts.push_back(expand(from.parts[0], less(left, from.name_width), depth_more));
    measure(p, from.name_width);
    break;
  default: {
    const std::int64_t own = from.what == shape::map      ? 3
                             : from.what == shape::record ? from.name_width + 2
                                                          : 2;
    expand_parts(p, from, less(left, own), depth_more);
    measure(p, own);
  }
  }
  --nesting_;
  return keep(std::move(p));
}

void limited_writer::expand_parts(part& p, const part& from, std::int64_t left,
                                  std::int64_t depth_more) {
  for (std::size_t i = 0; i < from.parts.size(); ++i) {
    const part& one = all_[from.parts[i]];
    const std::int64_t depth = one.depth + depth_more;
    switch (one.more) {
    case rest::elements: add_elements(p, one.t, one.index, depth, left); return;
    case rest::pairs: add_pairs(p, one.t, one.index, depth, one.depth_within, left); return;
    case rest::fields: add_fields(p, one.t, one.index, depth, left); return;
    default: break;
    }
    left = i + 1 == from.parts.size() ? left : less(left, 1);
    p.parts.push_back(expand(from.parts[i], left, depth_more));
    left = less(left, all_[p.parts.back()].width);
  }
}

void limited_writer::put(std::size_t i, std::string& out, std::vector<line_node>& nodes) const {
  const part& p = all_[i];
  const std::size_t node = nodes.size();
  nodes.push_back({.what = p.what,
                   .is_tail = p.is_tail,
                   .start = out.size(),
                   .width = static_cast<std::size_t>(p.width),
                   .name_size = p.text.size(),
                   .name_width = static_cast<std::size_t>(p.name_width)});
  out += p.text;
  out += p.what == shape::list                                                          ? "["
         : p.what == shape::map                                                         ? "#{"
         : p.what == shape::tuple || p.what == shape::tagged || p.what == shape::record ? "{"
         : p.what == shape::field                                                       ? " = "
                                                                                        : "";
  std::size_t last = line_node::none;
  for (const std::size_t one : p.parts) {
    if (last != line_node::none) {
      out += p.what == shape::pair                        ? " => "
             : p.what == shape::list && all_[one].is_tail ? "|"
                                                          : ",";
    }
    (last == line_node::none ? nodes[node].child : nodes[last].next) = nodes.size();
    last = nodes.size();
    put(one, out, nodes);
  }
  out += p.what == shape::list ? "]"
         : p.what == shape::map || p.what == shape::tuple || p.what == shape::tagged ||
                 p.what == shape::record
             ? "}"
             : "";
  nodes[node].size = out.size() - nodes[node].start;
}

}  // namespace kith
