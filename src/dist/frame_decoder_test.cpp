#include "dist/frame_decoder.hpp"

#include <doctest/doctest.h>

#include "dist/flags.hpp"
#include "etf/encode.hpp"
#include "kith/build.hpp"

namespace kith::dist {
namespace {

const atom here("here@host");
const atom there("there@host");

/// A message `hello` to a registered name, from a process of `there`; each term behind `before`.
std::string terms(const std::string& before) {
  const term control = tuple(6, pid::external(there, 7, 5, 0), atom(""), atom("sink"));
  std::string bytes = before;
  etf::encode(control, {}, bytes);
  bytes += before;
  etf::encode(term(atom("hello")), {}, bytes);
  return bytes;
}

bool reads(std::uint64_t flags, const std::string& frame) {
  frame_decoder decoder({flags, there, {here, 3, 1}});
  const auto in = decoder.decode(frame);
  return in && in->has_value() && (*in)->payload.is(atom("hello"));
}

}  // namespace

TEST_CASE("frame decoder: terms have a version where frames are passed through, and only there") {
  const std::uint64_t headed = offered_flags;
  const std::uint64_t plain = offered_flags & ~(flag::dist_hdr_atom_cache | flag::fragments);
  const std::string header("\x83\x44\0", 3);
  CHECK(reads(plain, "p" + terms("\x83")));
  CHECK_FALSE(reads(plain, "p" + terms("")));
  CHECK(reads(headed, header + terms("")));
  CHECK_FALSE(reads(headed, header + terms("\x83")));
  CHECK_FALSE(reads(plain, header + terms("")));
  CHECK_FALSE(reads(headed, "p" + terms("\x83")));
}

TEST_CASE("frame decoder: bytes behind the last term end the connection") {
  const std::string header("\x83\x44\0", 3);
  CHECK_FALSE(reads(offered_flags, header + terms("") + "x"));
  CHECK_FALSE(reads(offered_flags, header + terms("").substr(0, 10)));
}

}  // namespace kith::dist
