#include "term/format_line.hpp"

#include "kith/assert.hpp"
#include "term/format_leaf.hpp"

namespace kith {

using shape = line_node::shape;

void line_writer::write(term_ref t) {
  begin(t, false);
  while (!stack_.empty()) {
    step();
  }
}

shape line_writer::shape_of(term_ref t) const noexcept {
  if (t.is_cons()) {
    return rules_.strings && is_printable_list(t, rules_) ? shape::text : shape::list;
  }
  if (t.is_tuple()) {
    return t.tuple_size() == 0                            ? shape::text
           : t.tuple_size() > 1 && t.element(0).is_atom() ? shape::tagged
                                                          : shape::tuple;
  }
  return t.is_map() && t.map_size() != 0 ? shape::map : shape::text;
}

void line_writer::begin(term_ref t, bool is_tail) {
  const shape what = shape_of(t);
  const std::size_t node = open_node(what, is_tail);
  frame f{what, t, 0, 0, pairs_.size(), node, line_node::none};
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
    append_map_pairs(pairs_, t);
    break;
  default: {
    const std::size_t start = out_.size();
    hidden_ += append_leaf(out_, t, rules_);
    const bool is_bytes = t.is_bitstring() && out_[start + 2] != '"' && out_[start + 2] != '>';
    close_node(node, is_bytes ? shape::bytes : shape::text);
    return;
  }
  }
  stack_.push_back(f);
}

void line_writer::step() {
  frame& f = stack_.back();
  switch (f.what) {
  case shape::list: step_list(); return;
  case shape::map: step_map(); return;
  case shape::pair: step_pair(); return;
  default: break;
  }
  if (f.index == f.count) {
    out_.push_back('}');
    close();
    return;
  }
  if (f.index != 0) {
    out_.push_back(',');
  }
  begin(f.at.element(f.index++), false);  // ends the life of f
}

void line_writer::step_list() {
  frame& f = stack_.back();
  const term_ref rest = f.at;
  if (rest.is_nil()) {
    out_.push_back(']');
    close();
  } else if (rest.is_cons()) {
    if (f.index++ != 0) {
      out_.push_back(',');
    }
    f.at = rest.tail();
    begin(rest.head(), false);
  } else {
    out_.push_back('|');
    f.at = term_ref(detail::nil_word, nullptr);
    begin(rest, true);
  }
}

void line_writer::step_map() {
  frame& f = stack_.back();
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
  const std::size_t node = open_node(shape::pair, false);
  stack_.push_back({shape::pair, {}, 0, 2, pair, node, line_node::none});
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
  begin(pairs_[f.pairs + f.index++], false);
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
  nodes_->push_back({what, is_tail, out_.size(), 0, column(), line_node::none, line_node::none});
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
