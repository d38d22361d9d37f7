#include "stdlib/held_file.hpp"

#include <doctest/doctest.h>

#include "stdlib/memory_file.hpp"

namespace kith::detail {

namespace {

held_file held(std::string bytes, std::size_t ahead) {
  const io::open_mode how{.read = true, .write = true};
  return {std::make_unique<memory_file>(std::move(bytes), how), pid(), ahead};
}

}  // namespace

TEST_CASE("held file: what is read ahead does not move its reader") {
  for (const std::size_t ahead : {0U, 1U, 3U, 100U}) {
    CAPTURE(ahead);
    held_file file = held("0123456789", ahead);
    CHECK(*file.read(2) == "01");
    CHECK(*file.seek(0, io::seek_from::current) == 2);
    CHECK(*file.read(3) == "234");
    CHECK(*file.seek(1, io::seek_from::current) == 6);
    CHECK(*file.read(1) == "6");
    REQUIRE(file.write("ab"));
    CHECK(*file.read(5) == "9");
    CHECK(file.read(5)->empty());
    CHECK(*file.seek(5, io::seek_from::start) == 5);
    CHECK(*file.read(10) == "56ab9");
  }
}

TEST_CASE("held file: a file is cut where its reader is") {
  held_file file = held("0123456789", 100);
  CHECK(*file.read(4) == "0123");
  REQUIRE(file.truncate());
  CHECK(file.read(1)->empty());
  CHECK(*file.seek(0, io::seek_from::end) == 4);
}

TEST_CASE("held file: lines end with a line feed alone, whatever stood there") {
  for (const std::size_t ahead : {0U, 1U, 1'000U}) {
    CAPTURE(ahead);
    const std::string long_line(700, 'x');
    held_file file = held("one\r\n\n" + long_line + "\nlast\r", ahead);
    CHECK(*file.read_line() == "one\n");
    CHECK(*file.read_line() == "\n");
    CHECK(*file.read(1) == "x");
    CHECK(*file.read_line() == long_line.substr(1) + "\n");
    CHECK(*file.read_line() == "last\r");
    CHECK(file.read_line()->empty());
  }
}

TEST_CASE("held file: writing at a place leaves out what was read of it before") {
  held_file file = held("0123456789", 100);
  CHECK(*file.read(1) == "0");
  REQUIRE(file.write_at(1, "abc"));
  CHECK(*file.read(4) == "abc4");
}

}  // namespace kith::detail
