#include "kernel/native_frame.hpp"

#include "kith/build.hpp"

namespace kith::detail {

namespace {

/// None: no module explains them.
atom explainer_of(atom module) {
  static const atom erts[] = {atoms::erlang, atom("atomics"), atom("counters"),
                              atom("persistent_term")};
  static const atom stdlib[] = {atom("lists"), atom("maps"),   atom("binary"),
                                atom("ets"),   atom("math"),   atom("unicode"),
                                atom("io"),    atom("io_lib"), atom("re")};
  for (const atom m : erts) {
    if (m == module) {
      return atom("erl_erts_errors");
    }
  }
  for (const atom m : stdlib) {
    if (m == module) {
      return atom("erl_stdlib_errors");
    }
  }
  return module == atom("os") || module == atom("code") ? atom("erl_kernel_errors") : atom();
}

}  // namespace

term frame_of_native(atom module, atom function, const term& args,
                     const std::optional<term>& cause) {
  const atom explainer = explainer_of(module);
  if (explainer == atom() || (cause && !*cause)) {
    return tuple(module, function, args, term::nil());
  }
  const term about = cause ? term(map(atom("cause"), *cause, atom("module"), explainer))
                           : term(map(atom("module"), explainer));
  return tuple(module, function, args, list(tuple(atom("error_info"), about)));
}

}  // namespace kith::detail
