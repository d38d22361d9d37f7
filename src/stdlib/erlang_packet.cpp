// Module `erlang`: packets in binaries.

#include <algorithm>
#include <optional>

#include "runtime/raised.hpp"
#include "stdlib/erlang.hpp"
#include "stdlib/packet.hpp"
#include "stdlib/packet_http.hpp"
#include "stdlib/text.hpp"

namespace kith::detail {

namespace {

struct type_row {
  std::string_view name;
  packet_type type;
  http_text text = http_text::list;
};

constexpr type_row named_types[] = {
    {"raw", packet_type::raw},
    {"asn1", packet_type::asn1},
    {"sunrm", packet_type::sunrm},
    {"cdr", packet_type::cdr},
    {"fcgi", packet_type::fcgi},
    {"tpkt", packet_type::tpkt},
    {"line", packet_type::line},
    {"http", packet_type::http},
    {"httph", packet_type::http_header},
    {"http_bin", packet_type::http, http_text::binary},
    {"httph_bin", packet_type::http_header, http_text::binary},
};

[[noreturn]] void bad_type() {
  throw caused_error(atoms::badarg, atom("badopt"));
}

type_row type_of(term_ref t) {
  if (t.is_atom()) {
    const auto* const at =
        std::find_if(std::begin(named_types), std::end(named_types),
                     [&](const type_row& r) { return r.name == t.as_atom().name(); });
    return at == std::end(named_types) ? (bad_type(), *at) : *at;
  }
  switch (t.tag() == tag::small ? t.as_int() : -1) {
  case 0: return {"", packet_type::raw};
  case 1: return {"", packet_type::length_1};
  case 2: return {"", packet_type::length_2};
  case 4: return {"", packet_type::length_4};
  default: bad_type();
  }
}

std::uint32_t natural_of(term_ref t, std::int64_t max) {
  const std::int64_t value = integer_from(0, t);
  return value <= max ? static_cast<std::uint32_t>(value) : (badarg(), 0);
}

packet_limits limits_of(packet_type type, term_ref list) {
  packet_limits limits;
  for_each_of(list, [&](term_ref option) {
    if (is_option(option, atom("packet_size"))) {
      limits.packet_bytes = natural_of(option[1], UINT32_MAX);
    } else if (is_option(option, atom("line_length"))) {
      limits.line_bytes = natural_of(option[1], UINT32_MAX);
    } else if (type == packet_type::line && is_option(option, atom("line_delimiter"))) {
      limits.delimiter = static_cast<char>(natural_of(option[1], UINT8_MAX));
    } else {
      badarg();
    }
  });
  return limits;
}

term read_packet(const type_row& row, term_ref all, const packet_place& at) {
  const std::string_view bytes = all.bit_bytes().substr(at.begin, at.end - at.begin);
  switch (row.type) {
  case packet_type::http: return http_first_line(bytes, row.text);
  case packet_type::http_header: return http_header_line(bytes, row.text);
  default: return part_of(all, at.begin, at.end - at.begin);
  }
}

term decode_packet_3(arguments a) {
  const type_row row = type_of(a[0]);
  const term_ref all = a[1];
  if (!all.is_bitstring()) {
    badarg();
  }
  const packet_limits limits = limits_of(row.type, a[2]);
  const std::string_view bytes = all.bit_bytes().substr(0, all.bit_size() / 8);
  const packet_place at = find_packet(row.type, bytes, limits);
  switch (at.what) {
  case packet_place::outcome::invalid: return tuple(atoms::error, atom("invalid"));
  case packet_place::outcome::more:
    return tuple(atom("more"), at.total == 0 ? term(atom("undefined")) : term(at.total));
  case packet_place::outcome::whole: break;
  }
  return tuple(atoms::ok, read_packet(row, all, at), rest_of(all, at.total));
}

}  // namespace

std::span<const native_row> erlang_packet_rows() {
  static constexpr native_row rows[] = {{"decode_packet", 3, decode_packet_3}};
  return rows;
}

}  // namespace kith::detail
