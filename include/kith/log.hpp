#pragma once

#include <cstdint>
#include <string_view>

namespace kith {

class pid;
class term_ref;

/// OTP's eight levels, the gravest first. OTP: kernel, logger.
enum class log_level : std::uint8_t {
  emergency,
  alert,
  critical,
  error,
  warning,
  notice,
  info,
  debug
};

[[nodiscard]] std::string_view name_of(log_level level) noexcept;

/// Where a node's log goes. Called by any thread, several at once; keep it short, or hand over.
/// `node` and `who` (a printed pid, or empty) say whose event it is.
class log_sink {
 public:
  virtual ~log_sink() = default;
  virtual void write(log_level level, std::string_view node, std::string_view who,
                     std::string_view text) noexcept = 0;
  /// A process has ended by an error that nobody caught; `leader` is its group leader. `text` says
  /// so in a line, which unless this is overridden is written.
  virtual void crashed(std::string_view node, const pid& who, const pid& leader, term_ref reason,
                       std::string_view text) noexcept;
};

/// Writes lines to standard error, from `least` upwards; what a node uses unless told otherwise.
class stderr_log final : public log_sink {
 public:
  explicit stderr_log(log_level least = log_level::notice) noexcept : least_(least) {}
  void write(log_level level, std::string_view node, std::string_view who,
             std::string_view text) noexcept override;

 private:
  log_level least_;
};

}  // namespace kith
