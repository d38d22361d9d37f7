// The far end, ordinary messages, so that any Erlang node can be the near one. To `bench_far`:
//   {new, Kind, From}      From gets {new, Kind, Pid}, Kind being echo, sink, blob, srv or pg_watch
//   {stop, From}           From gets stopped; the node ends
// To what it has made:
//   echo   {From, M}               From gets M
//   sink   {start, From, N}        From gets ready; then N messages {msg, I, Bin}, and From gets
//                                  {done, N, SumOfI}
//   blob   {blob, From, K, Bin}    From gets {ack, K, byte_size(Bin)}
//   srv    a gen_server; a call {echo, X} answers X
//   pg_watch    From gets {watching, Pid}, then {Pid, join | leave, HowMany} of each change
#include "far.hpp"

#include <cstdlib>

#include "calls.hpp"
#include "measure.hpp"

using namespace kith;

namespace bench {

namespace {

process echo(ctx self) {
  for (;;) {
    pid from;
    term m;
    co_await self.receive(on(tuple(bind(from), bind(m))));
    send(from, m);
  }
}

process sink(ctx self) {
  for (;;) {
    pid from;
    std::int64_t n = 0;
    co_await self.receive(on(tuple(atom("start"), bind(from), bind(n))));
    send(from, atom("ready"));
    std::int64_t sum = 0;
    for (std::int64_t left = n; left > 0; --left) {
      std::int64_t i = 0;
      co_await self.receive(on(tuple(atom("msg"), bind(i), any)));
      sum += i;
    }
    send(from, tuple(atom("done"), n, sum));
  }
}

process blob(ctx self) {
  for (;;) {
    pid from;
    term number;
    term bytes;
    co_await self.receive(on(tuple(atom("blob"), bind(from), bind(number), bind(bytes))));
    send(from, tuple(atom("ack"), number, bytes.as_binary().size()));
  }
}

task<pid> make(ctx self, atom kind, pid from) {
  if (kind == atom("pg_watch")) {
    co_return spawn(pg_watch, from);
  }
  if (kind == atom("echo")) {
    co_return spawn(echo);
  }
  if (kind == atom("sink")) {
    co_return spawn(sink);
  }
  if (kind == atom("blob")) {
    co_return spawn(blob);
  }
  if (kind == atom("srv")) {
    const term started = co_await gen_server::start<echo_server>(self);
    co_return started[1].as_pid();
  }
  raise_error(atoms::badarg);
}

}  // namespace

process far_server(ctx self) {
  register_name(atom("bench_far"), self);
  for (;;) {
    atom kind;
    pid from;
    const auto clause = co_await self.receive(on(tuple(atom("new"), bind(kind), bind(from))),
                                              on(tuple(atom("stop"), bind(from))));
    if (clause == 1) {
      send(from, atom("stopped"));
      co_await rest(self, 20_ms);  // until it is on its way
      std::_Exit(0);
    }
    const pid made = co_await make(self, kind, from);
    send(from, tuple(atom("new"), kind, made));
  }
}

}  // namespace bench
