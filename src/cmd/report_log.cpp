#include "cmd/report_log.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <string>

#include "kith/term.hpp"

namespace kith::cmd {

namespace {

std::string_view title(log_level level) {
  switch (level) {
  case log_level::emergency:
  case log_level::alert:
  case log_level::critical:
  case log_level::error: return "ERROR";
  case log_level::warning: return "WARNING";
  default: return "INFO";
  }
}

/// `21-Nov-2026::21:03:11.194760`, local time.
std::string time_text() {
  std::timespec now{};
  std::timespec_get(&now, TIME_UTC);
  std::tm parts{};
  ::localtime_r(&now.tv_sec, &parts);
  std::array<char, 64> text{};
  const std::size_t n = std::strftime(text.data(), text.size(), "%d-%b-%Y::%H:%M:%S", &parts);
  // A digit more than the fraction has, so that it keeps its zeros.
  const std::string fraction = std::to_string(1'000'000 + now.tv_nsec / 1000).substr(1);
  return std::string(text.data(), n) + "." + fraction;
}

}  // namespace

void report_log::report(log_level level, const std::string& text) const {
  const std::string whole =
      "=" + std::string(title(level)) + " REPORT==== " + time_text() + " ===\n" + text + "\n";
  if (screen_ != nullptr) {
    screen_->write(whole);
    return;
  }
  std::FILE* const where = level <= log_level::error ? stdout : stderr;
  std::fwrite(whole.data(), 1, whole.size(), where);
  std::fflush(where);
}

void report_log::write(log_level level, std::string_view, std::string_view,
                       std::string_view text) noexcept {
  if (level <= log_level::notice) {
    report(level, std::string(text));
  }
}

void report_log::crashed(std::string_view node, std::string_view who, term_ref reason,
                         std::string_view) noexcept {
  const bool is_alive = node != "nonode@nohost";
  report(log_level::error, "Error in process " + std::string(who) +
                               (is_alive ? " on node " + to_string(term(atom(node))) : "") +
                               " with exit value:\n" +
                               to_string_pretty(reason, {.how = format::tp}) + "\n");
}

}  // namespace kith::cmd
