// Completions of shells, from what the subcommands say of themselves.
#include "cmd/manual.hpp"

namespace kith::cmd {

namespace {

std::string joined(const std::vector<shown_option>& options) {
  std::string all;
  for (const shown_option& o : options) {
    for (const std::string& name : o.names) {
      all += (all.empty() ? "" : " ") + name;
    }
  }
  return all;
}

std::string names_of(const subcommands& all) {
  std::string out;
  for (const auto& s : all) {
    out += (out.empty() ? "" : " ") + s->name();
  }
  return out;
}

/// Within single quotes of a shell.
std::string single_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out + "'";
}

std::string bash(const subcommands& all) {
  std::string out = "# Completion of kith for bash.\n"
                    "_kith() {\n"
                    "  local word=${COMP_WORDS[COMP_CWORD]} words\n"
                    "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                    "    words='" +
                    names_of(all) + " " + joined(shell_flags()) +
                    "'\n"
                    "  else\n"
                    "    case ${COMP_WORDS[1]} in\n"
                    "      help) words='" +
                    names_of(all) + "' ;;\n";
  for (const auto& s : all) {
    if (s->name() != "help") {
      out += "      " + s->name() + ") words='" + joined(options_of(described(*s))) + "' ;;\n";
    }
  }
  return out + "      *) words='" + joined(shell_flags()) +
         "' ;;\n"
         "    esac\n"
         "  fi\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
         "}\n"
         "complete -o default -F _kith kith\n";
}

/// An entry of zsh's _describe: colons part a name from its text.
std::string described_entry(const std::string& name, const std::string& text) {
  std::string escaped;
  for (const char c : name) {
    escaped += c == ':' ? std::string("\\:") : std::string(1, c);
  }
  return " " + single_quoted(escaped + ":" + text);
}

std::string zsh_options(const std::vector<shown_option>& options) {
  std::string out;
  for (const shown_option& o : options) {
    for (const std::string& name : o.names) {
      out += described_entry(name, o.text);
    }
  }
  return out;
}

std::string zsh(const subcommands& all) {
  std::string out = "#compdef kith\n# Completion of kith for zsh.\n"
                    "local -a subcommands options\n"
                    "subcommands=(";
  for (const auto& s : all) {
    out += described_entry(s->name(), s->summary());
  }
  out += " )\nif (( CURRENT == 2 )); then\n  options=(" + zsh_options(shell_flags()) +
         " )\n"
         "  _describe subcommand subcommands -- options\n"
         "  return\n"
         "fi\n"
         "case $words[2] in\n"
         "  help) _describe subcommand subcommands; return ;;\n";
  for (const auto& s : all) {
    if (s->name() != "help") {
      out += "  " + s->name() + ") options=(" + zsh_options(options_of(described(*s))) + " ) ;;\n";
    }
  }
  return out + "  *) options=(" + zsh_options(shell_flags()) +
         " ) ;;\n"
         "esac\n"
         "_describe option options\n_files\n";
}

std::string fish_options(const std::vector<shown_option>& options, const std::string& when) {
  std::string out;
  for (const shown_option& o : options) {
    for (const std::string& name : o.names) {
      const std::size_t dashes = name.starts_with("--") ? 2 : name.starts_with('-') ? 1 : 0;
      const std::string bare = name.substr(dashes);
      if (dashes == 0 || bare.empty()) {
        continue;  // fish knows options by their dashes
      }
      out += "complete -c kith -n " + single_quoted(when) +
             (dashes == 2        ? " -l "
              : bare.size() == 1 ? " -s "
                                 : " -o ") +
             bare + (o.value.empty() ? "" : " -r") + " -d " + single_quoted(o.text) + "\n";
    }
  }
  return out;
}

std::string fish(const subcommands& all) {
  const std::string none = "not __fish_seen_subcommand_from " + names_of(all);
  std::string out = "# Completion of kith for fish.\n";
  for (const auto& s : all) {
    out += "complete -c kith -f -n " + single_quoted(none) + " -a " + s->name() + " -d " +
           single_quoted(s->summary()) + "\n";
  }
  out += fish_options(shell_flags(), none);
  for (const auto& s : all) {
    out += fish_options(options_of(described(*s)), "__fish_seen_subcommand_from " + s->name());
  }
  return out + "complete -c kith -f -n '__fish_seen_subcommand_from help' -a '" + names_of(all) +
         "'\n";
}

}  // namespace

std::string completion_script(const std::string& shell, const subcommands& all) {
  if (shell == "bash") {
    return bash(all);
  }
  if (shell == "zsh") {
    return zsh(all);
  }
  return shell == "fish" ? fish(all) : std::string();
}

}  // namespace kith::cmd
