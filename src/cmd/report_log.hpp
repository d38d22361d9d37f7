#pragma once

#include "kernel/io_sink.hpp"
#include "kith/log.hpp"

namespace kith::cmd {

/// The log of the command's node, in the words and at the place of OTP's default handler: notices
/// and graver as reports; what is no error on standard error, so that nobody's output changes. OTP:
/// kernel, logger_std_h and logger_formatter.
class report_log final : public log_sink {
 public:
  /// `screen` is what is written to in place of standard output; null: nothing is.
  explicit report_log(detail::io_sink* screen) noexcept : screen_(screen) {}

  void write(log_level level, std::string_view node, std::string_view who,
             std::string_view text) noexcept override;
  void crashed(std::string_view node, std::string_view who, term_ref reason,
               std::string_view text) noexcept override;

 private:
  void report(log_level level, const std::string& text) const;

  detail::io_sink* screen_;
};

}  // namespace kith::cmd
