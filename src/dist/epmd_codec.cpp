#include "dist/epmd_codec.hpp"

#include <charconv>

#include "base/latin1.hpp"
#include "dist/wire.hpp"

namespace kith::dist {
namespace {

error bad(std::string text) {
  return {errc::bad_input, std::move(text)};
}

void put_string(std::string& out, std::string_view s) {
  KITH_ASSERT(s.size() <= 0xFFFF);
  put_u16(out, static_cast<std::uint16_t>(s.size()));
  out.append(s);
}

bool take_string(byte_reader& in, std::string& s) {
  std::uint16_t length = 0;
  std::string_view bytes;
  if (!in.u16(length) || !in.bytes(length, bytes)) {
    return false;
  }
  s = bytes;
  return true;
}

void put_entry_head(std::string& out, const epmd_entry& e) {
  put_u16(out, e.port);
  put_u8(out, e.type);
  put_u8(out, e.protocol);
  put_u16(out, e.highest);
  put_u16(out, e.lowest);
}

bool take_entry_head(byte_reader& in, epmd_entry& e) {
  return in.u16(e.port) && in.u8(e.type) && in.u8(e.protocol) && in.u16(e.highest) &&
         in.u16(e.lowest);
}

result<epmd_request> parse_alive2(byte_reader& in) {
  epmd_request r{epmd_request::op::alive2, {}};
  if (!take_entry_head(in, r.entry) || !take_string(in, r.entry.name) ||
      !take_string(in, r.entry.extra)) {
    return bad("a registration that ends too early");
  }
  if (r.entry.name.empty() || r.entry.name.find('\0') != std::string::npos) {
    return bad("a registration of the name '" + printable(r.entry.name) + "'");
  }
  return r;
}

result<epmd_request> parse_named(epmd_request::op what, std::string_view name) {
  if (name.ends_with('\0')) {
    name.remove_suffix(1);  // old clients end the name with it
  }
  if (!is_epmd_name(name)) {
    return bad("a question for the name '" + printable(name) + "'");
  }
  epmd_request r{what, {}};
  r.entry.name = name;
  return r;
}

}  // namespace

bool is_epmd_name(std::string_view name) {
  const std::optional<std::size_t> length = utf8_length(name);
  return length && *length >= 1 && *length <= epmd_name_characters_max &&
         name.find('\0') == std::string_view::npos && name.find('@') == std::string_view::npos;
}

std::string encode(const epmd_request& r) {
  std::string body;
  switch (r.what) {
  case epmd_request::op::alive2:
    body = "x";
    put_entry_head(body, r.entry);
    put_string(body, r.entry.name);
    put_string(body, r.entry.extra);
    break;
  case epmd_request::op::port2: body = "z" + r.entry.name; break;
  case epmd_request::op::names: body = "n"; break;
  case epmd_request::op::dump: body = "d"; break;
  case epmd_request::op::kill: body = "k"; break;
  case epmd_request::op::stop: body = "s" + r.entry.name; break;
  }
  std::string out;
  put_string(out, body);
  return out;
}

result<epmd_request> parse_epmd_request(std::string_view body) {
  if (body.empty()) {
    return bad("an empty request");
  }
  byte_reader in(body.substr(1));
  switch (body[0]) {
  case 'x': return parse_alive2(in);
  case 'z': return parse_named(epmd_request::op::port2, in.rest());
  case 'n': return epmd_request{epmd_request::op::names, {}};
  case 'd': return epmd_request{epmd_request::op::dump, {}};
  case 'k': return epmd_request{epmd_request::op::kill, {}};
  case 's': return parse_named(epmd_request::op::stop, in.rest());
  default: return bad("an unknown request '" + printable(body.substr(0, 1)) + "'");
  }
}

result<void> epmd_request_reader::add(std::string_view bytes) {
  buffer_.append(bytes.substr(0, epmd_request_bytes_max + 3));
  if (buffer_.size() < 2) {
    return {};
  }
  const std::size_t length = std::size_t{byte_at(buffer_, 0)} << 8u | byte_at(buffer_, 1);
  if (length == 0 || length > epmd_request_bytes_max) {
    return bad("a request of " + std::to_string(length) + " bytes");
  }
  if (buffer_.size() > length + 2) {
    return bad("bytes after a request");
  }
  return {};
}

std::optional<std::string_view> epmd_request_reader::body() const {
  if (buffer_.size() < 2) {
    return std::nullopt;
  }
  const std::size_t length = std::size_t{byte_at(buffer_, 0)} << 8u | byte_at(buffer_, 1);
  if (buffer_.size() != length + 2) {
    return std::nullopt;
  }
  return std::string_view(buffer_).substr(2);
}

std::string encode_alive2_answer(bool wide, std::uint8_t result, std::uint32_t creation) {
  std::string out = wide ? "v" : "y";
  put_u8(out, result);
  if (wide) {
    put_u32(out, creation);
  } else {
    put_u16(out, static_cast<std::uint16_t>(creation));
  }
  return out;
}

std::string encode_port2_answer(const epmd_entry& entry) {
  std::string out("w\0", 2);
  put_entry_head(out, entry);
  put_string(out, entry.name);
  put_string(out, entry.extra);
  return out;
}

std::string encode_port2_answer() {
  return "w\x01";
}

result<std::optional<alive2_answer>> parse_alive2_answer(std::string_view bytes) {
  byte_reader in(bytes);
  std::uint8_t tag = 0;
  alive2_answer a;
  std::uint16_t narrow = 0;
  if (!in.u8(tag)) {
    return std::optional<alive2_answer>();
  }
  if (tag != 'v' && tag != 'y') {
    return bad("epmd answers a registration with '" + printable(bytes, 16) + "'");
  }
  if (!in.u8(a.result) || !(tag == 'v' ? in.u32(a.creation) : in.u16(narrow))) {
    return std::optional<alive2_answer>();
  }
  a.creation = tag == 'v' ? a.creation : narrow;
  if (in.left() != 0) {
    return bad("epmd says more than its answer to a registration");
  }
  return std::optional(a);
}

result<std::optional<port2_answer>> parse_port2_answer(std::string_view bytes, bool ended) {
  byte_reader in(bytes);
  std::uint8_t tag = 0;
  std::uint8_t code = 0;
  port2_answer a;
  const auto incomplete = [&]() -> result<std::optional<port2_answer>> {
    if (ended) {
      return bad("epmd closed the connection before its answer was whole");
    }
    return std::optional<port2_answer>();
  };
  if (!in.u8(tag)) {
    return incomplete();
  }
  if (tag != 'w') {
    return bad("epmd answers a question for a port with '" + printable(bytes, 16) + "'");
  }
  if (!in.u8(code)) {
    return incomplete();
  }
  if (code != 0) {
    return std::optional(a);
  }
  if (!take_entry_head(in, a.entry)) {
    return incomplete();
  }
  if ((!take_string(in, a.entry.name) || !take_string(in, a.entry.extra)) && !ended) {
    return std::optional<port2_answer>();
  }
  a.found = true;
  return std::optional(std::move(a));
}

result<std::vector<epmd_name>> parse_names_answer(std::string_view bytes) {
  byte_reader in(bytes);
  std::uint32_t epmd_port = 0;
  if (bytes.empty()) {
    return std::vector<epmd_name>();  // an epmd that keeps its names to itself; so for OTP too
  }
  if (!in.u32(epmd_port)) {
    return bad("epmd answers with " + std::to_string(bytes.size()) + " bytes in place of names");
  }
  constexpr std::string_view before = "name ";
  constexpr std::string_view between = " at port ";
  std::vector<epmd_name> names;
  std::string_view text = in.rest();
  for (std::size_t end = 0; (end = text.find('\n')) != std::string_view::npos;
       text.remove_prefix(end + 1)) {
    const std::string_view line = text.substr(0, end);
    const std::size_t middle = line.rfind(between);
    if (!line.starts_with(before) || middle == std::string_view::npos || middle < before.size()) {
      continue;
    }
    epmd_name n{std::string(line.substr(before.size(), middle - before.size())), 0};
    const std::string_view digits = line.substr(middle + between.size());
    const auto [at, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), n.port);
    if (wrong == std::errc() && at == digits.data() + digits.size()) {
      names.push_back(std::move(n));
    }
  }
  return names;
}

}  // namespace kith::dist
