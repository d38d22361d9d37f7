// Terms to bytes and back.
#include <cstdio>
#include <string_view>
#include <tuple>
#include <utility>

#include <kith/etf.hpp>
#include <kith/from_bytes.hpp>

#include "benchmarks.hpp"
#include "corpora.hpp"
#include "measure.hpp"

using namespace kith;

namespace bench {

namespace {

struct pace {
  double rounds_per_s = 0;
  std::int64_t rounds = 0;
  std::int64_t bytes = 0;
};

/// Does `one`, which returns a number of bytes, over and over for so long.
template <class Once>
pace repeat(std::int64_t ms, Once one) {
  pace p;
  const stopwatch time;
  do {
    for (int i = 0; i < 8; ++i) {
      p.bytes += static_cast<std::int64_t>(one());
    }
    p.rounds += 8;
  } while (time.seconds() * 1000 < static_cast<double>(ms));
  p.rounds_per_s = time.rate(p.rounds);
  return p;
}

template <class Once>
void measure(settings* s, std::int64_t ms, const corpus& c, std::size_t size, Once one) {
  repeat(100, one);
  const pace p = repeat(ms, one);
  check("bytes of all rounds", p.bytes, p.rounds * static_cast<std::int64_t>(size));
  s->note("corpus", "\"" + c.name + "\"");
  s->note("etf_bytes", std::to_string(size));
  s->emit(c.name + "_terms_per_s", "terms/s", p.rounds_per_s);
  s->emit(c.name + "_mb_per_s", "MB/s", p.rounds_per_s * static_cast<double>(size) / 1e6);
}

/// The bytes, from which the same term can be read.
std::string proven(const corpus& c) {
  const std::string bytes = encoded(c.value);
  const result<term> back = binary_to_term(bytes);
  check("the decoded term", back.ok() && *back == c.value);
  return bytes;
}

/// The corpus `control`, for a program that knows what it will get.
struct get {
  std::string_view key;
  int count = 0;
};
using control = std::tuple<atom, std::pair<pid, reference>, get>;

result<control> read_control(std::string_view bytes) {
  auto read = from_bytes<control>(bytes);
  check("reading", read.ok());
  return read;
}

void measure_typed(settings* s, std::int64_t ms, const corpus& c) {
  const std::string bytes = proven(c);
  const result<control> read = read_control(bytes);
  const auto& [tag, from, what] = *read;
  check("what was read", tag == atoms::gen_call && from.first.node() == atoms::nonode &&
                             from.second == c.value[1][1].as_reference() &&
                             what.key == "0123456789abcdef" && what.count == 42);
  measure(s, ms, {c.name + "_typed", c.value}, bytes.size(), [&] {
    return bytes.size() + static_cast<std::size_t>(std::get<get>(*read_control(bytes)).count - 42);
  });
}

}  // namespace

task<void> codec_encode(ctx, settings* s) {
  const std::int64_t ms = s->get("ms", 700);
  for (const corpus& c : corpora()) {
    const std::string bytes = proven(c);
    measure(s, ms, c, bytes.size(), [&] { return encoded(c.value).size(); });
  }
  co_return;
}

task<void> codec_decode(ctx, settings* s) {
  const std::int64_t ms = s->get("ms", 700);
  for (const corpus& c : corpora()) {
    const std::string bytes = proven(c);
    measure(s, ms, c, bytes.size(), [&] {
      const result<term> t = binary_to_term(bytes);
      check("decoding", t.ok());
      return bytes.size();
    });
    if (c.name == "control") {
      measure_typed(s, ms, c);
    }
  }
  co_return;
}

task<void> write_corpora(ctx, settings* s) {
  const std::string folder = s->text("dir", ".");
  for (const corpus& c : corpora()) {
    const std::string bytes = encoded(c.value);
    const std::string path = folder + "/" + c.name + ".etf";
    std::FILE* file = std::fopen(path.c_str(), "wb");
    check(path.c_str(), file != nullptr);
    check(path.c_str(), std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size());
    check(path.c_str(), std::fclose(file) == 0);
  }
  co_return;
}

}  // namespace bench
