// Any bytes as a datagram of a gossip: as they are, and unsealed with a secret. What is read as a
// heartbeat goes on to who judges it; whatever comes, no atom is made.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "mesh/gossip_packet.hpp"
#include "mesh/gossip_secret.hpp"
#include "mesh/gossip_state.hpp"

using namespace kith;
using namespace kith::mesh;

namespace {

struct nowhere final : gossip_state::surroundings {
  [[nodiscard]] std::string_view own_name() const override { return "dog@alpha"; }
  [[nodiscard]] bool is_connected(std::string_view) const override { return false; }
  [[nodiscard]] bool is_atom(std::string_view) const override { return false; }
  [[nodiscard]] bool is_own(const io::address&) const override { return false; }
};

void read(std::string_view bytes) {
  const auto name = decode_heartbeat(bytes);
  if (!name) {
    return;
  }
  const nowhere around;
  gossip_state state(around, dist::name_domain::long_names);
  const auto first = state.heard(*name, io::address{{10, 0, 0, 2}, 9}, io::instant{1});
  const auto second = state.heard(*name, io::address{{10, 0, 0, 2}, 9}, io::instant{2});
  if (first == gossip_state::verdict::tried ? second != gossip_state::verdict::recent
                                            : second != first) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const gossip_secret secret("somepassword");
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::uint32_t atoms_before = atom::count();
  read(bytes);
  if (const auto plain = secret.open(bytes)) {
    read(*plain);
  }
  if (atom::count() != atoms_before) {
    std::abort();
  }
  return 0;
}
