// Writing a plan as one block: first its size is summed up, then each node takes the words of its
// parts from a stack.
#include <algorithm>
#include <span>

#include "kith/arena.hpp"
#include "term/bigint.hpp"
#include "term/map.hpp"
#include "term/node_view.hpp"
#include "term/parse_plan.hpp"
#include "term/scan_utf8.hpp"

namespace kith {

namespace {

using detail::word;

class plan_writer {
 public:
  explicit plan_writer(std::uint64_t words) : to_(words), left_(words) {}

  void push(word w) { done_.push_back(w); }
  void integer(const whole_number& n);
  void floating(double d);
  void string(std::string_view characters);
  void binary(std::string_view bytes, std::uint64_t bits);
  void tuple(std::size_t n);
  void list(std::size_t n, bool improper);
  void map(std::size_t n);
  void function();
  term finish();

 private:
  /// Counts what is about to be taken.
  std::uint64_t spend(std::uint64_t words) {
    KITH_ASSERT(words <= left_);
    left_ -= words;
    return words;
  }
  std::span<const word> last(std::size_t n) const { return std::span(done_).last(n); }
  void replace(std::size_t n, word whole) {
    done_.resize(done_.size() - n);
    done_.push_back(whole);
  }

  arena to_;
  std::uint64_t left_;
  std::vector<word> done_;
};

void plan_writer::integer(const whole_number& n) {
  spend(size_limbs(n.negative, n.limbs));
  push(integer_in(to_, n.negative, n.limbs));
}

void plan_writer::floating(double d) {
  spend(arena::size_float());
  push(to_.floating(d));
}

void plan_writer::string(std::string_view characters) {
  const std::size_t count = count_utf8(characters);
  word* cons = to_.take(spend(2 * std::uint64_t{count}));
  const word* first = cons;
  for (std::size_t at = 0; at < characters.size(); cons += 2) {
    cons[0] = detail::small_word(static_cast<std::int64_t>(decode_utf8(characters, at)));
    cons[1] = at < characters.size() ? detail::list_word(cons + 2) : detail::nil_word;
  }
  push(count == 0 ? detail::nil_word : detail::list_word(first));
}

void plan_writer::binary(std::string_view bytes, std::uint64_t bits) {
  spend(arena::size_binary(bytes.size()));
  char* data = nullptr;
  push(to_.binary(bits, data));
  std::copy(bytes.begin(), bytes.end(), data);
}

void plan_writer::tuple(std::size_t n) {
  word* node = to_.take(spend(1 + std::uint64_t{n}));
  node[0] = detail::header(detail::kind::tuple, n);
  const auto parts = last(n);
  std::copy(parts.begin(), parts.end(), node + 1);
  replace(n, detail::boxed_word(node));
}

void plan_writer::list(std::size_t n, bool improper) {
  const auto parts = last(n);
  const std::size_t elements = improper ? n - 1 : n;
  word* cons = to_.take(spend(2 * std::uint64_t{elements}));
  for (std::size_t i = 0; i < elements; ++i) {
    cons[2 * i] = parts[i];
    cons[2 * i + 1] = i + 1 < elements ? detail::list_word(cons + 2 * (i + 1))
                      : improper       ? parts[n - 1]
                                       : detail::nil_word;
  }
  replace(n, detail::list_word(cons));
}

void plan_writer::function() {
  const auto parts = last(3);
  word* node = to_.take(spend(4));
  node[0] = detail::header(detail::kind::export_fun, 3);
  std::copy(parts.begin(), parts.end(), node + 1);
  replace(3, detail::boxed_word(node));
}

// Of equal keys the last one counts, as in maps:from_list/1.
void plan_writer::map(std::size_t n) {
  struct pair {
    word key;
    word value;
    std::size_t place;
  };
  const auto parts = last(n);
  std::vector<pair> pairs;
  for (std::size_t i = 0; i < n; i += 2) {
    pairs.push_back({parts[i], parts[i + 1], i});
  }
  const auto order = [](const pair& a, const pair& b) {
    return compare_exact(detail::view(a.key), detail::view(b.key));
  };
  std::sort(pairs.begin(), pairs.end(), [&](const pair& a, const pair& b) {
    const auto o = order(a, b);
    return o < 0 || (o == 0 && a.place > b.place);
  });
  pairs.erase(std::unique(pairs.begin(), pairs.end(),
                          [&](const pair& a, const pair& b) { return order(a, b) == 0; }),
              pairs.end());
  std::vector<word> words;
  for (const pair& p : pairs) {
    words.push_back(p.key);
    words.push_back(p.value);
  }
  spend(size_map(pairs.size()));
  const word whole = map_in(to_, words);
  KITH_ASSERT(whole != 0);
  replace(n, whole);
}

/// If keys came twice, there are words left; a copy does without them.
term plan_writer::finish() {
  KITH_ASSERT(done_.size() == 1);
  const bool has_rest = left_ != 0;
  std::fill_n(to_.take(left_), left_, word{0});
  term whole = to_.finish(done_[0]);
  return has_rest ? compact(whole) : whole;
}

/// Words that a node takes at most, apart from its parts.
std::uint64_t words_of(const term_plan::node& n, const term_plan& plan) {
  switch (n.what) {
  case term_plan::kind::atom:
  case term_plan::kind::nil: return 0;
  case term_plan::kind::integer: return size_limbs(n.negative, plan.integer(n).limbs);
  case term_plan::kind::floating: return arena::size_float();
  case term_plan::kind::string: return 2 * std::uint64_t{count_utf8(plan.characters(n))};
  case term_plan::kind::binary: return arena::size_binary((n.size + 7) / 8);
  case term_plan::kind::tuple: return 1 + n.size;
  case term_plan::kind::list: return 2 * n.size;
  case term_plan::kind::improper_list: return 2 * (n.size - 1);
  case term_plan::kind::map: return size_map(n.size / 2);
  case term_plan::kind::function: return 4;
  }
  KITH_ASSERT(false);
}

}  // namespace

result<term> term_plan::build() const {
  std::uint64_t words = 0;
  std::vector<word> atoms;
  for (const node& n : nodes_) {
    words += words_of(n, *this);
    if (n.what == kind::atom) {
      const auto made = kith::atom::intern(characters(n));
      if (!made.ok()) {
        return error{made.failure().code, to_string(n.where) + ": " + made.failure().text};
      }
      atoms.push_back(detail::atom_word(made->index()));
    }
  }
  plan_writer to(words);
  auto next_atom = atoms.begin();
  for (const node& n : nodes_) {
    const auto parts = static_cast<std::size_t>(n.size);
    switch (n.what) {
    case kind::atom: to.push(*next_atom++); break;
    case kind::nil: to.push(detail::nil_word); break;
    case kind::integer: to.integer(integer(n)); break;
    case kind::floating: to.floating(n.real); break;
    case kind::string: to.string(characters(n)); break;
    case kind::binary: to.binary(bytes(n), n.size); break;
    case kind::tuple: to.tuple(parts); break;
    case kind::list: to.list(parts, false); break;
    case kind::improper_list: to.list(parts, true); break;
    case kind::map: to.map(parts); break;
    case kind::function: to.function(); break;
    }
  }
  return to.finish();
}

}  // namespace kith
