// Names for peers that ask for one (`-sname undefined`), as a node of OTP gives them: kernel,
// net_kernel:generate_node_name/2.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dist/handshake_codec.hpp"

namespace kith::dist {

/// Creations from 4 on: 0 to 3 mean "any" to nodes of before creations of 32 bits.
[[nodiscard]] std::uint32_t wrap_creation(std::uint32_t creation) noexcept;

class name_pool {
 public:
  /// Names beyond these are forgotten: an atom each, but peers choose the hosts.
  static constexpr std::size_t names_max = 4'096;

  /// A name of that host: one that was given back, or a new one of these random numbers.
  [[nodiscard]] given_name take(std::string_view host, std::uint64_t number,
                                std::uint32_t creation);
  /// Its peer is gone: the next one gets it, with another creation.
  void give_back(given_name name);

 private:
  std::map<std::string, std::vector<given_name>, std::less<>> free_;  ///< by host
  std::size_t size_ = 0;
};

}  // namespace kith::dist
