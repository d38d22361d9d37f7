// Module `net_adm`.

#include "kernel/module_rows.hpp"
#include "kith/nodes.hpp"

namespace kith::detail {

namespace {

/// The name of a host, an atom or a string, or an address of IPv4.
std::string host_of(term_ref t) {
  std::string text;
  if (t.is_tuple(4)) {
    for (std::size_t i = 0; i < 4; ++i) {
      text += (i == 0 ? "" : ".") + std::to_string(t[i].as_int());
    }
  } else if (t.is_atom()) {
    text = t.as_atom().name();
  } else if (!t.to_text(text)) {
    badarg();
  }
  return text;
}
std::vector<atom> atoms_of(term_ref list) {
  std::vector<atom> all;
  for_each_of(list, [&](term_ref t) { all.push_back(atom_of(t)); });
  return all;
}
/// All but `verbose` are silent, as in OTP.
net_adm::verbosity verbosity_of(term_ref t) {
  return t.is(atom("verbose")) ? net_adm::verbosity::verbose : net_adm::verbosity::silent;
}

term localhost_0(arguments) {
  return term(net_adm::localhost());
}

task<term> host_file_0(ctx self, term) {
  return net_adm::host_file(self);
}

task<term> ping_1(ctx self, term args) {
  const term_ref node = argument(args, 0);
  if (!node.is_atom()) {
    function_clause();
  }
  const bool there = co_await net_adm::ping(self, node.as_atom());
  co_return atom(there ? "pong" : "pang");
}
task<term> ping_list_1(ctx self, term args) {
  return net_adm::ping_list(self, atoms_of(argument(args, 0)));
}

task<term> names_0(ctx self, term) {
  return net_adm::names(self);
}
task<term> names_1(ctx self, term args) {
  return net_adm::names(self, host_of(argument(args, 0)));
}

task<term> world_0(ctx self, term) {
  return net_adm::world(self);
}
task<term> world_1(ctx self, term args) {
  return net_adm::world(self, verbosity_of(argument(args, 0)));
}
task<term> world_list_1(ctx self, term args) {
  return net_adm::world_list(self, atoms_of(argument(args, 0)));
}
task<term> world_list_2(ctx self, term args) {
  return net_adm::world_list(self, atoms_of(argument(args, 0)), verbosity_of(argument(args, 1)));
}

task<term> dns_hostname_1(ctx self, term args) {
  const term host(argument(args, 0));
  const term answer = co_await net_adm::dns_hostname(self, host_of(host));
  co_return answer[0].is(atoms::ok) ? answer : term(tuple(atoms::error, host));
}

}  // namespace

std::span<const native_row> net_adm_rows() {
  static constexpr native_row rows[] = {{"localhost", 0, localhost_0}};
  return rows;
}

std::span<const waiting_row> net_adm_waiting() {
  static constexpr waiting_row rows[] = {
      {"host_file", 0, host_file_0},   {"ping", 1, ping_1},
      {"ping_list", 1, ping_list_1},   {"names", 0, names_0},
      {"names", 1, names_1},           {"world", 0, world_0},
      {"world", 1, world_1},           {"world_list", 1, world_list_1},
      {"world_list", 2, world_list_2}, {"dns_hostname", 1, dns_hostname_1},
  };
  return rows;
}

}  // namespace kith::detail
