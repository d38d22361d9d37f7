// What a peer might send to do harm.
#include <doctest/doctest.h>

#include "etf/decode.hpp"
#include "etf/measure.hpp"
#include "etf/sample_bytes.hpp"
#include "kith/build.hpp"
#include "term/bigint.hpp"

using namespace kith;
using namespace kith::sample;

namespace {

/// Whether every outcome of decoding these bytes is sound: an error of the kind that bytes cause,
/// or a term that prints and comes back the same when written and read again.
void check_sound(std::string_view bytes) {
  const auto t = binary_to_term(bytes);
  if (!t) {
    REQUIRE((t.failure().code == errc::bad_input || t.failure().code == errc::limit));
    return;
  }
  REQUIRE(!to_string(*t).empty());
  const std::string again = term_to_binary(*t);
  const auto back = binary_to_term(again);
  REQUIRE(back.ok());
  REQUIRE(*back == *t);
}

errc refusal(std::string_view bytes, const decode_limits& limits = {}) {
  const auto t = binary_to_term(bytes, limits);
  REQUIRE(!t.ok());
  return t.failure().code;
}

}  // namespace

TEST_CASE("hostile: a header that claims 2^32-1 parts in a few bytes is refused before memory") {
  for (const unsigned tag : {105u, 108u, 109u, 111u, 116u}) {
    CAPTURE(tag);
    // 32 GiB and more, had it been believed; an integer is first held against its limit.
    const errc code = tag == 111 ? errc::limit : errc::bad_input;
    CHECK(refusal(wire(131, tag, u32(0xFFFFFFFF), 97, 1, 97, 2)) == code);
    CHECK(refusal(wire(131, 104, 1, tag, u32(0xFFFFFFFF), 97, 1)) == code);
    // The first pass sees it, which allocates nothing.
    etf::atom_reader atoms;
    const std::string bytes = wire(tag, u32(0xFFFFFFFF), 97, 1, 97, 2);
    const etf::decoding how;
    etf::measurer size(bytes, how, atoms);
    CHECK(size.run(0) != etf::fault::none);
  }
  CHECK(refusal(wire(131, 77, u32(0xFFFFFFFF), 3, 97, 1)) == errc::bad_input);
  CHECK(refusal(wire(131, 116, u32(0x80000000), 97, 1)) == errc::bad_input);
  CHECK(refusal(wire(131, 112, u32(10), 1, u64(0), u64(0), u32(0), u32(0xFFFFFFFF))) ==
        errc::bad_input);
  // Each level claims all that is left, and none has it.
  CHECK(refusal(wire(131) + repeated(wire(105, u32(4000)), 1000)) == errc::bad_input);
}

TEST_CASE("hostile: a million levels are refused at depth_max, without recursion") {
  const std::string tuples = wire(131) + repeated(wire(104, 1), 1'000'000) + wire(106);
  CHECK(refusal(tuples) == errc::limit);
  const std::string lists =
      wire(131) + repeated(wire(108, u32(1)), 1'000'000) + repeated(wire(106), 1'000'001);
  CHECK(refusal(lists) == errc::limit);
  const std::string maps = wire(131) + repeated(wire(116, u32(1), 97, 1), 1'000'000) + wire(106);
  CHECK(refusal(maps) == errc::limit);
  CHECK(binary_to_term(tuples, {.depth_max = 1'000'000}).ok());
  CHECK(binary_to_term(maps, {.depth_max = 1'000'000}).ok());
}

TEST_CASE("hostile: depth_max is met exactly") {
  const auto nested = [](std::size_t levels) {
    return wire(131) + repeated(wire(104, 1), levels) + wire(106);
  };
  CHECK(binary_to_term(nested(10'000)).ok());
  CHECK(refusal(nested(10'001)) == errc::limit);
  CHECK(binary_to_term(nested(3), {.depth_max = 3}).ok());
  CHECK(refusal(nested(4), {.depth_max = 3}) == errc::limit);
  // What stands side by side is not deep.
  CHECK(binary_to_term(wire(131, 104, 200) + repeated(wire(104, 1, 106), 200), {.depth_max = 2})
            .ok());
}

TEST_CASE("hostile: compressed data is refused when it is large, lies or holds itself") {
  const std::string zeros = wire(131, 109, u32(10'000'000)) + std::string(10'000'000, '\0');
  const std::string bomb = term_to_binary(*binary_to_term(zeros), {.compressed = 9});
  REQUIRE(bomb.size() < 20'000);
  CHECK(binary_to_term(bomb).ok());
  CHECK(refusal(bomb, {.unpacked_bytes_max = 0}) == errc::limit);
  CHECK(refusal(bomb, {.unpacked_bytes_max = 10'000'004}) == errc::limit);
  CHECK(binary_to_term(bomb, {.unpacked_bytes_max = 10'000'005}).ok());
  for (const std::uint64_t claim : {0u, 1u, 10'000'004u, 10'000'006u, 500'000'000u}) {
    std::string lying = bomb;
    lying.replace(2, 4, u32(claim));
    CHECK(refusal(lying) == errc::bad_input);
  }
  CHECK(refusal(bomb.substr(0, bomb.size() - 1)) == errc::bad_input);
  CHECK(refusal(wire(131, 104, 1) + bomb.substr(1)) == errc::bad_input);
  CHECK(refusal(wire(131, 80, u32(1))) == errc::bad_input);
}

TEST_CASE("hostile: new atoms stop at new_atoms_max; those that exist are free") {
  std::string bytes = wire(131, 104, 8);
  for (int i = 0; i < 4; ++i) {
    bytes += wire(119, 14, "hostile_atom_" + std::to_string(i));
    bytes += wire(119, 14, "hostile_atom_0");
  }
  const std::uint32_t before = atom::count();
  CHECK(refusal(bytes, {.new_atoms_max = 3}) == errc::limit);
  CHECK(atom::count() == before + 3);
  CHECK(refusal(bytes, {.new_atoms_max = 0}) == errc::limit);
  CHECK(binary_to_term(bytes, {.new_atoms_max = 1}).ok());
  CHECK(binary_to_term(bytes, {.new_atoms_max = 0}).ok());
  CHECK(atom::count() == before + 4);
}

TEST_CASE(
    "hostile: whatever follows an atom too many, it is not made, and the bytes are left in step") {
  const std::string bytes =
      wire(131, 104, 6, 119, 10, "too_many_1", 88, 119, 10, "too_many_2", u32(1), u32(2), u32(3),
           115, 10, "too_many_3", 116, u32(2), 119, 10, "too_many_4", 97, 1, 119, 10, "too_many_5",
           97, 2, 109, u32(70), std::string(70, 'x'), 108, u32(1), 119, 10, "too_many_6", 106);
  for (std::uint32_t most = 0; most < 3; ++most) {
    const std::uint32_t before = atom::count();
    const auto t = binary_to_term(bytes, {.new_atoms_max = most});
    REQUIRE(!t.ok());
    CHECK(t.failure().text.find("more new atoms than new_atoms_max") != std::string::npos);
    CHECK(atom::count() == before + most);
  }
  CHECK(binary_to_term(bytes).ok());
}

TEST_CASE("hostile: the budget of new atoms goes on from term to term of a connection") {
  etf::decoder d({.limits = {.new_atoms_max = 2}, .self = nullptr, .cached = {}});
  const auto make = [&](const char* name) {
    std::size_t at = 0;
    return d.decode(wire(119, std::string_view(name).size(), name), at).ok();
  };
  CHECK(make("budgeted_1"));
  CHECK(make("budgeted_1"));
  CHECK(d.new_atoms_left() == 1);
  CHECK(make("budgeted_2"));
  CHECK(!make("budgeted_3"));
  CHECK(make("budgeted_2"));
  d.set_new_atoms_left(1);
  CHECK(make("budgeted_3"));
}

TEST_CASE("hostile: bytes that are no term leave no atom behind") {
  const std::uint32_t before = atom::count();
  CHECK(refusal(wire(131, 104, 3, 119, 9, "no_atom_1", 119, 9, "no_atom_2", 255)) ==
        errc::bad_input);
  CHECK(refusal(wire(131, 104, 2, 119, 9, "no_atom_1")) == errc::bad_input);
  CHECK(atom::count() == before);
}

TEST_CASE("hostile: floats, atoms, keys, references and bits that BEAM refuses are refused") {
  const std::string node = node_name();
  for (const std::string& bytes : {
           wire(100, u16(256), std::string(256, 'a')),
           wire(119, 2, 0xC3, 0x28),
           wire(116, u32(2), 97, 1, 97, 2, 97, 1, 97, 2),
           wire(70, u64(0x7FF8000000000000)),
           wire(70, u64(0xFFF0000000000000)),
           wire(90, u16(6), node, u32(1), repeated(u32(1), 6)),
           wire(77, u32(1), 9, 255),
           wire(77, u32(1), 0, 255),
       }) {
    CHECK(refusal(wire(131) + bytes) == errc::bad_input);
  }
}

TEST_CASE("hostile: integers stop at integer_bytes_max, and a huge one does not print for ever") {
  const auto integer = [](std::uint64_t n) {
    return wire(131, 111, u32(n), 0) + std::string(n, '\xFF');
  };
  const auto largest = binary_to_term(integer(4'194'296));  // OTP 25's own limit
  REQUIRE(largest.ok());
  CHECK(refusal(integer(4'194'297)) == errc::limit);
  CHECK(refusal(wire(131, 111, u32(0xFFFFFFFF), 0, 1)) == errc::limit);
  CHECK(refusal(integer(17), {.integer_bytes_max = 16}) == errc::limit);
  CHECK(to_string(*largest).size() > 1'000'000);
  CHECK(to_digits(*largest).failure().code == errc::limit);
}

TEST_CASE("hostile: funs of any module and pids and ports of any node are data and no more") {
  const std::string odd_node = wire(119, 10, "no_node\x01\xC2\x80");
  for (const std::string& bytes : {
           wire(113, 119, 4, "init", 119, 4, "stop", 97, 0),
           wire(113, 119, 2, "os", 119, 3, "cmd", 97, 1),
           wire(88, odd_node, u32(1), u32(2), u32(0)),
           wire(88, 119, 0, u32(1), u32(2), u32(0)),
           wire(120, odd_node, u64(1), u32(0)),
           wire(90, u16(2), 119, 0, u32(0), u32(1), u32(2)),
       }) {
    check_sound(wire(131) + bytes);
    CHECK(binary_to_term(wire(131) + bytes).ok());
  }
}

TEST_CASE("hostile: bytes behind a term are refused, unless asked where it ends") {
  for (const golden_term& g : golden_terms()) {
    CHECK(refusal(g.bytes + '\x6a') == errc::bad_input);
    std::size_t used = 0;
    REQUIRE(binary_to_term(g.bytes + "more", used).ok());
    CHECK(used == g.bytes.size());
  }
}

TEST_CASE("hostile: what is cut off anywhere is refused") {
  for (const golden_term& g : golden_terms()) {
    CAPTURE(g.text);
    for (std::size_t n = 0; n < g.bytes.size(); ++n) {
      // A copy of its own, so that a look past the end is seen.
      const std::vector<char> cut(g.bytes.begin(),
                                  g.bytes.begin() + static_cast<std::ptrdiff_t>(n));
      REQUIRE(refusal({cut.data(), cut.size()}) == errc::bad_input);
    }
  }
}

TEST_CASE("hostile: every bit flipped gives an error or a term") {
  for (const golden_term& g : golden_terms()) {
    CAPTURE(g.text);
    std::vector<char> bytes(g.bytes.begin(), g.bytes.end());
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      const char was = bytes[bit / 8];
      bytes[bit / 8] = static_cast<char>(static_cast<unsigned char>(was) ^ (1u << (bit % 8)));
      CAPTURE(bit);
      check_sound({bytes.data(), bytes.size()});
      bytes[bit / 8] = was;
    }
  }
}
