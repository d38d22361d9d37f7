// Module `erlang`: terms as bytes, and numbers that stand for terms and bytes.

#include <zlib.h>

#include "dist/md5.hpp"
#include "kith/etf.hpp"
#include "stdlib/erlang.hpp"
#include "stdlib/text.hpp"
#include "term/phash.hpp"

namespace kith::detail {

namespace {

constexpr int usual_compression = 6;

binary_options encoding_of(term_ref options) {
  binary_options how;
  for (; options.is_cons(); options = options.tail()) {
    const term_ref o = options.head();
    const bool pair = o.is_tuple(2) && o[1].tag() == tag::small;
    if (o.is(atom("compressed"))) {
      how.compressed = usual_compression;
    } else if (o.is(atom("deterministic"))) {
      how.deterministic = true;
    } else if (pair && o[0].is(atom("compressed")) && o[1].as_int() >= 0 && o[1].as_int() <= 9) {
      how.compressed = static_cast<int>(o[1].as_int());
    } else if (pair && o[0].is(atom("minor_version")) && o[1].as_int() >= 0 && o[1].as_int() <= 2) {
      how.utf8_atoms = o[1].as_int() == 2;
    } else if (!o.is(atom("local"))) {
      badarg();
    }
  }
  return options.is_nil() ? how : (badarg(), how);
}

// Differs: {minor_version, 0} writes floats as 1 does, and `local` what all nodes read.
term term_to_binary_1(arguments a) {
  return term::binary(term_to_binary(a[0]));
}
term term_to_binary_2(arguments a) {
  const binary_options how = encoding_of(a[1]);
  return term::binary(term_to_binary(a[0], how));
}
term term_to_iovec_1(arguments a) {
  return list(term_to_binary_1(a));
}
term term_to_iovec_2(arguments a) {
  return list(term_to_binary_2(a));
}

term binary_to_term_1(arguments a) {
  if (!a[0].is_binary()) {
    badarg();
  }
  std::size_t used = 0;  // bytes behind the term are let be, as in OTP
  auto t = binary_to_term(a[0].as_binary(), used);
  return t.ok() ? *std::move(t) : (badarg(), term());
}

term binary_to_term_2(arguments a) {
  decode_limits limits;
  bool tell_used = false;
  term_ref options = a[1];
  for (; options.is_cons(); options = options.tail()) {
    if (options.head().is(atom("safe"))) {
      limits.new_atoms_max = 0;
    } else if (options.head().is(atom("used"))) {
      tell_used = true;
    } else {
      badarg();
    }
  }
  if (!options.is_nil() || !a[0].is_binary()) {
    badarg();
  }
  std::size_t used = 0;
  auto t = binary_to_term(a[0].as_binary(), used, limits);
  if (!t.ok()) {
    badarg();
  }
  return tell_used ? term(tuple(*t, used)) : *std::move(t);
}

/// Differs: what the term takes, where OTP says what it takes at most.
term external_size_1(arguments a) {
  return term(term_to_binary(a[0]).size());
}
term external_size_2(arguments a) {
  const binary_options how = encoding_of(a[1]);
  return term(term_to_binary(a[0], how).size());
}

constexpr std::int64_t hash_range_max = std::int64_t{1} << 32;

term phash_2(arguments a) {
  const std::int64_t range = integer_from(1, a[1]);
  return range <= hash_range_max ? term(phash(a[0], static_cast<std::uint64_t>(range)))
                                 : (badarg(), term());
}
term phash2_1(arguments a) {
  return term(phash2(a[0]));
}
term phash2_2(arguments a) {
  const std::int64_t range = integer_from(1, a[1]);
  if (range > hash_range_max) {
    badarg();
  }
  return term(phash2(a[0], static_cast<std::uint64_t>(range)));
}

std::string bytes_of(term_ref data) {
  std::string out;
  return append_iodata(data, out) ? out : (badarg(), out);
}

term md5_1(arguments a) {
  const dist::md5_digest digest = dist::md5(bytes_of(a[0]));
  return term::binary({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// A sum in the making is a binary of as many bytes as in OTP; what they mean is ours.

term saved(const dist::md5_sum& sum) {
  return term::binary(sum.save());
}
dist::md5_sum md5_sum_of(term_ref t) {
  const auto sum = t.is_binary() ? dist::md5_sum::load(t.as_binary()) : std::nullopt;
  return sum ? *sum : (badarg(), dist::md5_sum());
}
term md5_init_0(arguments) {
  return saved({});
}
term md5_update_2(arguments a) {
  dist::md5_sum sum = md5_sum_of(a[0]);
  sum.add(bytes_of(a[1]));
  return saved(sum);
}
term md5_final_1(arguments a) {
  const dist::md5_digest digest = md5_sum_of(a[0]).digest();
  return term::binary({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::uint32_t sum_of(term_ref t) {
  const std::int64_t sum = integer_from(0, t);
  return sum <= UINT32_MAX ? static_cast<std::uint32_t>(sum) : (badarg(), 0u);
}

using running_sum = uLong (*)(uLong, const Bytef*, z_size_t);

template <running_sum Of>
term summed(std::uint32_t sum, term_ref data) {
  const std::string bytes = bytes_of(data);
  if (bytes.empty()) {
    return term(sum);
  }
  return term(Of(sum, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

term crc32_1(arguments a) {
  return summed<crc32_z>(0, a[0]);
}
term crc32_2(arguments a) {
  return summed<crc32_z>(sum_of(a[0]), a[1]);
}
term adler32_1(arguments a) {
  return summed<adler32_z>(1, a[0]);
}
term adler32_2(arguments a) {
  return summed<adler32_z>(sum_of(a[0]), a[1]);
}
term crc32_combine_3(arguments a) {
  return term(crc32_combine(sum_of(a[0]), sum_of(a[1]), static_cast<z_off_t>(sum_of(a[2]))));
}
term adler32_combine_3(arguments a) {
  const std::uint32_t first = sum_of(a[0]);
  const std::uint32_t second = sum_of(a[1]);
  const std::uint32_t size = sum_of(a[2]);
  return size == 0 ? term(first) : term(adler32_combine(first, second, static_cast<z_off_t>(size)));
}

}  // namespace

std::span<const native_row> erlang_code_rows() {
  static constexpr native_row rows[] = {
      {"term_to_binary", 1, term_to_binary_1},
      {"term_to_binary", 2, term_to_binary_2},
      {"term_to_iovec", 1, term_to_iovec_1},
      {"term_to_iovec", 2, term_to_iovec_2},
      {"binary_to_term", 1, binary_to_term_1},
      {"binary_to_term", 2, binary_to_term_2},
      {"external_size", 1, external_size_1},
      {"external_size", 2, external_size_2},
      {"phash", 2, phash_2},
      {"phash2", 1, phash2_1},
      {"phash2", 2, phash2_2},
      {"md5", 1, md5_1},
      {"md5_init", 0, md5_init_0},
      {"md5_update", 2, md5_update_2},
      {"md5_final", 1, md5_final_1},
      {"crc32", 1, crc32_1},
      {"crc32", 2, crc32_2},
      {"crc32_combine", 3, crc32_combine_3},
      {"adler32", 1, adler32_1},
      {"adler32", 2, adler32_2},
      {"adler32_combine", 3, adler32_combine_3},
  };
  return rows;
}

}  // namespace kith::detail
