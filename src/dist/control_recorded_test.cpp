// Whole connections as erl spoke on them, read down to the control messages.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "dist/flags.hpp"
#include "dist/frame_decoder.hpp"
#include "dist/golden_lines.hpp"
#include "term/local_node.hpp"

namespace kith::dist {
namespace {

// Reads one side of a recorded connection down to the control messages, as a node does; their
// numbers. Each is also made anew from what was read of it, and must be the same again.
std::vector<std::int64_t> recorded(const std::vector<golden_line>& lines, char side,
                                   std::uint64_t flags) {
  const bool to_fake = side == '>';
  const control_context who{atom(to_fake ? "fake@vm" : "real@vm"), 77,
                            atom(to_fake ? "real@vm" : "fake@vm"), flags};
  const std::uint32_t index = add_local_node({who.own_node, who.own_creation});
  frame_decoder decoder({flags, who.peer, {who.own_node, who.own_creation, index}});
  std::vector<std::int64_t> numbers;
  for (const golden_line& line : lines) {
    if (line.who != side) {
      continue;
    }
    const auto in = decoder.decode(line.bytes);
    REQUIRE_MESSAGE(in.ok(), (in.ok() ? "" : in.failure().text));
    if (!in->has_value()) {
      continue;  // a fragment
    }
    const control& c = (*in)->what;
    CAPTURE(to_string((*in)->message));
    numbers.push_back((*in)->message[0].as_int());
    CHECK(c.payload == static_cast<bool>((*in)->payload));
    control again = c;
    again.reason = c.payload ? (*in)->payload.ref() : c.reason;
    const std::optional<control_form> made = make_control(again, flags, (*in)->payload);
    REQUIRE(made);
    CHECK(made->message == (*in)->message);
  }
  remove_local_node(index);
  return numbers;
}

}  // namespace

TEST_CASE("control: reads all that erl says, and would say the same") {
  using numbers = std::vector<std::int64_t>;
  const auto full = golden_lines(
#include "../../tests/golden/frames_otp25.txt"
  );
  const numbers expected{22, 6,  33, 1,  35, 19, 20, 19, 20, 26, 1,  24, 29, 29, 1,
                         23, 26, 30, 22, 7,  29, 22, 22, 28, 31, 36, 28, 24, 28};
  CHECK(recorded(full, '>', offered_flags) == expected);
  CHECK(recorded(full, '<', offered_flags) == numbers{19, 19, 1, 35, 29, 22});

  const auto cacheless = golden_lines(
#include "../../tests/golden/frames_no_cache_otp25.txt"
  );
  CHECK(recorded(cacheless, '>', offered_flags & ~flag::dist_hdr_atom_cache) == expected);

  const auto plain = golden_lines(
#include "../../tests/golden/frames_pass_through_otp25.txt"
  );
  CHECK(recorded(plain, '>', offered_flags & ~(flag::dist_hdr_atom_cache | flag::fragments)) ==
        expected);

  const auto no_payload = golden_lines(
#include "../../tests/golden/frames_no_payload_otp25.txt"
  );
  const numbers with_reasons{22, 6, 33, 1,  35, 19, 20, 19, 20, 8,  1,  3,  29, 29, 1,
                             23, 8, 30, 22, 7,  29, 22, 22, 21, 31, 36, 21, 3,  21};
  CHECK(recorded(no_payload, '>',
                 offered_flags & ~(flag::dist_hdr_atom_cache | flag::fragments |
                                   flag::exit_payload)) == with_reasons);
}

}  // namespace kith::dist
