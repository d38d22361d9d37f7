// Calls to the gen_server that sends back what it is asked.
#pragma once

#include <cstdint>

#include <kith/gen_server.hpp>

namespace bench {

/// A call `{echo, X}` answers `X`.
class echo_server : public kith::gen_server {
 public:
  kith::task<action> handle_call(kith::ctx self, kith::term request, kith::term from) override;
};

/// Calls with `{echo, I}`, I from n down to 1, and returns the sum of the answers.
[[nodiscard]] kith::task<std::int64_t> call_for_sum(kith::ctx self, kith::pid server,
                                                    std::int64_t n);

}  // namespace bench
