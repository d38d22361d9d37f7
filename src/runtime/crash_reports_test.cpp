#include "runtime/crash_reports.hpp"

#include <doctest/doctest.h>

#include "kith/build.hpp"

namespace kith::detail {
namespace {

io::instant at(duration t) {
  return io::instant{} + t;
}

TEST_CASE("crash reports: a full table is said once a second, with how many it struck") {
  crash_reports reports;
  const term full = tuple(atoms::system_limit, term::nil());
  CHECK(reports.line(full, at(5_s)) == "process ended with reason {system_limit,[]}");
  for (int i = 0; i < 1'000; ++i) {
    CHECK_FALSE(reports.line(i % 2 == 0 ? full : term(atoms::system_limit), at(5'999_ms)));
  }
  CHECK(reports.line(full, at(6_s)) == "process ended with reason {system_limit,[]}; "
                                       "1000 that were not logged ended so before");
  CHECK_FALSE(reports.line(full, at(6_s)));
}

TEST_CASE("crash reports: of others each is said, up to 500 in a second") {
  crash_reports reports;
  const term other = tuple(atoms::badmatch, 1);
  CHECK(reports.line(term(atoms::system_limit), at(1_s)));
  for (std::uint32_t i = 0; i < log_lines_per_second; ++i) {
    CHECK(reports.line(other, at(1_s)) == "process ended with reason {badmatch,1}");
  }
  CHECK_FALSE(reports.line(other, at(1'500_ms)));
  CHECK_FALSE(reports.line(other, at(1'999_ms)));
  CHECK(reports.line(other, at(2_s)) ==
        "process ended with reason {badmatch,1}; 2 that were not logged ended so before");
  CHECK(reports.line(other, at(2_s)) == "process ended with reason {badmatch,1}");
}

}  // namespace
}  // namespace kith::detail
