// The log of a node that runs Erlang's logger: what the node itself logs goes there as messages, in
// the form of those that OTP's emulator sends. OTP: kernel, logger, "system_logger".
#pragma once

#include "base/mutex.hpp"
#include "kith/log.hpp"
#include "kith/term.hpp"

namespace kith::detail {

class node_core;

/// Any thread may log.
class log_relay final : public log_sink {
 public:
  /// `early` gets what is logged while there is no logger: as the node starts, or should it end.
  explicit log_relay(log_sink& early) noexcept : early_(early) {}

  void write(log_level level, std::string_view node, std::string_view who,
             std::string_view text) noexcept override;
  void crashed(std::string_view node, const pid& who, const pid& leader, term_ref reason,
               std::string_view text) noexcept override;

  /// From now on events go to that process of the node:
  /// `{log, Level, Format, Args, #{error_logger, gl, pid, time}}`.
  void attach(node_core& node, pid logger);

 private:
  /// False if nobody takes it.
  bool send(log_level level, std::string_view format, term args, term who, term leader) noexcept;

  log_sink& early_;
  mutex mutex_;
  node_core* node_ KITH_GUARDED_BY(mutex_) = nullptr;
  pid logger_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::detail
