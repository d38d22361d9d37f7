// Module `global`: locks; and module `kith_global`, what there is of them beyond OTP.

#include "kernel/apply.hpp"
#include "kernel/global_epoch.hpp"
#include "kernel/module_rows.hpp"
#include "kith/global.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

term lock_of(term_ref t) {
  return t.is_tuple(2) ? term(t) : (function_clause(), term());
}
/// The i-th argument; all nodes where there is none.
std::vector<atom> nodes_in(const term& args, std::int64_t i) {
  if (args.ref().list_length() <= i) {
    return global::all_nodes();
  }
  std::vector<atom> all;
  for_each_of(argument(args, static_cast<std::size_t>(i)),
              [&](term_ref t) { all.push_back(atom_of(t)); });
  return all;
}
/// The i-th argument, a number or `infinity`, which is what there is where there is none.
std::uint32_t retries_in(const term& args, std::int64_t i) {
  if (args.ref().list_length() <= i) {
    return global::retry_forever;
  }
  const term_ref t = argument(args, static_cast<std::size_t>(i));
  if (t.is(atoms::infinity)) {
    return global::retry_forever;
  }
  const bool good = t.is_integer() && t.fits_int64() && t.as_int() >= 0;
  return good && t.as_int() < global::retry_forever ? static_cast<std::uint32_t>(t.as_int())
                                                    : (function_clause(), 0u);
}

task<term> set_lock(ctx self, term args) {
  const term id = lock_of(argument(args, 0));
  const std::vector<atom> nodes = nodes_in(args, 1);
  const std::uint32_t retries = retries_in(args, 2);
  const bool is_set = co_await global::set_lock(self, id, nodes, retries);
  co_return term(is_set);
}
task<term> del_lock(ctx self, term args) {
  const term id = lock_of(argument(args, 0));
  const std::vector<atom> nodes = nodes_in(args, 1);
  co_await global::del_lock(self, id, nodes);
  co_return atoms::true_;
}

/// Calls the fun, for nobody in particular: who asked for the transaction may be another node.
task<term> call_fun(ctx self, term fun, term args) {
  const native_outcome got =
      co_await run_native(self, pid(), atoms::erlang, atom("apply"), list(fun, args));
  switch (got.kind()) {
  case native_outcome::what::returned: break;
  case native_outcome::what::thrown: throw_term(got.value());
  case native_outcome::what::exit: exit(got.value());
  case native_outcome::what::error: raise_error(got.value());
  }
  co_return got.value();
}
class fun_caller {
 public:
  explicit fun_caller(term fun) noexcept : fun_(std::move(fun)) {}
  task<term> operator()(ctx self) { return call_fun(self, fun_, term::nil()); }

 private:
  term fun_;
};
class fun_caller_with_epoch {
 public:
  explicit fun_caller_with_epoch(term fun) noexcept : fun_(std::move(fun)) {}
  task<term> operator()(ctx self, std::uint64_t epoch) { return call_fun(self, fun_, list(epoch)); }

 private:
  term fun_;
};

template <class Caller>
task<term> trans(ctx self, term args) {
  const term id = lock_of(argument(args, 0));
  const Caller body(term(argument(args, 1)));
  const std::vector<atom> nodes = nodes_in(args, 2);
  const std::uint32_t retries = retries_in(args, 3);
  term value = co_await global::trans(self, id, body, nodes, retries);
  co_return value;
}

// ---- beyond OTP --------------------------------------------------------------------------------

term locks_0(arguments) {
  return global::locks();
}

duration ms_of(term_ref t) {
  const bool good = t.is_integer() && t.fits_int64() && t.as_int() >= 0 && t.as_int() < 1ll << 40;
  return good ? duration::milliseconds(t.as_int()) : (badarg(), duration());
}

/// `(Id, Ms)`, `(Id, Ms, Nodes)`, `(Id, Ms, Nodes, Retries)`; `{ok, Keeper}` or `false`.
task<term> lease_lock(ctx self, term args) {
  const term id = lock_of(argument(args, 0));
  const duration time = ms_of(argument(args, 1));
  const std::vector<atom> nodes = nodes_in(args, 2);
  const std::uint32_t retries = retries_in(args, 3);
  const pid keeper = co_await global::lease_lock(self, id, time, nodes, retries);
  co_return keeper ? term(tuple(atoms::ok, keeper)) : term(atoms::false_);
}
task<term> renew_lease_2(ctx self, term args) {
  const pid keeper = pid_of(argument(args, 0));
  const duration time = ms_of(argument(args, 1));
  const bool is_held = co_await global::renew_lease(self, keeper, time);
  co_return term(is_held);
}
task<term> end_lease_1(ctx self, term args) {
  const pid keeper = pid_of(argument(args, 0));
  const bool was_held = co_await global::end_lease(self, keeper);
  co_return term(was_held);
}

task<term> lock_epoch(ctx self, term args) {
  const std::vector<atom> nodes = nodes_in(args, 0);
  const std::uint64_t epoch = co_await global::lock_epoch(self, nodes);
  co_return term(epoch);
}
std::uint64_t epoch_of(term_ref t) {
  return is_lock_epoch(t) ? static_cast<std::uint64_t>(t.as_int()) : (badarg(), 0u);
}
term seen_epoch_1(arguments a) {
  return seen_lock_epoch(epoch_of(a[0]));
}
term next_epoch_1(arguments a) {
  return next_lock_epoch(epoch_of(a[0]));
}

}  // namespace

std::span<const waiting_row> global_lock_waiting() {
  static constexpr waiting_row rows[] = {
      {"set_lock", 1, set_lock},       {"set_lock", 2, set_lock},
      {"set_lock", 3, set_lock},       {"del_lock", 1, del_lock},
      {"del_lock", 2, del_lock},       {"trans", 2, trans<fun_caller>},
      {"trans", 3, trans<fun_caller>}, {"trans", 4, trans<fun_caller>},
  };
  return rows;
}
std::span<const waiting_row> kith_global_waiting() {
  static constexpr waiting_row rows[] = {
      {"lease_lock", 2, lease_lock},
      {"lease_lock", 3, lease_lock},
      {"lease_lock", 4, lease_lock},
      {"renew_lease", 2, renew_lease_2},
      {"end_lease", 1, end_lease_1},
      {"lock_epoch", 0, lock_epoch},
      {"lock_epoch", 1, lock_epoch},
      {"trans_with_epoch", 2, trans<fun_caller_with_epoch>},
      {"trans_with_epoch", 3, trans<fun_caller_with_epoch>},
      {"trans_with_epoch", 4, trans<fun_caller_with_epoch>},
  };
  return rows;
}
std::span<const native_row> kith_global_rows() {
  static constexpr native_row rows[] = {
      {"locks", 0, locks_0},
      {"seen_epoch", 1, seen_epoch_1},
      {"next_epoch", 1, next_epoch_1},
  };
  return rows;
}

}  // namespace kith::detail
