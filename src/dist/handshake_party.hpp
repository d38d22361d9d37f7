// For tests: a handshake together with a driver who answers its questions, and secrets as scripted.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dist/handshake.hpp"

namespace kith::dist {

// erl 25.2 with a visible name.
inline constexpr std::uint64_t erl_flags = 0xd07df7fbd;

struct scripted_secrets final : handshake_secrets {
  std::string shared = "goldencookie";
  std::map<std::string, std::string, std::less<>> others;
  std::uint32_t upcoming = 0x01020304;
  std::set<std::uint32_t> issued;
  bool exhausted = false;

  std::string cookie(std::string_view node) override {
    const auto own = others.find(node);
    return own == others.end() ? shared : own->second;
  }
  result<std::uint32_t> new_challenge() override {
    if (exhausted) {
      return error(errc::limit, "too many handshakes");
    }
    issued.insert(upcoming);
    return upcoming++;
  }
  bool is_ours(std::uint32_t challenge) override { return issued.contains(challenge); }
};

// A handshake and its driver, who does what a net_kernel without other connections would.
struct party {
  handshake machine;
  std::string own_name = {};
  link_state have = link_state::none;
  bool wanted = true;                    ///< the answer to ask_still_pending
  std::optional<given_name> gives = {};  ///< to whoever asks for a name
  std::string sent = {};
  std::optional<established> up = {};
  std::optional<failed> down = {};
  std::vector<std::string> asked = {};

  void run() {
    while (std::optional<handshake_action> action = machine.next()) {
      std::visit([this](auto& a) { perform(a); }, *action);
    }
  }
  void hear(std::string_view bytes) {
    machine.received(bytes);
    run();
  }
  std::string take() { return std::exchange(sent, {}); }
  [[nodiscard]] std::string why() const { return down ? down->what.text : "no failure"; }

  void perform(send_bytes& a) { sent += a.bytes; }
  void perform(ask_acceptance& a) {
    asked.push_back("acceptance " + a.node);
    if (a.dynamic && gives) {
      machine.name_peer(*gives);
    } else if (a.dynamic) {
      machine.answer(acceptance::not_allowed);
    } else {
      machine.answer(choose_acceptance(own_name, a.node, have));
    }
  }
  void perform(ask_still_pending&) { machine.still_pending(wanted); }
  void perform(await_other&) { asked.push_back("await other"); }
  void perform(take_over&) { asked.push_back("take over"); }
  void perform(established& a) { up = std::move(a); }
  void perform(failed& a) { down = std::move(a); }
};

inline handshake_options named(std::string node, std::uint32_t creation = 77) {
  return {.node = std::move(node), .creation = creation};
}

inline party dialler(scripted_secrets& s, std::string own, std::string peer) {
  party p{handshake::dial(named(own, 78), std::move(peer), s), own};
  p.run();
  return p;
}
inline party acceptor(scripted_secrets& s, std::string own) {
  return {handshake::accept(named(own), "10.1.2.3:4", s), own};
}

inline void converse(party& a, party& b) {
  for (int i = 0; i < 20; ++i) {
    b.hear(a.take());
    a.hear(b.take());
  }
}

inline std::string name_of(std::string name, std::uint64_t flags = erl_flags) {
  return encode(name_packet{.flags = flags, .creation = 5, .name = std::move(name)});
}

}  // namespace kith::dist
