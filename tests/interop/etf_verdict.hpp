// What we and a real erl each say to bytes that may be no term: taken as the same one, or refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "erl_pipe.hpp"
#include "kith/result.hpp"

namespace kith::testing {

class etf_verdict {
 public:
  static result<etf_verdict> start();

  /// Empty when the two agree, or differ where that is meant; else what is wrong.
  std::string disagreement(std::string_view bytes);

  // How many bytes came to what. Some are `unasked`: a fun whose creator is no pid kills erl.
  std::uint64_t taken = 0;
  std::uint64_t refused = 0;
  std::uint64_t stricter = 0;
  std::uint64_t unasked = 0;

 private:
  explicit etf_verdict(erl_pipe erl) noexcept : erl_(std::move(erl)) {}

  erl_pipe erl_;
};

}  // namespace kith::testing
