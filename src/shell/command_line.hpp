// The command line of erl: what is said by its arguments, by ERL_FLAGS and its like and by files of
// arguments, brought into the form in which the node asks for it. Pure: files are read by whoever
// calls. Source: ERTS, erl(1) and init(3); erlexec of OTP 25, whose results the interop tests
// compare with.
//
//   words     ERL_OTP25_FLAGS, ERL_AFLAGS, the arguments, ERL_FLAGS, ERL_ZFLAGS, in this order;
//             `-args_file FILE` is replaced by the words of the file
//   +x        a flag of the emulator, wherever it stands
//   -extra    what follows it in each of the five is plain, and goes behind all else
//   --        ends the values of a flag
//   -flag V…  a flag and its values, up to the next flag
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/unique_function.hpp"
#include "kith/result.hpp"

namespace kith::shell {

/// A flag and its values. OTP: an element of init:get_arguments/0.
struct init_flag {
  std::string name;  ///< without its '-'
  std::vector<std::string> values;

  friend bool operator==(const init_flag&, const init_flag&) = default;
};

/// What is to be done at the start: `-eval Expr`, `-s M [F [A…]]` (arguments as atoms), or
/// `-run M [F [A…]]` (as strings).
struct start_action {
  enum class kind : std::uint8_t { eval, s, run };
  kind what;
  std::vector<std::string> values;

  friend bool operator==(const start_action&, const start_action&) = default;
};

/// A flag for the emulator: `+P 2048` is {"P", "2048"}, `+Bd` is {"Bd"}.
struct emulator_flag {
  std::string name;
  std::optional<std::string> value = {};

  friend bool operator==(const emulator_flag&, const emulator_flag&) = default;
};

struct command_line {
  std::vector<init_flag> flags;      ///< OTP: init:get_arguments/0
  std::vector<std::string> plain;    ///< OTP: init:get_plain_arguments/0
  std::vector<start_action> starts;  ///< -eval, -s and -run, in their order
  std::vector<emulator_flag> emulator;
  std::vector<std::pair<std::string, std::string>> environment;  ///< -env
  bool detached = false;
  bool version = false;  ///< -version, +V: tell it and end
  /// Accepted without effect, a sentence each.
  std::vector<std::string> warnings;

  [[nodiscard]] bool has(std::string_view flag) const;
  /// The values of each time that the flag was given. OTP: init:get_argument/1.
  [[nodiscard]] std::vector<std::vector<std::string>> get_argument(std::string_view flag) const;
  /// The first value of the last time that the flag was given with one; nothing without.
  [[nodiscard]] std::optional<std::string> last_value(std::string_view flag) const;
};

/// The variables of the environment that hold flags; empty: not set.
struct flag_variables {
  std::string otp25_flags = {};  ///< ERL_OTP25_FLAGS
  std::string aflags = {};       ///< ERL_AFLAGS
  std::string flags = {};        ///< ERL_FLAGS
  std::string zflags = {};       ///< ERL_ZFLAGS
};

/// Gives the content of a file of arguments.
using argument_file = unique_function<result<std::string>(const std::string& path)>;

/// How deep files of arguments may name each other.
inline constexpr int args_file_depth_max = 16;

/// Fails with the sentence that erl prints before its usage; erl's exit code is then 1.
/// Differs: unknown flags of the emulator get a warning, where erl ends.
[[nodiscard]] result<command_line> scan_command_line(std::span<const std::string> arguments,
                                                     const flag_variables& variables,
                                                     argument_file& read);

}  // namespace kith::shell
