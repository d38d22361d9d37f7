// The file that keeps the cookie of a user's nodes: `$HOME/.erlang.cookie`, or
// `erlang/.erlang.cookie` in the user's configuration folder. OTP: kernel, auth:read_cookie/0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/unique_function.hpp"
#include "kith/result.hpp"

namespace kith::io {
class disk;
class world;
}  // namespace kith::io

namespace kith::dist {

/// Where a user's cookie is looked for.
struct cookie_search {
  io::disk& files;
  std::string home;         ///< HOME; may be empty
  std::string config_home;  ///< XDG_CONFIG_HOME; may be empty
  std::uint32_t user = 0;   ///< the user id of this program
  unique_function<void(std::span<std::byte>)> entropy;
  std::size_t letters = 20;  ///< of a cookie that is made: OTP's 20, or more
};

/// Reads the cookie of the user, making `$HOME/.erlang.cookie` (20 random capitals, mode 0400) when
/// neither file is there; without HOME only the configuration folder counts.
/// Calls block. Fails with a sentence that names the file and what to do about it.
[[nodiscard]] result<std::string> user_cookie(cookie_search where);
[[nodiscard]] result<std::string> user_cookie(io::world& world, std::size_t letters = 20);

/// Reads one cookie file: a regular file (a link to one will do) that only its owner can access,
/// owned by `user` or root. errc::not_found when absent.
[[nodiscard]] result<std::string> read_cookie_file(io::disk& files, const std::string& path,
                                                   std::uint32_t user);

/// The cookie in a file's content: printable ASCII, spaces too, up to the first other character;
/// after that only line ends and spaces may follow. OTP: auth:check_cookie/2.
[[nodiscard]] result<std::string> cookie_in(std::string_view content);

}  // namespace kith::dist
