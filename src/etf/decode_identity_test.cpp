#include "etf/decode.hpp"

#include <doctest/doctest.h>

#include "etf/decode_rows.hpp"
#include "kith/build.hpp"
#include "term/closure.hpp"
#include "term/sample_terms.hpp"

using namespace kith;
using namespace kith::sample;

namespace {

const std::string node = node_name();

reference reference_in(std::string_view bytes) {
  return decoded(bytes).as_reference();
}

}  // namespace

TEST_CASE("decode: pids of both layouts; creations past 3 have no place in the old one") {
  const term p = decoded(wire(131, 88, node, u32(7), u32(9), u32(0x12345678)));
  CHECK(p.as_pid() == pid::external(atom("a@h"), 0x12345678, 7, 9));
  CHECK(decoded(wire(131, 103, node, u32(7), u32(9), 3)).as_pid() ==
        pid::external(atom("a@h"), 3, 7, 9));
  check_refused({
      {wire(103, node, u32(7), u32(9), 4), "creation past 3 in an old form", 1},
      {wire(88, 97, 0, u32(7), u32(9), u32(1)), "something else where an atom must be", 1},
      {wire(88, node, u32(0xFFFFFFFF), u32(0xFFFFFFFF), u32(1)), "pid that no node has", 1},
  });
}

TEST_CASE("decode: ports of all three layouts") {
  const auto same = [](const std::string& bytes, std::uint32_t creation, std::uint64_t number) {
    CHECK(decoded(wire(131) + bytes) == port("a@h", creation, number));
  };
  same(wire(102, node, u32(0xFFFFFFFF), 3), 3, 0xFFFFFFFF);
  same(wire(89, node, u32(7), u32(0x12345678)), 0x12345678, 7);
  same(wire(120, node, u64(0xFFFFFFFFFFFFFFFF), u32(5)), 5, 0xFFFFFFFFFFFFFFFF);
  check_refused({
      {wire(102, node, u32(7), 4), "creation past 3 in an old form", 1},
  });
}

TEST_CASE("decode: references of all three layouts, of 1 to 5 words") {
  CHECK(reference_in(wire(131, 101, node, u32(0x3FFFF), 3)) == ref("a@h", 3, {0x3FFFF}));
  CHECK(reference_in(wire(131, 114, u16(2), node, 2, u32(1), u32(0xFFFFFFFF))) ==
        ref("a@h", 2, {1, 0xFFFFFFFF}));
  std::string words;
  std::vector<std::uint32_t> expected;
  for (std::uint32_t n = 1; n <= 5; ++n) {
    words += u32(0xFFFFFF00u + n);
    expected.push_back(0xFFFFFF00u + n);
    CHECK(reference_in(wire(131, 90, u16(n), node, u32(77)) + words) == ref("a@h", 77, expected));
  }
  check_refused({
      {wire(90, u16(0), node, u32(1)), "reference of no words or more than 5", 1},
      {wire(90, u16(6), node, u32(1), words, u32(6)), "reference of no words or more than 5", 1},
      {wire(114, u16(6), node, 1, words, u32(6)), "reference of no words or more than 5", 1},
      {wire(114, u16(1), node, 4, u32(1)), "creation past 3 in an old form", 1},
      {wire(114, u16(1), node, 1, u32(0x40000)), "reference past 18 bits in an old form", 1},
      {wire(101, node, u32(0x40000), 1), "reference past 18 bits in an old form", 1},
      {wire(101, node, u32(1), 4), "creation past 3 in an old form", 1},
  });
}

TEST_CASE("decode: exported funs, whose arity is written in any way") {
  const auto names = wire(100, u16(1), "m", 119, 1, "f");
  CHECK(decoded(wire(131, 113, names, 97, 255)) == function("m", "f", 255));
  CHECK(decoded(wire(131, 113, names, 98, u32(5))) == function("m", "f", 5));
  CHECK(decoded(wire(131, 113, names, 110, 1, 0, 5)) == function("m", "f", 5));
  // Zeros in front count for nothing, and there may be many.
  CHECK(decoded(wire(131, 104, 2, 113, names, 110, 40, 0, 5, std::string(39, '\0'), 97, 1)) ==
        tuple(function("m", "f", 5), 1));
  CHECK(decoded(wire(131, 113, names, 111, u32(300), 0, 5, std::string(299, '\0'))) ==
        function("m", "f", 5));
  check_refused({
      {wire(113, names, 98, u32(300)), "exported fun without an arity of 0 to 255", 1},
      {wire(113, names, 98, u32(0xFFFFFFFF)), "exported fun without an arity of 0 to 255", 1},
      {wire(113, names, 106, 0), "exported fun without an arity of 0 to 255", 1},
      {wire(113, 97, 1, 97, 2, 97, 3), "something else where an atom must be", 1},
  });
}

namespace {

std::string fun_bytes(std::uint32_t claimed, std::uint32_t free, std::string_view numbers,
                      std::string_view creator, std::string_view variables) {
  return wire(112, u32(claimed), 2, std::string(16, 'M'), u32(9), u32(free), 100, u16(1), "m",
              std::string(numbers), std::string(creator), std::string(variables));
}

}  // namespace

TEST_CASE("decode: funs are opaque data; what they claim as their size is not looked at") {
  const auto maker = wire(88, node, u32(1), u32(2), u32(5));
  for (const std::uint32_t claimed : {0u, 70u, 0xFFFFFFFFu}) {
    const term t = decoded(wire(131, 104, 2,
                                fun_bytes(claimed, 2, wire(97, 4, 98, u32(0xFFFFFFFF)), maker,
                                          wire(97, 1, 107, u16(1), "x")),
                                97, 77));
    CHECK(t[1].as_int() == 77);
    const closure_view f(t[0]);
    CHECK(f.arity() == 2);
    CHECK(f.index() == 9);
    CHECK(f.uniq()[15] == 'M');
    CHECK(f.module() == atom("m"));
    CHECK(f.old_index() == 4);
    CHECK(f.old_uniq() == 0xFFFFFFFF);
    CHECK(f.creator().as_pid() == pid::external(atom("a@h"), 5, 1, 2));
    REQUIRE(f.free_count() == 2);
    CHECK(f.free_variable(1) == term("x"));
  }
  CHECK(decoded(wire(131) +
                fun_bytes(0, 0, wire(97, 1, 97, 2), wire(103, node, u32(1), u32(2), 1), ""))
            .ref()
            .is_fun());
}

TEST_CASE("decode: a fun with something else in place of its parts is refused") {
  const auto maker = wire(88, node, u32(1), u32(2), u32(5));
  check_refused({
      {fun_bytes(0, 0, wire(97, 1, 97, 2), wire(97, 1), ""), "fun without the pid that made it", 1},
      {fun_bytes(0, 0, wire(106, 97, 2), maker, ""), "fun whose index or uniq is no integer", 1},
      {fun_bytes(0, 0, wire(97, 1, 110, 9, 0, repeated(u8(1), 9)), maker, ""),
       "fun whose index or uniq is no integer", 1},
      {fun_bytes(0, 256, wire(97, 1, 97, 2), maker, repeated(u8(106), 256)),
       "fun of more than 255 free variables", 1},
  });
  CHECK(decoded(wire(131) + fun_bytes(0, 255, wire(97, 1, 97, 2), maker, repeated(u8(106), 255)))
            .ref()
            .is_fun());
}

TEST_CASE("decode: a pid of the node that decodes becomes a local one, if it is in range") {
  const etf::self_identity self{atom("a@h"), 5, 17};
  etf::decoder d({.limits = {}, .self = &self, .cached = {}});
  const auto read = [&](std::uint32_t id, std::uint32_t serial, std::uint32_t creation) {
    std::size_t at = 0;
    return d.decode(wire(88, node, u32(id), u32(serial), u32(creation)), at)->as_pid();
  };
  CHECK(read(3, 4, 5).is_local());
  CHECK(read(3, 4, 5).local_word() == detail::pid_word(17, 3, 4));
  CHECK(read((1u << 24) - 1, (1u << 25) - 1, 5).is_local());
  CHECK(!read(3, 4, 6).is_local());
  CHECK(read(1u << 24, 4, 5) == pid::external(atom("a@h"), 5, 1u << 24, 4));
  CHECK(read(3, 1u << 25, 5) == pid::external(atom("a@h"), 5, 3, 1u << 25));
}
