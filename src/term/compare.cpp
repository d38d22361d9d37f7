// Erlang's term order, and exact equality. Nothing recurses: what is still to be compared waits on
// a stack of its own, and maps of over 32 pairs, whose comparison needs the outcomes of others,
// wait there as small state machines (map_compare.hpp).
//
// OTP: erts, utils.c; Erlang Reference Manual, "Term Comparisons". Two things are easily missed:
// pids go by serial, then id, and only then by node, but ports and references by node first; and
// among the keys of maps every integer comes before every float.
#include <cstring>

#include "base/small_stack.hpp"
#include "term/bigint.hpp"
#include "term/closure.hpp"
#include "term/map_compare.hpp"
#include "term/node_view.hpp"

namespace kith {

using namespace detail;

namespace {

template <class T>
int sign(const T& a, const T& b) noexcept {
  return a < b ? -1 : b < a ? 1 : 0;
}
int sign(std::strong_ordering o) noexcept {
  return o < 0 ? -1 : o > 0 ? 1 : 0;
}

int compare_identities(identity a, identity b) noexcept {
  const int by_name = sign(a.node <=> b.node);
  return by_name != 0 ? by_name : sign(a.creation, b.creation);
}

int compare_pids(pid a, pid b) noexcept {
  if (const int j = sign(a.serial(), b.serial()); j != 0) {
    return j;
  }
  if (const int j = sign(a.id(), b.id()); j != 0) {
    return j;
  }
  return compare_identities({a.node(), a.creation()}, {b.node(), b.creation()});
}

int compare_ports(const word* a, const word* b) noexcept {
  const int j = compare_identities(identity_of(a[1]), identity_of(b[1]));
  return j != 0 ? j : sign(a[2], b[2]);
}

int compare_references(const word* a, const word* b) noexcept {
  if (const int j = compare_identities(identity_of(a[1]), identity_of(b[1])); j != 0) {
    return j;
  }
  // The last word sent is the most significant one; one that is missing counts as 0.
  const auto part = [](const word* n, std::uint64_t i) {
    return i < (size_of(*n) + 1) / 2 ? n[2 + i] : 0;
  };
  for (std::uint64_t i = (std::max(size_of(*a), size_of(*b)) + 1) / 2; i-- > 0;) {
    if (const int j = sign(part(a, i), part(b, i)); j != 0) {
      return j;
    }
  }
  return 0;
}

int compare_bits(term_ref a, term_ref b) noexcept {
  const std::uint64_t bits = std::min(a.bit_size(), b.bit_size());
  const std::string_view x = a.bit_bytes();
  const std::string_view y = b.bit_bytes();
  if (bits >= 8) {
    if (const int j = std::memcmp(x.data(), y.data(), bits / 8); j != 0) {
      return j;
    }
  }
  if (bits % 8 != 0) {
    const unsigned shift = 8 - static_cast<unsigned>(bits % 8);
    const auto last = [&](std::string_view s) {
      return static_cast<unsigned>(static_cast<unsigned char>(s[bits / 8])) >> shift;
    };
    if (const int j = sign(last(x), last(y)); j != 0) {
      return j;
    }
  }
  return sign(a.bit_size(), b.bit_size());
}

int compare_numbers(term_ref a, term_ref b, bool exact) noexcept {
  const bool a_float = a.is_float();
  const bool b_float = b.is_float();
  if (a_float && b_float) {
    return sign(a.as_float(), b.as_float());
  }
  if (!a_float && !b_float) {
    if (a.tag() == tag::small && b.tag() == tag::small) {
      return sign(small_value(a.raw()), small_value(b.raw()));
    }
    return sign(compare_integers(integer_view(a), integer_view(b)));
  }
  if (exact) {
    return a_float ? 1 : -1;
  }
  return a_float ? -sign(compare_with_float(integer_view(b), a.as_float()))
                 : sign(compare_with_float(integer_view(a), b.as_float()));
}

int compare_exports(term_ref a, term_ref b) noexcept {
  const word* x = a.node();
  const word* y = b.node();
  if (const int j = sign(view(x[1]).as_atom() <=> view(y[1]).as_atom()); j != 0) {
    return j;
  }
  if (const int j = sign(view(x[2]).as_atom() <=> view(y[2]).as_atom()); j != 0) {
    return j;
  }
  return sign(small_value(x[3]), small_value(y[3]));
}

/// By module, index and old uniq; a fun's free variables decide the rest.
int compare_closures(const closure_view& a, const closure_view& b) noexcept {
  if (const int j = sign(a.module() <=> b.module()); j != 0) {
    return j;
  }
  if (const int j = sign(a.index(), b.index()); j != 0) {
    return j;
  }
  const auto uniq = [](const closure_view& f) { return static_cast<std::int32_t>(f.old_uniq()); };
  if (const int j = sign(uniq(a), uniq(b)); j != 0) {
    return j;
  }
  return sign(a.free_count(), b.free_count());
}

/// number < atom < reference < fun < port < pid < tuple < map < nil < list < bitstring. Closures
/// come before exported funs.
enum class rank : std::uint8_t {
  none,
  number,
  atom,
  reference,
  closure,
  exported,
  port,
  pid,
  tuple,
  map,
  nil,
  list,
  bitstring
};

rank rank_of_node(word header_word) noexcept {
  switch (kind_of(header_word)) {
  case kind::tuple: return rank::tuple;
  case kind::big_pos:
  case kind::big_neg:
  case kind::floating: return rank::number;
  case kind::binary:
  case kind::sub_binary: return rank::bitstring;
  case kind::flat_map:
  case kind::hash_map:
  case kind::trie_map: return rank::map;
  case kind::pid: return rank::pid;
  case kind::port: return rank::port;
  case kind::reference: return rank::reference;
  case kind::export_fun: return rank::exported;
  case kind::closure: return rank::closure;
  }
  return rank::none;
}

rank rank_of(word w) noexcept {
  constexpr rank by_tag[] = {rank::none,   rank::list, rank::none, rank::none,
                             rank::number, rank::atom, rank::pid,  rank::nil};
  return tag_of(w) == tag::boxed ? rank_of_node(*pointer(w))
                                 : by_tag[static_cast<std::size_t>(tag_of(w))];
}

/// Words still to be compared in pairs, or a map that waits for an outcome.
struct pending {
  const word* a;
  const word* b;
  std::uint64_t left;
  std::uint32_t stride;
  comparison how;
  map_compare* map;
};

class comparer {
 public:
  comparer() = default;
  comparer(const comparer&) = delete;
  comparer& operator=(const comparer&) = delete;
  ~comparer() {
    while (!pending_.empty()) {
      delete pending_.pop().map;
    }
  }

  int run(word a, word b, comparison how) noexcept {
    step now{a, b, how};
    for (;;) {
      int j = one(now);
      while (j != 0 && !pending_.empty()) {  // an outcome matters to a waiting map only
        if (pending_.back().map != nullptr) {
          break;
        }
        pending_.pop();
      }
      if (!next(j, now)) {
        return j;
      }
    }
  }

 private:
  using step = map_compare::step;

  /// Goes on after an outcome. False when it is the outcome of everything.
  bool next(int& j, step& now) noexcept {
    while (!pending_.empty()) {
      pending& top = pending_.back();
      if (top.map != nullptr) {
        if (top.map->resume(j, now)) {
          return true;
        }
        delete pending_.pop().map;
        while (j != 0 && !pending_.empty() && pending_.back().map == nullptr) {
          pending_.pop();
        }
        continue;
      }
      now = {*top.a, *top.b, top.how};
      top.a += top.stride;
      top.b += top.stride;
      if (--top.left == 0) {
        pending_.pop();
      }
      if (now.a != now.b) {
        return true;
      }
    }
    return false;
  }

  void push(const word* a, const word* b, std::uint64_t count, comparison how,
            std::uint32_t stride = 1) noexcept {
    if (count != 0) {
      pending_.push({a, b, count, stride, how, nullptr});
    }
  }

  /// Compares two terms but for their parts, which are pushed.
  int one(const step& s) noexcept {
    word x = resolve(s.a);
    word y = resolve(s.b);
    while (x != y) {
      if (tag_of(x) == tag::small && tag_of(y) == tag::small) {
        return sign(small_value(x), small_value(y));
      }
      if (tag_of(x) != tag::list || tag_of(y) != tag::list) {
        const rank r = rank_of(x);
        const rank other = rank_of(y);
        return r != other ? sign(r, other) : alike(r, view(x), view(y), s.how);
      }
      const word* p = pointer(x);
      const word* q = pointer(y);
      const bool on = p[0] == q[0];
      if (!on) {
        push(p + 1, q + 1, 1, s.how);
      }
      x = resolve(p[on ? 1 : 0]);
      y = resolve(q[on ? 1 : 0]);
    }
    return 0;
  }

  int alike(rank r, term_ref a, term_ref b, comparison how) noexcept {
    switch (r) {
    case rank::number: return compare_numbers(a, b, how != comparison::numeric);
    case rank::atom: return sign(a.as_atom() <=> b.as_atom());
    case rank::reference: return compare_references(a.node(), b.node());
    case rank::port: return compare_ports(a.node(), b.node());
    case rank::pid: return compare_pids(a.as_pid(), b.as_pid());
    case rank::exported: return compare_exports(a, b);
    case rank::closure: return closures(a, b, how);
    case rank::tuple: return tuples(a.node(), b.node(), how);
    case rank::map: return maps(a, b, how);
    case rank::bitstring:
      return how == comparison::equality && a.bit_size() != b.bit_size() ? 1 : compare_bits(a, b);
    default: return 0;
    }
  }

  int closures(term_ref a, term_ref b, comparison how) noexcept {
    const int j = compare_closures(closure_view(a), closure_view(b));
    if (j == 0) {
      const parts free = parts_of(a.node());
      push(free.at, parts_of(b.node()).at, free.count, how);
    }
    return j;
  }

  int tuples(const word* a, const word* b, comparison how) noexcept {
    const int j = sign(size_of(*a), size_of(*b));
    if (j == 0) {
      push(a + 1, b + 1, size_of(*a), how);
    }
    return j;
  }

  /// By size, then by the keys in order, then by the values in order of the keys.
  int maps(term_ref a, term_ref b, comparison how) noexcept {
    const word* x = a.node();
    const word* y = b.node();
    const std::uint64_t size = size_of(*x);
    if (size != size_of(*y)) {
      return sign(size, size_of(*y));
    }
    if (size > flat_map_max) {
      return large_maps(a, b, how);
    }
    push(x + 2, y + 2, size, how, 2);
    push(x + 1, y + 1, size, how == comparison::numeric ? comparison::exact : how, 2);
    return 0;
  }

  int large_maps(term_ref a, term_ref b, comparison how) noexcept {
    const word* x = a.node();
    const word* y = b.node();
    const std::uint64_t size = size_of(*x);
    if (kind_of(*x) == kind::hash_map && kind_of(*y) == kind::hash_map &&
        how == comparison::equality) {
      if (std::memcmp(x + 2, y + 2, size * sizeof(word)) != 0) {
        return 1;
      }
      push(x + 2 + size, y + 2 + size, 2 * size, how);
      return 0;
    }
    pending_.push({nullptr, nullptr, 0, 0, how, new map_compare(a, b, how)});
    return 0;
  }

  small_stack<pending, 8> pending_;
};

/// Small integers and atoms, without setting anything up.
bool compare_plain(word a, word b, int& outcome) noexcept {
  if (tag_of(a) == tag::small && tag_of(b) == tag::small) {
    outcome = sign(small_value(a), small_value(b));
    return true;
  }
  if (is_plain(a) && is_plain(b)) {
    outcome = tag_of(a) == tag::atom && tag_of(b) == tag::atom
                  ? sign(view(a).as_atom() <=> view(b).as_atom())
                  : sign(rank_of(a), rank_of(b));
    return true;
  }
  return false;
}

int compare_words(word a, word b, comparison how) noexcept {
  int outcome = 0;
  return compare_plain(a, b, outcome) ? outcome : comparer().run(a, b, how);
}

std::weak_ordering order_of(int j) noexcept {
  return j < 0   ? std::weak_ordering::less
         : j > 0 ? std::weak_ordering::greater
                 : std::weak_ordering::equivalent;
}

}  // namespace

std::weak_ordering compare(term_ref a, term_ref b) noexcept {
  return order_of(compare_words(a.raw(), b.raw(), comparison::numeric));
}

std::weak_ordering compare_exact(term_ref a, term_ref b) noexcept {
  return order_of(compare_words(a.raw(), b.raw(), comparison::exact));
}

bool term_ref::equal(term_ref a, term_ref b) noexcept {
  if (a.w_ == b.w_) {
    return true;
  }
  if (is_plain(a.w_) || is_plain(b.w_)) {
    return false;
  }
  return comparer().run(a.w_, b.w_, comparison::equality) == 0;
}

}  // namespace kith
