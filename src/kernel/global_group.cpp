#include "kith/global_group.hpp"

#include "kith/build.hpp"
#include "kith/gen_server.hpp"

namespace kith::global_group {

namespace {

task<term> request(ctx self, term what) {
  const destination server = atom("global_group");
  co_return co_await gen_server::call(self, server, what, duration::infinity());
}

pid found(const term& t) {
  return t.is_pid() ? t.as_pid() : pid();
}

}  // namespace

term place::written() const {
  return tuple(atom(kind_), name_);
}

task<term> global_groups(ctx self) {
  return request(self, atom("global_groups"));
}

task<term> own_nodes(ctx self) {
  return request(self, atom("own_nodes"));
}

task<void> monitor_nodes(ctx self, bool on) {
  co_await request(self, tuple(atom("monitor_nodes"), on));
}

task<term> registered_names(ctx self, place where) {
  return request(self, tuple(atom("registered_names"), where.written()));
}

task<pid> whereis_name(ctx self, term name) {
  const term got = co_await request(self, tuple(atom("whereis_name"), name));
  co_return found(got);
}

task<pid> whereis_name(ctx self, place where, term name) {
  const term got = co_await request(self, tuple(atom("whereis_name"), where.written(), name));
  co_return found(got);
}

task<pid> send(ctx self, term name, term message) {
  const term got = co_await request(self, tuple(atom("send"), name, message));
  co_return found(got);
}

task<pid> send(ctx self, place where, term name, term message) {
  const term got = co_await request(self, tuple(atom("send"), where.written(), name, message));
  co_return found(got);
}

task<void> sync(ctx self) {
  co_await request(self, atom("sync"));
}

task<term> info(ctx self) {
  return request(self, atom("info"));
}

}  // namespace kith::global_group
