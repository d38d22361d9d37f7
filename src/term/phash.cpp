// What is fed to the hash, in which order and with which primes, is OTP's: erts, utils.c,
// make_hash. Each step multiplies by a prime and adds.
#include "term/phash.hpp"

#include "base/small_stack.hpp"
#include "term/atom_table.hpp"
#include "term/bigint.hpp"
#include "term/closure.hpp"
#include "term/map_node.hpp"

namespace kith {

using namespace detail;

namespace {

/// Primes just above 2^28, numbered from 1 as in OTP.
constexpr std::uint32_t prime(std::size_t n) noexcept {
  constexpr std::uint32_t all[] = {268440163, 268439161, 268435459, 268436141, 268438633,
                                   268437017, 268438039, 268437511, 268439627, 268440479,
                                   268440577, 268440581, 268440593, 268440611};
  return all[n - 1];
}

/// What is still to be done, the last first.
struct pending {
  enum class what : std::uint8_t { term, tail, end_of_list, end_of_tuple };
  what is;
  term_ref of;
};

class old_hasher {
 public:
  std::uint32_t run(term_ref t) noexcept {
    rest_.push({pending::what::term, t});
    while (!rest_.empty()) {
      const pending next = rest_.pop();
      switch (next.is) {
      case pending::what::term: one(next.of); break;
      case pending::what::tail:
        if (next.of.is_cons()) {
          list(next.of);
        } else {
          rest_.push({pending::what::end_of_list, {}});
          one(next.of);
        }
        break;
      case pending::what::end_of_list: hash_ *= prime(8); break;
      case pending::what::end_of_tuple: step(9, static_cast<std::uint32_t>(next.of.arity())); break;
      }
    }
    return hash_;
  }

 private:
  void step(std::size_t by, std::uint32_t add) noexcept { hash_ = hash_ * prime(by) + add; }
  /// Four bytes, the lowest first.
  void four(std::uint32_t x, std::size_t by) noexcept {
    for (unsigned shift = 0; shift < 32; shift += 8) {
      step(by, (x >> shift) & 0xFFu);
    }
  }
  void name(atom a, std::size_t by = 1) noexcept { step(by, entry_of(a).portable_hash); }

  void one(term_ref t) noexcept {
    switch (t.tag()) {
    case tag::list: list(t); break;
    case tag::atom: name(t.as_atom()); break;
    case tag::nil: step(3, 1); break;
    case tag::small: integer(t); break;
    case tag::pid: pid_number(t); break;
    default: boxed(t);
    }
  }

  void integer(term_ref t) noexcept {
    const integer_view v(t);
    if (v.limbs().empty()) {
      four(0, 2);
    }
    for (std::size_t i = 0; i < v.limbs().size(); ++i) {
      const std::uint64_t limb = v.limbs()[i];
      four(static_cast<std::uint32_t>(limb), 2);
      if (i + 1 < v.limbs().size() || limb >> 32u != 0) {
        four(static_cast<std::uint32_t>(limb >> 32u), 2);
      }
    }
    hash_ *= prime(v.negative() ? 4 : 3);
  }

  /// Bytes at the head are no integers here.
  void list(term_ref t) noexcept {
    for (; t.is_cons(); t = t.tail()) {
      const term_ref head = t.head();
      if (head.tag() != tag::small || head.as_int() < 0 || head.as_int() > 255) {
        rest_.push({pending::what::tail, t.tail()});
        rest_.push({pending::what::term, head});
        return;
      }
      step(2, static_cast<std::uint32_t>(head.as_int()));
    }
    rest_.push({pending::what::end_of_list, {}});
    rest_.push({pending::what::term, t});
  }

  void pid_number(term_ref t) noexcept {
    four(t.as_pid().id(), 5);
    hash_ *= prime(6);
  }

  void boxed(term_ref t) noexcept {
    const word* n = t.node();
    switch (kind_of(*n)) {
    case kind::tuple:
      rest_.push({pending::what::end_of_tuple, t});
      for (std::size_t i = t.arity(); i-- > 0;) {
        rest_.push({pending::what::term, t[i]});
      }
      break;
    case kind::flat_map:
    case kind::hash_map:
    case kind::trie_map: step(13, prime(14) + phash2(t, std::uint64_t{1} << 32u)); break;
    case kind::export_fun:
      step(11, static_cast<std::uint32_t>(small_value(n[3])));
      name(term_ref(t.inside(n[1])).as_atom());
      name(term_ref(t.inside(n[2])).as_atom());
      break;
    case kind::closure: closure(closure_view(t)); break;
    case kind::binary:
    case kind::sub_binary: bits(t); break;
    case kind::big_pos:
    case kind::big_neg: integer(t); break;
    case kind::reference:
      four(static_cast<std::uint32_t>(n[2]), 9);
      hash_ *= prime(10);
      break;
    case kind::pid: pid_number(t); break;
    case kind::port:
      if (n[2] >> 32u != 0) {
        four(static_cast<std::uint32_t>(n[2] >> 32u), 11);
      }
      four(static_cast<std::uint32_t>(n[2]), 9);
      hash_ *= prime(10);
      break;
    case kind::floating: {
      const std::uint64_t d = t.as_float() == 0.0 ? 0 : n[1];
      step(6, static_cast<std::uint32_t>(d >> 32u) ^ static_cast<std::uint32_t>(d));
      break;
    }
    }
  }

  void closure(const closure_view& f) noexcept {
    step(10, static_cast<std::uint32_t>(f.free_count()));
    name(f.module());
    step(2, f.index());
    step(2, f.old_uniq());
    for (std::size_t i = f.free_count(); i-- > 0;) {
      rest_.push({pending::what::term, f.free_variable(i)});
    }
  }

  void bits(term_ref t) noexcept {
    const std::string_view bytes = t.bit_bytes();
    const std::size_t whole = t.bit_size() / 8;
    const auto spare = static_cast<std::uint32_t>(t.bit_size() % 8);
    for (const char c : bytes.substr(0, whole)) {
      step(1, static_cast<unsigned char>(c));
    }
    if (spare > 0) {
      step(1, std::uint32_t{static_cast<unsigned char>(bytes[whole])} >> (8 - spare));
      step(12, spare);
    }
    step(4, static_cast<std::uint32_t>(whole));
  }

  std::uint32_t hash_ = 0;
  small_stack<pending, 8> rest_;
};

}  // namespace

std::uint64_t phash(term_ref t, std::uint64_t range) noexcept {
  KITH_ASSERT(range >= 1 && range <= std::uint64_t{1} << 32u);
  return old_hasher().run(t) % range + 1;
}

}  // namespace kith
