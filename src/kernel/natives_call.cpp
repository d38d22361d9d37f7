// The functions that call others. From another node they are never reached here: run_native takes
// them apart, so that the call within passes the same door. A process of this node that finds them
// in the table calls for itself.

#include "kernel/apply.hpp"
#include "kernel/natives.hpp"

namespace kith::detail {

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
