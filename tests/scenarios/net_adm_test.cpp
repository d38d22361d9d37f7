// Who is on other machines, by their epmds and the file of hosts.

#include <doctest/doctest.h>

#include "calls.hpp"
#include "end_of.hpp"
#include "io/world.hpp"
#include "kith/nodes.hpp"

namespace kith::scenarios {
namespace {

/// Of a list of `{Name, Port}`.
term names_in(const term& known) {
  std::vector<term> all;
  for (term_ref at = known[1]; at.is_cons(); at = at.tail()) {
    all.emplace_back(at.head()[0]);
  }
  return list_of(all);
}

TEST_CASE("net_adm: names asks the epmd of a host, and says why there is no answer") {
  plays(
      [](ctx self, scene* s) -> process {
        const term there = co_await net_adm::names(self, "beta");
        s->hear(names_in(there));
        const term here = co_await net_adm::names(self);
        s->hear(names_in(here));
        const term nobody = co_await net_adm::names(self, "nowhere");
        s->hear(nobody);
        s->c.sim().after(1_ms, [s] { s->c.crash(1); });
        co_await self.receive(on(atom("never")), after(1_s));
        const term dark = co_await net_adm::names(self, "beta");
        s->hear(dark);
        const term named = co_await net_adm::dns_hostname(self, "gamma");
        s->hear(named);
        const term nameless = co_await net_adm::dns_hostname(self, "nowhere");
        s->hear(nameless);
        s->over = true;
      },
      {"[\"n1\"]", "[\"n0\"]", "{error,nxdomain}", "{error,address}", "{ok,\"gamma\"}",
       "{error,\"nowhere\"}"});
}

TEST_CASE("net_adm: who asks an epmd may be killed meanwhile") {
  plays(
      [](ctx self, scene* s) -> process {
        s->c.sim().after(1_ms, [s] { s->c.crash(1); });
        co_await self.receive(on(atom("never")), after(1_s));
        const pid asks = spawn([](ctx me) -> process { co_await net_adm::names(me, "beta"); });
        const reference watch = monitor(asks);
        co_await self.receive(on(atom("never")), after(1_s));
        exit(asks, atoms::kill);
        term reason;
        co_await self.receive(on(tuple(atoms::DOWN, watch, any, any, bind(reason))));
        s->hear(reason);
        co_await self.receive(on(atom("never")), after(60_s));
        s->over = true;
      },
      {"killed"});
}

TEST_CASE("net_adm: world pings the nodes of the hosts in the nearest .hosts.erlang") {
  plays(
      [](ctx self, scene* s) -> process {
        testing::host alpha = s->c.host(0);
        io::disk& files = alpha.world().files();
        const auto write = [&](const char* path, const char* text) {
          const std::string whole = path;
          static_cast<void>(files.make_directories(whole.substr(0, whole.rfind('/')), 0700));
          const auto written = files.replace(path, text, 0600);
          if (!written) {
            s->heard.push_back(written.failure().text);
          }
        };
        alpha.set_env("HOME", "/home/me");
        alpha.set_env("ROOTDIR", "/erlang");
        const term none = co_await net_adm::host_file(self);
        s->hear(none);
        const term no_world = co_await end_of(net_adm::world(self));
        s->hear(no_world);
        write("/erlang/.hosts.erlang", "gamma.\n");
        const term of_all = co_await net_adm::host_file(self);
        s->hear(of_all);
        write("/home/me/.hosts.erlang", "beta.\n'nowhere'.\n gamma.\n");
        const term mine = co_await net_adm::world(self);
        s->hear(mine);
        write("./.hosts.erlang", "alpha.\n");
        const term near = co_await net_adm::world(self);
        s->hear(near);
        write("./.hosts.erlang", "alpha");
        const term bad = co_await net_adm::host_file(self);
        s->hear(term(bad[0]));
        const std::vector<atom> absent = {atom("x@beta"), s->c.name(2), s->c.name(1)};
        const term found = co_await net_adm::ping_list(self, absent);
        s->hear(found);
        s->over = true;
      },
      {"{error,enoent}", "{exit,{error,enoent}}", "[gamma]", "[n1@beta,n2@gamma]", "[n0@alpha]",
       "error", "[n2@gamma,n1@beta]"});
}

TEST_CASE("net_kernel: when disconnect is back the node is gone, and its nodedown is there") {
  plays(
      [](ctx self, scene* s) -> process {
        const atom there = s->c.name(1);
        const bool up = co_await net_kernel::connect_node(self, there);
        s->hear(term(up));
        monitor_node(there, true);
        const bool was_there = co_await net_kernel::disconnect(self, there);
        s->hear(term(was_there));
        const bool is_listed = to_string(nodes()).find("n1@beta") != std::string::npos;
        s->hear(term(is_listed));
        term told;
        co_await self.receive(on(bind(told)), after(0_ms, [&] { told = atom("nothing"); }));
        s->hear(told);
        const bool still = co_await net_kernel::disconnect(self, there);
        s->hear(term(still));
        s->over = true;
      },
      {"true", "true", "false", "{nodedown,n1@beta}", "false"});
}

}  // namespace
}  // namespace kith::scenarios
