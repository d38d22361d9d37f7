// term_to_binary and binary_to_term: the version byte, and compression.
#include "etf/decode.hpp"
#include "etf/encode.hpp"
#include "etf/packed.hpp"

namespace kith {

std::string term_to_binary(term_ref t, binary_options options) {
  etf::encoding how;
  how.atoms = options.utf8_atoms ? etf::atom_form::utf8 : etf::atom_form::otp_25;
  how.sorted_maps = options.deterministic;
  std::string out(1, etf::code(etf::tag::version_magic));
  etf::encode(t, how, out);
  if (options.compressed > 0) {
    out = etf::pack(std::move(out), options.compressed);
  }
  return out;
}

result<term> binary_to_term(std::string_view bytes, std::size_t& used,
                            const decode_limits& limits) {
  if (const auto version = etf::check_version(bytes); !version) {
    return version.failure();
  }
  etf::decoder decoder({limits, nullptr, {}});
  if (!etf::is_packed(bytes)) {
    used = 1;
    return decoder.decode(bytes, used);
  }
  auto plain = etf::unpack(bytes, limits.unpacked_bytes_max, used);
  if (!plain) {
    return plain.failure();
  }
  std::size_t at = 0;
  auto t = decoder.decode(*plain, at);
  if (t && at != plain->size()) {
    t = etf::second_packed_term();
  }
  return t;
}

result<term> binary_to_term(std::string_view bytes, const decode_limits& limits) {
  std::size_t used = 0;
  auto t = binary_to_term(bytes, used, limits);
  if (t && used != bytes.size()) {
    t = etf::bytes_behind(used, bytes.size());
  }
  return t;
}

}  // namespace kith
