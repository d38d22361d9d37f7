// The flags of the emulator: which of them Kith follows, which it takes without effect, which are
// wrong. Source: ERTS, erl(1), "Emulator Flags", of OTP 25.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "shell/command_line.hpp"

namespace kith::shell {

/// What `error_logger:warning_msg` writes as (`+W`).
enum class warning_map : std::uint8_t { error, warning, info };

/// 0: not given.
struct emulator_settings {
  std::uint32_t process_limit = 0;      ///< +P
  std::uint32_t port_limit = 0;         ///< +Q
  std::uint32_t schedulers = 0;         ///< +S; those of the machine less than none: +S -1
  std::uint32_t schedulers_online = 0;  ///< +S a:b
  std::uint32_t dist_buf_busy_kib = 0;  ///< +zdbbl
  std::uint32_t async_threads = 0;      ///< +A
  bool unicode_printable = false;       ///< +pc
  bool kernel_poll = false;             ///< +K: no effect in OTP since 21
  warning_map warnings = warning_map::warning;
  /// Flags that are taken without effect, a sentence each.
  std::vector<std::string> ignored;
};

/// Fails with the sentence of OTP's emulator about a value that is wrong. The last of equal flags
/// counts. Differs: `+S` of 0 or less, which means "so many fewer than processors", and a `+P` past
/// 16,777,215, the most that a Kith node can have, which then is what it gets.
[[nodiscard]] result<emulator_settings> read_emulator_flags(std::span<const emulator_flag> flags,
                                                            unsigned processors);

}  // namespace kith::shell
