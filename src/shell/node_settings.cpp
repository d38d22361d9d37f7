#include "shell/node_settings.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "dist/cookie.hpp"
#include "dist/ticker.hpp"
#include "runtime/runtime.hpp"

namespace kith::shell {

namespace {

/// What kernel of OTP 25 knows besides what is read below: taken, without effect yet.
// clang-format off
constexpr auto kernel_keys = std::to_array<std::string_view>({
    "boot_server_slaves", "dist_nodelay", "distributed", "gethost_extra_args", "gethost_poolsize",
    "gethost_prioritize", "inet_backend", "inet_default_connect_options",
    "inet_default_listen_options", "inet_dist_connect_options", "inet_dist_listen_options",
    "inet_dns_when_nis", "inet_parse_error_log", "inet_warnings", "inetrc",
    "net_ticker_spawn_options", "os_cmd_shell", "permissions", "shell_docs_ansi", "shell_history",
    "shell_history_drop", "shell_history_file_bytes", "shell_history_path", "shutdown_func",
    "shutdown_timeout", "source_search_rules", "standard_io_encoding", "start_boot_server",
    "start_compile_server", "start_disk_log", "start_dist_ac", "start_distribution", "start_timer",
    "sync_nodes_mandatory", "sync_nodes_optional", "sync_nodes_timeout",
});
// clang-format on

constexpr auto logger_keys = std::to_array<std::string_view>(
    {"error_logger", "error_logger_format_depth", "logger", "logger_default_metadata",
     "logger_level", "logger_metadata", "logger_sasl_compatible"});

class reader {
 public:
  reader(const command_line& line, node_settings& out) : line_(line), out_(out) {}

  result<void> read() {
    out_.noshell = line_.has("noshell") || line_.has("noinput");
    out_.detached = line_.detached;
    out_.remsh = line_.last_value("remsh");
    out_.node.hidden = line_.has("hidden");
    if (auto named = read_name(); !named) {
      return named;
    }
    if (auto cookies = read_cookies(); !cookies) {
      return cookies;
    }
    if (auto ports = read_ports(); !ports) {
      return ports;
    }
    if (auto kernel = read_kernel(); !kernel) {
      return kernel;
    }
    warn_of_flags();
    return {};
  }

 private:
  result<void> read_name() {
    const auto sname = line_.last_value("sname");
    const auto name = line_.last_value("name");
    if (sname && name) {
      return error(errc::bad_input, "-sname and -name exclude each other");
    }
    if (!sname && !name) {
      // As in OTP the node that it goes to names it.
      out_.node.name = out_.remsh ? "undefined" : "";
      return {};
    }
    out_.node.name = sname ? *sname : *name;
    out_.node.names = sname ? node_names::shortnames : node_names::longnames;
    return {};
  }

  result<void> read_cookies() {
    for (const auto& values : line_.get_argument("setcookie")) {
      if (values.size() == 1) {
        out_.node.cookie = values[0];
      } else if (values.size() == 2) {
        out_.cookies.emplace_back(values[0], values[1]);
      } else {
        warn("-setcookie takes a cookie, or a node and its cookie: it is ignored");
      }
    }
    if (line_.has("nocookie") && out_.node.cookie.empty()) {
      out_.node.cookie = dist::nocookie;
    }
    return {};
  }

  result<void> read_ports() {
    if (const auto epmd = line_.last_value("start_epmd")) {
      out_.node.start_epmd = *epmd == "true";
    }
    if (line_.has("no_epmd")) {
      out_.node.start_epmd = false;
    }
    if (const auto port = line_.last_value("epmd_port")) {
      if (!read_port(*port, out_.node.epmd_port)) {
        return error(errc::bad_input, "epmd's port is no port number: " + *port);
      }
    }
    if (const auto port = line_.last_value("erl_epmd_port")) {
      if (!read_port(*port, out_.node.erl_epmd_port)) {
        return error(errc::bad_input, "-erl_epmd_port is no port number: " + *port);
      }
    }
    const auto listens = line_.get_argument("dist_listen");
    out_.node.dist_listen = listens.empty() || listens.front() != std::vector<std::string>{"false"};
    return {};
  }

  static bool read_port(const std::string& text, std::uint16_t& to) {
    char* end = nullptr;
    const long port = std::strtol(text.c_str(), &end, 10);
    if (text.empty() || *end != '\0' || port < 1 || port > 65'535) {
      return false;
    }
    to = static_cast<std::uint16_t>(port);
    return true;
  }

  // ---- kernel ----

  result<void> read_kernel() {
    const atom kernel("kernel");
    auto given = command_line_env(line_, "kernel");
    if (!given) {
      return given.failure();
    }
    out_.env.merge(kernel, *given);
    const auto stdlib = command_line_env(line_, "stdlib");
    if (!stdlib) {
      return stdlib.failure();
    }
    out_.env.merge(atom("stdlib"), *stdlib);
    for (const auto& [key, value] : out_.env.get_all_env(kernel)) {
      if (auto read = read_key(key.as_atom().name(), value.ref()); !read) {
        return read;
      }
    }
    return read_mesh(kernel);
  }

  /// What global has of the command line, and says in its environment. OTP: global:init/1.
  result<void> read_mesh(atom kernel) {
    if (!out_.env.get_env(kernel, atom("connect_all"))) {
      const auto given = line_.get_argument("connect_all");
      out_.node.connect_all = given.empty() || given.front() != std::vector<std::string>{"false"};
      out_.env.set(kernel, atom("connect_all"), term(out_.node.connect_all));
    }
    if (!out_.env.get_env(kernel, atom("prevent_overlapping_partitions"))) {
      out_.env.set(kernel, atom("prevent_overlapping_partitions"), term(true));
    }
    const node_options& node = out_.node;
    if (node.listen_port_max != 0 && node.listen_port > node.listen_port_max) {
      return error(errc::bad_input, "inet_dist_listen_min is greater than inet_dist_listen_max");
    }
    return {};
  }

  result<void> read_key(std::string_view key, term_ref value) {
    node_options& node = out_.node;
    if (key == "net_ticktime") {
      return read_seconds(key, value, node.net_ticktime);
    }
    if (key == "net_setuptime") {
      return read_setuptime(value);
    }
    if (key == "net_tickintensity") {
      return read_intensity(value);
    }
    if (key == "global_groups") {
      out_.node.global_groups = term(value);
      return {};  // read when the kernel starts
    }
    if (key == "inet_dist_listen_min") {
      return read_port_term(key, value, node.listen_port);
    }
    if (key == "inet_dist_listen_max") {
      return read_port_term(key, value, node.listen_port_max);
    }
    if (key == "inet_dist_use_interface") {
      return read_address(value);
    }
    if (key == "dist_auto_connect") {
      return read_auto_connect(value);
    }
    if (key == "connect_all") {
      return read_bool(key, value, node.connect_all);
    }
    if (key == "prevent_overlapping_partitions") {
      return read_bool(key, value, node.prevent_overlapping_partitions);
    }
    if (key == "shell_history" || key == "shell_history_path" || key == "shell_history_drop") {
      return {};  // read by the terminal
    }
    if (std::ranges::find(logger_keys, key) != logger_keys.end()) {
      return {};  // read when the logger starts
    }
    if (key == "start_pg") {
      return {};  // read by kith_boot
    }
    if (std::ranges::find(kernel_keys, key) == kernel_keys.end()) {
      warn("kernel has no parameter '" + std::string(key) + "'");
    } else if (!is_default(key, value)) {
      warn("the parameter " + std::string(key) + " of kernel has no effect here");
    }
    return {};
  }

  /// What Kith does in any case needs no warning.
  static bool is_default(std::string_view key, term_ref value) {
    const auto is_bool = [value](bool b) { return value.is(b ? atoms::true_ : atoms::false_); };
    if (key == "dist_nodelay" || key == "start_distribution") {
      return is_bool(true);
    }
    return (key == "start_dist_ac" || key == "start_timer" || key == "start_disk_log" ||
            key == "start_boot_server") &&
           is_bool(false);
  }

  result<void> read_seconds(std::string_view key, term_ref value, duration& to) {
    constexpr std::int64_t seconds_max = 24 * 60 * 60;
    if (!value.is_integer() || !value.fits_int64() || value.as_int() < 1 ||
        value.as_int() > seconds_max) {
      return error(errc::bad_input, "the parameter " + std::string(key) +
                                        " of kernel is no number of seconds: " + to_string(value));
    }
    to = duration::seconds(value.as_int());
    return {};
  }

  /// Any number; past two minutes it is two minutes.
  result<void> read_setuptime(term_ref value) {
    constexpr double seconds_max = 120;
    const bool is_number = value.is_float() || (value.is_integer() && value.fits_int64());
    const double seconds = !is_number         ? 0
                           : value.is_float() ? value.as_float()
                                              : static_cast<double>(value.as_int());
    if (!(seconds > 0)) {
      return error(errc::bad_input,
                   "the parameter net_setuptime of kernel is no number of seconds: " +
                       to_string(value));
    }
    out_.node.net_setuptime =
        duration::milliseconds(static_cast<std::int64_t>(std::min(seconds, seconds_max) * 1000));
    return {};
  }

  /// As OTP, what is too small or too large becomes the least or the most; what is no number, 4.
  result<void> read_intensity(term_ref value) {
    constexpr std::int64_t least = dist::net_tickintensity_default;
    constexpr std::int64_t most = dist::net_tickintensity_max;
    const std::int64_t given = value.is_integer() && value.fits_int64() ? value.as_int() : least;
    out_.node.net_tickintensity = static_cast<std::uint32_t>(std::clamp(given, least, most));
    return {};
  }

  /// `{A,B,C,D}`, or eight numbers of 16 bits.
  result<void> read_address(term_ref value) {
    const bool is_4 = value.is_tuple(4);
    std::string text;
    bool good = is_4 || value.is_tuple(8);
    for (std::uint32_t i = 0; good && i < (is_4 ? 4u : 8u); ++i) {
      const term_ref part = value[i];
      good = part.is_integer() && part.fits_int64() && part.as_int() >= 0 &&
             part.as_int() <= (is_4 ? 255 : 65'535);
      if (good) {
        std::array<char, 8> digits{};
        std::snprintf(digits.data(), digits.size(), is_4 ? "%d" : "%x",
                      static_cast<int>(part.as_int()));
        text += (i == 0 ? "" : is_4 ? "." : ":") + std::string(digits.data());
      }
    }
    if (!good) {
      return error(errc::bad_input,
                   "the parameter inet_dist_use_interface of kernel is no address: " +
                       to_string(value));
    }
    out_.node.listen_address = text;
    return {};
  }

  /// As OTP, what is neither once nor never is as if it were not given.
  result<void> read_auto_connect(term_ref value) {
    out_.node.dist_auto_connect = value.is(atom("never"))  ? auto_connect::never
                                  : value.is(atom("once")) ? auto_connect::once
                                                           : auto_connect::always;
    return {};
  }

  static result<void> read_bool(std::string_view key, term_ref value, bool& to) {
    if (!value.is(atoms::true_) && !value.is(atoms::false_)) {
      return error(errc::bad_input,
                   "{invalid_parameter_value," + std::string(key) + "," + to_string(value) + "}");
    }
    to = value.is(atoms::true_);
    return {};
  }

  result<void> read_port_term(std::string_view key, term_ref value, std::uint16_t& to) {
    if (!value.is_integer() || !value.fits_int64() || value.as_int() < 1 ||
        value.as_int() > 65'535) {
      return error(errc::bad_input, "the parameter " + std::string(key) +
                                        " of kernel is no port number: " + to_string(value));
    }
    to = static_cast<std::uint16_t>(value.as_int());
    return {};
  }

  // ---- the rest ----

  void warn_of_flags() {
    for (const init_flag& flag : line_.flags) {
      warn_of(flag);
    }
  }

  void warn_of(const init_flag& flag) {
    const std::string value = flag.values.empty() ? "" : flag.values.front();
    if (flag.name == "proto_dist") {
      if (value != "inet_tcp") {
        warn("-proto_dist " + value + ": only inet_tcp is there");
      }
    } else if (flag.name == "enable-feature" || flag.name == "disable-feature") {
      for (const std::string& feature : flag.values) {
        if (feature == "maybe_expr" || feature == "all") {
          out_.maybe_expr = flag.name == "enable-feature";
        } else {
          warn("-" + flag.name + " " + feature + ": there is no such feature");
        }
      }
    } else if (flag.name == "epmd_module") {
      warn("-epmd_module " + value + ": nodes are looked up at epmd, or at -erl_epmd_port");
    } else if (flag.name == "boot" || flag.name == "mode" || flag.name == "ssl_dist_opt" ||
               flag.name == "ssl_dist_optfile") {
      warn("-" + flag.name + " has no effect here");
    }
  }

  void warn(std::string text) { out_.warnings.push_back(std::move(text)); }

  const command_line& line_;
  node_settings& out_;
};

}  // namespace

result<node_settings> settings_of(const command_line& line, application_env config,
                                  unsigned processors) {
  auto emulator = read_emulator_flags(line.emulator, processors);
  if (!emulator) {
    return emulator.failure();
  }
  node_settings out;
  out.env = std::move(config);
  out.emulator = std::move(*emulator);
  out.node.process_limit = out.emulator.process_limit;
  const std::uint32_t wanted = out.emulator.schedulers_online != 0 ? out.emulator.schedulers_online
                                                                   : out.emulator.schedulers;
  out.node.schedulers = std::min<std::uint32_t>(wanted, detail::schedulers_max);
  out.warnings = line.warnings;
  out.warnings.insert(out.warnings.end(), out.emulator.ignored.begin(), out.emulator.ignored.end());
  if (out.node.schedulers < out.emulator.schedulers) {
    out.warnings.emplace_back("+S: there are as many schedulers as can be and are to be online: " +
                              std::to_string(out.node.schedulers));
  }
  if (out.emulator.dist_buf_busy_kib != 0) {
    out.node.dist_buf_busy_limit = std::size_t{out.emulator.dist_buf_busy_kib} * 1024;
  }
  if (out.emulator.port_limit != 0) {
    out.warnings.emplace_back("+Q has no effect here: there are no ports");
  }
  if (const auto read = reader(line, out).read(); !read) {
    return read.failure();
  }
  return out;
}

}  // namespace kith::shell
