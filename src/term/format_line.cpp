#include "term/format_line.hpp"

#include <algorithm>

#include "kith/assert.hpp"
#include "term/format_leaf.hpp"

namespace kith {

using shape = line_node::shape;

void line_writer::write(term_ref t) {
  begin(t, rules_.depth, false);
  while (!stack_.empty()) {
    step();
  }
}

const record_names* find_record(const format_rules& rules, term_ref tuple) noexcept {
  if (!tuple.element(0).is_atom()) {
    return nullptr;
  }
  const atom tag = tuple.element(0).as_atom();
  const std::size_t count = tuple.tuple_size() - 1;
  const auto at =
      std::find_if(rules.records.begin(), rules.records.end(),
                   [&](const record_names& r) { return r.tag == tag && r.count == count; });
  return at == rules.records.end() ? nullptr : &*at;
}

shape line_writer::shape_of(term_ref t, std::int64_t depth) const noexcept {
  if (t.is_cons()) {
    return rules_.strings && depth != 1 && is_printable_list(t, rules_) ? shape::text : shape::list;
  }
  if (depth == 1) {
    return shape::text;
  }
  if (t.is_tuple()) {
    return t.tuple_size() == 0                            ? shape::text
           : find_record(rules_, t) != nullptr            ? shape::record
           : t.tuple_size() > 1 && t.element(0).is_atom() ? shape::tagged
                                                          : shape::tuple;
  }
  return t.is_map() && t.map_size() != 0 ? shape::map : shape::text;
}

void line_writer::begin(term_ref t, std::int64_t depth, bool is_tail) {
  const shape what = shape_of(t, depth);
  const std::size_t node = open_node(what, is_tail);
  frame f{what, t, 0, 0, pairs_.size(), depth, depth - 1, node, line_node::none, {}};
  switch (what) {
  case shape::list: out_.push_back('['); break;
  case shape::tuple:
  case shape::tagged:
    out_.push_back('{');
    f.count = t.tuple_size();
    break;
  case shape::map:
    out_ += "#{";
    f.count = t.map_size();
    append_map_pairs(pairs_, t, depth < 0 ? SIZE_MAX : static_cast<std::size_t>(depth));
    break;
  case shape::record: begin_record(f, *find_record(rules_, t)); break;
  default: {
    const std::size_t start = out_.size();
    hidden_ += append_leaf(out_, t, rules_, depth);
    const bool is_bytes = t.is_bitstring() && out_[start + 2] >= '0' && out_[start + 2] <= '9';
    close_node(node, is_bytes ? shape::bytes : shape::text);
    return;
  }
  }
  stack_.push_back(f);
}

void line_writer::begin_record(frame& f, const record_names& names) {
  const std::size_t start = out_.size();
  const std::size_t from = column();
  out_.push_back('#');
  hidden_ += append_leaf(out_, f.at.element(0), rules_, f.depth);
  if (nodes_ != nullptr) {
    (*nodes_)[f.node].name_size = out_.size() - start;
    (*nodes_)[f.node].name_width = column() - from;
  }
  out_.push_back('{');
  f.tuple = f.at;
  f.at = names.names;
  f.depth -= 1;
}

/// The depth of the next part of the frame on top.
std::int64_t line_writer::take_depth() noexcept {
  return --stack_.back().depth;
}

/// Ends the frame on top, of which parts are left.
void line_writer::cut(char bar, char end) {
  if (stack_.back().index != 0) {
    out_.push_back(bar);
  }
  const std::size_t node = open_node(shape::dots, true);
  out_ += "...";
  close_node(node, shape::dots);
  out_.push_back(end);
  if (stack_.back().what == shape::map) {
    pairs_.resize(stack_.back().pairs);
  }
  close();
}

void line_writer::step() {
  frame& f = stack_.back();
  switch (f.what) {
  case shape::list: step_list(); return;
  case shape::map: step_map(); return;
  case shape::pair: step_pair(); return;
  case shape::record: step_record(); return;
  case shape::field: step_field(); return;
  default: break;
  }
  if (f.index == f.count) {
    out_.push_back('}');
    close();
    return;
  }
  if (f.depth == 1) {
    cut(',', '}');
    return;
  }
  if (f.index != 0) {
    out_.push_back(',');
  }
  const term_ref part = f.at.element(f.index++);
  begin(part, take_depth(), false);
}

void line_writer::step_list() {
  frame& f = stack_.back();
  const term_ref rest = f.at;
  if (rest.is_nil()) {
    out_.push_back(']');
    close();
  } else if (f.depth == 1) {
    cut('|', ']');
  } else if (rest.is_cons()) {
    if (f.index++ != 0) {
      out_.push_back(',');
    }
    f.at = rest.tail();
    begin(rest.head(), take_depth(), false);
  } else {
    out_.push_back('|');
    f.at = term_ref(detail::nil_word, nullptr);
    begin(rest, take_depth(), true);
  }
}

void line_writer::step_map() {
  frame& f = stack_.back();
  // io_lib:write/2 says that there are more pairs without a look whether there are.
  if (f.depth == 1 && (f.index < f.count || rules_.written)) {
    cut(',', '}');
    return;
  }
  if (f.index == f.count) {
    out_.push_back('}');
    pairs_.resize(f.pairs);
    close();
    return;
  }
  if (f.index != 0) {
    out_.push_back(',');
  }
  const std::size_t pair = f.pairs + 2 * f.index++;
  const std::int64_t depth = f.depth_within;
  take_depth();
  const std::size_t node = open_node(shape::pair, false);
  stack_.push_back({shape::pair, {}, 0, 2, pair, 0, depth, node, line_node::none, {}});
}

void line_writer::step_pair() {
  frame& f = stack_.back();
  if (f.index == 2) {
    close();
    return;
  }
  if (f.index == 1) {
    out_ += " => ";
  }
  const std::size_t part = f.pairs + f.index++;
  begin(pairs_[part], f.depth_within, false);
}

void line_writer::step_record() {
  frame& f = stack_.back();
  if (f.at.is_nil()) {
    out_.push_back('}');
    close();
    return;
  }
  if (f.depth == 1) {
    cut(',', '}');
    return;
  }
  if (f.index++ != 0) {
    out_.push_back(',');
  }
  const term_ref name = f.at.head();
  const term_ref value = f.tuple.element(f.index);
  f.at = f.at.tail();
  const std::int64_t depth = take_depth();
  const std::size_t node = open_node(shape::field, false);
  const std::size_t start = out_.size();
  const std::size_t from = column();
  hidden_ += append_leaf(out_, name, rules_, depth);
  if (nodes_ != nullptr) {
    (*nodes_)[node].name_size = out_.size() - start;
    (*nodes_)[node].name_width = column() - from + 3;
  }
  out_ += " = ";
  stack_.push_back({shape::field, value, 0, 1, 0, depth, 0, node, line_node::none, {}});
}

void line_writer::step_field() {
  frame& f = stack_.back();
  if (f.index++ == 1) {
    close();
    return;
  }
  begin(f.at, f.depth, false);
}

void line_writer::close() {
  const frame f = stack_.back();
  stack_.pop_back();
  close_node(f.node, f.what);
}

std::size_t line_writer::open_node(shape what, bool is_tail) {
  if (nodes_ == nullptr) {
    return line_node::none;
  }
  const std::size_t node = nodes_->size();
  // Until it is closed, a node's width is the column where it starts.
  nodes_->push_back({.what = what, .is_tail = is_tail, .start = out_.size(), .width = column()});
  if (!stack_.empty()) {
    frame& parent = stack_.back();
    if (parent.last == line_node::none) {
      (*nodes_)[parent.node].child = node;
    } else {
      (*nodes_)[parent.last].next = node;
    }
    parent.last = node;
  }
  return node;
}

void line_writer::close_node(std::size_t node, shape what) {
  if (nodes_ != nullptr) {
    line_node& n = (*nodes_)[node];
    n.what = what;
    n.size = out_.size() - n.start;
    n.width = column() - n.width;
  }
}

}  // namespace kith
