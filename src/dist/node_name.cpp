#include "dist/node_name.hpp"

#include "base/latin1.hpp"
#include "io/world.hpp"

namespace kith::dist {
namespace {

error bad(std::string text) {
  return {errc::bad_input, std::move(text)};
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '-';
}

// The host of our own name: the characters '!' to U+00FF, since it goes out as Latin-1.
result<void> check_own_host(std::string_view host) {
  const std::optional<std::string> latin1 = utf8_to_latin1(host);
  bool legal = latin1.has_value();
  for (const char c : latin1.value_or("")) {
    legal = legal && static_cast<unsigned char>(c) >= '!' && c != '@';
  }
  if (!legal) {
    return bad("host '" + printable(host) + "' is not allowed in a node name");
  }
  return {};
}

}  // namespace

result<node_name> parse_node_name(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size() ||
      text.find('@', at + 1) != std::string_view::npos) {
    return bad("'" + printable(text) + "' is not a node name: it must be name@host");
  }
  const std::optional<std::size_t> length = utf8_length(text);
  if (!length || *length > node_name_characters_max) {
    return bad("node name '" + printable(text) + "' is " +
               (length ? "longer than 255 characters" : "not UTF-8"));
  }
  return node_name{std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

result<node_name> own_node_name(std::string_view given, name_domain domain,
                                std::string_view machine) {
  const std::size_t at = given.find('@');
  node_name own{std::string(given.substr(0, at)),
                at == std::string_view::npos ? "" : std::string(given.substr(at + 1))};
  bool legal = !own.name.empty();
  for (const char c : own.name) {
    legal = legal && is_word(c);
  }
  if (!legal) {
    return bad("'" + printable(own.name) +
               "' cannot name a node: letters, digits, '_' and '-' can");
  }
  const bool is_short = domain == name_domain::short_names;
  if (own.host.empty()) {
    own.host = machine.substr(0, is_short ? machine.find('.') : machine.size());
    if (own.host.empty() || (!is_short && own.host.find('.') == std::string::npos)) {
      return bad("this machine has no " + std::string(is_short ? "host name" : "domain name") +
                 ": give the node's name as " + own.name + "@host");
    }
  } else if (is_short && own.host.find('.') != std::string::npos) {
    return bad("host '" + printable(own.host) +
               "' has a dot, which a short name cannot have: use a long name");
  }
  if (const result<void> host = check_own_host(own.host); !host) {
    return host.failure();
  }
  if (*utf8_length(own.full()) > node_name_characters_max) {
    return bad("node name '" + printable(own.full()) + "' is longer than 255 characters");
  }
  return own;
}

result<void> check_peer_host(std::string_view host, name_domain domain, bool numeric) {
  const bool has_dot = host.find('.') != std::string_view::npos;
  if (domain == name_domain::long_names && !has_dot && !numeric) {
    return bad("host name '" + printable(host) +
               "' is illegal: this node uses fully qualified host names");
  }
  if (domain == name_domain::short_names && has_dot) {
    return bad("host name '" + printable(host) +
               "' is illegal: this node does not use fully qualified host names");
  }
  return {};
}

bool is_loopback_host(std::string_view host) {
  if (host == "localhost" || host == "localhost.localdomain" || host.starts_with("localhost.")) {
    return true;
  }
  const std::optional<io::address> numeric = io::address::parse(host, 0);
  return numeric && numeric->is_loopback();
}

}  // namespace kith::dist
