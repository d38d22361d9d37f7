// What nodes and epmd, the port mapper of a machine, say to each other. Source: ERTS User's Guide,
// "EPMD Protocol"; answers compared byte for byte with epmd of OTP 25.2. Big-endian.
//
//   request   length:u16 body
//   ALIVE2    'x' port:u16 type:u8 protocol:u8 highest:u16 lowest:u16 name:n16 extra:n16
//     answer  'v' result:u8 creation:u32    when both speak version 6
//             'y' result:u8 creation:u16    else; result 0 is good; the connection stays open
//   PORT2     'z' name
//     answer  'w' 0 port:u16 type:u8 protocol:u8 highest:u16 lowest:u16 name:n16 extra:n16
//             'w' 1                         no such name
//   NAMES     'n'      answer  epmd_port:u32, then a line "name N at port P\n" for each
//   DUMP      'd'      answer  epmd_port:u32, then lines, each ending in a zero byte
//   KILL      'k'      answer  "OK" | "NO"
//   STOP      's' name answer  "STOPPED" | "NOEXIST"
//   (n16: a length in two bytes, and so many bytes)
// All answers but ALIVE2's are followed by the end of the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kith/result.hpp"

namespace kith::dist {

inline constexpr std::uint16_t epmd_port_default = 4369;

/// Characters of a node's name without its host, and bytes of what it adds about itself.
inline constexpr std::size_t epmd_name_characters_max = 255;
inline constexpr std::size_t epmd_name_bytes_max = 4 * epmd_name_characters_max;
inline constexpr std::size_t epmd_extra_bytes_max = 4 * 255;
/// No request of the above is longer.
inline constexpr std::size_t epmd_request_bytes_max =
    13 + epmd_name_bytes_max + epmd_extra_bytes_max;
/// The answer to NAMES may be long; past this a client gives up.
inline constexpr std::size_t epmd_answer_bytes_max = 16 * 1024 * 1024;

/// What a node says of itself.
struct epmd_entry {
  std::string name;  ///< without '@' and host, UTF-8
  std::uint16_t port = 0;
  std::uint8_t type = 77;     ///< 77 ('M') visible, 72 ('H') hidden
  std::uint8_t protocol = 0;  ///< 0: TCP
  std::uint16_t highest = 6;  ///< versions of the handshake
  std::uint16_t lowest = 6;
  std::string extra = {};

  friend bool operator==(const epmd_entry&, const epmd_entry&) = default;
};

struct epmd_request {
  enum class op : std::uint8_t { alive2, port2, names, dump, kill, stop };
  op what;
  epmd_entry entry;  ///< alive2: all of it; port2 and stop: the name
};

/// With its length in front.
[[nodiscard]] std::string encode(const epmd_request& r);
/// Parses a request without its length. Fails with errc::bad_input.
[[nodiscard]] result<epmd_request> parse_epmd_request(std::string_view body);

/// What a name must be to be registered: 1 to 255 characters of UTF-8, no zero byte, no '@'.
/// epmd itself lets '@' pass, which no node can have before its host.
[[nodiscard]] bool is_epmd_name(std::string_view name);

/// Collects one request from a stream.
class epmd_request_reader {
 public:
  /// Adds bytes. Fails when the claimed length is 0 or too long, or when bytes follow the request.
  [[nodiscard]] result<void> add(std::string_view bytes);
  /// The body when it is whole.
  [[nodiscard]] std::optional<std::string_view> body() const;

 private:
  std::string buffer_;
};

[[nodiscard]] std::string encode_alive2_answer(bool wide, std::uint8_t result,
                                               std::uint32_t creation);
[[nodiscard]] std::string encode_port2_answer(const epmd_entry& entry);
/// No such name.
[[nodiscard]] std::string encode_port2_answer();

struct alive2_answer {
  std::uint8_t result = 0;
  std::uint32_t creation = 0;
};

// The parsers of answers take what has come so far: nothing means that more must come.

[[nodiscard]] result<std::optional<alive2_answer>> parse_alive2_answer(std::string_view bytes);

struct port2_answer {
  bool found = false;
  epmd_entry entry;
};
/// `ended`: the peer has closed. OTP's clients are content with an answer whose name and extra are
/// missing; so are we, once nothing more comes.
[[nodiscard]] result<std::optional<port2_answer>> parse_port2_answer(std::string_view bytes,
                                                                     bool ended);

struct epmd_name {
  std::string name;
  std::uint16_t port = 0;

  friend bool operator==(const epmd_name&, const epmd_name&) = default;
};
/// The whole answer to NAMES. Lines of another form are skipped, as erl_epmd does.
[[nodiscard]] result<std::vector<epmd_name>> parse_names_answer(std::string_view bytes);

}  // namespace kith::dist
