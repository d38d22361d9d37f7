// kith names: who is registered with the epmd of a machine.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/epmd_query.hpp"
#include "cmd/exit_status.hpp"
#include "cmd/subcommand.hpp"
#include "kith/build.hpp"
#include "kith/reflect.hpp"

namespace kith::cmd {

namespace {

/// A text within quotes of JSON.
std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < ' ') {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      out += escape.data();
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string shown(const std::vector<dist::epmd_name>& all, const std::string& format) {
  std::string out;
  if (format == "term") {
    term rows = list();
    for (auto at = all.rbegin(); at != all.rend(); ++at) {
      rows = cons(tuple(at->name, at->port), rows);
    }
    return to_string(rows, kith::format::tp) + ".\n";
  }
  for (const dist::epmd_name& one : all) {
    if (format == "json") {
      out += out.empty() ? "" : ",";
      out += "{\"name\":" + json_string(one.name) + ",\"port\":" + std::to_string(one.port) + "}";
    } else {
      out += "name " + one.name + " at port " + std::to_string(one.port) + "\n";
    }
  }
  return format == "json" ? "[" + out + "]\n" : out;
}

class names final : public subcommand {
 public:
  std::string name() const override { return "names"; }
  std::string summary() const override { return "lists the nodes of a machine"; }
  std::vector<std::string> synopsis() const override { return {"[HOST] [--format FORMAT]"}; }
  std::vector<manual_section> manual() const override {
    return {{"DESCRIPTION",
             "Asks the epmd of a machine, of this one if no host is given, which nodes are "
             "registered, and prints a line for each. Of OTP: net_adm:names/1."},
            {"EXIT STATUS",
             "0; 68 when there is no such host, 69 when no epmd runs there, 75 when it does not "
             "answer."},
            {"EXAMPLES", "    kith names\n    kith names box.example.net --format json"}};
  }
  void define(CLI::App& app) override {
    app.add_option("HOST", host_, "The machine.")->type_name("");
    app.add_option("--format", format_, "table, json or term.")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"table", "json", "term"}).description(""));
  }
  int run() override {
    const auto port = epmd_port_of_environment();
    if (!port) {
      return complain(*this, port.failure().text, exit_config);
    }
    const auto found = resolve(host_);
    if (!found) {
      return complain(*this, found.failure().text, exit_no_host);
    }
    io::address at = found->front();
    at.port = *port;
    const auto answer = ask_epmd(at, {dist::epmd_request::op::names, {}});
    if (!answer) {
      return complain(*this, "no epmd: " + answer.failure().text, status_of(answer.failure()));
    }
    const auto all = dist::parse_names_answer(*answer);
    if (!all) {
      return complain(*this, all.failure().text, exit_protocol);
    }
    std::fputs(shown(*all, format_).c_str(), stdout);
    return exit_good;
  }

 private:
  std::string host_ = "localhost";
  std::string format_ = "table";
};

}  // namespace

std::unique_ptr<subcommand> make_names() {
  return std::make_unique<names>();
}

}  // namespace kith::cmd
