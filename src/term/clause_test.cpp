#include "kith/clause.hpp"

#include <coroutine>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace {

/// Knows which of its objects live, and notices one that dies twice.
class tracked {
 public:
  explicit tracked(int n) : n_(n) { born(); }
  tracked(const tracked& other) : n_(other.n_) { born(); }
  tracked(tracked&& other) noexcept : n_(other.n_) { born(); }
  tracked& operator=(const tracked&) = default;
  ~tracked() { mistakes += living.erase(this) == 1 ? 0 : 1; }
  [[nodiscard]] int number() const { return n_; }

  static inline std::set<const tracked*> living;
  static inline int mistakes = 0;

 private:
  void born() { mistakes += living.insert(this).second ? 0 : 1; }
  int n_;
};

}  // namespace

template <>
struct kith::codec<tracked> {
  static std::uint64_t words(const tracked&) noexcept { return 0; }
  static detail::word write(arena&, const tracked& v) noexcept {
    return detail::small_word(v.number());
  }
  static bool read(term_ref t, tracked* out, reading& how) {
    if (!t.is_integer()) {
      return how.fail(expected(), t);
    }
    if (out != nullptr) {
      *out = tracked(static_cast<int>(t.as_int()));
    }
    return true;
  }
  static std::string expected() { return "a number"; }
};

using namespace kith;

namespace {

/// A coroutine that stands at its await until it is resumed or destroyed there.
class standing {
 public:
  struct promise_type {
    standing get_return_object() {
      return standing(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept {}
  };
  explicit standing(std::coroutine_handle<> frame) noexcept : frame_(frame) {}
  standing(const standing&) = delete;
  standing& operator=(const standing&) = delete;
  ~standing() { frame_.destroy(); }
  void resume() { frame_.resume(); }

 private:
  std::coroutine_handle<> frame_;
};

/// As a receive: holds the clauses while it waits, then takes a message by the first that matches.
template <class First, class Second>
class receiving {
 public:
  receiving(const term& message, First first, Second second)
      : message_(message), first_(std::move(first)), second_(std::move(second)) {}
  bool await_ready() noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) noexcept {}
  int await_resume() {
    if (first_.match(message_)) {
      first_.take(message_);
      return 0;
    }
    second_.take(message_);
    return 1;
  }

 private:
  const term& message_;
  First first_;
  Second second_;
};

template <class... Clauses>
auto receive(const term& message, Clauses... clauses) {
  return receiving<Clauses...>(message, std::move(clauses)...);
}

standing server(const term& message, std::string& log) {
  std::string text;
  int number = 0;
  const tracked pinned(4);
  const int clause = co_await receive(
      message,
      on(tuple(tracked(1), std::string("long enough to live on the heap"), pinned, bind(number)),
         [&] { log += "number " + std::to_string(number); }),
      on(list(tracked(2), tuple(tracked(3), std::vector<tracked>(2, pinned)), bind(text)),
         [&] { log += "text " + text; }));
  log += ", clause " + std::to_string(clause);
}

}  // namespace

TEST_CASE("clause: what its operands own dies once, whether the await ends or is cut off") {
  const term first = tuple(1, "long enough to live on the heap", 4, 5);
  const term second = list(2, tuple(3, list(4, 4)), "x");
  for (const term& message : {first, second}) {
    for (const bool to_the_end : {true, false}) {
      std::string log;
      {
        standing s = server(message, log);
        CHECK(!tracked::living.empty());
        if (to_the_end) {
          s.resume();
          CHECK(log == (message == first ? "number 5, clause 0" : "text x, clause 1"));
        }
      }
      CHECK(tracked::living.empty());
      CHECK(tracked::mistakes == 0);
    }
  }
}

TEST_CASE("clause: phase one matches, phase two binds and runs the handler") {
  int n = -1;
  int runs = 0;
  auto c = on(tuple(atom("add"), bind(n)), [&] { runs += n; });
  const term good = tuple(atom("add"), 5);
  CHECK(c.match(good));
  CHECK(n == -1);
  CHECK(runs == 0);
  c.take(good);
  CHECK(n == 5);
  CHECK(runs == 5);
  CHECK(!c.match(term(tuple(atom("add"), "5"))));
}

TEST_CASE("clause: a handler takes nothing, the values, or the message") {
  std::string got;
  auto values = on(tuple(as<int>, as<std::string>),
                   [&](int n, std::string s) { got = std::to_string(n) + s; });
  values.take(term(tuple(1, "x")));
  CHECK(got == "1x");

  int bound = 0;
  auto both = on(tuple(bind(bound)), [&](int n) { got = std::to_string(n + bound); });
  const term four = tuple(4);
  CHECK(both.match(four));
  both.take(four);
  CHECK(got == "8");

  auto message = on(any, [&](term_ref m) { got = to_string(m); });
  message.take(term(tuple(2)));
  CHECK(got == "{2}");

  auto bare = on(any);
  CHECK(bare.match(term(1)));
  bare.take(term(1));
}

TEST_CASE("clause: an operand given in place lives as long as the clause") {
  const auto make = [] {
    return on(tuple(std::string("a string that is long enough"), term("t")));
  };
  const auto c = make();
  CHECK(c.match(term(tuple("a string that is long enough", "t"))));
  CHECK(!c.match(term(tuple("a string that is long enougH", "t"))));
}
