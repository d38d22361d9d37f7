// Where a node says that it is. Most take the annotation of one token; clauses, matches and calls
// that of the first token within, which is not the first where macros have mixed the locations.
#include "kith/build.hpp"
#include "lang/parser.hpp"

namespace kith::lang {

word parser::anno(std::uint32_t token) {
  word& known = annos_[token];
  if (known == 0) {
    const lexeme& l = words_[token];
    if (l.annotation) {
      known = heap_.embed(l.annotation);
      annotated_.try_emplace(known, token);
    } else if (l.where.column == 0) {
      known = heap_.embed(term(l.where.line));
    } else {
      known = heap_.tuple({heap::small(l.where.line), heap::small(l.where.column)});
    }
  }
  return known;
}

location parser::location_of(word anno) const {
  if (detail::tag_of(anno) == detail::tag::small) {
    return {detail::small_value(anno), 0};
  }
  if (const auto found = annotated_.find(anno); found != annotated_.end()) {
    return words_[found->second].where;
  }
  if (!heap_.is_tuple(anno)) {
    return {};
  }
  return {detail::small_value(heap_.element(anno, 0)),
          static_cast<std::uint32_t>(detail::small_value(heap_.element(anno, 1)))};
}

/// Calls `visit` with each annotation of a node and those below it, the outer before the inner,
/// from left to right, until it returns false. OTP: stdlib, erl_parse:fold_anno/3.
template <class Visit>
void parser::each_anno(word node, Visit visit) const {
  std::vector<word> left = {node};
  const auto push = [&](std::span<const word> parts) {
    for (std::size_t i = parts.size(); i-- > 0;) {
      if (heap::is_cons(parts[i]) || heap_.is_tuple(parts[i])) {
        left.push_back(parts[i]);
      }
    }
  };
  while (!left.empty()) {
    const word w = left.back();
    left.pop_back();
    if (heap::is_cons(w)) {
      const word parts[] = {heap_.head(w), heap_.tail(w)};
      push(parts);
      continue;
    }
    const auto all = heap_.elements(w);
    if (all[0] == heap::atom(atom("clauses")) || all[0] == heap::atom(atom("typed_record_field"))) {
      push(all.subspan(1));
      continue;
    }
    if (all[0] == heap::atom(atom("function"))) {
      if (all.size() == 4) {
        push(all.subspan(1));
      }
      continue;
    }
    if (!visit(all[1])) {
      return;
    }
    const bool is_segment = all[0] == heap::atom(atom("bin_element"));
    push(all.subspan(2, is_segment ? 2 : all.size() - 2));
  }
}

word parser::first_anno(part p) {
  return monotonic_ ? anno(p.first) : first_anno_of(p.at);
}

word parser::first_anno_of(word node) const {
  word first = heap_.element(node, 1);
  each_anno(node, [&](word next) {
    const bool is_before = location_of(next) <= location_of(first);
    first = is_before ? next : first;
    return is_before;
  });
  return first;
}

location parser::first_location(word node) const {
  return location_of(first_anno_of(node));
}

/// As OTP compares them here: not the locations but the annotations, of which those that are lists
/// come last, in term order, the text before the location.
bool parser::is_later(word anno, word than) const {
  const auto a = annotated_.find(anno);
  const auto b = annotated_.find(than);
  if (a == annotated_.end() || b == annotated_.end()) {
    return a != annotated_.end() ||
           (b == annotated_.end() && location_of(anno) > location_of(than));
  }
  return compare(words_[a->second].annotation, words_[b->second].annotation) > 0;
}

word parser::last_anno(part p) {
  word last = 0;
  each_anno(p.at, [&](word next) {
    if (last == 0 || is_later(next, last)) {
      last = next;
    }
    return true;
  });
  const auto found = annotated_.find(last);
  if (found == annotated_.end()) {
    return last;
  }
  const lexeme& l = words_[found->second];
  const term_ref text = annotated_text(l.annotation);
  return text ? heap_.embed(term(list(kith::tuple(atom("text"), text),
                                      kith::tuple(atom("location"), l.end().to_term()))))
              : last;
}

}  // namespace kith::lang
