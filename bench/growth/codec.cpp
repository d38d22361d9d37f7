// Terms to bytes and back.
#include <string>
#include <vector>

#include <kith/etf.hpp>

#include "curves.hpp"
#include "measure.hpp"

using namespace kith;

namespace growth {

namespace {

/// Scattered over 30 bits, so that all but few take five bytes.
std::int64_t number(std::int64_t i) {
  return (i * 7919 * 104'729) % 1'000'000'007;
}

term list_of_numbers(std::int64_t n) {
  std::vector<std::int64_t> all;
  for (std::int64_t i = 1; i <= n; ++i) {
    all.push_back(number(i));
  }
  return list_of(all);
}

term map_of_numbers(std::int64_t n) {
  std::vector<term> numbers;
  for (std::int64_t i = 1; i <= n; ++i) {
    numbers.push_back(term(i));
    numbers.push_back(term(number(i)));
  }
  std::vector<map_pair> pairs;
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    pairs.push_back({numbers[i], numbers[i + 1]});
  }
  return map_from_list(pairs);
}

template <term (*Make)(std::int64_t)>
class work {
 public:
  explicit work(std::int64_t n) : value_(Make(n)), bytes_(term_to_binary(value_)) {}

  task<void> begin(ctx) {
    const result<term> back = binary_to_term(bytes_);
    check("the decoded term", back.ok() && *back == value_);
    co_return;
  }
  task<void> finish(ctx) { co_return; }

 protected:
  term value_;
  std::string bytes_;
};

template <term (*Make)(std::int64_t)>
class encoding : public work<Make> {
 public:
  using work<Make>::work;

  task<double> run(ctx, std::int64_t times) {
    std::size_t sum = 0;
    const stopwatch time;
    for (std::int64_t i = 0; i < times; ++i) {
      sum += term_to_binary(this->value_).size();
    }
    const double took = time.seconds();
    check("bytes", sum == static_cast<std::size_t>(times) * this->bytes_.size());
    co_return took;
  }
};

template <term (*Make)(std::int64_t)>
class decoding : public work<Make> {
 public:
  using work<Make>::work;

  task<double> run(ctx, std::int64_t times) {
    std::int64_t decoded = 0;
    const stopwatch time;
    for (std::int64_t i = 0; i < times; ++i) {
      const result<term> back = binary_to_term(this->bytes_);
      decoded += back.ok() ? 1 : 0;
    }
    const double took = time.seconds();
    check("terms", decoded, times);
    co_return took;
  }
};

}  // namespace

task<double> encode_list(ctx self, std::int64_t n, double least) {
  return seconds_each<encoding<list_of_numbers>>(self, n, least);
}

task<double> decode_list(ctx self, std::int64_t n, double least) {
  return seconds_each<decoding<list_of_numbers>>(self, n, least);
}

task<double> encode_map(ctx self, std::int64_t n, double least) {
  return seconds_each<encoding<map_of_numbers>>(self, n, least);
}

task<double> decode_map(ctx self, std::int64_t n, double least) {
  return seconds_each<decoding<map_of_numbers>>(self, n, least);
}

}  // namespace growth
