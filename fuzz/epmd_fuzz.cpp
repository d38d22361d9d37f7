// Any bytes, in any pieces, on connections to the port mapper; and any bytes as answers to its
// clients. The first byte says which; in what follows for the mapper, a byte chooses a connection
// and an event, and the next one how many bytes it gets.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "dist/epmd_client.hpp"
#include "dist/epmd_registry.hpp"

using namespace kith;
using namespace kith::dist;

namespace {

void run_registry(std::string_view script) {
  epmd_registry registry({.connections_per_address_max = 3,
                          .connections_max = 6,
                          .names_max = 4,
                          .first_creation = UINT32_MAX - 2});
  io::instant now;
  bool open[8] = {};
  const auto act = [&] {
    while (const auto a = registry.next()) {
      if (const auto* c = std::get_if<epmd_registry::close>(&*a)) {
        open[c->which] = false;
      } else if (const auto* s = std::get_if<epmd_registry::send>(&*a); s && !open[s->to]) {
        std::abort();  // nothing is said to a connection that was closed
      }
    }
  };
  while (script.size() >= 2) {
    const auto what = static_cast<std::uint8_t>(script[0]);
    const auto size = static_cast<std::uint8_t>(script[1]);
    script.remove_prefix(2);
    const std::size_t c = what & 7u;
    now = now + duration::milliseconds(size);
    if ((what & 8u) != 0) {
      registry.passed(now);
    } else if (!open[c]) {
      open[c] = true;
      const bool local = (what & 16u) != 0;
      registry.opened(c, local ? io::address::loopback(1) : *io::address::parse("10.0.0.1", 1),
                      local, now);
    } else if ((what & 32u) != 0) {
      open[c] = false;
      registry.closed(c);
    } else {
      registry.received(c, script.substr(0, size));
      script.remove_prefix(std::min<std::size_t>(size, script.size()));
    }
    act();
    if (registry.connections() > 8 || registry.entries().size() > 4) {
      std::abort();
    }
  }
}

template <class Client>
void run_client(Client client, std::string_view bytes) {
  const std::size_t cut = bytes.empty() ? 0 : static_cast<std::uint8_t>(bytes[0]) % bytes.size();
  client.received(bytes.substr(0, cut));
  client.received(bytes.substr(cut));
  client.closed();
  if (!client.outcome()) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.empty()) {
    return 0;
  }
  const auto which = static_cast<std::uint8_t>(bytes[0]) % 4;
  bytes.remove_prefix(1);
  switch (which) {
  case 0: run_registry(bytes); break;
  case 1: run_client(epmd_registering(epmd_entry{}), bytes); break;
  case 2: run_client(epmd_lookup("dog"), bytes); break;
  default: run_client(epmd_listing(), bytes); break;
  }
  return 0;
}
