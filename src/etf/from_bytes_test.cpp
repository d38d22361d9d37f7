#include "kith/from_bytes.hpp"

#include <array>
#include <cstring>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <vector>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "etf/sample_bytes.hpp"
#include "kith/build.hpp"
#include "term/sample_terms.hpp"

using namespace kith;
using namespace kith::sample;

namespace zoo {

struct point {
  int x = 0;
  double y = 0;
  friend bool operator==(const point&, const point&) = default;
};

struct nothing {
  friend bool operator==(const nothing&, const nothing&) = default;
};

enum class color { red, green = 7, dark_blue };
KITH_ENUM(color, red, green, dark_blue);

struct settings {
  std::string host;
  std::uint16_t port = 0;
  std::optional<color> paint;
  std::vector<point> path;
  friend bool operator==(const settings&, const settings&) = default;
};
KITH_FIELDS(settings, host, port, paint, path);

struct everything {
  std::int8_t small = 0;
  std::uint64_t large = 0;
  std::int64_t negative = 0;
  float single = 0;
  bool yes = false;
  atom name;
  std::string text;
  binary raw;
  std::optional<pid> owner;
  std::optional<reference> tag;
  std::pair<int, std::vector<std::int16_t>> numbers;
  std::map<std::string, std::tuple<atom, double>> table;
  std::vector<settings> all;
  std::array<color, 2> colors{};
  term extra;
  friend bool operator==(const everything&, const everything&) = default;
};

struct tree {
  int value = 0;
  std::vector<tree> children;
  friend bool operator==(const tree&, const tree&) = default;
};

struct views {
  std::string_view first;
  std::vector<std::string_view> others;
  std::optional<std::string_view> last;
};

struct named {
  std::string_view content;
};
KITH_FIELDS(named, content);

/// Has a codec of its own although it looks like a list.
struct letters {
  using value_type = char;
  std::string text;
  [[nodiscard]] const char* begin() const { return text.data(); }
  [[nodiscard]] const char* end() const { return text.data() + text.size(); }
  friend bool operator==(const letters&, const letters&) = default;
};

}  // namespace zoo

template <>
struct kith::codec<zoo::letters> {
  static std::uint64_t words(const zoo::letters& v) { return codec<binary>::words(binary(v.text)); }
  static detail::word write(arena& to, const zoo::letters& v) {
    return codec<binary>::write(to, binary(v.text));
  }
  static bool read(term_ref t, zoo::letters* out, reading& how) {
    if (!t.is_binary()) {
      return how.fail("letters", t);
    }
    if (out != nullptr) {
      out->text = t.as_binary();
    }
    return true;
  }
  static std::string expected() { return "letters"; }
};

namespace {

/// The bytes as a `T`, or nothing, read both ways, which must agree.
template <class T>
std::optional<T> read(std::string_view bytes, const decode_limits& limits = {}) {
  // A copy that ends where the bytes do, so that a look past them is noticed.
  const std::vector<char> exact(bytes.begin(), bytes.end());
  const result<T> direct = from_bytes<T>({exact.data(), exact.size()}, limits);
  const result<term> t = binary_to_term(bytes, limits);
  const bool by_term = t.ok() && from_term<T>(*t).ok();
  CHECK(direct.ok() == by_term);
  if (!direct || !by_term) {
    return std::nullopt;
  }
  CHECK((*direct == *from_term<T>(*t)));
  return *direct;
}

template <class T>
std::string why_not(std::string_view bytes, const decode_limits& limits = {}) {
  const result<T> r = from_bytes<T>(bytes, limits);
  REQUIRE(!r.ok());
  return r.failure().text;
}

template <class T>
void comes_back(const T& value) {
  const term t = to_term(value);
  for (const bool utf8 : {false, true}) {
    for (const int compressed : {0, 9}) {
      const std::string bytes = term_to_binary(t, {.compressed = compressed, .utf8_atoms = utf8});
      const auto again = read<T>(bytes);
      REQUIRE(again);
      CHECK((*again == value));
    }
  }
}

/// What is wrong with it, wherever it ends and whatever byte is another, is the same both ways.
template <class T>
void damaged(const std::string& bytes) {
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    CHECK(!read<T>(std::string_view(bytes).substr(0, n)));
  }
  CHECK(!read<T>(bytes + '\0'));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const int bit : {0, 1, 2, 3, 5, 7}) {
      std::string other = bytes;
      other[i] = static_cast<char>(other[i] ^ (1 << bit));
      read<T>(other);
    }
  }
}

template <class T, class... Pieces>
std::optional<T> of(const Pieces&... pieces) {
  return read<T>(wire(131, pieces...));
}

zoo::everything one_of_each() {
  zoo::everything v;
  v.small = -128;
  v.large = UINT64_MAX;
  v.negative = INT64_MIN;
  v.single = 0.5F;
  v.yes = true;
  v.name = atom("gr\u00FCn");
  v.text = "t\u00E4xt \u20AC";
  v.raw = binary("\x00\xFF");
  v.owner = external_pid("a@h", 5, 1, 2);
  v.tag = ref("a@h", 5, {1, 2, 3});
  v.numbers = {70'000, {1, 2, 300, -1}};
  v.table = {{"one", {atom("x"), 1.5}}, {"", {atom("y"), -2.0}}};
  v.all = {{"host", 80, zoo::color::green, {{1, 2.5}, {3, 4}}}, {}};
  v.colors = {zoo::color::red, zoo::color::dark_blue};
  v.extra = tuple(1, list(2, "three"));
  return v;
}

}  // namespace

TEST_CASE("from bytes: values of every kind come back, packed or not") {
  comes_back(0);
  comes_back(std::int64_t{1} << 40);
  comes_back(INT64_MIN);
  comes_back(UINT64_MAX);
  comes_back(2.5);
  comes_back(true);
  comes_back(atom("name"));
  comes_back(std::string());
  comes_back(std::string(70'000, 's'));
  comes_back(binary(std::string(300, 'b')));
  comes_back(std::vector<int>{1, 2, 300});
  comes_back(std::vector<bool>{true, false});
  comes_back(std::deque<std::string>{"a", ""});
  comes_back(std::set<atom>{atom("a"), atom("b")});
  comes_back(std::unordered_map<int, std::string>{{1, "a"}, {2, "b"}});
  comes_back(std::optional<int>());
  comes_back(zoo::nothing{});
  comes_back(zoo::letters{"abc"});
  comes_back(zoo::tree{1, {{2, {}}, {3, {{4, {}}}}}});
  comes_back(one_of_each());
}

TEST_CASE("from bytes: what ends early or holds another byte fails as it does by way of a term") {
  damaged<zoo::everything>(term_to_binary(to_term(one_of_each())));
  damaged<zoo::settings>(term_to_binary(to_term(one_of_each().all[0]), {.utf8_atoms = true}));
  damaged<std::tuple<reference, pid, float>>(
      term_to_binary(tuple(*one_of_each().tag, *one_of_each().owner, 1)));
  damaged<std::vector<zoo::tree>>(
      term_to_binary(term(list(to_term(zoo::tree{1, {{2, {}}}}), to_term(zoo::tree{})))));
}

TEST_CASE("from bytes: every form in which an encoder may write a value is taken") {
  CHECK(of<int>(97, 7) == 7);
  CHECK(of<int>(98, u32(7)) == 7);
  CHECK(of<int>(110, 1, 0, 7) == 7);
  CHECK(of<int>(110, 9, 1, 7, repeated(u8(0), 8)) == -7);
  CHECK(of<int>(111, u32(5), 0, 7, u32(0)) == 7);
  CHECK(of<std::int64_t>(110, 8, 1, repeated(u8(0), 7), 0x80) == INT64_MIN);
  CHECK(of<std::uint64_t>(110, 8, 0, repeated(u8(0xFF), 8)) == UINT64_MAX);
  CHECK(of<double>(70, u64(0x3FF8000000000000)) == 1.5);
  CHECK(of<double>(97, 3) == 3.0);
  CHECK(of<double>(99, "1.50000000000000000000e+00", repeated(u8(0), 5)) == 1.5);
  for (const std::string& form :
       {wire(100, u16(2), "ok"), wire(115, 2, "ok"), wire(118, u16(2), "ok"), wire(119, 2, "ok")}) {
    CHECK(of<atom>(form) == atoms::ok);
    CHECK(of<std::vector<atom>>(108, u32(1), form, 106) == std::vector{atoms::ok});
  }
  CHECK(of<zoo::color>(100, u16(5), "green") == zoo::color::green);
  CHECK(of<bool>(115, 4, "true") == true);
  CHECK(of<std::vector<std::optional<int>>>(108, u32(1), 118, u16(9), "undefined", 106) ==
        std::vector{std::optional<int>()});
  CHECK(of<atom>(115, 1, 0xFC) == atom("\u00FC"));
  CHECK(of<std::string>(107, u16(3), "abc") == "abc");
  CHECK(of<std::string>(107, u16(1), 0xFC) == "\u00FC");
  CHECK(of<std::string>(107, u16(0)) == "");
  CHECK(of<std::string>(106) == "");
  CHECK(of<std::string>(109, u32(2), 0xFC, 0) == std::string("\xFC\0", 2));
  CHECK(of<std::string>(108, u32(2), 98, u32(0x20AC), 97, 'x', 106) == "\u20ACx");
  CHECK(of<std::string>(108, u32(1), 97, 'x', 107, u16(2), "yz") == "xyz");
  CHECK(of<binary>(77, u32(2), 8, "ab") == binary("ab"));
  CHECK(of<zoo::point>(104, 3, 119, 5, "point", 97, 1, 97, 2) == zoo::point{1, 2});
  CHECK(of<zoo::point>(105, u32(3), 100, u16(5), "point", 97, 1, 97, 2) == zoo::point{1, 2});
  CHECK(of<pid>(103, node_name(), u32(1), u32(2), 3) == external_pid("a@h", 3, 1, 2));
  CHECK(of<pid>(88, node_name(), u32(1), u32(2), u32(5)) == external_pid("a@h", 5, 1, 2));
  CHECK(of<reference>(101, node_name(), u32(9), 2) == ref("a@h", 2, {9}));
  CHECK(of<reference>(114, u16(2), node_name(), 1, u32(9), u32(8)) == ref("a@h", 1, {9, 8}));
}

TEST_CASE("from bytes: a list may be a string, a list, or one with a list as its tail") {
  using ints = std::vector<std::int16_t>;
  const std::string three = wire(108, u32(2), 97, 1, 97, 2, 107, u16(1), 3);
  CHECK(of<ints>(107, u16(3), 1, 2, 255) == ints{1, 2, 255});
  CHECK(of<ints>(three) == ints{1, 2, 3});
  CHECK(of<ints>(108, u32(1), 97, 0, three) == ints{0, 1, 2, 3});
  CHECK(of<ints>(108, u32(0), three) == ints{1, 2, 3});
  CHECK(of<ints>(108, u32(0), 108, u32(0), 106) == ints{});
  CHECK(of<std::vector<double>>(107, u16(2), 1, 2) == std::vector{1.0, 2.0});
  CHECK(of<std::vector<std::optional<int>>>(107, u16(1), 1) == std::vector{std::optional(1)});
  CHECK(of<std::vector<term>>(107, u16(1), 1) == std::vector{term(1)});
  CHECK(of<std::array<int, 3>>(three) == std::array{1, 2, 3});
  CHECK(!of<std::array<int, 2>>(three));
  CHECK(!of<std::array<int, 4>>(three));
  CHECK(!of<std::vector<std::int8_t>>(107, u16(2), 1, 255));
  CHECK(!of<std::vector<atom>>(107, u16(1), 1));
  CHECK(!of<ints>(108, u32(1), 97, 1, 97, 2));
  CHECK(!of<ints>(109, u32(1), 1));
}

TEST_CASE("from bytes: maps refuse a key that comes twice, and structs ignore keys they lack") {
  using table = std::map<int, std::string>;
  const std::string a = wire(97, 1, 106);
  const std::string b = wire(97, 2, 106);
  CHECK(of<table>(116, u32(2), b, a) == table{{1, ""}, {2, ""}});
  CHECK(!of<table>(116, u32(2), a, a));
  CHECK(of<table>(116, u32(0)) == table{});
  const std::string host = wire(119, 4, "host", 107, u16(1), "h");
  const std::string port = wire(119, 4, "port", 97, 80);
  const std::string path = wire(100, u16(4), "path", 106);
  const std::string more = wire(119, 12, "no_such_atom", 116, u32(1), a);
  const zoo::settings expected{"h", 80, {}, {}};
  CHECK(of<zoo::settings>(116, u32(3), path, port, host) == expected);
  CHECK(of<zoo::settings>(116, u32(5), path, more, port, a, host) == expected);
  CHECK(read<zoo::settings>(wire(131, 116, u32(5), path, wire(106, 106), port, a, host),
                            {.depth_max = 1}) == expected);
  CHECK(!of<zoo::settings>(116, u32(4), path, port, host, host));
  CHECK(!of<zoo::settings>(116, u32(5), path, a, port, a, host));
  CHECK(!of<zoo::settings>(116, u32(2), port, host));
  CHECK(!of<zoo::settings>(116, u32(4), path, port, host, wire(97, 1, 116, u32(2), a, a)));
}

TEST_CASE("from bytes: what a claim says there is must be there before memory is taken") {
  for (const unsigned tag : {105u, 107u, 108u, 109u, 111u, 116u}) {
    CAPTURE(tag);
    const std::string bytes = wire(131, tag, u32(0xFFFFFFFF), 97, 1, 97, 2);
    CHECK(!read<std::vector<std::array<std::uint64_t, 100>>>(bytes));
    CHECK(!read<std::string>(bytes));
    CHECK(!read<zoo::point>(bytes));
    CHECK(!read<std::map<int, int>>(bytes));
    CHECK(!read<zoo::settings>(bytes));
    CHECK(!read<std::uint64_t>(bytes));
    CHECK(!from_bytes<std::string_view>(bytes).ok());
  }
}

TEST_CASE("from bytes: limits are those of terms") {
  using nested = std::vector<std::vector<std::vector<int>>>;
  const std::string three = wire(131, 108, u32(1), 108, u32(1), 108, u32(1), 97, 1, 106, 106, 106);
  CHECK(read<nested>(three, {.depth_max = 3}));
  CHECK(!read<nested>(three, {.depth_max = 2}));
  const std::string tails = wire(131, 108, u32(1), 97, 1, 108, u32(1), 97, 2, 106);
  CHECK(read<std::vector<int>>(tails, {.depth_max = 2}));
  CHECK(!read<std::vector<int>>(tails, {.depth_max = 1}));
  const std::string both = wire(131, 104, 2) + tails.substr(1) + wire(108, u32(1), 97, 1, 106);
  CHECK(read<std::pair<std::vector<int>, std::vector<int>>>(both, {.depth_max = 3}));
  CHECK(read<nested>(wire(131, 106), {.depth_max = 0}));
  CHECK(read<std::vector<term>>(wire(131, 108, u32(1), 104, 1, 106, 106), {.depth_max = 2}));
  CHECK(!read<std::vector<term>>(wire(131, 108, u32(1), 104, 1, 106, 106), {.depth_max = 1}));
  CHECK(!read<int>(wire(131, 110, 4, 0, u32(1)), {.integer_bytes_max = 3}));
  CHECK(read<int>(wire(131, 110, 3, 0, 1, 2, 3), {.integer_bytes_max = 3}));
  const std::string packed = term_to_binary(term(std::string(1000, 's')), {.compressed = 9});
  CHECK(!read<std::string>(packed, {.unpacked_bytes_max = 1002}));
  CHECK(read<std::string>(packed, {.unpacked_bytes_max = 1003}));
  CHECK(!read<std::string>(packed + "x"));
}

TEST_CASE("from bytes: values that hold themselves end at 500 levels") {
  const auto deep = [](int levels) {
    const std::string one = wire(104, 3, 119, 4, "tree", 97, 1, 108, u32(1));
    const std::string end = wire(104, 3, 119, 4, "tree", 97, 1, 106);
    return wire(131) + repeated(one, static_cast<std::size_t>(levels)) + end +
           repeated(wire(106), static_cast<std::size_t>(levels));
  };
  CHECK(from_bytes<zoo::tree>(deep(249)).ok());
  CHECK(from_term<zoo::tree>(*binary_to_term(deep(249))).ok());
  CHECK(!from_bytes<zoo::tree>(deep(250)).ok());
  CHECK(!from_term<zoo::tree>(*binary_to_term(deep(250))).ok());
  const std::string text = why_not<zoo::tree>(deep(4000));
  CHECK(text.find("expected at most 500 levels of nesting") != std::string::npos);
}

TEST_CASE("from bytes: new atoms are made and counted, but none by bytes that are no term") {
  using atoms_of = std::vector<atom>;
  const std::string two = wire(108, u32(2), 119, 9, "from_byte", 100, u16(10), "from_bytes", 106);
  const std::uint32_t before = atom::count();
  CHECK(!from_bytes<atoms_of>(wire(131, two, 0x6A).substr(0, two.size())).ok());
  CHECK(!from_bytes<std::tuple<atom, int>>(wire(131, 104, 2, 119, 9, "from_byte", 98, 0)).ok());
  CHECK(!from_bytes<std::tuple<term, int>>(wire(131, 104, 2, 119, 9, "from_byte", 98, 0)).ok());
  CHECK(!from_bytes<bool>(wire(131, 119, 9, "from_byte", 1)).ok());
  CHECK(atom::count() == before + 1);  // the last was a term, with a byte behind it
  CHECK(why_not<atoms_of>(wire(131, two), {.new_atoms_max = 0}) ==
        "external term: more new atoms than new_atoms_max, at byte 17");
  CHECK(atom::count() == before + 1);
  CHECK(from_bytes<atoms_of>(wire(131, two), {.new_atoms_max = 1}).ok());
  CHECK(atom::count() == before + 2);
  CHECK(!of<atom>(119, 2, 0xFF, 0xFE));
  CHECK(!of<std::optional<atom>>(100, u16(256), std::string(256, 'x')));
}

TEST_CASE("from bytes: a view lies in the bytes, which must not be packed") {
  const std::string bytes = wire(131, 104, 4, 119, 5, "views", 109, u32(2), "ab", 108, u32(2), 109,
                                 u32(0), 77, u32(1), 8, "c", 106, 109, u32(1), "d");
  const result<zoo::views> v = from_bytes<zoo::views>(bytes);
  REQUIRE(v.ok());
  CHECK(v->first == "ab");
  CHECK(v->first.data() == bytes.data() + bytes.find("ab"));
  CHECK(v->others == std::vector<std::string_view>{"", "c"});
  CHECK(v->last == "d");
  const auto named = from_bytes<zoo::named>(wire(131, 116, u32(0)));
  CHECK(named.failure().text ==
        "field content of named: expected a binary, got nothing, at byte 1");
  CHECK(why_not<std::string_view>(wire(131, 107, u16(1), "a")) ==
        "expected a binary, got \"a\", at byte 1");
  CHECK(why_not<std::string_view>(wire(131, 77, u32(1), 7, 2)) ==
        "expected a binary, got <<1:7>>, at byte 1");
  const std::string packed = term_to_binary(term::binary(std::string(100, 'x')), {.compressed = 9});
  CHECK(why_not<std::string_view>(packed).find("expected a binary that is not compressed") == 0);
  CHECK(from_bytes<std::string>(packed).ok());
}

TEST_CASE("from bytes: errors say where and why") {
  struct row {
    std::string text;
    const char* expected;
  };
  const std::string point = wire(104, 3, 119, 5, "point", 97, 1, 107, u16(1), "y");
  const row table[] = {
      {why_not<int>(""), "external term: no version byte 131 at byte 0"},
      {why_not<int>(wire(130, 97, 1)), "external term: no version byte 131 at byte 0"},
      {why_not<int>(wire(131)), "external term: the bytes end within the term, at byte 1"},
      {why_not<int>(wire(131, 97, 1, 97)), "external term: 1 bytes behind the term, at byte 3"},
      {why_not<int>(wire(131, 1)), "external term: unknown tag, at byte 1"},
      {why_not<int>(wire(131, 106)), "expected an integer, got [], at byte 1"},
      {why_not<std::int8_t>(wire(131, 97, 128)),
       "expected an integer from -128 to 127, got 128, at byte 1"},
      {why_not<zoo::point>(wire(131, point)),
       "field y of point: expected a float, got \"y\", at byte 12"},
      {why_not<std::vector<zoo::point>>(wire(131, 108, u32(1), point, 106)),
       "field y of point of element 1: expected a float, got \"y\", at byte 17"},
      {why_not<std::vector<std::int8_t>>(wire(131, 107, u16(2), 1, 200)),
       "element 2: expected an integer from -128 to 127, got 200, at byte 5"},
      {why_not<std::map<int, int>>(wire(131, 116, u32(1), 97, 1, 106)),
       "value 1: expected an integer, got [], at byte 8"},
      {why_not<zoo::color>(wire(131, 119, 2, "ok")),
       "expected one of red, green, dark_blue, got ok, at byte 1"},
      {why_not<zoo::letters>(wire(131, 106)), "expected letters, got [], at byte 1"},
      {why_not<std::map<int, int>>(wire(131, 116, u32(2), 97, 1, 106, 97, 1, 106)),
       "value 1: expected an integer, got [], at byte 8"},
      {why_not<std::map<int, int>>(wire(131, 116, u32(2), 97, 1, 97, 1, 97, 1, 97, 1)),
       "external term: map with one key twice, at byte 1"},
  };
  for (const row& r : table) {
    CHECK(r.text == r.expected);
  }
}

namespace {

/// Values of the types above, and now and then the limits of their ranges.
zoo::everything any_value() {
  using namespace rc;
  zoo::everything v;
  v.small = *gen::arbitrary<std::int8_t>();
  v.large = *gen::oneOf(gen::arbitrary<std::uint64_t>(), gen::just(UINT64_MAX));
  v.negative = *gen::oneOf(gen::arbitrary<std::int64_t>(), gen::just(INT64_MIN));
  v.single = *gen::arbitrary<float>();
  v.yes = *gen::arbitrary<bool>();
  v.name = atom(*gen::element<std::string>("a", "undefined", "gr\u00FCn", "\u20AC", ""));
  v.text = *gen::element<std::string>("", "abc", "t\u00E4xt", "\u20AC", "\U0001F600x");
  v.raw = binary(*gen::arbitrary<std::string>());
  if (*gen::arbitrary<bool>()) {
    v.owner = external_pid("a@h", 5, *gen::arbitrary<std::uint32_t>(), 2);
    v.tag =
        reference(atom("a@h"), 5,
                  *gen::container<std::array<std::uint32_t, 3>>(gen::arbitrary<std::uint32_t>()));
  }
  v.numbers = {*gen::arbitrary<int>(), *gen::arbitrary<std::vector<std::int16_t>>()};
  for (const std::string& key : *gen::arbitrary<std::vector<std::string>>()) {
    v.table[key.substr(0, 3)] = {atom("x"), *gen::arbitrary<int>()};
  }
  for (const int x : *gen::arbitrary<std::vector<std::uint8_t>>()) {
    v.all.push_back({std::string(static_cast<std::size_t>(x) % 5, 'h'), 80, {}, {{x, 0.5 * x}}});
  }
  v.extra = any_term(2);
  return v;
}

}  // namespace

TEST_CASE("from bytes: random values read the same as by way of a term, whole or damaged") {
  CHECK(rc::check([] {
    zoo::everything v = any_value();
    // Bytes that are no UTF-8 are written as Latin-1 characters.
    std::erase_if(v.table, [](const auto& pair) {
      return std::any_of(pair.first.begin(), pair.first.end(), [](char c) { return c < 0; });
    });
    const term t = to_term(v);
    std::string bytes = term_to_binary(t, {.utf8_atoms = *rc::gen::arbitrary<bool>()});
    const auto again = read<zoo::everything>(bytes);
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == v);
    for (int i = 0; i < 20; ++i) {
      std::string other = bytes;
      other[*rc::gen::inRange<std::size_t>(1, bytes.size())] = *rc::gen::arbitrary<char>();
      read<zoo::everything>(other);
    }
  }));
}

TEST_CASE("from bytes: terms that OTP 25 wrote are read by types they may fit, or not") {
  for (const golden_term& g : golden_terms()) {
    CAPTURE(g.text);
    read<std::int64_t>(g.bytes);
    read<double>(g.bytes);
    read<atom>(g.bytes);
    read<std::string>(g.bytes);
    read<binary>(g.bytes);
    read<pid>(g.bytes);
    read<reference>(g.bytes);
    read<std::vector<int>>(g.bytes);
    read<std::vector<term>>(g.bytes);
    read<std::map<int, term>>(g.bytes);
    read<std::pair<term, term>>(g.bytes);
    CHECK(read<term>(g.bytes).has_value());
  }
}
