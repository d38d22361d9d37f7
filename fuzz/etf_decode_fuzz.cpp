// Any bytes as a term, under limits. What is accepted must be the same term when it is written and
// read again, however it is written. The first byte says what the decoder knows.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "etf/decode.hpp"
#include "etf/encode.hpp"
#include "term/local_node.hpp"

using namespace kith;

namespace {

// The table of atoms is never emptied, so that a run may make few of them.
constexpr decode_limits limits{.depth_max = 200,
                               .new_atoms_max = 2,
                               .integer_bytes_max = 4096,
                               .unpacked_bytes_max = std::uint64_t{1} << 20u};

void require(bool held) {
  if (!held) {
    std::abort();
  }
}

void check_written(const std::string& bytes, const term& t) {
  const auto again = binary_to_term(bytes, limits);
  require(again.ok() && *again == t);
}

void check(const term& t) {
  require(compare_exact(t, t) == 0);
  require(!to_string(t, format::tp).empty());
  check_written(term_to_binary(t), t);
  check_written(term_to_binary(t, {.compressed = 1, .deterministic = true, .utf8_atoms = true}), t);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 131) {  // as a program reads it
    if (const auto t = binary_to_term({reinterpret_cast<const char*>(data), size}, limits)) {
      check(*t);
    }
    return 0;
  }
  // As a node reads it: terms one behind the other, its own pids, an atom cache, parts shared.
  static const std::uint32_t index = add_local_node({atom("a@h"), 5});
  const etf::self_identity self{atom("a@h"), 5, index};
  const std::vector<atom> cached = {atom("a@h"), atoms::ok, atoms::undefined};
  const term carrier = term::binary(bytes);
  etf::decoder decoder(
      {.limits = limits, .self = (data[0] & 1u) != 0 ? &self : nullptr, .cached = cached});
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t before = at;
    const auto t = (data[0] & 2u) != 0 ? decoder.decode(carrier.as_binary(), at, carrier)
                                       : decoder.decode(bytes, at);
    if (!t) {
      break;
    }
    require(at > before && at <= bytes.size());
    std::string out;
    etf::encode(*t, {}, out);
    std::size_t read = 0;
    const auto again = decoder.decode(out, read);
    require(again.ok() && read == out.size() && *again == *t);
  }
  return 0;
}
