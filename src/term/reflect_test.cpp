#include "kith/reflect.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "kith/pattern.hpp"

namespace zoo {

struct point {
  int x = 0;
  double y = 0;

  friend bool operator==(const point&, const point&) = default;
};

struct shape {
  std::string name;
  std::vector<point> corners;
  std::optional<point> center;
  std::map<std::string, int> tags;
  kith::term extra;

  friend bool operator==(const shape&, const shape&) = default;
};

struct nothing {
  friend bool operator==(const nothing&, const nothing&) = default;
};

struct sixteen {
  int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
  friend bool operator==(const sixteen&, const sixteen&) = default;
};

template <class T>
struct box {
  T content;
};

struct tree {
  int value = 0;
  std::vector<tree> children;
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

struct wide {
  int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10, k = 11, l = 12, m = 13,
      n = 14, o = 15, p = 16, q = 17, r = 18, s = 19, t = 20, u = 21, v = 22, w = 23, x = 24,
      y = 25, z = 26, aa = 27, ab = 28, ac = 29, ad = 30, ae = 31, af = 32, ag = 33;
  friend bool operator==(const wide&, const wide&) = default;
};
KITH_FIELDS(wide, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa,
            ab, ac, ad, ae, af, ag);

}  // namespace zoo

using namespace kith;
using namespace std::string_literals;

namespace {

struct hidden {
  atom label;
};

std::string shown(const term& t) {
  return to_string(t, format::tp);
}

template <class T>
bool survives(const T& v) {
  const result<T> back = from_term<T>(to_term(v));
  return back && *back == v;
}

template <class T>
std::string why_not(const term& t) {
  const auto r = from_term<T>(t);
  return r ? std::string("it is one") : r.failure().text;
}

}  // namespace

TEST_CASE("reflect: an aggregate is a tuple that its name tags") {
  CHECK(shown(to_term(zoo::point{1, 2.5})) == "{point,1,2.5}");
  CHECK(shown(to_term(zoo::nothing{})) == "{nothing}");
  CHECK(shown(to_term(hidden{atoms::ok})) == "{hidden,ok}");
  CHECK(shown(to_term(zoo::box<int>{3})) == "{box,3}");
  CHECK(shown(to_term(zoo::box<std::vector<zoo::point>>{{{1, 2}}})) == "{box,[{point,1,2.0}]}");
  const zoo::sixteen s{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  CHECK(shown(to_term(s)) == "{sixteen,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16}");
  struct local {
    int n;
  };
  CHECK(shown(to_term(local{4})) == "{local,4}");
}

TEST_CASE("reflect: nested structs and containers come back as they were") {
  CHECK(survives(zoo::point{-1, 0.5}));
  CHECK(survives(zoo::nothing{}));
  CHECK(survives(zoo::sixteen{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}));
  const zoo::shape s{
      "Dreieck", {{1, 2}, {3, 4}, {5, 6}}, zoo::point{3, 4}, {{"a", 1}}, tuple(1, "x")};
  CHECK(survives(s));
  const term t = to_term(s);
  CHECK(shown(t) == "{shape,\"Dreieck\",[{point,1,2.0},{point,3,4.0},{point,5,6.0}],{point,3,4.0},"
                    "#{\"a\" => 1},{1,\"x\"}}");
  CHECK(t.ref().home()->away == nullptr);
}

TEST_CASE("reflect: containers come back as they were") {
  CHECK(survives(std::vector<int>{}));
  CHECK(survives(std::vector<int>{1, 2, 3}));
  CHECK(survives(std::vector<bool>{true, false}));
  CHECK(survives(std::array<int, 2>{1, 2}));
  CHECK(survives(std::deque<std::string>{"a", "Ω"}));
  CHECK(survives(std::set<std::string>{"a", "b"}));
  CHECK(survives(std::map<int, std::vector<int>>{{1, {}}, {2, {3}}}));
  CHECK(survives(std::unordered_map<std::string, double>{{"a", 1}, {"b", 2}}));
  CHECK(survives(std::optional<int>(4)));
  CHECK(survives(std::optional<int>()));
  CHECK(survives(std::pair<int, std::string>(1, "x")));
  CHECK(survives(std::tuple<int, bool, atom>(1, true, atoms::ok)));
  CHECK(survives(std::tuple<>()));
  CHECK(survives(binary("\x01\xFF")));
  CHECK(survives(std::string("Ω")));
  CHECK(survives(std::numeric_limits<std::uint64_t>::max()));
  std::map<int, int> many;
  for (int i = 0; i < 500; ++i) {
    many[i] = i * i;
  }
  CHECK(survives(many));
}

TEST_CASE("reflect: tuples of C++ are tuples without a tag") {
  CHECK(shown(to_term(std::pair(1, "x"s))) == "{1,\"x\"}");
  CHECK(shown(to_term(std::tuple<int, double, bool>(1, 2.0, true))) == "{1,2.0,true}");
  CHECK(why_not<std::pair<int, int>>(tuple(1)) == "expected a tuple of size 2, got {1}");
  CHECK(why_not<std::pair<int, int>>(tuple(1, atoms::ok)) ==
        "element 2: expected an integer, got ok");
}

TEST_CASE("reflect: named fields make a map") {
  const zoo::settings s{"here", 80, zoo::color::green, {{1, 2}}};
  CHECK(shown(to_term(s)) ==
        "#{host => \"here\",paint => green,path => [{point,1,2.0}],port => 80}");
  CHECK(survives(s));
  CHECK(survives(zoo::settings{}));
  CHECK(survives(zoo::wide{}));
  const term t = to_term(zoo::wide{});
  CHECK(t.ref().map_size() == 33);
}

TEST_CASE("reflect: reading a map ignores other keys, and optional ones may be absent") {
  const term t =
      map(atom("host"), bin("x"), atom("port"), 1, atom("path"), list(), atom("more"), 5);
  const auto s = from_term<zoo::settings>(t);
  REQUIRE(s.ok());
  CHECK(*s == zoo::settings{"x", 1, {}, {}});
  CHECK(why_not<zoo::settings>(map(atom("host"), "x", atom("path"), list())) ==
        "field port of settings: expected an integer, got nothing");
  CHECK(why_not<zoo::settings>(tuple()) == "expected a map for settings, got {}");
}

TEST_CASE("reflect: enumerators are atoms") {
  CHECK(shown(to_term(zoo::color::dark_blue)) == "dark_blue");
  CHECK(survives(zoo::color::red));
  CHECK(why_not<zoo::color>(atom("blue")) == "expected one of red, green, dark_blue, got blue");
  CHECK(why_not<zoo::color>(7) == "expected one of red, green, dark_blue, got 7");
}

TEST_CASE("reflect: an error names the path and what was there") {
  CHECK(why_not<zoo::point>(tuple(atom("point"), 1, 2)) == "it is one");
  CHECK(why_not<zoo::point>(tuple(atom("point"), 1, "abc")) ==
        "field y of point: expected a float, got \"abc\"");
  CHECK(why_not<zoo::point>(tuple(atom("point"), std::int64_t{1} << 31, 1.0)) ==
        "field x of point: expected an integer from -2147483648 to 2147483647, got 2147483648");
  CHECK(why_not<zoo::point>(tuple(atom("point"), 1)) ==
        "expected a tuple {point, _, _}, got {point,1}");
  CHECK(why_not<zoo::point>(tuple(atom("pixel"), 1, 1.0)) ==
        "expected a tuple {point, _, _}, got {pixel,1,1.0}");
  CHECK(
      why_not<std::vector<zoo::point>>(list(zoo::point{}, tuple(atom("point"), atoms::ok, 1.0))) ==
      "field x of point of element 2: expected an integer, got ok");
  CHECK(why_not<zoo::shape>(
            tuple(atom("shape"), "s", list(), atoms::undefined, map("a", 1, "b", "c"), 0)) ==
        "the value of \"b\" of field tags of shape: expected an integer, got \"c\"");
  CHECK(why_not<hidden>(tuple(atom("hidden"), 1)) ==
        "field label of hidden: expected an atom, got 1");
  CHECK(why_not<std::array<int, 2>>(list(1)) == "expected a list of length 2, got [1]");
  CHECK(why_not<std::array<int, 2>>(list(1, 2, 3)) == "expected a list of length 2, got [1,2,3]");
  CHECK(why_not<std::vector<int>>(cons(1, 2)) == "expected a list, got [1|2]");
  CHECK(why_not<std::vector<int>>(1) == "expected a list, got 1");
  CHECK(why_not<std::map<int, int>>(list()) == "expected a map, got []");
  CHECK(why_not<std::map<int, int>>(map(atoms::ok, 1)) ==
        "the key ok: expected an integer, got ok");
  CHECK(why_not<bool>(1) == "expected a boolean, got 1");
  CHECK(why_not<std::string>(1) == "expected a string, got 1");
}

TEST_CASE("reflect: a recursive struct is read to a depth of 500 levels and no deeper") {
  const auto nested = [](int levels) {
    term t = tuple(atom("tree"), 0, list());
    for (int i = 1; i < levels; ++i) {
      t = tuple(atom("tree"), i, list(t));
    }
    return t;
  };
  CHECK(from_term<zoo::tree>(nested(3)).value().children[0].children[0].value == 0);
  // A level of the tree is one of the struct and one of the vector.
  CHECK(from_term<zoo::tree>(nested(250)).ok());
  CHECK(!from_term<zoo::tree>(nested(251)).ok());
  const auto deep = from_term<zoo::tree>(nested(100'000));
  CHECK(
      deep.failure().text.ends_with("expected at most 500 levels of nesting, got a large tuple of "
                                    "size 3"));
  zoo::tree target;
  CHECK(!match(nested(100'000), bind(target)));
}

TEST_CASE("reflect: structs are operands, literals and targets of patterns") {
  const zoo::point p{1, 2};
  const term t = tuple(atoms::ok, p, zoo::point{3, 4});
  CHECK(shown(t) == "{ok,{point,1,2.0},{point,3,4.0}}");
  CHECK(match(t, tuple(atoms::ok, p, any)));
  CHECK(!match(t, tuple(atoms::ok, any, p)));
  zoo::point q;
  CHECK(match(t, tuple(atoms::ok, any, bind(q))));
  CHECK(q == zoo::point{3, 4});
  const term wrong = tuple(atoms::ok, tuple(atom("point"), 1, atoms::no));
  const auto r = match_or_error(wrong, tuple(atoms::ok, bind(q)));
  CHECK(r.failure().text ==
        "expected {ok, <tuple {point, _, _}>}, field y of point of element 2 is no, not a float");
  CHECK(q == zoo::point{3, 4});
}
