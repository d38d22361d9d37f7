#include "shell/command_line.hpp"

#include <algorithm>
#include <array>

#include "shell/argument_words.hpp"

namespace kith::shell {

namespace {

using words = std::vector<std::string>;

error missing(std::string_view flag) {
  return {errc::bad_input, "Missing argument(s) for '" + std::string(flag) + "'."};
}

// ---- which flags of the emulator take a value ---------------------------------------------------

// clang-format off
constexpr auto with_value = std::to_array<std::string_view>({
    "a", "A", "C", "e", "i", "K", "n", "P", "Q", "R", "S", "t", "T", "W", "pc", "rg", "SP",
    "SDcpu", "SDPcpu", "SDio", "IOt", "IOp", "IOPt", "IOPp", "sbt", "stbt", "sbwt", "sbwtdcpu",
    "sbwtdio", "scl", "sct", "secio", "spp", "sss", "sssdcpu", "sssdio", "sub", "swct", "sws",
    "swt", "swtdcpu", "swtdio", "zdbbl", "zdntgc", "zebwt", "zosrl",
});
// clang-format on

bool takes_value(std::string_view name) {
  return std::ranges::find(with_value, name) != with_value.end() || name.starts_with('h') ||
         name.starts_with('J') || (name.starts_with('M') && name.size() > 1);
}

/// Flags whose value may be left out: it is one only if it is one of these.
bool takes_optional(std::string_view name, std::string_view value) {
  return (name == "c" && (value == "true" || value == "false")) ||
         (name == "B" && (value == "c" || value == "d" || value == "i"));
}

// ---- all words in one line ----------------------------------------------------------------------

/// What goes before the first -extra and what after it.
struct line {
  words head;
  words extra;

  void append(words more) {
    const auto at = std::ranges::find(more, "-extra");
    head.insert(head.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(at));
    extra.insert(extra.end(), std::make_move_iterator(at == more.end() ? at : at + 1),
                 std::make_move_iterator(more.end()));
  }
  /// As erl does it: each variable ends with "--", which shows behind what is extra.
  void append_variable(const std::string& text) {
    words more = split_words(text, comments::none);
    if (!more.empty()) {
      more.emplace_back("--");
      append(std::move(more));
    }
  }
};

line line_of(std::span<const std::string> arguments, const flag_variables& variables) {
  line all;
  all.append_variable(variables.otp25_flags);
  all.append_variable(variables.aflags);
  all.append(words(arguments.begin(), arguments.end()));
  if (!split_words(variables.flags + " " + variables.zflags, comments::none).empty()) {
    all.head.emplace_back("--");
  }
  all.append_variable(variables.flags);
  all.append_variable(variables.zflags);
  return all;
}

// ---- what the launcher of erl takes for itself --------------------------------------------------

/// Goes over the words and leaves in `kept` those that are for init.
class launcher {
 public:
  launcher(command_line& out, argument_file& read) : out_(out), read_(read) {}

  result<void> take(const words& all, int depth = 0) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string& word = all[i];
      if (word == "-args_file") {
        if (i + 1 == all.size()) {
          return missing(word);
        }
        if (auto included = include(all[++i], depth); !included) {
          return included;
        }
      } else if (word.size() > 1 && word.front() == '+') {
        const auto used = emulator(all, i);
        if (!used) {
          return used.failure();
        }
        i += *used;
      } else if (word.size() > 1 && word.front() == '-') {
        const auto used = minus(all, i);
        if (!used) {
          return used.failure();
        }
        i += *used;
      } else {
        kept.push_back(word);
      }
    }
    return {};
  }

  words kept;

 private:
  result<void> include(const std::string& path, int depth) {
    if (depth == args_file_depth_max) {
      return error(errc::limit, "Arguments file \"" + path +
                                    "\" is named too deep within others (args_file_depth_max).");
    }
    const auto text = read_(path);
    if (!text) {
      return error(text.failure().code,
                   "Failed to open arguments file \"" + path + "\": " + text.failure().text);
    }
    words inside = split_words(*text, comments::to_newline);
    // Within a file -extra has no meaning of its own: what follows goes on as words of the line.
    if (auto taken = take(inside, depth + 1); !taken) {
      return taken;
    }
    kept.emplace_back("--");
    return {};
  }

  /// How many of the following words belong to the flag.
  result<std::size_t> emulator(const words& all, std::size_t at) {
    const std::string name = all[at].substr(1);
    emulator_flag flag{name};
    std::size_t used = 0;
    const bool more = at + 1 < all.size();
    if (takes_value(name)) {
      if (!more) {
        return missing(all[at]);
      }
      flag.value = all[at + 1];
      used = 1;
    } else if (more && takes_optional(name, all[at + 1])) {
      flag.value = all[at + 1];
      used = 1;
    }
    out_.version = out_.version || name == "V";
    out_.emulator.push_back(std::move(flag));
    return used;
  }

  result<std::size_t> minus(const words& all, std::size_t at) {
    const std::string_view flag = std::string_view(all[at]).substr(1);
    const std::size_t left = all.size() - at - 1;
    const auto is_one_of = [flag](auto... names) { return ((flag == names) || ...); };
    if (flag == "env") {
      if (left < 2) {
        return missing(all[at]);
      }
      out_.environment.emplace_back(all[at + 1], all[at + 2]);
      return std::size_t{2};
    }
    if (flag == "epmd") {
      if (left < 1) {
        return missing(all[at]);
      }
      ignored(all[at] + " " + all[at + 1], "Kith is its own epmd where none runs");
      return std::size_t{1};
    }
    if (is_one_of("name", "sname", "start_epmd", "proto_dist", "configfd")) {
      if (left < 1) {
        return missing(all[at]);
      }
      if (flag == "start_epmd" && all[at + 1] != "true" && all[at + 1] != "false") {
        return error(errc::bad_input, "Expected boolean argument for '-start_epmd'.");
      }
      kept.insert(kept.end(), {all[at], all[at + 1]});
      return std::size_t{1};
    }
    if (is_one_of("noinput", "detached")) {
      kept.insert(kept.end(), {"-noshell", "-noinput"});
      out_.detached = out_.detached || flag == "detached";
    } else if (is_one_of("version")) {
      out_.version = true;
    } else if (is_one_of("nohup", "keep_window", "emu_args", "emu_args_exit", "emu_name_exit",
                         "emu_qouted_cmd_exit", "make", "man", "compile")) {
      ignored(all[at], "it has no meaning here");
    } else if (flag == "smpdisable" || (flag == "smp" && left > 0 && all[at + 1] == "disable")) {
      return error(errc::bad_input, "Argument '-smp disable' not supported. Use \"+S 1\" instead.");
    } else {
      kept.push_back(all[at]);
    }
    return std::size_t{0};
  }

  void ignored(const std::string& flag, const char* why) {
    out_.warnings.push_back("'" + flag + "' is ignored: " + why);
  }

  command_line& out_;
  argument_file& read_;
};

// ---- what init makes of the rest ----------------------------------------------------------------

bool begins_something(std::string_view word) {
  return word.starts_with('-');
}

/// The values that follow `at`, which moves to the last of them, or to the "--" that ends them.
words values_after(const words& all, std::size_t& at) {
  words values;
  while (at + 1 < all.size() && !begins_something(all[at + 1])) {
    values.push_back(all[++at]);
  }
  if (at + 1 < all.size() && all[at + 1] == "--") {
    ++at;
  }
  return values;
}

void sort_out(const words& all, command_line& out) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string word = all[i];
    using kind = start_action::kind;
    if (word == "--") {
      continue;
    }
    if (word == "-eval" || word == "-s" || word == "-run") {
      const kind what = word == "-eval" ? kind::eval : word == "-s" ? kind::s : kind::run;
      out.starts.push_back({what, values_after(all, i)});
    } else if (begins_something(word)) {
      out.flags.push_back({word.substr(1), values_after(all, i)});
    } else {
      out.plain.push_back(word);
    }
  }
}

}  // namespace

bool command_line::has(std::string_view flag) const {
  return std::ranges::any_of(flags, [flag](const init_flag& f) { return f.name == flag; });
}

std::vector<std::vector<std::string>> command_line::get_argument(std::string_view flag) const {
  std::vector<std::vector<std::string>> all;
  for (const init_flag& f : flags) {
    if (f.name == flag) {
      all.push_back(f.values);
    }
  }
  return all;
}

std::optional<std::string> command_line::last_value(std::string_view flag) const {
  std::optional<std::string> last;
  for (const init_flag& f : flags) {
    if (f.name == flag && !f.values.empty()) {
      last = f.values.front();
    }
  }
  return last;
}

result<command_line> scan_command_line(std::span<const std::string> arguments,
                                       const flag_variables& variables, argument_file& read) {
  line all = line_of(arguments, variables);
  command_line out;
  launcher launch(out, read);
  if (const auto taken = launch.take(all.head); !taken) {
    return taken.failure();
  }
  sort_out(launch.kept, out);
  out.plain.insert(out.plain.end(), all.extra.begin(), all.extra.end());
  if (out.has("no_epmd") && !out.has("proto_dist")) {
    return error(errc::bad_input,
                 "erlexec: Missing -proto_dist option, expected when using -no_epmd.");
  }
  return out;
}

}  // namespace kith::shell
