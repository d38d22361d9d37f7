// Lines of HTTP (RFC 9112, 2 to 5), as tolerantly as OTP reads them.
//
//   request   Method SP+ Uri [SP+ "HTTP/" digits "." digits …]
//   response  "HTTP/" digits "." digits SP+ digits [SP+ phrase]
//   header    field ":" blanks value

#include "stdlib/packet_http.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "kith/build.hpp"
#include "stdlib/text.hpp"

namespace kith::detail {

namespace {

constexpr std::string_view methods[] = {"OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE"};

/// Their numbers are from 1 on.
constexpr std::string_view fields[] = {"Cache-Control",
                                       "Connection",
                                       "Date",
                                       "Pragma",
                                       "Transfer-Encoding",
                                       "Upgrade",
                                       "Via",
                                       "Accept",
                                       "Accept-Charset",
                                       "Accept-Encoding",
                                       "Accept-Language",
                                       "Authorization",
                                       "From",
                                       "Host",
                                       "If-Modified-Since",
                                       "If-Match",
                                       "If-None-Match",
                                       "If-Range",
                                       "If-Unmodified-Since",
                                       "Max-Forwards",
                                       "Proxy-Authorization",
                                       "Range",
                                       "Referer",
                                       "User-Agent",
                                       "Age",
                                       "Location",
                                       "Proxy-Authenticate",
                                       "Public",
                                       "Retry-After",
                                       "Server",
                                       "Vary",
                                       "Warning",
                                       "Www-Authenticate",
                                       "Allow",
                                       "Content-Base",
                                       "Content-Encoding",
                                       "Content-Language",
                                       "Content-Length",
                                       "Content-Location",
                                       "Content-Md5",
                                       "Content-Range",
                                       "Content-Type",
                                       "Etag",
                                       "Expires",
                                       "Last-Modified",
                                       "Accept-Ranges",
                                       "Set-Cookie",
                                       "Set-Cookie2",
                                       "X-Forwarded-For",
                                       "Cookie",
                                       "Keep-Alive",
                                       "Proxy-Connection"};

/// Longer names are left as they are sent. OTP: inet, the option packet_type http.
constexpr std::size_t canonical_bytes_max = 50;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
/// A character of a token (RFC 9110, 5.6.2), as OTP has them: DEL is one.
bool is_token(char c) {
  constexpr std::string_view separators = "()<>@,;:\\\"/[]?={}";
  return c > ' ' && static_cast<unsigned char>(c) < 0x80 &&
         separators.find(c) == std::string_view::npos;
}

/// What a line is read from, a part after the other.
class line_reader {
 public:
  explicit line_reader(std::string_view line) : rest_(line) {}

  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  /// Up to the first character for which `is` is false.
  template <class Is>
  std::string_view take(Is is) {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is);
    const std::string_view part(rest_.data(), static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(part.size());
    return part;
  }
  bool skip(std::string_view text) {
    const bool is_there = rest_.starts_with(text);
    rest_.remove_prefix(is_there ? text.size() : 0);
    return is_there;
  }
  /// Digits, one at least, of a number of 32 bits.
  std::optional<std::int64_t> number() {
    const std::string_view digits = take(is_digit);
    std::int64_t value = 0;
    for (const char c : digits) {
      value = 10 * value + (c - '0');
      if (value > INT32_MAX) {
        return std::nullopt;
      }
    }
    return digits.empty() ? std::nullopt : std::optional(value);
  }
  /// {Major, Minor} of "HTTP/1.1"; no term for all else.
  term version() {
    if (!skip("HTTP/")) {
      return {};
    }
    const auto major = number();
    const bool dotted = skip(".");
    const auto minor = number();
    return major && dotted && minor ? term(tuple(*major, *minor)) : term();
  }

 private:
  std::string_view rest_;
};

term text(std::string_view bytes, http_text as) {
  return as == http_text::binary ? term::binary(bytes) : list_of_bytes(bytes);
}
term error(std::string_view line, http_text as) {
  return tuple(atom("http_error"), text(line, as));
}

std::string_view without_end(std::string_view line) {
  for (const char c : {'\n', '\r'}) {
    line.remove_suffix(line.ends_with(c) ? 1 : 0);
  }
  return line;
}

bool begins_with(std::string_view text, std::string_view lower_case) {
  return text.size() >= lower_case.size() &&
         std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                    [](char a, char b) { return a == lower(b); });
}

/// Of what is behind "http://": {absoluteURI, Scheme, Host, Port, Path}.
term absolute(const char* scheme, std::string_view rest, http_text as) {
  const std::size_t slash = rest.find('/');
  const std::string_view path = slash == std::string_view::npos ? "/" : rest.substr(slash);
  const std::string_view authority = rest.substr(0, slash);
  const std::size_t colon = authority.find(':');
  term port = atom("undefined");
  if (colon != std::string_view::npos) {
    line_reader digits(authority.substr(colon + 1));
    const auto number = digits.number();
    if (number && digits.at_end()) {
      port = term(*number);
    }
  }
  return tuple(atom("absoluteURI"), atom(scheme), text(authority.substr(0, colon), as), port,
               text(path, as));
}

term uri_of(std::string_view uri, http_text as) {
  if (uri == "*") {
    return atom("*");
  }
  if (uri.starts_with("/") || uri.size() == 1) {
    return tuple(atom("abs_path"), text(uri, as));
  }
  if (begins_with(uri, "http://")) {
    return absolute("http", uri.substr(7), as);
  }
  if (begins_with(uri, "https://")) {
    return absolute("https", uri.substr(8), as);
  }
  const std::size_t colon = uri.find(':');
  if (colon == std::string_view::npos) {
    return text(uri, as);
  }
  return tuple(atom("scheme"), text(uri.substr(0, colon), as), text(uri.substr(colon + 1), as));
}

term response(std::string_view line, http_text as) {
  line_reader reader(without_end(line));
  const term version = reader.version();
  const bool apart = !reader.take(is_blank).empty();
  const auto status = reader.at_end() ? std::optional<std::int64_t>(0) : reader.number();
  const bool ends = reader.at_end() || is_blank(reader.rest().front());
  if (!version || !apart || !status || !ends) {
    return error(line, as);
  }
  static_cast<void>(reader.take(is_blank));
  return tuple(atom("http_response"), version, *status, text(reader.rest(), as));
}

term request(std::string_view line, http_text as) {
  line_reader reader(without_end(line));
  const std::string_view name = reader.take(is_token);
  const bool apart = !reader.take(is_blank).empty();
  const std::string_view uri = reader.take([](char c) { return !is_blank(c); });
  static_cast<void>(reader.take(is_blank));
  if (name.empty() || !apart || uri.empty()) {
    return error(line, as);
  }
  const term version = reader.at_end() ? term(tuple(0, 9)) : reader.version();
  if (!version) {
    return error(line, as);
  }
  const auto* const known = std::find(std::begin(methods), std::end(methods), name);
  return tuple(atom("http_request"), known == std::end(methods) ? text(name, as) : term(atom(name)),
               uri_of(uri, as), version);
}

/// Each word begins with a capital, and has no other. A word is what is behind a dash that is not
/// itself the first of a word.
std::string canonical(std::string_view name) {
  std::string made;
  bool is_first = true;
  for (const char c : name) {
    made.push_back(is_first ? upper(c) : lower(c));
    is_first = !is_first && c == '-';
  }
  return made;
}

}  // namespace

term http_first_line(std::string_view line, http_text as) {
  return line.starts_with("HTTP/") ? response(line, as) : request(line, as);
}

term http_header_line(std::string_view line, http_text as) {
  if (line == "\r\n" || line == "\n") {
    return atom("http_eoh");
  }
  line_reader reader(line);
  const std::string_view name = reader.take(is_token);
  if (!reader.skip(":")) {
    return error(line, as);
  }
  static_cast<void>(reader.take(is_blank));
  const std::string form = name.size() > canonical_bytes_max ? std::string(name) : canonical(name);
  const auto* const known = std::find(std::begin(fields), std::end(fields), form);
  const bool is_known = known != std::end(fields);
  return tuple(atom("http_header"), is_known ? known - std::begin(fields) + 1 : 0,
               is_known ? term(atom(form)) : text(form, as), text(name, as),
               text(without_end(reader.rest()), as));
}

}  // namespace kith::detail
