#include "etf/encode.hpp"

#include <doctest/doctest.h>

#include "etf/sample_bytes.hpp"
#include "kith/build.hpp"
#include "kith/map.hpp"
#include "term/bigint.hpp"
#include "term/local_node.hpp"
#include "term/sample_terms.hpp"

using namespace kith;
using namespace kith::sample;

namespace {

std::string written(const term& t, const etf::encoding& how = {}) {
  std::string out;
  etf::encode(t, how, out);
  return out;
}

term parsed(std::string_view text) {
  auto t = parse_term(text);
  REQUIRE_MESSAGE(t.ok(), (t ? "" : t.failure().text));
  return *t;
}

}  // namespace

TEST_CASE("encode: terms are written as OTP 25 writes them") {
  const auto golden = golden_terms();
  REQUIRE(golden.size() > 100);
  for (const golden_term& g : golden) {
    CAPTURE(g.text);
    const auto t = binary_to_term(g.bytes);
    REQUIRE(t.ok());
    const bool packed = g.bytes[1] == 80;
    const bool utf8 = g.bytes.find('w') == 1 || g.bytes.find("\x77\x02ok") != std::string::npos;
    CHECK(term_to_binary(*t, {.compressed = packed ? 6 : 0, .utf8_atoms = utf8}) == g.bytes);
  }
}

TEST_CASE("encode: an atom is Latin-1 where OTP 25 has it so, and always UTF-8 between nodes") {
  const etf::encoding otp_25{.atoms = etf::atom_form::otp_25};
  CHECK(written(atom("abc")) == wire(119, 3, "abc"));
  CHECK(written(atom("abc"), otp_25) == wire(100, u16(3), "abc"));
  CHECK(written(atom("")) == wire(119, 0));
  CHECK(written(atom("\u00E5\u00FF"), otp_25) == wire(100, u16(2), 0xE5, 0xFF));
  CHECK(written(atom("\u0100"), otp_25) == wire(119, 2, 0xC4, 0x80));
  const atom wide(repeated("\u0416", 128));
  CHECK(written(wide) == wire(118, u16(256), wide.name()));
  const atom most(repeated("\U0001F600", 255));
  CHECK(written(most, otp_25) == wire(118, u16(1020), most.name()));
}

namespace {

/// Knows the atoms it is given by their places.
class few_numbers final : public etf::atom_numbers {
 public:
  explicit few_numbers(std::vector<atom> known) : known_(std::move(known)) {}
  int refer(atom a) override {
    for (std::size_t i = 0; i < known_.size(); ++i) {
      if (known_[i] == a) {
        return static_cast<int>(i);
      }
    }
    return -1;
  }

 private:
  std::vector<atom> known_;
};

}  // namespace

TEST_CASE("encode: an atom that has a number goes by it, names of nodes too") {
  few_numbers numbers({atom("a@h"), atom("known_one")});
  const etf::encoding how{.numbers = &numbers};
  const term t = tuple(atom("known_one"), atom("other"), external_pid("a@h", 5, 1, 2));
  CHECK(written(t, how) == wire(104, 3, 82, 1, 119, 5, "other", 88, 82, 0, u32(1), u32(2), u32(5)));
}

TEST_CASE("encode: a pid of this program goes by its node's name, slot and generation") {
  const std::uint32_t index = add_local_node({atom("me@h"), 77});
  CHECK(written(term(pid::local(index, 12, 34))) ==
        wire(88, 119, 4, "me@h", u32(12), u32(34), u32(77)));
  remove_local_node(index);
}

TEST_CASE("encode: a list of bytes is a string up to 65,535 of them") {
  for (const std::size_t n : {1u, 2047u, 2048u, 2049u, 4096u, 4097u, 65'534u, 65'535u}) {
    const std::string bytes(n, 's');
    CHECK(written(term(bytes)) == wire(107, u16(n), bytes));
  }
  const std::string list = written(term(std::string(65'536, 's')));
  CHECK(list.substr(0, 7) == wire(108, u32(65'536), 97, 's'));
  CHECK(list.size() == 5 + 2 * 65'536 + 1);
  CHECK(written(parsed("[255]")) == wire(107, u16(1), 255));
  CHECK(written(parsed("[256]")) == wire(108, u32(1), 98, u32(256), 106));
  CHECK(written(parsed("[-1]")) == wire(108, u32(1), 98, u32(0xFFFFFFFF), 106));
  CHECK(written(parsed("[1 | 2]")) == wire(108, u32(1), 97, 1, 97, 2));
  CHECK(written(parsed("[1, 2, a]")) == wire(108, u32(3), 97, 1, 97, 2, 119, 1, "a", 106));
}

TEST_CASE("encode: a list is no string when a late element is no byte, or the end no []") {
  for (const std::size_t n : {5u, 2047u, 2048u, 2049u, 5000u}) {
    CAPTURE(n);
    const term text(std::string(n, 's'));
    const std::string small = repeated(wire(97, 's'), n);
    std::vector<term> elements(n, term(int{'s'}));
    elements.emplace_back(300);
    CHECK(written(list_of(elements)) == wire(108, u32(n + 1)) + small + wire(98, u32(300), 106));
    elements.back() = term(int{'t'});
    CHECK(written(list_of(elements)) == wire(107, u16(n + 1)) + std::string(n, 's') + "t");
    term improper = atoms::ok;
    term cells = term::nil();
    for (std::size_t i = 0; i < n; ++i) {  // each in a block of its own
      improper = cons(term(int{'s'}), improper);
      cells = cons(term(int{'s'}), cells);
    }
    CHECK(written(improper) == wire(108, u32(n)) + small + wire(119, 2, "ok"));
    CHECK(written(cells) == written(text));
    CHECK(written(cons(term(1), text)) == wire(107, u16(n + 1), 1) + std::string(n, 's'));
  }
}

TEST_CASE("encode: what is as long as it can be is whole wherever it comes") {
  const atom longest(repeated("\U0001F600", 254) + "x");
  const std::string name = wire(118, u16(1017), longest.name());
  arena a(arena::size_function());
  const detail::word made = a.function(longest, longest, 255);
  const term exported = a.finish(made);
  closure_identity f;
  f.module = longest;
  f.old_index = 0x80000000;
  f.old_uniq = 0x80000000;
  const term fun = closure(f, {});
  const term large = from_digits(std::string(512, '9'), 16).value();
  for (std::size_t before = 8; before < 40; ++before) {
    std::vector<term> all;
    std::string expected;
    for (int round = 0; round < 8; ++round) {
      const term filler = term::binary(std::string(before, 'f'));
      for (const term& t : {filler, exported, fun, large, term(longest)}) {
        all.push_back(t);
        expected += written(t);
      }
    }
    CHECK(written(list_of(all)) == wire(108, u32(all.size())) + expected + wire(106));
  }
  CHECK(written(exported) == wire(113) + name + name + wire(97, 255));
}

TEST_CASE("encode: integers take as many bytes as they must") {
  const auto big = [](std::string_view digits) { return written(from_digits(digits, 16).value()); };
  CHECK(written(term(255)) == wire(97, 255));
  CHECK(written(term(256)) == wire(98, u32(256)));
  CHECK(written(term(-1)) == wire(98, u32(0xFFFFFFFF)));
  CHECK(big("80000000") == wire(110, 4, 0, 0, 0, 0, 0x80));
  CHECK(big("-80000000") == wire(98, u32(0x80000000)));
  CHECK(big("-80000001") == wire(110, 4, 1, 1, 0, 0, 0x80));
  CHECK(big("-1000000000000000") == wire(110, 8, 1, repeated(u8(0), 7), 0x10));
  CHECK(big("1" + std::string(508, '0')) == wire(110, 255, 0, repeated(u8(0), 254), 1));
  CHECK(big("1" + std::string(510, '0')) == wire(111, u32(256), 0, repeated(u8(0), 255), 1));
}

TEST_CASE("encode: a port takes the wide form only where its number needs it, as in OTP 25") {
  const std::string node = wire(119, 3, "a@h");
  CHECK(written(port(5, 0x0FFFFFFF)) == wire(89, node, u32(0x0FFFFFFF), u32(5)));
  CHECK(written(port(5, 0x10000000)) == wire(120, node, u64(0x10000000), u32(5)));
}

TEST_CASE("encode: a fun states its size, shared binaries included") {
  const std::string large(etf::left_out_bytes_min, 'x');
  closure_identity f;
  f.module = atom("m");
  f.old_uniq = 0xFFFFFFFE;  // -2
  const term t = tuple(closure(f, {term::binary(large), closure(f, {term(1)})}), 7);
  const std::string whole = written(t);
  const auto at_most = [](std::string_view bytes) {
    return (std::uint64_t{static_cast<unsigned char>(bytes[1])} << 16u) |
           (std::uint64_t{static_cast<unsigned char>(bytes[2])} << 8u) |
           static_cast<unsigned char>(bytes[3]);
  };
  // Behind the tuple's head and the tag; the last element takes two bytes.
  CHECK(at_most(std::string_view(whole).substr(3)) == whole.size() - 3 - 2);
  std::string parts;
  std::vector<etf::left_out> shared;
  etf::encode(t, {}, parts, &shared);
  REQUIRE(shared.size() == 1);
  CHECK(parts.substr(0, shared[0].at) + large + parts.substr(shared[0].at) == whole);
  CHECK(written(*binary_to_term(wire(131) + whole)) == whole);
}

TEST_CASE("encode: large binaries are left out in order and stay where they lie") {
  const term large = term::binary(std::string(etf::left_out_bytes_min, 'L'));
  const term nearly = term::binary(std::string(etf::left_out_bytes_min - 1, 'n'));
  const term t = tuple(large, nearly, list(large, large));
  std::string bytes = "before";
  std::vector<etf::left_out> shared;
  etf::encode(t, {}, bytes, &shared);
  REQUIRE(shared.size() == 3);
  std::string joined;
  std::size_t from = 0;
  for (const etf::left_out& s : shared) {
    CHECK(s.bytes.data() == large.as_binary().data());
    CHECK(s.home == t.ref());
    joined += bytes.substr(from, s.at - from);
    joined += s.bytes;
    from = s.at;
  }
  joined += bytes.substr(from);
  CHECK(joined == "before" + written(t));
}

TEST_CASE("encode: maps made pair by pair are written whole; sorted ones the same however made") {
  term grown = map();
  std::vector<term> pairs;
  for (int i = 0; i < 1000; ++i) {
    const int key = i * 7919 % 1000;
    grown = map_put(grown, term(key), term(-key));
    pairs.push_back(term(999 - i));
    pairs.push_back(term(i - 999));
  }
  const term built = map_of(pairs);
  for (const bool sorted : {false, true}) {
    const etf::encoding how{.sorted_maps = sorted};
    CHECK(*binary_to_term(wire(131) + written(grown, how)) == built);
    CHECK(*binary_to_term(wire(131) + written(tuple(grown, built, 1), how)) ==
          tuple(built, built, 1));
  }
  const etf::encoding how{.sorted_maps = true};
  const std::string bytes = written(grown, how);
  CHECK(bytes == written(built, how));
  CHECK(bytes.substr(0, 9) == wire(116, u32(1000), 97, 0, 97, 0));
  CHECK(bytes.substr(9, 7) == wire(97, 1, 98, u32(0xFFFFFFFF)));
  CHECK(written(map_of({grown, built}), how) == wire(116, u32(1)) + bytes + bytes);
}

TEST_CASE("encode: parts of binaries and terms in other blocks are followed") {
  const term whole = term::binary("0123456789");
  arena a(arena::size_part_of_binary());
  const detail::word part = a.part_of_binary(whole, 3, 4);
  const term t = a.finish(part);
  CHECK(written(t) == wire(109, u32(4), "3456"));
  CHECK(written(bits("\xFF\xA0", 11)) == wire(77, u32(2), 3, 0xFF, 0xA0));
  const term inner = list(1.5, "ab", tuple(whole, whole, whole));
  CHECK(written(tuple(inner, inner)) == wire(104, 2) + written(inner) + written(inner));
}

TEST_CASE("encode: depth takes no stack") {
  const std::size_t depth = 200'000;
  const std::string bytes = written(nested_tuples(depth));
  CHECK(binary_to_term(wire(131) + bytes, {.depth_max = depth}).ok());
  CHECK(written(nested_maps(5'000)).size() == 5'000 * 7 + 5);
}

TEST_CASE("encode: what is written is read back, whatever the term") {
  CHECK(rc::check([] {
    const term t = any_term(4);
    const term other = rebuilt(t);
    const std::string bytes = term_to_binary(t);
    const auto back = binary_to_term(bytes);
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == t);
    RC_ASSERT(*binary_to_term(term_to_binary(other, {.compressed = 9, .utf8_atoms = true})) == t);
    RC_ASSERT(term_to_binary(other, {.deterministic = true}) ==
              term_to_binary(*back, {.deterministic = true}));
  }));
}
