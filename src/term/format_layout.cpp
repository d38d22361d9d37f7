#include "term/format_layout.hpp"

#include <algorithm>

namespace kith {

using shape = line_node::shape;

namespace {

std::int64_t columns_of(const line_node& n) {
  return static_cast<std::int64_t>(n.width);
}

}  // namespace

// An element behind a long tag is indented by the tag's length if that leaves half of the columns
// (tried first), else by 4 if that does, else by 1.
void layout::print(std::string& out) {
  if (columns_of(nodes_[0]) < columns_ - column_ && columns_of(nodes_[0]) <= used_max_) {
    out += line_;
    return;
  }
  for (const std::int64_t trial : {-1, 4}) {
    tag_indent_ = trial;
    too_deep_ = false;
    walk();
    if (!too_deep_) {
      break;
    }
    tag_indent_ = 1;
  }
  too_deep_ = false;
  out_ = &out;
  walk();
}

void layout::walk() {
  term(0, {column_, column_ - 1, 0, 0});
  while (!stack_.empty() && !too_deep_) {
    step();
  }
  stack_.clear();
}

bool layout::fits(const line_node& n, const place& at) const noexcept {
  return columns_of(n) < columns_ - at.column - at.closing &&
         columns_of(n) + at.used + at.closing <= used_max_;
}

/// Whether a comma and the part still go on this line. `at.closing` is that of the part.
bool layout::goes_on(const line_node& n, const place& at) const noexcept {
  const std::int64_t width = 1 + columns_of(n);
  const std::int64_t closing = std::max<std::int64_t>(at.closing, 1);
  return (at.closing == 0 ? width + 1 < columns_ - at.column
                          : width < columns_ - at.column - closing) &&
         at.used + width + closing <= used_max_ && is_atomic(n);
}

bool layout::is_atomic(const line_node& n) const noexcept {
  if (n.what == shape::pair) {
    const line_node& key = nodes_[n.child];
    return is_atomic(key) && is_atomic(nodes_[key.next]);
  }
  if (n.what == shape::field) {
    return is_atomic(nodes_[n.child]);
  }
  return n.what == shape::text;
}

/// The width of a part that starts a line or a list; all the columns if a line must follow it.
std::int64_t layout::width_of(const line_node& n, const place& at) const noexcept {
  return fits(n, at) && is_atomic(n) ? columns_of(n) : columns_;
}

std::int64_t layout::closing_before(std::size_t next, std::int64_t closing) const noexcept {
  return next != line_node::none && !nodes_[next].is_tail ? 0 : closing + 1;
}

void layout::put(std::string_view text) {
  if (!is_trial()) {
    *out_ += text;
  }
}

void layout::new_line(std::int64_t indent) {
  if (!is_trial()) {
    out_->push_back('\n');
    out_->append(static_cast<std::size_t>(indent), ' ');
  }
}

void layout::term(std::size_t i, place at) {
  const line_node& n = nodes_[i];
  if (fits(n, at)) {
    put(n);
    return;
  }
  switch (n.what) {
  case shape::list:
    put('[');
    elements(n.child, '|', ']', {at.column + 1, at.indent + 1, at.closing, at.used + 1});
    break;
  case shape::tuple:
    put('{');
    elements(n.child, ',', '}', {at.column + 1, at.indent + 1, at.closing, at.used + 1});
    break;
  case shape::tagged:
    put('{');
    tagged(n, {at.column, at.indent, at.closing, at.used + 1});
    break;
  case shape::map:
    put("#{");
    // The trial counts both characters of the bracket, the printing one.
    pairs(n.child, {at.column + 2, at.indent + 2, at.closing, at.used + (is_trial() ? 2 : 1)});
    break;
  case shape::record: record(n, at); break;
  case shape::bytes: bytes(n, {at.column + 2, at.indent + 2, at.closing, at.used}); break;
  default: put(n);
  }
}

void layout::tagged(const line_node& n, place at) {
  const line_node& tag = nodes_[n.child];
  if (tag.what == shape::dots) {
    put("...}");
    return;
  }
  const std::int64_t behind = columns_of(tag) + 2;  // the bracket and the comma
  const std::int64_t column = at.column + behind;
  if (tag_indent_ > 0 && behind > tag_indent_) {
    const std::int64_t first = at.column + tag_indent_;
    too_deep_ = is_trial() && used_max_ + first > columns_ && first > columns_ / 2;
    put(tag);
    stack_.push_back({frame::kind::elements,
                      ',',
                      '}',
                      tag.next,
                      first,
                      {column, at.indent + tag_indent_, at.closing, at.used + columns_of(tag)}});
  } else {
    too_deep_ = is_trial() && used_max_ + column >= columns_ && column >= columns_ / 2;
    put(tag);
    put(',');
    elements(tag.next, ',', '}',
             {column, at.indent + behind, at.closing, at.used + columns_of(tag) + 1});
  }
}

void layout::elements(std::size_t first, char bar, char end, place at) {
  const line_node& n = nodes_[first];
  if (n.what == shape::dots) {
    put(n);
    put(end);
    return;
  }
  const place here{at.column, at.indent, closing_before(n.next, at.closing), at.used};
  const std::int64_t width = width_of(n, here);
  stack_.push_back({frame::kind::elements,
                    bar,
                    end,
                    n.next,
                    at.column,
                    {at.column + width, at.indent, at.closing, at.used + width}});
  later(first, here);
}

void layout::pairs(std::size_t first, place at) {
  const line_node& n = nodes_[first];
  if (n.what == shape::dots) {
    put("...}");
    return;
  }
  const place here{at.column, at.indent, closing_before(n.next, at.closing), at.used};
  const std::int64_t width = width_of(n, here);
  // The printing forgets what was used before the first pair, the trial does not.
  const std::int64_t used = is_trial() ? at.used + width : width;
  stack_.push_back({frame::kind::pairs,
                    0,
                    '}',
                    n.next,
                    at.column,
                    {at.column + width, at.indent, at.closing, used}});
  pair(first, here);
}

void layout::pair(std::size_t i, place at) {
  const line_node& n = nodes_[i];
  if (fits(n, at)) {
    put(n);
    return;
  }
  const std::int64_t indent = tag_indent_ > 0 ? tag_indent_ : 4;
  const std::size_t value = nodes_[n.child].next;
  stack_.push_back({frame::kind::value,
                    0,
                    0,
                    value,
                    0,
                    {at.column + indent, at.indent + indent, at.closing, 0}});
  later(n.child, at);
}

/// Goes behind a name of so many columns, or to the next line where that is nearer. Returns whether
/// a line starts.
bool layout::indent_behind(std::int64_t name, place& at) noexcept {
  const bool starts = tag_indent_ > 0 && name > tag_indent_;
  const std::int64_t by = starts ? tag_indent_ : name;
  at.column += by;
  at.indent += by;
  at.used = starts ? 0 : at.used;
  too_deep_ =
      too_deep_ || (is_trial() && used_max_ + at.column > columns_ && at.column > columns_ / 2);
  return starts;
}

void layout::record(const line_node& n, place at) {
  const auto name = static_cast<std::int64_t>(n.name_width);
  put(line_.substr(n.start, n.name_size));
  put('{');
  if (n.child == line_node::none || nodes_[n.child].what == shape::dots) {
    put(n.child == line_node::none ? "}" : "...}");
    return;
  }
  at.used += name + 1;
  if (indent_behind(name + 1, at)) {
    new_line(at.indent);
  }
  const line_node& first = nodes_[n.child];
  const place here{at.column, at.indent, closing_before(first.next, at.closing), at.used};
  const std::int64_t width = width_of(first, here);
  stack_.push_back({frame::kind::fields,
                    0,
                    '}',
                    first.next,
                    at.column,
                    {at.column + width, at.indent, at.closing, at.used + width}});
  field(n.child, here);
}

void layout::field(std::size_t i, place at) {
  const line_node& n = nodes_[i];
  if (fits(n, at)) {
    put(n);
    return;
  }
  const auto name = static_cast<std::int64_t>(n.name_width);
  at.used += name;
  put(line_.substr(n.start, n.name_size));
  if (indent_behind(name, at)) {
    put(" =");
    new_line(at.indent);
  } else {
    put(" = ");
  }
  later(n.child, at);
}

/// Instead of a call of `term`, where one would lie within the other as deep as the terms do.
void layout::later(std::size_t i, place at) {
  stack_.push_back({frame::kind::term, 0, 0, i, 0, at});
}

void layout::step() {
  switch (stack_.back().what) {
  case frame::kind::elements: step_elements(); break;
  case frame::kind::pairs:
  case frame::kind::fields: step_pairs(); break;
  case frame::kind::term: {
    const frame f = stack_.back();
    stack_.pop_back();
    term(f.next, f.at);
    break;
  }
  case frame::kind::value: {
    const frame f = stack_.back();
    stack_.pop_back();
    put(" =>");
    new_line(f.at.indent);
    term(f.next, f.at);
  }
  }
}

void layout::step_elements() {
  frame& f = stack_.back();
  if (f.next == line_node::none) {
    put(f.end);
    stack_.pop_back();
    return;
  }
  const std::size_t i = f.next;
  const line_node& n = nodes_[i];
  if (n.is_tail) {
    step_tail();
    return;
  }
  f.next = n.next;
  const std::int64_t closing = closing_before(n.next, f.at.closing);
  put(',');
  if (goes_on(n, {f.at.column, f.at.indent, closing, f.at.used})) {
    put(n);
    f.at.column += 1 + columns_of(n);
    f.at.used += 1 + columns_of(n);
    return;
  }
  const place here{f.first, f.at.indent, closing, 0};
  const std::int64_t width = width_of(n, here);
  f.at.column = f.first + width;
  f.at.used = width;
  new_line(f.at.indent);
  term(i, here);  // ends the life of f
}

void layout::step_tail() {
  frame& f = stack_.back();
  const std::size_t i = f.next;
  const line_node& n = nodes_[i];
  f.next = line_node::none;
  put(f.bar);
  if (n.what == shape::dots) {
    put(n);
    return;
  }
  const std::int64_t closing = f.at.closing + 1;
  const std::int64_t width = 1 + columns_of(n);
  if (width < columns_ - f.at.column - closing && width + f.at.used + closing <= used_max_ &&
      is_atomic(n)) {
    put(n);
    return;
  }
  new_line(f.at.indent);
  // The trial goes on where the line had come to, the printing at the start of the next one.
  term(i, {is_trial() ? f.at.column : f.first, f.at.indent, closing, 0});
}

void layout::step_pairs() {
  frame& f = stack_.back();
  if (f.next == line_node::none) {
    put(f.end);
    stack_.pop_back();
    return;
  }
  const std::size_t i = f.next;
  const line_node& n = nodes_[i];
  f.next = n.next;
  const std::int64_t closing = closing_before(n.next, f.at.closing);
  put(',');
  if (n.what == shape::dots) {
    put(n);
    return;
  }
  if (goes_on(n, {f.at.column, f.at.indent, closing, f.at.used})) {
    put(n);
    f.at.column += 1 + columns_of(n);
    f.at.used += 1 + columns_of(n);
    return;
  }
  const place here{f.first, f.at.indent, closing, 0};
  const std::int64_t width = width_of(n, here);
  f.at.column = f.first + width;
  f.at.used = width;
  new_line(f.at.indent);
  n.what == shape::field ? field(i, here) : pair(i, here);  // ends the life of f
}

// Each line of bytes is filled, at least to eight characters.
void layout::bytes(const line_node& n, place at) {
  std::string_view rest = line_.substr(n.start + 2, n.size - 4);
  const std::int64_t room_max = std::max<std::int64_t>(
      8, std::min(columns_ - at.column, used_max_ - 4 - at.used) - at.closing);
  std::int64_t room = room_max;
  put("<<");
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string_view part = rest.substr(0, comma == rest.npos ? comma : comma + 1);
    const auto size = static_cast<std::int64_t>(part.size());
    if (size > room) {
      new_line(at.indent);
      room = room_max;
    }
    put(part);
    room -= size;
    rest.remove_prefix(part.size());
  }
  put(">>");
}

}  // namespace kith
