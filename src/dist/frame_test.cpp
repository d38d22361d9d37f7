#include "dist/frame.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace kith::dist {
namespace {

std::string framed(const std::string& body) {
  char length[4];
  put_frame_length(length, body.size());
  return std::string(length, 4) + body;
}

// Feeds a stream in pieces of that size; collects the frames.
std::vector<std::string> frames(frame_reader& r, std::string_view stream, std::size_t piece) {
  std::vector<std::string> got;
  while (true) {
    while (true) {
      result<std::optional<frame_reader::frame>> f = r.next();
      REQUIRE(f);
      if (!f->has_value()) {
        break;
      }
      got.emplace_back((*f)->body);
    }
    if (stream.empty()) {
      return got;
    }
    const std::span<std::byte> room = r.room();
    REQUIRE_FALSE(room.empty());
    const std::size_t n = std::min({piece, room.size(), stream.size()});
    std::memcpy(room.data(), stream.data(), n);
    r.filled(n);
    stream.remove_prefix(n);
  }
}

}  // namespace

TEST_CASE("frame: ticks and frames of all sizes come out whole, however the stream is cut") {
  const std::vector<std::string> bodies{"",
                                        "a",
                                        std::string(100, 'b'),
                                        "",
                                        std::string(65'531, 'c'),
                                        std::string(65'532, 'd'),
                                        std::string(65'536, 'e'),
                                        std::string(300'000, 'f'),
                                        "g"};
  std::string stream;
  for (const std::string& body : bodies) {
    stream += framed(body);
  }
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096},
                                  std::size_t{65'536}, std::size_t{1'000'000}}) {
    frame_reader r;
    CHECK(frames(r, stream, piece) == bodies);
    CHECK_FALSE(r.inside());
  }
}

TEST_CASE("frame: what the handshake left over comes first") {
  frame_reader r;
  const std::string stream = framed("one") + framed("two");
  r.preload(stream.substr(0, 9));
  CHECK(frames(r, stream.substr(9), 3) == std::vector<std::string>{"one", "two"});
  frame_reader large;
  const std::string body(100'000, 'x');
  large.preload(framed(body) + framed("y"));
  CHECK(frames(large, {}, 1) == std::vector<std::string>{body, "y"});
  CHECK_FALSE(large.inside());
  frame_reader cut;
  cut.preload(framed(body).substr(0, 80'000));
  CHECK(frames(cut, framed(body).substr(80'000), 500) == std::vector<std::string>{body});
}

TEST_CASE("frame: a length past the limit is refused before its body") {
  frame_reader r;
  r.preload("\xff\xff\xff\xff");
  CHECK(r.next().failure().code == errc::limit);
  frame_reader small(10);
  small.preload(framed("0123456789") + std::string("\0\0\0\x0b", 4));
  CHECK(small.next());
  CHECK_FALSE(small.next());
}

TEST_CASE("frame: memory grows with what has come, not with what was claimed") {
  frame_reader r;
  r.preload(std::string("\x08\0\0\0", 4));  // 128 MiB
  CHECK_FALSE(r.next()->has_value());
  std::size_t received = 0;
  for (int i = 0; i < 20; ++i) {
    const std::size_t room = r.room().size();
    CHECK(room <= received + 64 * 1024);
    r.filled(room);
    received += room;
    CHECK_FALSE(r.next()->has_value());
    if (received > 4 * 1024 * 1024) {
      break;
    }
  }
  CHECK(received > 4 * 1024 * 1024);
}

TEST_CASE("frame: the memory of a large frame can be kept") {
  frame_reader r;
  const std::string body(200'000, 'x');
  const std::string stream = framed(body) + framed("next");
  std::string_view left = stream;
  frame_body kept;
  while (kept.empty()) {
    const std::span<std::byte> room = r.room();
    const std::size_t n = std::min(room.size(), left.size());
    std::memcpy(room.data(), left.data(), n);
    r.filled(n);
    left.remove_prefix(n);
    const auto f = r.next();
    if (*f && (*f)->owned) {
      kept = r.take_body();
    }
  }
  CHECK(frames(r, left, 10) == std::vector<std::string>{"next"});
  CHECK(kept.bytes() == body);
}

TEST_CASE("frame: a flood of ticks costs no memory") {
  frame_reader r;
  const std::string ticks(400'000, '\0');
  CHECK(frames(r, ticks, 65'536).size() == 100'000);
}

}  // namespace kith::dist
