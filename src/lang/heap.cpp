#include "lang/heap.hpp"

#include "kith/arena.hpp"
#include "term/scan_utf8.hpp"

namespace kith::lang {

using namespace detail;

namespace {

/// Words of a list that is copied rather than shared: most strings of programs.
constexpr std::size_t copied_cells_max = 1024;

}  // namespace

word heap::tuple(std::span<const word> elements) {
  const std::size_t start = nodes_.size();
  nodes_.push_back(header(kind::tuple, elements.size()));
  nodes_.insert(nodes_.end(), elements.begin(), elements.end());
  return at(start, tag::boxed);
}

word heap::cons(word head, word tail) {
  const std::size_t start = cells_.size();
  cells_.push_back(head);
  cells_.push_back(tail);
  return at(start, tag::list);
}

word heap::list(std::span<const word> elements, word tail) {
  if (elements.empty()) {
    return tail;
  }
  const std::size_t start = cells_.size();
  for (const word w : elements) {
    cells_.push_back(w);
    cells_.push_back(at(cells_.size() + 1, tag::list));
  }
  cells_.back() = tail;
  return at(start, tag::list);
}

word heap::characters(std::string_view text) {
  const std::size_t start = cells_.size();
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = decode_utf8(text, i);
    KITH_ASSERT(c != no_char);
    cells_.push_back(small_word(c));
    cells_.push_back(at(cells_.size() + 1, tag::list));
  }
  if (cells_.size() == start) {
    return nil_word;
  }
  cells_.back() = nil_word;
  return at(start, tag::list);
}

word heap::embed(term_ref t) {
  if (t.tag() != tag::list && t.tag() != tag::boxed) {
    return t.raw();
  }
  if (t.is_cons()) {
    if (const word copied = copy_list(t)) {
      return copied;
    }
  }
  const std::size_t nodes = nodes_.size();
  const std::size_t cells = cells_.size();
  std::uint64_t left = embed_copy_max;
  if (const word copied = copy(t, left)) {
    return copied;
  }
  nodes_.resize(nodes);
  cells_.resize(cells);
  away_.emplace_back(t);
  return at(away_.size() - 1, tag::away);
}

/// A list whose elements are words, all of it; nothing (0) of any other.
word heap::copy_list(term_ref t) {
  const std::size_t start = cells_.size();
  for (; t.is_cons(); t = t.tail()) {
    const term_ref head = t.head();
    if (head.tag() == tag::list || head.tag() == tag::boxed ||
        cells_.size() - start == copied_cells_max) {
      cells_.resize(start);
      return 0;
    }
    cells_.push_back(head.raw());
    cells_.push_back(at(cells_.size() + 1, tag::list));
  }
  if (t.tag() == tag::boxed) {
    cells_.resize(start);
    return 0;
  }
  cells_.back() = t.raw();
  return at(start, tag::list);
}

/// At most `left` words; 0 when it takes more, or is of a kind that is better shared.
word heap::copy(term_ref t, std::uint64_t& left) {
  if (t.tag() != tag::list && t.tag() != tag::boxed) {
    return t.raw();
  }
  const bool is_cell = t.tag() == tag::list;
  const kind what = is_cell ? kind::tuple : kind_of(*t.node());
  const bool is_leaf = what == kind::floating || what == kind::big_pos || what == kind::big_neg;
  if (!is_leaf && what != kind::tuple) {
    return 0;
  }
  const std::uint64_t words = is_cell ? 2 : 1 + size_of(*t.node());
  if (words > left) {
    return 0;
  }
  left -= words;
  if (is_leaf) {
    const std::size_t start = nodes_.size();
    nodes_.insert(nodes_.end(), t.node(), t.node() + words);
    return at(start, tag::boxed);
  }
  word parts[embed_copy_max];
  const std::size_t count = static_cast<std::size_t>(is_cell ? 2 : words - 1);
  for (std::size_t i = 0; i < count; ++i) {
    parts[i] = copy(is_cell ? (i == 0 ? t.head() : t.tail()) : t.element(i), left);
    if (parts[i] == 0) {
      return 0;
    }
  }
  return is_cell ? cons(parts[0], parts[1]) : tuple(std::span(parts, count));
}

bool heap::is_tuple(word w) const noexcept {
  return tag_of(w) == tag::boxed && kind_of(nodes_[place(w)]) == kind::tuple;
}

std::span<const word> heap::elements(word tuple) const noexcept {
  KITH_ASSERT(is_tuple(tuple));
  const word* node = nodes_.data() + place(tuple);
  return {node + 1, static_cast<std::size_t>(size_of(*node))};
}

bool heap::is_record(word w, kith::atom tag, std::size_t arity) const noexcept {
  if (!is_tuple(w)) {
    return false;
  }
  const auto all = elements(w);
  return all.size() == arity && arity != 0 && all[0] == atom(tag);
}

void heap::clear() noexcept {
  nodes_.clear();
  cells_.clear();
  away_.clear();
}

/// Where the parts of a heap have gone to.
struct heap::moved {
  const word* nodes;
  const word* cells;
  const word* away;

  [[nodiscard]] word operator()(word w) const noexcept {
    switch (tag_of(w)) {
    case tag::boxed: return boxed_word(nodes + place(w));
    case tag::list: return list_word(cells + place(w));
    case tag::away: return away[place(w)];
    default: return w;
    }
  }
};

term heap::finish(word root) {
  if (tag_of(root) != tag::boxed && tag_of(root) != tag::list) {
    const term whole = tag_of(root) == tag::away ? away_[place(root)] : term::adopt(root, nullptr);
    clear();
    return whole;
  }
  arena to(nodes_.size() + cells_.size() + away_.size() * xref_words);
  word* nodes = to.take(nodes_.size());
  word* cells = to.take(cells_.size());
  std::vector<word> away;
  away.reserve(away_.size());
  for (const term& t : away_) {
    auto* x = reinterpret_cast<xref*>(to.take(xref_words));
    away.push_back(link_away(to.home(), x, t.ref().raw(), t.ref().home()));
  }
  const moved there{nodes, cells, away.data()};
  move_nodes(nodes, there);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    cells[i] = there(cells_[i]);
  }
  clear();
  return to.finish(there(root));
}

void heap::move_nodes(word* to, const moved& there) const noexcept {
  for (std::size_t i = 0; i < nodes_.size();) {
    const word head = nodes_[i];
    const std::size_t end = i + 1 + static_cast<std::size_t>(size_of(head));
    const bool has_parts = kind_of(head) == kind::tuple;
    to[i] = head;
    for (++i; i < end; ++i) {
      to[i] = has_parts ? there(nodes_[i]) : nodes_[i];
    }
  }
}

}  // namespace kith::lang
