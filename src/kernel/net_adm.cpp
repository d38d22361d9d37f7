// The nodes of other machines: who epmd knows there, and whether they let us in. OTP: kernel,
// net_adm.

#include <algorithm>

#include "dist/epmd_names.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/blocking.hpp"
#include "kith/build.hpp"
#include "kith/gen_server.hpp"
#include "kith/io.hpp"
#include "kith/nodes.hpp"
#include "kith/pattern.hpp"
#include "otp/log.hpp"
#include "runtime/runtime.hpp"

namespace kith::net_adm {

namespace {

using detail::here;

/// OTP waits so long for one more node.
constexpr duration quiet_time = duration::seconds(3);

/// Takes the answer of epmd to the process that asked.
dist::epmd_names::found to_process(detail::runtime& home, pid who, const reference& ref) {
  return [&home, who, ref](result<std::vector<dist::epmd_name>> outcome) {
    term answer;
    if (outcome) {
      std::vector<term> all;
      for (auto one = outcome->rbegin(); one != outcome->rend(); ++one) {  // as OTP has them
        all.emplace_back(tuple(one->name, one->port));
      }
      answer = tuple(atoms::ok, list_of(all));
    } else {
      const bool no_host = outcome.failure().code == errc::not_found;
      answer = tuple(atoms::error, atom(no_host ? "nxdomain" : "address"));
    }
    home.deliver_or_free(who, detail::make_message(tuple(ref, answer)));
  };
}

std::string host_of(atom node_host) {
  return std::string(node_host.name());
}

/// The part of a host's name that is in the names of its nodes; short unless ours is long.
std::string host_in_names(std::string host) {
  const std::string_view own = node_name().name();
  const bool is_long = own.find('.', own.find('@')) != std::string_view::npos;
  return is_long ? host : host.substr(0, host.find('.'));
}

task<bool> tell_and_ping(ctx self, atom node, verbosity how) {
  if (how == verbosity::silent) {
    const bool up = co_await ping(self, node);
    co_return up;
  }
  co_await io::format(self, "Pinging ~w -> ", list(node));
  const bool up = co_await ping(self, node);
  co_await io::format(self, "~p\n", list(atom(up ? "pong" : "pang")));
  co_return up;
}

result<std::string> read_hosts(io::world* world, std::vector<std::string> folders) {
  constexpr std::size_t bytes_max = 1'048'576;
  for (const std::string& folder : folders) {
    auto content = world->files().read(folder + "/.hosts.erlang", bytes_max);
    if (content) {
      return std::move(content->bytes);
    }
    if (content.failure().code != errc::not_found) {
      return error(content.failure().code, "eacces");
    }
  }
  return error(errc::not_found, "enoent");
}

}  // namespace

task<bool> ping(ctx self, atom node) {
  const destination there(atoms::net_kernel, node);
  const term question = tuple(atoms::is_auth, node_name());
  try {
    const term answer = co_await gen_server::call(self, there, question, duration::infinity());
    co_return answer.is(atoms::yes);
  } catch (const exit_exception&) {
    // Not reached, or not let in: the same answer.
  }
  disconnect_node(node);
  co_return false;
}

task<term> ping_list(ctx self, std::vector<atom> wanted) {
  net_kernel::monitor_nodes(true);
  std::vector<atom> found;
  for (const atom node : wanted) {
    const detail::node_list* connected = detail::kernel_here()->nodes;
    if (connected != nullptr && connected->is_visible(node)) {
      found.push_back(node);
      continue;
    }
    const bool up = co_await ping(self, node);
    if (up) {
      found.push_back(node);
      break;
    }
  }
  for (;;) {
    atom fresh;
    const std::size_t came =
        co_await self.receive(on(tuple(atoms::nodeup, bind(fresh))), after(quiet_time));
    if (came != 0) {
      break;
    }
    if (std::find(wanted.begin(), wanted.end(), fresh) == wanted.end()) {
      found.insert(found.begin(), fresh);
    }
  }
  net_kernel::monitor_nodes(false);
  co_return list_of(found);
}

task<term> names(ctx self, std::string host) {
  const reference ref = make_ref();
  detail::runtime& home = here().home();
  const dist::epmd_names question(home.scheduler_at(0), std::move(host),
                                  detail::kernel_here()->epmd_port,
                                  to_process(home, self.self(), ref));
  term answer;
  co_await self.receive(on(tuple(ref, bind(answer))));
  co_return answer;
}
task<term> names(ctx self) {
  return names(self, localhost());
}

task<term> world_list(ctx self, std::vector<atom> hosts, verbosity how) {
  std::vector<term> all;
  for (const atom host : hosts) {
    const term known = co_await names(self, host_of(host));
    if (!known[0].is(atoms::ok) || node_name() == atoms::nonode) {
      continue;
    }
    for (term_ref at = known[1]; at.is_cons(); at = at.tail()) {
      std::string full;
      const bool is_text = at.head()[0].to_text(full);
      const auto name = atom::intern(full + "@" + host_in_names(host_of(host)));
      if (!is_text || !name) {
        continue;
      }
      const atom node = *name;
      const bool up = co_await tell_and_ping(self, node, how);
      if (up) {
        all.emplace_back(node);
      }
    }
  }
  co_return list_of(all);
}

task<term> world(ctx self, verbosity how) {
  const term hosts = co_await host_file(self);
  if (hosts.is_tuple(2)) {
    exit(hosts);
  }
  std::vector<atom> all;
  for (term_ref at = hosts; at.is_cons(); at = at.tail()) {
    all.push_back(at.head().as_atom());
  }
  const term there = co_await world_list(self, all, how);
  co_return there;
}

task<term> host_file(ctx) {
  io::world& world = here().home().world();
  std::vector<std::string> folders = {"."};
  for (const char* name : {"HOME", "ROOTDIR"}) {
    if (const auto folder = world.getenv(name)) {
      folders.push_back(*folder);
    }
  }
  const auto text = co_await blocking(read_hosts, &world, folders);
  if (!text) {
    co_return tuple(atoms::error, atom(text.failure().text));
  }
  const auto terms = parse_terms(*text);
  if (!terms) {
    co_return tuple(atoms::error, terms.failure().text);
  }
  co_return list_of(*terms);
}

task<term> dns_hostname(ctx self, std::string host) {
  const reference ref = make_ref();
  detail::runtime* home = &here().home();
  detail::scheduler* first = &home->scheduler_at(0);
  first->post([home, first, host, who = self.self(), ref] {
    first->loop().resolve(host, [home, who, ref](result<std::vector<io::address>> found) {
      home->deliver_or_free(who, detail::make_message(tuple(ref, found.ok())));
    });
  });
  bool is_there = false;
  co_await self.receive(on(tuple(ref, bind(is_there))));
  co_return tuple(is_there ? atoms::ok : atoms::error, host);
}

std::string localhost() {
  return here().home().world().host_name();
}

}  // namespace kith::net_adm
