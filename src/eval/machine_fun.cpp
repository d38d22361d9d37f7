// Making funs.
#include "eval/fun_value.hpp"
#include "eval/machine.hpp"
#include "kernel/fun.hpp"
#include "runtime/process_block.hpp"

namespace kith::eval {

term machine::make_fun(const instruction& i) {
  const unit& home = *frames_.back().code->home;
  const auto index = static_cast<std::uint32_t>(i.b);
  const fun_source& source = home.funs[index];
  return module_fun(home.module, home.md5, index, home.functions[source.function]->arity,
                    process_.pid(), {slots() + i.c, source.free});
}

term machine::make_shell_fun(const instruction& i) {
  const fun_source& source = frames_.back().code->home->funs[static_cast<std::size_t>(i.b)];
  const term* values = slots() + i.c;
  return shell_fun(source.forms, values[0], process_.pid(), {values + 1, source.free});
}

machine::step machine::make_export_fun(const instruction& i) {
  const term* parts = slots() + i.b;
  const bool good = parts[0].is_atom() && parts[1].is_atom() && parts[2].is_integer() &&
                    parts[2].ref().fits_int64() && parts[2].as_int() >= 0 &&
                    parts[2].as_int() <= 255;
  if (!good) {
    return raise_in(atoms::erlang, atom("make_fun"), {parts, 3}, exception_class::error,
                    atoms::badarg);
  }
  set(i.a, detail::fun_term(parts[0].as_atom(), parts[1].as_atom(),
                            static_cast<std::uint8_t>(parts[2].as_int())));
  return step::go_on;
}

}  // namespace kith::eval
