#include "kernel/apply.hpp"

#include <vector>

#include "kernel/fun.hpp"
#include "kernel/kernel_state.hpp"
#include "kernel/native_frame.hpp"
#include "kith/build.hpp"
#include "otp/log.hpp"
#include "runtime/raised.hpp"

namespace kith::detail {

namespace {

using what = native_outcome::what;

/// A call within the arguments of another: `[…, M, F, Args]`.
struct inner_call {
  bool readable = false;
  atom module;
  atom function;
  term args;
};

/// The call that follows the first `skipped` arguments.
inner_call inner_call_of(term_ref args, std::size_t skipped) {
  for (; skipped > 0; --skipped) {
    args = args.tail();
  }
  const term_ref m = args.head();
  const term_ref f = args.tail().head();
  if (!m.is_atom() || !f.is_atom()) {
    return {};
  }
  return {true, m.as_atom(), f.as_atom(), term(args.tail().tail().head())};
}

/// `fun M:F/A, Args`. Code of another node is never run here.
inner_call fun_call_of(term_ref args) {
  const auto fun = named_fun_of(args.head());
  const term_ref of_fun = args.tail().head();
  if (!fun || of_fun.list_length() != fun->arity) {
    return {};
  }
  return {true, fun->module, fun->name, term(of_fun)};
}

/// The functions that call others for their caller.
enum class forwarding : std::uint8_t {
  none,
  execute_call_4,
  execute_call_3,
  execute_cast,
  apply_3,
  apply_2
};

forwarding forwarding_of(atom module, atom function, std::int64_t arity) {
  if (module == atoms::erpc && function == atom("execute_call") && arity == 4) {
    return forwarding::execute_call_4;
  }
  if (module == atoms::erpc && function == atom("execute_call") && arity == 3) {
    return forwarding::execute_call_3;
  }
  if (module == atoms::erpc && function == atom("execute_cast") && arity == 3) {
    return forwarding::execute_cast;
  }
  if (module == atoms::erlang && function == atom("apply") && arity == 3) {
    return forwarding::apply_3;
  }
  if (module == atoms::erlang && function == atom("apply") && arity == 2) {
    return forwarding::apply_2;
  }
  return forwarding::none;
}

term one_frame(atom module, atom function, const term& arity_or_args) {
  return list(tuple(module, function, arity_or_args, list()));
}

/// What the outer function makes of the end of the inner call.
native_outcome forwarded(forwarding by, term_ref ref, const native_outcome& got,
                         const inner_call& inner) {
  if (by == forwarding::execute_call_4) {
    // The process ends, and the reason brings the result.
    switch (got.kind()) {
    case what::returned: return {what::exit, tuple(ref, atoms::return_, got.value())};
    case what::thrown: return {what::exit, tuple(ref, atoms::throw_, got.value())};
    case what::exit: return {what::exit, tuple(ref, atoms::exit, got.value())};
    case what::error:
      return {what::exit, tuple(ref, atoms::error, got.value(),
                                stack_of_call(got, inner.module, inner.function, inner.args))};
    }
  }
  if (by == forwarding::execute_call_3 && got.kind() == what::returned) {
    return {what::returned, tuple(atoms::return_, got.value())};
  }
  if (by == forwarding::execute_cast && got.kind() == what::error) {
    const term stack = stack_of_call(got, inner.module, inner.function, inner.args);
    return {tuple(atom("exception"), tuple(got.value(), stack)), stack};
  }
  return got;
}

task<native_outcome> forward(ctx self, pid caller, forwarding by, atom module, atom function,
                             term args) {
  const kernel_state* kernel = kernel_here();
  if (by == forwarding::apply_2 && kernel != nullptr && kernel->code != nullptr) {
    term fun(args.ref().head());
    term of_fun(args.ref().tail().head());
    native_outcome got = co_await kernel->code->call_fun(self, caller, fun, of_fun);
    co_return got;
  }
  const inner_call inner = by == forwarding::apply_2
                               ? fun_call_of(args)
                               : inner_call_of(args, by == forwarding::execute_call_4 ? 1 : 0);
  if (!inner.readable) {
    const atom reason = by == forwarding::apply_2 ? atoms::undef : atoms::badarg;
    co_return native_outcome(reason, one_frame(module, function, args));
  }
  const native_outcome got =
      co_await run_native(self, caller, inner.module, inner.function, inner.args);
  const term_ref first = args.ref().head();
  co_return forwarded(by, first, got, inner);
}

native_outcome failed(atom module, atom function, const term& args, const raised& by) {
  switch (by.kind()) {
  case exception_class::throw_: return {what::thrown, by.reason()};
  case exception_class::exit: return {what::exit, by.reason()};
  case exception_class::error: break;
  }
  // A function whose arguments nobody ever explains is as one written in Erlang.
  const term frame = frame_of_native(module, function, args, by.cause());
  const bool is_explained = by.cause() || !frame[3].is_nil();
  return {by.reason(),
          is_explained ? term(list(frame)) : one_frame(module, function, args.ref().list_length())};
}

/// Only a process that calls for itself is not asked: a pid in a message is a claim.
bool is_allowed(ctx self, pid caller, atom module, atom function, term_ref args) {
  const kernel_state* kernel = kernel_here();
  return kernel == nullptr || kernel->may_call == nullptr || caller == self.self() ||
         kernel->may_call->allows({caller, module, function, args});
}

term call_plain(plain_function body, term_ref args) {
  std::vector<term> all;
  for (; args.is_cons(); args = args.tail()) {
    all.emplace_back(args.head());
  }
  return body(all);
}

void log_refusal(pid caller, atom module, atom function, std::int64_t arity) {
  log_here(log_level::warning, "refused a call of " + to_string(term(module)) + ":" +
                                   to_string(term(function)) + "/" + std::to_string(arity) +
                                   (caller ? " by " + to_string(term(caller)) : ""));
}

}  // namespace

term stack_of_call(const native_outcome& got, atom module, atom function, const term& args) {
  // Who raises gives the stack, were it empty.
  const bool is_given = module == atoms::erlang && function == atom("raise");
  return got.stack().ref().is_nil() && !is_given ? one_frame(module, function, args) : got.stack();
}

kernel_state* kernel_here() {
  return here().kernel.load(std::memory_order_acquire);
}

bool is_alive_here() {
  const kernel_state* kernel = kernel_here();
  return node_name() != atoms::nonode ||
         (kernel != nullptr && kernel->nodes != nullptr && kernel->nodes->has_dynamic_name());
}

printable_range printable_range_here() {
  const scheduler* s = current_scheduler();
  const kernel_state* kernel = s != nullptr && s->running() != nullptr ? kernel_here() : nullptr;
  return kernel == nullptr ? printable_range::latin1 : kernel->printable;
}

task<native_outcome> run_native(ctx self, pid caller, atom module, atom function, term args) {
  const std::int64_t arity = args.ref().list_length();
  if (arity < 0) {
    co_return native_outcome(atoms::badarg,
                             one_frame(atoms::erlang, atom("apply"), list(module, function, args)));
  }
  const native_body body = here().natives.find(module, function, static_cast<std::uint32_t>(arity));
  if (!body) {
    const kernel_state* kernel = kernel_here();
    if (kernel != nullptr && kernel->code != nullptr) {
      native_outcome got = co_await kernel->code->call(self, caller, module, function, args);
      co_return got;
    }
    co_return native_outcome(atoms::undef, one_frame(module, function, args));
  }
  const forwarding by = forwarding_of(module, function, arity);
  if (by != forwarding::none) {
    native_outcome got = co_await forward(self, caller, by, module, function, args);
    co_return got;
  }
  if (!is_allowed(self, caller, module, function, args)) {
    log_refusal(caller, module, function, arity);
    co_return native_outcome(atom("not_allowed"), one_frame(module, function, arity));
  }
  std::exception_ptr thrown;
  try {
    if (body.plain != nullptr) {
      co_return native_outcome(what::returned, call_plain(body.plain, args));
    }
    term value = co_await body.waiting(self, args);
    co_return native_outcome(what::returned, std::move(value));
  } catch (...) {
    thrown = std::current_exception();
  }
  co_return failed(module, function, args, raised_by(thrown));
}

task<term> apply_fun(ctx self, pid caller, term fun, term args) {
  const term call = list(fun, args);
  const native_outcome got = co_await run_native(self, caller, atoms::erlang, atom("apply"), call);
  switch (got.kind()) {
  case what::returned: break;
  case what::thrown: throw_term(got.value());
  case what::exit: exit(got.value());
  case what::error: raise_error(got.value());
  }
  co_return got.value();
}

namespace {

/// A function that another node has spawned.
class spawned_function final : public running_code {
 public:
  spawned_function(atom module, atom function, std::int64_t arity)
      : module_(module), function_(function), arity_(arity) {}

  [[nodiscard]] term initial_call() const override { return tuple(module_, function_, arity_); }
  [[nodiscard]] term stacktrace() const override {
    return list(tuple(module_, function_, arity_, list()));
  }

 private:
  atom module_;
  atom function_;
  std::int64_t arity_;
};

}  // namespace

process apply_native(ctx self, pid caller, atom module, atom function, term args) {
  const spawned_function runs(module, function, args.ref().list_length());
  self.block()->tied().code = &runs;
  const native_outcome got = co_await run_native(self, caller, module, function, args);
  switch (got.kind()) {
  case what::returned: break;
  case what::thrown: throw_term(got.value());
  case what::exit: return_with(got.value()); break;
  case what::error: {
    const term reason = tuple(got.value(), got.stack());
    self.block()->node->log_crash(*self.block(), reason);
    return_with(reason);
  }
  }
}

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

}  // namespace kith::detail
