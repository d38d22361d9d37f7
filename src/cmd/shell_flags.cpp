#include "cmd/manual.hpp"

namespace kith::cmd {

std::vector<shown_option> shell_flags() {
  return {
      {{"-sname"},
       "NAME",
       "The node's name, whose host has no dot: dog, dog@box; undefined: of the first peer."},
      {{"-name"}, "NAME", "The node's name, whose host has a domain or is an address."},
      {{"-setcookie"}, "[NODE] COOKIE", "The cookie of the node, or of one peer."},
      {{"-nocookie"}, "", "No cookie file is read: the cookie is nocookie."},
      {{"-hidden"}, "", "Connects hidden: no part of the mesh."},
      {{"-dist_listen"}, "BOOLEAN", "Whether to accept connections; if not, hidden."},
      {{"-connect_all"}, "BOOLEAN", "Whether to connect to the nodes of one's peers."},
      {{"-noshell"}, "", "Starts no shell."},
      {{"-noinput"}, "", "Reads no input; implies -noshell."},
      {{"-detached"}, "", "Runs in the background, away from the terminal; implies -noinput."},
      {{"-eval"}, "EXPRESSION", "Evaluates an expression when the node is up."},
      {{"-s"},
       "MODULE [FUNCTION [ARG]...]",
       "Calls a function, start/0 if none is given, with its arguments as atoms in a list."},
      {{"-run"}, "MODULE [FUNCTION [ARG]...]", "The same, with the arguments as strings."},
      {{"-remsh"}, "NODE", "A shell on another node, which gives this one a name if it has none."},
      {{"-config"}, "NAME", "Reads NAME.config, as sys.config of OTP."},
      {{"-configfd"}, "DESCRIPTOR", "Reads a configuration from an open file descriptor."},
      {{"-args_file"}, "FILE", "Takes the words of a file in its place, as vm.args of OTP."},
      {{"-kernel"},
       "KEY VALUE",
       "A parameter of kernel: net_ticktime, dist_auto_connect, inet_dist_listen_min and _max, "
       "..."},
      {{"-APPLICATION"}, "KEY VALUE", "A parameter of another application."},
      {{"-start_epmd"}, "BOOLEAN", "Whether to be epmd where none runs."},
      {{"-no_epmd"}, "", "As -start_epmd false."},
      {{"-erl_epmd_port"}, "PORT", "The port that this and all nodes listen on, without epmd."},
      {{"-enable-feature", "-disable-feature"},
       "FEATURE",
       "Whether maybe_expr of the language may be typed."},
      {{"-env"}, "NAME VALUE", "Sets a variable of the environment."},
      {{"-pa", "-pz"}, "DIRECTORY...", "Where modules are looked for, before and after others."},
      {{"-heart"},
       "",
       "Runs HEART_COMMAND when the node has gone without being stopped, or hangs."},
      {{"-extra"}, "", "What follows is for the program alone."},
      {{"--"}, "", "Ends the values of a flag."},
      {{"+P"}, "NUMBER", "How many processes there may be."},
      {{"+S"}, "NUMBER[:ONLINE]", "How many schedulers run them, 64 at most."},
      {{"+zdbbl"},
       "KIB",
       "How much may wait for a peer before who sends to it is suspended; 1024."},
      {{"+pc"}, "RANGE", "Which lists print as strings: latin1 (the default), unicode."},
      {{"--version"}, "", "Prints the version and ends."},
      {{"--help"}, "", "Prints this and ends."},
  };
}

}  // namespace kith::cmd
