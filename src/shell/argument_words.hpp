// Words of a line of flags: the texts of ERL_FLAGS and its like, and files of arguments (vm.args).
// Source: the behaviour of erl of OTP 25 (`erl -emu_args_exit` shows it).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kith::shell {

enum class comments : std::uint8_t {
  none,       ///< an environment variable: '#' is a character
  to_newline  ///< a file: '#' outside of quotes begins a comment, within a word too
};

/// White space separates words. A backslash takes the next character as it is; between two '"' or
/// two '\'' all characters are taken as they are, backslashes too. What ends inside quotes is taken
/// as far as it goes, and a backslash at the end is dropped.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text, comments how);

}  // namespace kith::shell
