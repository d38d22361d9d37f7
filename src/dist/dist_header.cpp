#include "dist/dist_header.hpp"

#include "dist/flags.hpp"
#include "dist/wire.hpp"

namespace kith::dist {
namespace {

constexpr std::uint8_t version = 131;
constexpr std::uint8_t tag_whole = 68;
constexpr std::uint8_t tag_first = 69;
constexpr std::uint8_t tag_fragment = 70;
constexpr std::uint8_t tag_pass_through = 112;

constexpr unsigned is_new = 8;
constexpr unsigned long_atoms = 1;

error bad(std::string_view what, std::size_t offset) {
  return {errc::bad_input,
          "bad distribution header at byte " + std::to_string(offset) + ": " + std::string(what)};
}

class atoms_reader {
 public:
  atoms_reader(byte_reader& in, receiver_cache& cache, atom_quota& quota)
      : in_(in), cache_(cache), quota_(quota) {}

  result<void> read(std::vector<atom>& atoms) {
    std::uint8_t count = 0;
    if (!in_.u8(count)) {
      return bad("no room for the number of atoms", in_.offset());
    }
    if (count == 0) {
      return {};
    }
    if (!in_.bytes(count / 2u + 1u, flags_)) {
      return bad("no room for the flags of the atoms", in_.offset());
    }
    long_ = (half_byte(count) & long_atoms) != 0;
    atoms.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      result<atom> a = entry(half_byte(i));
      if (!a) {
        return a.failure();
      }
      atoms.push_back(*a);
    }
    return {};
  }

 private:
  [[nodiscard]] unsigned half_byte(std::size_t i) const {
    return (byte_at(flags_, i / 2) >> (i % 2 * 4)) & 15u;
  }

  result<atom> entry(unsigned flags) {
    std::uint8_t low = 0;
    if (!in_.u8(low)) {
      return bad("no room for an atom's place", in_.offset());
    }
    const auto place = static_cast<std::uint16_t>((flags & 7u) << 8u | low);
    if ((flags & is_new) == 0) {
      atom a;
      if (!cache_.get(place, a)) {
        return bad("place " + std::to_string(place) + " of the atom cache is empty", in_.offset());
      }
      return a;
    }
    std::uint8_t short_length = 0;
    std::uint16_t length = 0;
    std::string_view name;
    if (!(long_ ? in_.u16(length) : in_.u8(short_length)) ||
        !in_.bytes(long_ ? length : short_length, name)) {
      return bad("an atom ends too early", in_.offset());
    }
    result<atom> a = quota_.intern(name);
    if (!a) {
      return error(a.failure().code, "distribution header: " + a.failure().text);
    }
    cache_.put(place, *a);
    return a;
  }

  byte_reader& in_;
  receiver_cache& cache_;
  atom_quota& quota_;
  std::string_view flags_;
  bool long_ = false;
};

result<dist_header> read_headed(byte_reader& in, const header_form& form, receiver_cache& cache,
                                atom_quota& quota, std::vector<atom>& atoms) {
  std::uint8_t magic = 0;
  std::uint8_t tag = 0;
  if (!in.u8(magic) || !in.u8(tag) || magic != version) {
    return bad("a frame does not start with a header", in.offset());
  }
  dist_header h;
  switch (tag) {
  case tag_whole: break;
  case tag_first: h.what = dist_header::kind::first_fragment; break;
  case tag_fragment: h.what = dist_header::kind::fragment; break;
  default: return bad("unknown tag " + std::to_string(tag), in.offset() - 1);
  }
  if (h.what != dist_header::kind::whole) {
    if (!form.fragments) {
      return bad("a fragment on a connection without fragments", in.offset() - 1);
    }
    if (!in.u64(h.sequence) || !in.u64(h.fragment) || h.fragment == 0) {
      return bad("a fragment without its numbers", in.offset());
    }
  }
  if (h.what != dist_header::kind::fragment) {
    const result<void> read = atoms_reader(in, cache, quota).read(atoms);
    if (!read) {
      return read.failure();
    }
    if (!atoms.empty() && !form.atom_cache) {
      return bad("atoms on a connection without an atom cache", in.offset());
    }
    if (in.left() == 0) {
      return bad("no control message", in.offset());
    }
  }
  h.size = in.offset();
  return h;
}

void put_atoms(std::string& out, const atom_refs& refs, sender_cache& cache) {
  const std::size_t count = refs.size();
  put_u8(out, static_cast<std::uint8_t>(count));
  if (count == 0) {
    return;
  }
  const std::size_t flags_at = out.size();
  out.append(count / 2 + 1, '\0');
  const auto set = [&](std::size_t i, unsigned half) {
    char& byte = out[flags_at + i / 2];
    byte = static_cast<char>(static_cast<std::uint8_t>(byte) | half << (i % 2 * 4));
  };
  // One long name among all that are referred to, new or not, makes all lengths long, as in OTP.
  bool any_long = false;
  for (std::size_t i = 0; i < count; ++i) {
    any_long = any_long || refs[i].name().size() > 255;
  }
  set(count, any_long ? long_atoms : 0);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t place = atom_cache_place(refs[i]);
    const bool known = cache.hold(refs[i]);
    set(i, (place >> 8u) | (known ? 0 : is_new));
    put_u8(out, static_cast<std::uint8_t>(place));
    if (!known) {
      const std::string_view name = refs[i].name();
      if (any_long) {
        put_u16(out, static_cast<std::uint16_t>(name.size()));
      } else {
        put_u8(out, static_cast<std::uint8_t>(name.size()));
      }
      out.append(name);
    }
  }
}

}  // namespace

header_form::header_form(std::uint64_t flags)
    : has_header((flags & (flag::dist_hdr_atom_cache | flag::fragments)) != 0),
      atom_cache((flags & flag::dist_hdr_atom_cache) != 0),
      fragments((flags & flag::fragments) != 0) {}

result<dist_header> read_dist_header(std::string_view frame, header_form form,
                                     receiver_cache& cache, atom_quota& quota,
                                     std::vector<atom>& atoms) {
  atoms.clear();
  byte_reader in(frame);
  if (form.has_header) {
    return read_headed(in, form, cache, quota, atoms);
  }
  std::uint8_t tag = 0;
  if (!in.u8(tag) || tag != tag_pass_through || in.left() == 0) {
    return bad("a frame is not passed through", 0);
  }
  dist_header h;
  h.what = dist_header::kind::pass_through;
  h.size = in.offset();
  return h;
}

bool is_fragment_header(std::string_view start) {
  return start.size() >= 2 && byte_at(start, 0) == version && byte_at(start, 1) == tag_fragment;
}

void put_dist_header(std::string& out, const atom_refs& refs, sender_cache& cache) {
  put_u8(out, version);
  put_u8(out, tag_whole);
  put_atoms(out, refs, cache);
}

void put_first_fragment_header(std::string& out, std::uint64_t sequence, std::uint64_t fragments,
                               const atom_refs& refs, sender_cache& cache) {
  KITH_ASSERT(fragments > 0);
  put_u8(out, version);
  put_u8(out, tag_first);
  put_u64(out, sequence);
  put_u64(out, fragments);
  put_atoms(out, refs, cache);
}

void put_fragment_header(std::string& out, std::uint64_t sequence, std::uint64_t fragment) {
  KITH_ASSERT(fragment > 0);
  put_u8(out, version);
  put_u8(out, tag_fragment);
  put_u64(out, sequence);
  put_u64(out, fragment);
}

}  // namespace kith::dist
