#include "cmd/manual.hpp"

#include <CLI/CLI.hpp>

#include "cmd/build_info.hpp"
#include "cmd/text_lines.hpp"

namespace kith::cmd {

namespace {

constexpr std::size_t text_column = 26;

std::string label_of(const shown_option& o) {
  std::string label;
  for (const std::string& name : o.names) {
    label += (label.empty() ? "" : ", ") + name;
  }
  return label + (o.value.empty() || label.empty() ? "" : " ") + o.value;
}

std::string table_row(const std::string& label, const std::string& text) {
  std::string row = "  " + label;
  if (row.size() + 2 > text_column) {
    row += '\n';
  } else {
    row.append(text_column - row.size(), ' ');
  }
  const bool broken = row.back() == '\n';
  const std::string body = wrap(text, 80 - text_column, std::string(text_column, ' '));
  return row + (broken ? body : body.substr(text_column)) + "\n";
}

std::string table_of(const std::vector<shown_option>& options) {
  std::string all;
  for (const shown_option& o : options) {
    all += table_row(label_of(o), o.text);
  }
  return all;
}

// ---- roff ---------------------------------------------------------------------------------------

/// A text that roff shows as it is.
std::string roff_text(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) {
      out += "\\&";
    }
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_start = c == '\n';
  }
  return out;
}

std::string roff_body(const std::string& text) {
  std::string out;
  for (const paragraph& p : paragraphs_of(text)) {
    out += p.verbatim ? ".PP\n.nf\n.RS 4\n" + roff_text(p.text) + "\n.RE\n.fi\n"
                      : ".PP\n" + roff_text(p.text) + "\n";
  }
  return out;
}

std::string roff_head(const std::string& page, const std::string& summary) {
  std::string upper = page;
  for (char& c : upper) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return ".TH " + roff_text(upper) + " 1 \"\" \"Kith " KITH_VERSION "\" \"Kith\"\n.SH NAME\n" +
         roff_text(page) + " \\- " + roff_text(summary) + "\n";
}

std::string roff_options(const std::vector<shown_option>& options) {
  std::string out;
  for (const shown_option& o : options) {
    out += ".TP\n";
    std::string label;
    for (const std::string& name : o.names) {
      label += (label.empty() ? "" : ", ") + ("\\fB" + roff_text(name) + "\\fR");
    }
    out += label + (label.empty() || o.value.empty() ? "" : " ");
    out += o.value.empty() ? "" : "\\fI" + roff_text(o.value) + "\\fR";
    out += "\n" + roff_text(o.text) + "\n";
  }
  return out;
}

std::string roff_sections(const std::vector<manual_section>& sections) {
  std::string out;
  for (const manual_section& s : sections) {
    out += ".SH " + roff_text(s.heading) + "\n" + roff_body(s.text);
  }
  return out;
}

const manual_section environment{
    "ENVIRONMENT",
    "ERL_EPMD_PORT is the port of epmd, here and on other machines; 4369 without.\n\n"
    "HOME and XDG_CONFIG_HOME say where the cookie is: $HOME/.erlang.cookie, or else "
    "$XDG_CONFIG_HOME/erlang/.erlang.cookie."};

const manual_section shell_environment{
    "FLAGS IN THE ENVIRONMENT",
    "ERL_AFLAGS is put before the command line, ERL_FLAGS and then ERL_ZFLAGS behind it, and "
    "ERL_OTP25_FLAGS before all. Words are parted by white space; quotes and backslashes keep "
    "them together."};

const manual_section heart_environment{
    "HEART",
    "With -heart a program watches the node and runs HEART_COMMAND, or what heart:set_cmd/1 has "
    "set, "
    "when it has gone otherwise than by init:stop/0,1, q() or SIGTERM. When the node has not been "
    "heard of for HEART_BEAT_TIMEOUT seconds (10 to 65535; 60) it is killed before, by SIGKILL or, "
    "if "
    "HEART_KILL_SIGNAL says so, SIGABRT; not if HEART_NO_KILL is TRUE."};

const manual_section statuses{
    "EXIT STATUS",
    "0 when all went well; 64 when the command line is wrong, 69 when a node, a host or epmd "
    "cannot be reached, 75 when no answer came in time, 77 when the cookies differ, 78 when a "
    "setting or a file is wrong. A node that is started by flags ends as erl does: with 1 when a "
    "flag is wrong, or with what halt or init:stop was given."};

}  // namespace

described::described(subcommand& s)
    : which(s), app(std::make_unique<CLI::App>(s.summary(), "kith " + s.name())) {
  app->set_help_flag("--help", "Prints this and ends.");
  which.define(*app);
}

described::~described() = default;

std::vector<shown_option> options_of(const described& d) {
  std::vector<shown_option> all;
  for (const CLI::Option* option : d.app->get_options()) {
    if (option->get_group().empty()) {
      continue;
    }
    shown_option o;
    for (const std::string& name : option->get_snames()) {
      o.names.push_back("-" + name);
    }
    const bool is_help = option == d.app->get_help_ptr();
    for (const std::string& name : option->get_lnames()) {
      o.names.push_back((d.which.single_dash() && !is_help ? "-" : "--") + name);
    }
    if (option->get_items_expected_max() > 0) {
      o.value = option->get_type_name();
    }
    o.text = option->get_description();
    all.push_back(std::move(o));
  }
  return all;
}

std::string usage_line(const subcommand& which) {
  std::string out;
  for (const std::string& way : which.synopsis()) {
    const std::string head = (out.empty() ? "usage: kith " : "\n       kith ") + which.name();
    const std::string margin(head.size() - (out.empty() ? 0 : 1) + 1, ' ');
    const std::string lines = wrap(way, 80 - margin.size(), margin);
    out += lines.empty() ? head : head + " " + lines.substr(margin.size());
  }
  return out;
}

std::string help_text(const described& d) {
  std::string out = usage_line(d.which) + "\n\n";
  for (const manual_section& s : d.which.manual()) {
    if (s.heading != "DESCRIPTION") {
      out += s.heading + "\n";
    }
    for (const paragraph& p : paragraphs_of(s.text)) {
      out += (p.verbatim ? indent(p.text, "    ") : wrap(p.text, 80, "")) + "\n\n";
    }
    if (s.heading == "DESCRIPTION") {
      out += "OPTIONS\n" + table_of(options_of(d)) + "\n";
    }
  }
  out.pop_back();
  return out;
}

std::string help_text(const subcommands& all) {
  std::string out = "usage: kith [FLAG]...             a node, with the flags of erl\n"
                    "       kith SUBCOMMAND [OPTION]...\n\nSUBCOMMANDS\n";
  for (const auto& s : all) {
    out += table_row(s->name(), s->summary());
  }
  return out + "\n'kith help SUBCOMMAND' says more of one.\n\nFLAGS\n" + table_of(shell_flags());
}

std::string manual_page(const described& d) {
  const std::string page = "kith-" + d.which.name();
  std::string out = roff_head(page, d.which.summary()) + ".SH SYNOPSIS\n";
  const char* between = "";
  for (const std::string& way : d.which.synopsis()) {
    out += between + (".B kith " + d.which.name() + "\n") + roff_text(way) + "\n";
    between = ".br\n";
  }
  std::vector<manual_section> rest;
  for (const manual_section& s : d.which.manual()) {
    if (s.heading == "DESCRIPTION") {
      out += roff_sections({s}) + ".SH OPTIONS\n" + roff_options(options_of(d));
    } else {
      rest.push_back(s);
    }
  }
  return out + roff_sections(rest) + roff_sections({environment}) + ".SH SEE ALSO\n.BR kith (1)\n";
}

std::string manual_page(const subcommands& all) {
  std::string out = roff_head("kith", "a node of Distributed Erlang, and tools for such nodes") +
                    ".SH SYNOPSIS\n.B kith\n[FLAG]...\n.br\n.B kith\nSUBCOMMAND [OPTION]...\n"
                    ".SH DESCRIPTION\n" +
                    roff_body("Without a subcommand, kith starts a node as erl does, and takes "
                              "the flags of erl. The subcommands look at nodes and at epmd, the "
                              "port mapper.") +
                    ".SH SUBCOMMANDS\n";
  std::string see_also;
  for (const auto& s : all) {
    out += ".TP\n.B " + s->name() + "\n" + roff_text(s->summary()) + "\n";
    see_also += (see_also.empty() ? ".BR kith\\-" : " ,\n.BR kith\\-") + s->name() + " (1)";
  }
  return out + ".SH FLAGS\n" + roff_options(shell_flags()) +
         roff_sections({shell_environment, heart_environment, environment, statuses}) +
         ".SH SEE ALSO\n" + see_also + "\n";
}

}  // namespace kith::cmd
