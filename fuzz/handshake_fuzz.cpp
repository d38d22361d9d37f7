// Any bytes, in any pieces, from a peer that does not know the cookie: the handshake must neither
// break nor succeed. The first byte chooses the role and the driver's answers.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "dist/handshake.hpp"

using namespace kith;
using namespace kith::dist;

namespace {

struct unknown_secrets final : handshake_secrets {
  std::string cookie(std::string_view) override { return "nobody knows this one"; }
  result<std::uint32_t> new_challenge() override { return 0x01020304u; }
  bool is_ours(std::uint32_t challenge) override { return challenge == 0x01020304u; }
};

void drive(handshake& machine, unsigned choice) {
  while (const std::optional<handshake_action> action = machine.next()) {
    if (std::holds_alternative<established>(*action)) {
      std::abort();
    } else if (const auto* ask = std::get_if<ask_acceptance>(&*action)) {
      constexpr acceptance answers[] = {acceptance::accept, acceptance::accept_simultaneous,
                                        acceptance::alive, acceptance::nok};
      if (ask->dynamic) {
        machine.name_peer({"GIVEN@" + std::string("host"), 9});
      } else {
        machine.answer(answers[choice & 3u]);
      }
    } else if (std::holds_alternative<ask_still_pending>(*action)) {
      machine.still_pending((choice & 1u) != 0);
    } else if (const auto* end = std::get_if<failed>(&*action)) {
      for (const char c : end->what.text) {
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7E) {
          std::abort();  // it goes to a log
        }
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) {
    return 0;
  }
  unknown_secrets secrets;
  handshake_options options{.node = "us@host", .creation = 77};
  options.dynamic = (data[0] & 7u) == 7;
  options.node = options.dynamic ? "host" : "us@host";
  const bool dials = (data[0] & 4u) != 0;
  handshake machine = dials ? handshake::dial(options, "real@vm", secrets)
                            : handshake::accept(options, "10.0.0.1:5", secrets);
  std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t piece = data[1] + 1u;
  while (!bytes.empty()) {
    machine.received(bytes.substr(0, piece));
    drive(machine, data[0]);
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  machine.timed_out();
  drive(machine, data[0]);
  return machine.ended() ? 0 : -1;
}
