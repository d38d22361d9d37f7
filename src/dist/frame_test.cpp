#include "dist/frame.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace kith::dist {
namespace {

std::string framed(const std::string& body) {
  char length[4];
  put_frame_length(length, body.size());
  return std::string(length, 4) + body;
}

// Reads at most so many bytes of the stream, which loses them.
void read(frame_reader& r, std::string_view& stream, std::size_t most) {
  const auto room = r.room();
  REQUIRE_FALSE(room[0].empty());
  std::size_t all = 0;
  for (const auto& part : room) {
    const std::size_t n = std::min({most - all, part.size(), stream.size()});
    if (n != 0) {
      std::memcpy(part.data(), stream.data(), n);
    }
    stream.remove_prefix(n);
    all += n;
  }
  r.filled(all);
}

// Feeds a stream in pieces of that size; collects the frames. Frames that begin so are diverted but
// for `skip` bytes, and collected without those.
std::vector<std::string> frames(frame_reader& r, std::string_view stream, std::size_t piece,
                                std::string_view diverted = "none", std::size_t skip = 0) {
  std::vector<std::string> got;
  byte_block elsewhere;
  while (true) {
    while (true) {
      result<std::optional<frame_reader::frame>> f = r.next();
      REQUIRE(f);
      if (!f->has_value()) {
        break;
      }
      switch ((*f)->what) {
      case frame_reader::part::whole:
        CHECK((*f)->length == (*f)->body.size());
        got.emplace_back((*f)->body);
        break;
      case frame_reader::part::begun:
        CHECK((*f)->body.size() >= frame_reader::head_bytes);
        CHECK((*f)->body.size() < (*f)->length);
        if ((*f)->body.starts_with(diverted)) {
          r.divert(skip, elsewhere);
        }
        break;
      case frame_reader::part::diverted:
        CHECK((*f)->length == elsewhere.size() + skip);
        got.emplace_back(elsewhere.bytes());
        elsewhere = byte_block();
        break;
      }
    }
    if (stream.empty()) {
      return got;
    }
    read(r, stream, piece);
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

TEST_CASE("frame: the rest of a frame that has begun goes where it is diverted to") {
  std::string stream;
  std::vector<std::string> whole;
  for (const std::size_t size : {9'000u, 65'554u, 5u, 65'554u, 65'554u, 130'000u, 300'000u, 0u}) {
    for (const char first : {'d', 'k'}) {
      std::string body(size, first);
      for (std::size_t i = 1; i < size; ++i) {
        body[i] = static_cast<char>('a' + i % 23);
      }
      whole.push_back(body);
      stream += framed(body);
    }
  }
  for (const std::size_t piece : {std::size_t{1}, std::size_t{18}, std::size_t{1000},
                                  std::size_t{65'536}, std::size_t{1'000'000}}) {
    frame_reader r;
    const auto got = frames(r, stream, piece, "d", 18);
    CHECK_FALSE(r.inside());
    REQUIRE(got.size() == whole.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      // A frame that came at once was whole and could not be diverted.
      CHECK((got[i] == whole[i] || (whole[i][0] == 'd' && got[i] == whole[i].substr(18))));
    }
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

TEST_CASE("frame: memory grows with what has come, not with what was claimed, for a megabyte") {
  frame_reader r;
  r.preload(std::string("\x08\0\0\0", 4));  // 128 MiB
  CHECK_FALSE(r.next()->has_value());
  std::size_t received = 0;
  while (received < 1024 * 1024) {
    const auto room = r.room();
    const std::size_t all = room[0].size() + room[1].size();
    REQUIRE(all != 0);
    CHECK(all <= received + 128 * 1024);
    r.filled(all);
    received += all;
    while (const auto f = *r.next()) {
      CHECK(f->what == frame_reader::part::begun);
    }
  }
}

TEST_CASE("frame: the memory of a large frame becomes a binary") {
  frame_reader r;
  const std::string body(200'000, 'x');
  const std::string stream = framed(body) + framed("next");
  std::string_view left = stream;
  term kept;
  while (!kept) {
    read(r, left, 50'000);
    for (auto f = *r.next(); f && !kept; f = f->large ? f : *r.next()) {
      if (f->large) {
        kept = r.take_body();
      }
    }
  }
  CHECK(frames(r, left, 10) == std::vector<std::string>{"next"});
  CHECK(kept == term::binary(body));
}

TEST_CASE("frame: a flood of ticks costs no memory") {
  frame_reader r;
  const std::string ticks(400'000, '\0');
  CHECK(frames(r, ticks, 65'536).size() == 100'000);
}

}  // namespace kith::dist
