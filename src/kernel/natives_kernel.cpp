// Modules of the application `kernel`, and what clients ask of `code`, `io_lib` and `os`.

#include "kernel/global_locks.hpp"
#include "kernel/global_server.hpp"
#include "kernel/io_lib.hpp"
#include "kernel/kernel_state.hpp"
#include "kernel/natives.hpp"
#include "kith/global.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

[[noreturn]] void badarg() {
  raise_error(atoms::badarg);
}

void add_global(native_table& natives) {
  const atom m("global");
  natives.add(m, atom("resolve_it"), 4, [](ctx self, term args) -> task<term> {
    const term_ref first = argument(args, 2);
    const term_ref second = argument(args, 3);
    if (!first.is_pid() || !second.is_pid()) {
      badarg();
    }
    return resolve_it(self, term(argument(args, 0)), term(argument(args, 1)), first.as_pid(),
                      second.as_pid());
  });
  natives.add(m, atom("whereis_name"), 1, [](ctx, term args) -> task<term> {
    const pid who = global::whereis_name(argument(args, 0));
    co_return who ? term(who) : term(atoms::undefined);
  });
  natives.add(m, atom("registered_names"), 0,
              [](ctx, term) -> task<term> { co_return global::registered_names(); });
}

void add_net_kernel(native_table& natives) {
  natives.add(atoms::net_kernel, atom("get_net_ticktime"), 0, [](ctx, term) -> task<term> {
    const node_list* nodes = kernel_here()->nodes;
    co_return term(nodes == nullptr ? 60 : nodes->net_ticktime().ms() / 1'000);
  });
}

/// There is no code to load: a module is here because it was registered, or it is not.
void add_code(native_table& natives) {
  const atom m("code");
  natives.add(m, atom("ensure_loaded"), 1, [](ctx, term args) -> task<term> {
    const term_ref module = argument(args, 0);
    if (!module.is_atom()) {
      badarg();
    }
    co_return here().natives.has_module(module.as_atom())
        ? term(tuple(atom("module"), module))
        : term(tuple(atoms::error, atom("nofile")));
  });
  natives.add(m, atom("load_binary"), 3, [](ctx, term) -> task<term> {
    co_return term(tuple(atoms::error, atom("badfile")));
  });
}

void add_os(native_table& natives) {
  natives.add(atom("os"), atom("getpid"), 0, [](ctx, term) -> task<term> {
    co_return term(std::to_string(here().home().world().os_pid()));
  });
}

void add_io_lib(native_table& natives) {
  natives.add(atom("io_lib"), atom("format"), 2, [](ctx, term args) -> task<term> {
    const auto text = io_lib_format(argument(args, 0), argument(args, 1));
    if (!text.ok()) {
      badarg();
    }
    co_return term(*text);
  });
}

}  // namespace

void add_kernel_natives(native_table& natives) {
  add_global(natives);
  add_net_kernel(natives);
  add_code(natives);
  add_os(natives);
  add_io_lib(natives);
}

}  // namespace kith::detail
