// kith attach: a shell of a running node, by a socket of the file system.
#include <CLI/CLI.hpp>
#include <algorithm>

#include "cmd/exit_status.hpp"
#include "cmd/shell.hpp"
#include "cmd/subcommand.hpp"
#include "io/file_system.hpp"
#include "io/local_socket.hpp"
#include "io/world.hpp"
#include "shell/attach_path.hpp"

namespace kith::cmd {

namespace {

class attach final : public subcommand {
 public:
  std::string name() const override { return "attach"; }
  std::string summary() const override { return "a shell of a node of this machine"; }
  std::vector<std::string> synopsis() const override { return {"[NODE | SOCKET]"}; }
  std::vector<manual_section> manual() const override {
    return {
        {"DESCRIPTION",
         "Opens a shell of a running Kith node of the same user, by a socket of the file system. "
         "That works whatever has become of the node's distribution: without epmd, with another "
         "cookie, after the death of net_kernel. Lines are edited here. C-d, q() and the end of "
         "the "
         "input end the session, and never the node; init:stop() ends that. C-g shows the "
         "commands for jobs, of which s starts another shell of the node, and C-c the menu of "
         "kith attach itself.\n\nNODE is the name of a node, without its host if that leaves one. "
         "What has a slash is the path of a socket. Neither is needed where one node runs."},
        {"FILES",
         "    $XDG_RUNTIME_DIR/kith/NODE.sock\n    ~/.kith/NODE.sock\n\nThe socket of a node, of "
         "mode "
         "0600; the second where XDG_RUNTIME_DIR is not set. Only programs of the same user and of "
         "root are let in. A path has at most 107 bytes."},
        {"EXIT STATUS", "0 when the session has ended, 1 when it has broken off, as when the node "
                        "ends, 64 when it is not "
                        "clear which node is meant, 69 when there is none."},
        {"EXAMPLES",
         "    kith attach\n    kith attach dog\n    echo 'nodes().' | kith attach dog@box"}};
  }
  void define(CLI::App& app) override {
    app.add_option("NODE", which_, "The node, or the path of its socket.")->type_name("");
  }
  int run() override {
    const auto path = socket_of(which_);
    if (!path) {
      return complain(*this, path.failure().text,
                      path.failure().code == errc::bad_input ? exit_usage : exit_unavailable);
    }
    shell_options options;
    options.attach = *path;
    return run_shell(options);
  }

 private:
  static result<std::string> socket_of(const std::string& which) {
    if (which.find('/') != std::string::npos) {
      return which;
    }
    const std::vector<std::string> nodes = nodes_like(which);
    if (nodes.size() == 1) {
      return shell::attach_path(io::real_world(), nodes.front());
    }
    if (nodes.empty()) {
      return error(errc::not_found, "no node" + (which.empty() ? "" : " '" + which + "'") +
                                        " listens in " + shell::attach_folder(io::real_world()));
    }
    std::string all;
    for (const std::string& node : nodes) {
      all += "\n  " + node;
    }
    return error(errc::bad_input, "which of these?" + all);
  }

  /// Those that listen, of the name `which`, in order.
  static std::vector<std::string> nodes_like(const std::string& which) {
    io::world& world = io::real_world();
    std::vector<std::string> nodes;
    const auto files = world.tree().list(shell::attach_folder(world));
    for (const std::string& file : files ? *files : std::vector<std::string>()) {
      if (!file.ends_with(shell::attach_suffix)) {
        continue;
      }
      const std::string node = file.substr(0, file.size() - shell::attach_suffix.size());
      const bool meant = which.empty() || node == which || node.starts_with(which + "@");
      if (meant && world.dial_local(shell::attach_path(world, node))) {
        nodes.push_back(node);
      }
    }
    std::ranges::sort(nodes);
    return nodes;
  }

  std::string which_;
};

}  // namespace

std::unique_ptr<subcommand> make_attach() {
  return std::make_unique<attach>();
}

}  // namespace kith::cmd
