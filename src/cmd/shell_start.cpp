#include "cmd/shell_start.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "cmd/build_info.hpp"
#include "cmd/exit_status.hpp"
#include "cmd/shell.hpp"
#include "io/world.hpp"

namespace kith::cmd {

namespace {

constexpr std::size_t file_bytes_max = std::size_t{128} * 1024 * 1024;

int complain(const std::string& text, int status) {
  std::fprintf(stderr, "kith: %s\n", text.c_str());
  return status;
}

result<std::string> read_file(const std::string& path) {
  auto content = io::real_world().files().read(path, file_bytes_max);
  if (!content) {
    const bool absent = content.failure().code == errc::not_found;
    return error(content.failure().code, absent ? std::strerror(ENOENT) : content.failure().text);
  }
  return std::move(content->bytes);
}

/// All that can be read from an open descriptor (`-configfd`).
result<std::string> read_descriptor(const std::string& number) {
  int descriptor = -1;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), descriptor);
  if (read.ptr != number.data() + number.size() || descriptor < 0) {
    return error(errc::bad_input, "-configfd " + number + " is no file descriptor");
  }
  std::string all;
  std::array<char, 4096> bytes{};
  for (;;) {
    const ssize_t n = ::read(descriptor, bytes.data(), bytes.size());
    if (n == 0) {
      return all;
    }
    if (n < 0 || all.size() > file_bytes_max) {
      return error(errc::unavailable,
                   "-configfd " + number + ": " + (n < 0 ? std::strerror(errno) : "too much"));
    }
    all.append(bytes.data(), static_cast<std::size_t>(n));
  }
}

shell::flag_variables variables() {
  io::world& world = io::real_world();
  return {.otp25_flags = world.getenv("ERL_OTP25_FLAGS").value_or(""),
          .aflags = world.getenv("ERL_AFLAGS").value_or(""),
          .flags = world.getenv("ERL_FLAGS").value_or(""),
          .zflags = world.getenv("ERL_ZFLAGS").value_or("")};
}

/// All of -config and -configfd, in their order.
result<shell::application_env> configuration(const shell::command_line& line) {
  shell::config_file read = read_file;
  shell::application_env all;
  for (const shell::init_flag& flag : line.flags) {
    for (const std::string& value : flag.values) {
      if (flag.name == "config") {
        const auto one = shell::read_config(value, read);
        if (!one) {
          return one.failure();
        }
        all.merge(*one);
      } else if (flag.name == "configfd") {
        const auto text = read_descriptor(value);
        if (!text) {
          return text.failure();
        }
        const auto one = shell::parse_config("configfd " + value, *text, read);
        if (!one) {
          return one.failure();
        }
        all.merge(*one);
      }
    }
  }
  return all;
}

/// What the launcher of erl puts before the flags that were given.
void add_own_flags(shell::command_line& line) {
  std::vector<shell::init_flag> own = {{"progname", {"kith"}}};
  if (const auto home = io::real_world().getenv("HOME")) {
    own.push_back({"home", {*home}});
  }
  if (const auto port = io::real_world().getenv("ERL_EPMD_PORT")) {
    own.push_back({"epmd_port", {*port}});
  }
  line.flags.insert(line.flags.begin(), own.begin(), own.end());
}

}  // namespace

int start_shell(const std::vector<std::string>& arguments) {
  shell::argument_file read = read_file;
  auto line = shell::scan_command_line(arguments, variables(), read);
  if (!line) {
    return complain(line.failure().text + "\n'kith --help' lists the flags.", exit_failure);
  }
  if (line->version) {
    std::puts("kith " KITH_VERSION);
    return exit_good;
  }
  for (const auto& [name, value] : line->environment) {
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  add_own_flags(*line);
  auto config = configuration(*line);
  if (!config) {
    return complain(config.failure().text, exit_config);
  }
  auto settings = shell::settings_of(*line, std::move(*config), io::real_world().processors());
  if (!settings) {
    return complain(settings.failure().text, exit_failure);
  }
  for (const std::string& warning : settings->warnings) {
    complain("warning: " + warning, exit_good);
  }
  return run_shell({std::move(*line), std::move(*settings)});
}

}  // namespace kith::cmd
