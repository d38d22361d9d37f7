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

}  // namespace

term_ref gather(term_ref list, term_refs& into) {
  for (; list.is_cons(); list = list.tail()) {
    into.push_back(list.head());
  }
  return list;
}

term make_list(std::span<const term_ref> elements, term_ref tail) {
  const std::size_t n = elements.size();
  if (n == 0) {
    return term(tail);
  }
  arena a(words_for(2 * std::uint64_t{n} + words_of(tail), elements));
  word* const conses = a.take(2 * std::uint64_t{n});
  for (std::size_t i = 0; i < n; ++i) {
    conses[2 * i] = a.embed(elements[i]);
    conses[2 * i + 1] = list_word(conses + 2 * i + 2);
  }
  conses[2 * n - 1] = a.embed(tail);
  return a.finish(list_word(conses));
}

term reversed_list(term_ref list, term_ref tail) {
  std::uint64_t n = 0;
  std::uint64_t words = words_of(tail);
  term_ref at = list;
  for (; at.is_cons(); at = at.tail(), ++n) {
    words += words_of(at.head());
  }
  if (!at.is_nil()) {
    return {};
  }
  if (n == 0) {
    return term(tail);
  }
  words += 2 * n;
  if (n > elements_max || words > UINT32_MAX) {
    raise_error(atoms::system_limit);
  }
  arena a(words);
  word* const conses = a.take(2 * n);
  conses[2 * n - 1] = a.embed(tail);
  at = list;
  for (std::uint64_t i = n; i-- > 0; at = at.tail()) {
    conses[2 * i] = a.embed(at.head());
    if (i + 1 < n) {
      conses[2 * i + 1] = list_word(conses + 2 * i + 2);
    }
  }
  return a.finish(list_word(conses));
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
