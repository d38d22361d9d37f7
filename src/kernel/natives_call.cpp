// The functions that call others. From another node they are never reached here: run_native takes
// them apart, so that the call within passes the same door. A process of this node that finds them
// in the table calls for itself.

#include "kernel/apply.hpp"
#include "kernel/natives.hpp"

namespace kith::detail {

namespace {

task<term> call_for_self(ctx self, atom module, atom function, term args) {
  const native_outcome got = co_await run_native(self, self.self(), module, function, args);
  switch (got.kind()) {
  case native_outcome::what::returned: break;
  case native_outcome::what::thrown: throw_term(got.value());
  case native_outcome::what::exit: exit(got.value());
  case native_outcome::what::error: raise_error(got.value());
  }
  co_return got.value();
}

}  // namespace

void add_call_natives(native_table& natives) {
  natives.add(atoms::erpc, atom("execute_call"), 4, [](ctx self, term args) -> task<term> {
    return call_for_self(self, atoms::erpc, atom("execute_call"), std::move(args));
  });
  natives.add(atoms::erpc, atom("execute_call"), 3, [](ctx self, term args) -> task<term> {
    return call_for_self(self, atoms::erpc, atom("execute_call"), std::move(args));
  });
  natives.add(atoms::erpc, atom("execute_cast"), 3, [](ctx self, term args) -> task<term> {
    return call_for_self(self, atoms::erpc, atom("execute_cast"), std::move(args));
  });
  natives.add(atoms::erlang, atom("apply"), 3, [](ctx self, term args) -> task<term> {
    return call_for_self(self, atoms::erlang, atom("apply"), std::move(args));
  });
  natives.add(atoms::erlang, atom("apply"), 2, [](ctx self, term args) -> task<term> {
    return call_for_self(self, atoms::erlang, atom("apply"), std::move(args));
  });
}

}  // namespace kith::detail
