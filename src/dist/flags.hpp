// The capabilities of a node, as the handshake sends them: the one table of the project.
// Source: ERTS User's Guide, "Distribution Handshake", Distribution Flags; kernel's dist.hrl.
//
// A connection uses what both sides have: the intersection. From OTP 25 on one bit,
// MANDATORY_25_DIGEST, stands for the eleven that everybody must have, so that those bits can get
// new meanings one day; we send both forms, and read either.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace kith::dist {

namespace flag {
inline constexpr std::uint64_t published = 0x01;
inline constexpr std::uint64_t extended_references = 0x04;
inline constexpr std::uint64_t dist_monitor = 0x08;
inline constexpr std::uint64_t fun_tags = 0x10;
inline constexpr std::uint64_t dist_monitor_name = 0x20;
inline constexpr std::uint64_t new_fun_tags = 0x80;
inline constexpr std::uint64_t extended_pids_ports = 0x100;
inline constexpr std::uint64_t export_ptr_tag = 0x200;
inline constexpr std::uint64_t bit_binaries = 0x400;
inline constexpr std::uint64_t new_floats = 0x800;
inline constexpr std::uint64_t unicode_io = 0x1000;
inline constexpr std::uint64_t dist_hdr_atom_cache = 0x2000;
inline constexpr std::uint64_t small_atom_tags = 0x4000;
inline constexpr std::uint64_t utf8_atoms = 0x10000;
inline constexpr std::uint64_t map_tag = 0x20000;
inline constexpr std::uint64_t big_creation = 0x40000;
inline constexpr std::uint64_t send_sender = 0x80000;
inline constexpr std::uint64_t big_seqtrace_labels = 0x100000;
inline constexpr std::uint64_t exit_payload = 0x400000;
inline constexpr std::uint64_t fragments = 0x800000;
inline constexpr std::uint64_t handshake_23 = 0x1000000;
inline constexpr std::uint64_t unlink_id = 0x2000000;
inline constexpr std::uint64_t mandatory_25_digest = 0x4000000;
inline constexpr std::uint64_t spawn = std::uint64_t{1} << 32u;
inline constexpr std::uint64_t name_me = std::uint64_t{2} << 32u;
inline constexpr std::uint64_t v4_nc = std::uint64_t{4} << 32u;
inline constexpr std::uint64_t alias = std::uint64_t{8} << 32u;
inline constexpr std::uint64_t altact_sig = std::uint64_t{0x20} << 32u;
}  // namespace flag

/// From which release on OTP refuses a peer without the flag.
enum class flag_need : std::uint8_t {
  optional,
  otp_25,  ///< one of the eleven that MANDATORY_25_DIGEST stands for
  otp_26,
};

/// Whether Kith sends a flag.
enum class flag_offer : std::uint8_t {
  always,
  depends,  ///< on the connection: a visible node, a node without a name
  never,
};

struct flag_row {
  std::string_view name;
  std::uint64_t bit;
  flag_need need;
  flag_offer offer;
  std::uint8_t since;  ///< the release of OTP that brought it; 0: older than 17
};

inline constexpr std::array flag_table{
    flag_row{"PUBLISHED", flag::published, flag_need::optional, flag_offer::depends, 0},
    // The atom cache of before R13: no release that we speak to has it.
    flag_row{"ATOM_CACHE", 0x02, flag_need::optional, flag_offer::never, 0},
    flag_row{"EXTENDED_REFERENCES", flag::extended_references, flag_need::otp_25,
             flag_offer::always, 0},
    flag_row{"DIST_MONITOR", flag::dist_monitor, flag_need::optional, flag_offer::always, 0},
    flag_row{"FUN_TAGS", flag::fun_tags, flag_need::otp_25, flag_offer::always, 0},
    flag_row{"DIST_MONITOR_NAME", flag::dist_monitor_name, flag_need::optional, flag_offer::always,
             0},
    flag_row{"HIDDEN_ATOM_CACHE", 0x40, flag_need::optional, flag_offer::never, 0},
    flag_row{"NEW_FUN_TAGS", flag::new_fun_tags, flag_need::otp_25, flag_offer::always, 0},
    flag_row{"EXTENDED_PIDS_PORTS", flag::extended_pids_ports, flag_need::otp_25,
             flag_offer::always, 0},
    flag_row{"EXPORT_PTR_TAG", flag::export_ptr_tag, flag_need::otp_25, flag_offer::always, 0},
    flag_row{"BIT_BINARIES", flag::bit_binaries, flag_need::otp_25, flag_offer::always, 0},
    flag_row{"NEW_FLOATS", flag::new_floats, flag_need::otp_25, flag_offer::always, 0},
    flag_row{"UNICODE_IO", flag::unicode_io, flag_need::optional, flag_offer::always, 0},
    flag_row{"DIST_HDR_ATOM_CACHE", flag::dist_hdr_atom_cache, flag_need::optional,
             flag_offer::always, 0},
    flag_row{"SMALL_ATOM_TAGS", flag::small_atom_tags, flag_need::optional, flag_offer::always, 0},
    flag_row{"UTF8_ATOMS", flag::utf8_atoms, flag_need::otp_25, flag_offer::always, 0},
    flag_row{"MAP_TAG", flag::map_tag, flag_need::otp_25, flag_offer::always, 17},
    flag_row{"BIG_CREATION", flag::big_creation, flag_need::otp_25, flag_offer::always, 19},
    flag_row{"SEND_SENDER", flag::send_sender, flag_need::optional, flag_offer::always, 21},
    flag_row{"BIG_SEQTRACE_LABELS", flag::big_seqtrace_labels, flag_need::optional,
             flag_offer::always, 21},
    flag_row{"EXIT_PAYLOAD", flag::exit_payload, flag_need::optional, flag_offer::always, 22},
    flag_row{"FRAGMENTS", flag::fragments, flag_need::optional, flag_offer::always, 22},
    flag_row{"HANDSHAKE_23", flag::handshake_23, flag_need::otp_25, flag_offer::always, 23},
    flag_row{"UNLINK_ID", flag::unlink_id, flag_need::otp_26, flag_offer::always, 23},
    flag_row{"MANDATORY_25_DIGEST", flag::mandatory_25_digest, flag_need::optional,
             flag_offer::always, 25},
    flag_row{"SPAWN", flag::spawn, flag_need::optional, flag_offer::always, 23},
    flag_row{"NAME_ME", flag::name_me, flag_need::optional, flag_offer::depends, 24},
    flag_row{"V4_NC", flag::v4_nc, flag_need::otp_26, flag_offer::always, 24},
    flag_row{"ALIAS", flag::alias, flag_need::optional, flag_offer::always, 24},
    // Once negotiated, every alias send arrives as operation 37. `control` reads and writes it, but
    // no release that sends it has been run against yet, so it is not offered.
    flag_row{"ALTACT_SIG", flag::altact_sig, flag_need::optional, flag_offer::never, 28},
};

template <class Choose>
constexpr std::uint64_t flags_where(Choose choose) {
  std::uint64_t sum = 0;
  for (const flag_row& row : flag_table) {
    sum |= choose(row) ? row.bit : 0;
  }
  return sum;
}

/// The eleven bits that MANDATORY_25_DIGEST stands for.
inline constexpr std::uint64_t mandatory_25_flags =
    flags_where([](const flag_row& r) { return r.need == flag_need::otp_25; });

/// What a peer must have: what OTP 26 demands. OTP 25 would do without the last two, but the
/// numbers of Kith's pids do not fit the identifiers of before V4_NC, and unlinking without ids
/// loses signals. Every node of OTP 25 and its erl_interface have both.
inline constexpr std::uint64_t mandatory_flags =
    flags_where([](const flag_row& r) { return r.need != flag_need::optional; });

/// What every connection of ours offers, before PUBLISHED or NAME_ME.
inline constexpr std::uint64_t offered_flags =
    flags_where([](const flag_row& r) { return r.offer == flag_offer::always; });

/// Adds the eleven bits where the digest stands for them.
constexpr std::uint64_t expand_digest(std::uint64_t flags) {
  return (flags & flag::mandatory_25_digest) != 0 ? flags | mandatory_25_flags : flags;
}

/// What both sides have. A link is hidden at both ends when one side does not publish.
constexpr std::uint64_t agreed_flags(std::uint64_t ours, std::uint64_t theirs) {
  return expand_digest(ours) & expand_digest(theirs);
}

constexpr bool is_hidden(std::uint64_t agreed) {
  return (agreed & flag::published) == 0;
}
constexpr bool is_dynamic(std::uint64_t flags) {
  return (flags & flag::name_me) != 0;
}

/// The names of what `required` has and `theirs` has not, in the order of the table.
/// OTP: kernel, dist_util:check_mandatory/3.
[[nodiscard]] inline std::vector<std::string_view> missing_flags(std::uint64_t theirs,
                                                                 std::uint64_t required) {
  std::vector<std::string_view> names;
  const std::uint64_t missing = required & ~expand_digest(theirs);
  for (const flag_row& row : flag_table) {
    if ((missing & row.bit) != 0) {
      names.push_back(row.name);
    }
  }
  return names;
}

}  // namespace kith::dist
