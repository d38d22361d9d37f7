#include "shell/emulator_flags.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace kith::shell {

namespace {

constexpr std::int64_t table_min = 1'024;
constexpr std::int64_t table_max = 134'217'727;
/// Of which a node of Kith can have no more.
constexpr std::int64_t process_limit_most = 16'777'215;
constexpr std::int64_t schedulers_max = 1'024;
constexpr std::int64_t async_threads_max = 1'024;
constexpr std::int64_t dbbl_max = 2'097'151;

/// A number at the front of a text, as C's atoi reads it; what follows is not looked at.
std::int64_t number_in(const std::string& text) {
  return std::strtoll(text.c_str(), nullptr, 10);
}

/// The value of a flag that stands apart (`+P 2048`) or is attached (`+P2048`).
std::optional<std::string> value_of(const emulator_flag& flag, std::string_view name) {
  if (flag.name == name) {
    return flag.value;
  }
  const std::string_view all = flag.name;
  if (all.starts_with(name) &&
      std::string_view("0123456789:-").find(all[name.size()]) != std::string_view::npos) {
    return std::string(all.substr(name.size()));
  }
  return std::nullopt;
}

error bad(std::string_view what, const std::string& value) {
  return {errc::bad_input, "bad " + std::string(what) + " " + value};
}

class reader {
 public:
  explicit reader(unsigned processors) : processors_(processors) {}

  result<void> read(const emulator_flag& flag) {
    if (const auto p = value_of(flag, "P")) {
      return limit("number of processes", *p, out.process_limit);
    }
    if (const auto q = value_of(flag, "Q")) {
      return limit("number of ports", *q, out.port_limit);
    }
    if (const auto s = value_of(flag, "S")) {
      return schedulers(*s);
    }
    if (const auto a = value_of(flag, "A")) {
      return async_threads(*a);
    }
    if (const auto z = value_of(flag, "zdbbl")) {
      return dbbl(*z);
    }
    if (flag.name.starts_with("pc")) {
      return printable(flag.value.value_or(flag.name.substr(2)));
    }
    if (flag.name.starts_with("K")) {
      out.kernel_poll = flag.value.value_or(flag.name.substr(1)) == "true";
      return {};
    }
    if (flag.name.starts_with("W")) {
      return warning(flag.value.value_or(flag.name.substr(1)));
    }
    if (flag.name != "V") {
      out.ignored.push_back("'+" + flag.name + (flag.value ? " " + *flag.value : "") +
                            "' is taken without effect");
    }
    return {};
  }

  emulator_settings out;

 private:
  result<void> limit(std::string_view what, const std::string& text, std::uint32_t& to) {
    if (text == "legacy") {
      return {};
    }
    const std::int64_t n = number_in(text);
    if (n < table_min || n > table_max) {
      return bad(what, text);
    }
    to = static_cast<std::uint32_t>(std::min(n, process_limit_most));
    return {};
  }

  result<void> schedulers(const std::string& text) {
    const auto colon = text.find(':');
    const std::string total_text = text.substr(0, colon);
    const auto count = [this](std::int64_t n) {
      return n > 0 ? n : std::max<std::int64_t>(1, processors_ + n);
    };
    const char* rest = total_text.c_str();
    const std::int64_t given = std::strtoll(rest, const_cast<char**>(&rest), 10);
    if (*rest != '\0' || given > schedulers_max) {
      return bad("amount of schedulers", text);
    }
    const std::int64_t total = count(given);
    std::int64_t online = total;
    if (colon != std::string::npos && colon + 1 < text.size()) {
      online = count(number_in(text.substr(colon + 1)));
      if (online > total) {
        return bad("amount of schedulers online", std::to_string(online) +
                                                      " (total amount of schedulers " +
                                                      std::to_string(total) + ")");
      }
    }
    out.schedulers = static_cast<std::uint32_t>(total);
    out.schedulers_online = static_cast<std::uint32_t>(online);
    return {};
  }

  result<void> async_threads(const std::string& text) {
    const std::int64_t n = number_in(text);
    if (n < 0 || n > async_threads_max) {
      return bad("number of async threads", text);
    }
    out.async_threads = static_cast<std::uint32_t>(n);
    return {};
  }

  result<void> dbbl(const std::string& text) {
    const std::int64_t n = number_in(text);
    if (n < 1 || n > dbbl_max) {
      return error(errc::bad_input, "Invalid dbbl limit: " + std::to_string(n));
    }
    out.dist_buf_busy_kib = static_cast<std::uint32_t>(n);
    return {};
  }

  result<void> printable(const std::string& text) {
    if (text != "latin1" && text != "unicode") {
      return error(errc::bad_input, "bad range of printable characters: " + text);
    }
    out.unicode_printable = text == "unicode";
    return {};
  }

  result<void> warning(const std::string& text) {
    switch (text.empty() ? '?' : text.front()) {
    case 'i': out.warnings = warning_map::info; return {};
    case 'w': out.warnings = warning_map::warning; return {};
    case 'e': out.warnings = warning_map::error; return {};
    default: return error(errc::bad_input, "unrecognized warning_map option " + text);
    }
  }

  const std::int64_t processors_;
};

}  // namespace

result<emulator_settings> read_emulator_flags(std::span<const emulator_flag> flags,
                                              unsigned processors) {
  reader r(processors);
  for (const emulator_flag& flag : flags) {
    if (const auto read = r.read(flag); !read) {
      return read.failure();
    }
  }
  return std::move(r.out);
}

}  // namespace kith::shell
