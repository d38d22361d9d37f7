// Terms to bytes and back.
#include <cstdio>

#include <kith/etf.hpp>

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
