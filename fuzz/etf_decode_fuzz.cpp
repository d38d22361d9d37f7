// Any bytes as a term, under limits. What is accepted must be the same term when it is written and
// read again, however it is written. The first byte says what the decoder knows.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "etf/decode.hpp"
#include "etf/encode.hpp"
#include "kith/from_bytes.hpp"
#include "term/local_node.hpp"

using namespace kith;

struct host {
  std::string name;
  std::optional<std::uint16_t> port;
  std::vector<std::vector<std::int64_t>> more;
  friend bool operator==(const host&, const host&) = default;
};
KITH_FIELDS(host, name, port, more);

struct leaf {
  atom tag;
  double number = 0;
  binary bytes;
  std::vector<leaf> below;
  friend bool operator==(const leaf&, const leaf&) = default;
};

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

/// Read as a `T` directly, the bytes must give what the term does.
template <class T>
void check_read(std::string_view bytes, const result<term>& t) {
  if (!t && t.failure().code == errc::limit) {
    return;  // it may have made atoms that are not new any more
  }
  const auto direct = from_bytes<T>(bytes, limits);
  const auto by_term = t ? from_term<T>(*t) : result<T>(t.failure());
  require(direct.ok() == by_term.ok() && (!direct || *direct == *by_term));
}

void check_typed(std::string_view bytes, const result<term>& t) {
  check_read<term>(bytes, t);
  check_read<host>(bytes, t);
  check_read<leaf>(bytes, t);
  check_read<std::string>(bytes, t);
  check_read<std::vector<float>>(bytes, t);
  check_read<std::map<std::uint64_t, std::optional<atom>>>(bytes, t);
  check_read<std::tuple<pid, reference, bool>>(bytes, t);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 131) {  // as a program reads it
    const std::string_view whole(reinterpret_cast<const char*>(data), size);
    const auto t = binary_to_term(whole, limits);
    if (t) {
      check(*t);
    }
    check_typed(whole, t);
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
