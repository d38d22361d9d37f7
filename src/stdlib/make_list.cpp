#include "stdlib/make_list.hpp"

#include "kith/process.hpp"

namespace kith::detail {

namespace {

constexpr std::uint64_t elements_max = std::uint64_t{1} << 31u;

bool is_immediate(term_ref t) noexcept {
  const tag kind = t.tag();
  return kind != tag::list && kind != tag::boxed && kind != tag::away;
}

std::uint64_t words_of(term_ref t) noexcept {
  return is_immediate(t) ? 0 : embed_words(t);
}

/// An arena for conses or elements, which take `own` words, and all that they refer to.
std::uint64_t words_for(std::uint64_t own, std::span<const term_ref> elements) {
  if (elements.size() > elements_max) {
    raise_error(atoms::system_limit);
  }
  for (const term_ref e : elements) {
    own += words_of(e);
  }
  if (own > UINT32_MAX) {
    raise_error(atoms::system_limit);
  }
  return own;
}

template <class At>
term list_by(std::span<const term_ref> elements, term_ref tail, At at) {
  const std::size_t n = elements.size();
  if (n == 0) {
    return term(tail);
  }
  arena a(words_for(2 * std::uint64_t{n} + words_of(tail), elements));
  word* const conses = a.take(2 * std::uint64_t{n});
  for (std::size_t i = 0; i < n; ++i) {
    conses[2 * i] = a.embed(at(i));
    conses[2 * i + 1] = list_word(conses + 2 * i + 2);
  }
  conses[2 * n - 1] = a.embed(tail);
  return a.finish(list_word(conses));
}

}  // namespace

term_ref gather(term_ref list, term_refs& into) {
  for (; list.is_cons(); list = list.tail()) {
    into.push_back(list.head());
  }
  return list;
}

term make_list(std::span<const term_ref> elements, term_ref tail) {
  return list_by(elements, tail, [elements](std::size_t i) { return elements[i]; });
}

term make_reversed_list(std::span<const term_ref> elements, term_ref tail) {
  return list_by(elements, tail,
                 [elements](std::size_t i) { return elements[elements.size() - 1 - i]; });
}

term tuple_of(std::span<const term_ref> elements) {
  const std::size_t n = elements.size();
  arena a(words_for(1 + std::uint64_t{n}, elements));
  word* const node = a.take(1 + n);
  node[0] = header(kind::tuple, n);
  for (std::size_t i = 0; i < n; ++i) {
    node[1 + i] = a.embed(elements[i]);
  }
  return a.finish(boxed_word(node));
}

term make_repeated(std::uint64_t times, term_ref element) {
  if (times == 0) {
    return term::nil();
  }
  if (times >= elements_max) {
    raise_error(atoms::system_limit);
  }
  arena a(2 * times + words_of(element));
  word* const conses = a.take(2 * times);
  const word one = a.embed(element);
  for (std::uint64_t i = 0; i < times; ++i) {
    conses[2 * i] = one;
    conses[2 * i + 1] = list_word(conses + 2 * i + 2);
  }
  conses[2 * times - 1] = nil_word;
  return a.finish(list_word(conses));
}

}  // namespace kith::detail
