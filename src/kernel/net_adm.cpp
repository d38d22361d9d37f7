// Module `net_adm`.

#include "kernel/module_rows.hpp"
#include "kith/nodes.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

/// Differs: the name that the machine gives itself; no domain is looked up.
term localhost_0(arguments) {
  return term(here().home().world().host_name());
}

/// The file of hosts, `.hosts.erlang`, is not read.
term host_file_0(arguments) {
  return tuple(atoms::error, atom("enoent"));
}

task<term> ping_1(ctx self, term args) {
  const atom node = atom_of(argument(args, 0));
  const bool there = co_await net_adm::ping(self, node);
  co_return atom(there ? "pong" : "pang");
}

}  // namespace

std::span<const native_row> net_adm_rows() {
  static constexpr native_row rows[] = {
      {"localhost", 0, localhost_0},
      {"host_file", 0, host_file_0},
  };
  return rows;
}

std::span<const waiting_row> net_adm_waiting() {
  static constexpr waiting_row rows[] = {{"ping", 1, ping_1}};
  return rows;
}

}  // namespace kith::detail
