#include "dist/cookie.hpp"

#include <algorithm>
#include <array>

#include "base/latin1.hpp"

namespace kith::dist {
namespace {

result<std::string> as_cookie(std::string_view text) {
  std::optional<std::string> latin1 = utf8_to_latin1(text);
  if (!latin1) {
    return error(errc::bad_input, "a cookie has characters up to U+00FF only");
  }
  if (latin1->size() > cookie_characters_max) {
    return error(errc::bad_input, "a cookie has at most 255 characters");
  }
  return std::move(*latin1);
}

}  // namespace

const std::string& cookie_table::get_cookie(std::string_view node) const {
  if (node != own_node_) {
    if (const auto entry = others_.find(node); entry != others_.end()) {
      return entry->second;
    }
  }
  return own_;
}

result<void> cookie_table::set_cookie(std::string_view cookie) {
  result<std::string> bytes = as_cookie(cookie);
  if (!bytes) {
    return bytes.failure();
  }
  own_ = std::move(*bytes);
  return {};
}

result<void> cookie_table::set_cookie(std::string_view node, std::string_view cookie) {
  if (node == own_node_) {
    return set_cookie(cookie);
  }
  result<std::string> bytes = as_cookie(cookie);
  if (!bytes) {
    return bytes.failure();
  }
  others_.insert_or_assign(std::string(node), std::move(*bytes));
  return {};
}

void cookie_table::named(std::string_view own_node) {
  own_node_ = own_node;
  if (const auto entry = others_.find(own_node); entry != others_.end()) {
    own_ = std::move(entry->second);
    others_.erase(entry);
  }
}

std::optional<std::string> cookie_weakness(std::string_view cookie) {
  constexpr std::array<std::string_view, 8> famous{"monster", "cookie", "secret",   "erlang",
                                                   "test",    "",       "nocookie", "rabbit"};
  if (std::ranges::find(famous, cookie) != famous.end()) {
    return "is one that everybody tries first";
  }
  const bool capitals = std::ranges::all_of(cookie, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (capitals && cookie.size() == 20) {
    return "has the form of OTP's automatic cookies: one that OTP made has at most 36 bits of "
           "chance";
  }
  if (cookie.size() < 12) {
    return "is shorter than 12 characters";
  }
  return std::nullopt;
}

}  // namespace kith::dist
