#include "kith/log.hpp"

#include <array>
#include <cstdio>
#include <string>

#include "kith/term.hpp"

namespace kith {

std::string_view name_of(log_level level) noexcept {
  static constexpr std::array<std::string_view, 8> names = {
      "emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"};
  return names.at(static_cast<std::size_t>(level) & 7u);
}

void log_sink::crashed(std::string_view node, const pid& who, const pid&, term_ref,
                       std::string_view text) noexcept {
  write(log_level::error, node, to_string(term(who)), text);
}

void stderr_log::write(log_level level, std::string_view node, std::string_view who,
                       std::string_view text) noexcept {
  if (level > least_) {
    return;
  }
  // One call for one line, so that lines of several threads do not mix.
  std::string line;
  line.append("[").append(name_of(level)).append("] ").append(node);
  if (!who.empty()) {
    line.append(" ").append(who);
  }
  line.append(": ").append(text).append("\n");
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace kith
