// Magic cookies: which one authenticates which peer. OTP: kernel, auth. A cookie is an atom there;
// here it is its Latin-1 bytes, which is what the handshake digests, so that the cookie of a peer
// that fails to authenticate leaves no atom.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "kith/result.hpp"

namespace kith::dist {

inline constexpr std::size_t cookie_characters_max = 255;

/// The cookie of a node that was told to have none (`-nocookie`). It is a cookie like any other:
/// two such nodes can talk, as in OTP.
inline constexpr std::string_view nocookie = "nocookie";

class cookie_table {
 public:
  explicit cookie_table(std::string own = std::string(nocookie)) : own_(std::move(own)) {}

  /// Our own cookie (`erlang:get_cookie/0`).
  [[nodiscard]] const std::string& get_cookie() const { return own_; }
  /// What we expect of that node and show to it (`erlang:get_cookie/1`): its own entry, else ours.
  [[nodiscard]] const std::string& get_cookie(std::string_view node) const;

  /// `erlang:set_cookie/1`. Fails with errc::bad_input when the text, UTF-8, is no cookie: longer
  /// than 255 characters, or with one past U+00FF.
  [[nodiscard]] result<void> set_cookie(std::string_view cookie);
  /// `erlang:set_cookie/2`; for our own node the same as `set_cookie/1`.
  [[nodiscard]] result<void> set_cookie(std::string_view node, std::string_view cookie);

  /// Our node has got its name: an entry made for that name before becomes our own cookie.
  /// OTP: auth:sync_cookie/0.
  void named(std::string_view own_node);

 private:
  std::string own_;
  std::string own_node_;
  std::map<std::string, std::string, std::less<>> others_;
};

/// Why a cookie is easy to guess, as the rest of a sentence ("is one of OTP's automatic ones, …");
/// nothing when it is not.
[[nodiscard]] std::optional<std::string> cookie_weakness(std::string_view cookie);

}  // namespace kith::dist
