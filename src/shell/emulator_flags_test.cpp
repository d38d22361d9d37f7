#include "shell/emulator_flags.hpp"

#include <doctest/doctest.h>

namespace kith::shell {

namespace {

result<emulator_settings> read(const emulator_flag& flag) {
  return read_emulator_flags(std::span(&flag, 1), 4);
}

}  // namespace

TEST_CASE("emulator_flags: limits and numbers are read apart or attached") {
  CHECK(read({"P", "2048"})->process_limit == 2048);
  CHECK(read({"P2048"})->process_limit == 2048);
  CHECK(read({"P", "legacy"})->process_limit == 0);
  CHECK(read({"P", "134217727"})->process_limit == 16'777'215);
  CHECK(read({"Q", "1024x"})->port_limit == 1024);
  CHECK(read({"A", "3"})->async_threads == 3);
  CHECK(read({"zdbbl", "3"})->dist_buf_busy_kib == 3);
  CHECK(read({"zdbbl3"})->dist_buf_busy_kib == 3);
  CHECK(read({"K", "true"})->kernel_poll);
  CHECK_FALSE(read({"K", "false"})->kernel_poll);
  CHECK(read({"pc", "unicode"})->unicode_printable);
  CHECK(read({"pcunicode"})->unicode_printable);
  CHECK_FALSE(read({"pc", "latin1"})->unicode_printable);
  CHECK(read({"Wi"})->warnings == warning_map::info);
  CHECK(read({"W", "e"})->warnings == warning_map::error);
}

TEST_CASE("emulator_flags: schedulers count from the number of processors when not positive") {
  struct row {
    const char* text;
    std::uint32_t total;
    std::uint32_t online;
  };
  for (const row& r : {row{"2", 2, 2},
                       {"3:1", 3, 1},
                       {"0", 4, 4},
                       {"-1", 3, 3},
                       {"-9", 1, 1},
                       {":2", 4, 2},
                       {"2:", 2, 2},
                       {"3:-2", 3, 2}}) {
    CAPTURE(r.text);
    const auto got = read({"S", r.text});
    REQUIRE(got);
    CHECK(got->schedulers == r.total);
    CHECK(got->schedulers_online == r.online);
  }
}

TEST_CASE("emulator_flags: values that are wrong are refused in the emulator's words") {
  struct row {
    emulator_flag flag;
    const char* text;
  };
  const row rows[] = {
      {{"P", "3"}, "bad number of processes 3"},
      {{"P", "134217728"}, "bad number of processes 134217728"},
      {{"Q", "x"}, "bad number of ports x"},
      {{"S", "x"}, "bad amount of schedulers x"},
      {{"S", "1025"}, "bad amount of schedulers 1025"},
      {{"S", "1:2"}, "bad amount of schedulers online 2 (total amount of schedulers 1)"},
      {{"A", "2000"}, "bad number of async threads 2000"},
      {{"zdbbl", "x"}, "Invalid dbbl limit: 0"},
      {{"zdbbl", "9999999"}, "Invalid dbbl limit: 9999999"},
      {{"pc", "x"}, "bad range of printable characters: x"},
      {{"Wx"}, "unrecognized warning_map option x"},
  };
  for (const row& r : rows) {
    const auto got = read(r.flag);
    REQUIRE_FALSE(got);
    CHECK(got.failure().text == r.text);
  }
}

TEST_CASE("emulator_flags: the others are taken, and named") {
  const std::vector<emulator_flag> flags = {
      {"SDcpu", "1:1"}, {"hms", "300"}, {"Bd"}, {"P", "4096"}};
  const auto got = read_emulator_flags(flags, 4);
  REQUIRE(got);
  CHECK(got->process_limit == 4096);
  CHECK(got->schedulers == 0);
  CHECK(got->ignored == std::vector<std::string>{"'+SDcpu 1:1' is taken without effect",
                                                 "'+hms 300' is taken without effect",
                                                 "'+Bd' is taken without effect"});
}

}  // namespace kith::shell
