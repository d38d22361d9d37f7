// Module `erlang`: the node and the system.

#include <cmath>

#include "kernel/kernel_state.hpp"
#include "kernel/natives.hpp"
#include "otp/log.hpp"

namespace kith::detail {

namespace {

[[noreturn]] void badarg() {
  raise_error(atoms::badarg);
}

atom node_of(term_ref t) {
  switch (t.type()) {
  case term_type::pid: return t.as_pid().node();
  case term_type::reference: return t.as_reference().node();
  default: badarg();
  }
}

void append(std::vector<atom>& all, const std::vector<atom>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

/// One argument of nodes/1.
std::vector<atom> nodes_of(term_ref what) {
  const node_list* nodes = kernel_here() == nullptr ? nullptr : kernel_here()->nodes;
  const atom me = here().name();
  std::vector<atom> all;
  if (what.is(atoms::this_)) {
    return {me};
  }
  if (what.is(atoms::known)) {
    return nodes == nullptr ? std::vector{me} : nodes->known();
  }
  const bool connected = what.is(atoms::connected);
  if (!connected && !what.is(atoms::visible) && !what.is(atoms::hidden)) {
    badarg();
  }
  if (nodes != nullptr && (connected || what.is(atoms::visible))) {
    append(all, nodes->visible());
  }
  if (nodes != nullptr && (connected || what.is(atoms::hidden))) {
    append(all, nodes->hidden());
  }
  return all;
}

term nodes(term_ref what) {
  if (!what.is_list()) {
    return list_of(nodes_of(what));
  }
  std::vector<atom> all;
  for (; what.is_cons(); what = what.tail()) {
    for (const atom node : nodes_of(what.head())) {
      if (std::find(all.begin(), all.end(), node) == all.end()) {
        all.push_back(node);
      }
    }
  }
  return list_of(all);
}

std::uint64_t process_count() {
  return here().home().table().count();
}

term system_info(term_ref what) {
  node_core& node = here();
  const kernel_state* kernel = kernel_here();
  const std::string release = kernel == nullptr ? "25" : kernel->otp_release;
  if (what.is(atom("otp_release"))) {
    return release;
  }
  if (what.is(atom("system_version"))) {
    return "Kith, in the manner of Erlang/OTP " + release + "\n";
  }
  if (what.is(atom("process_count"))) {
    return process_count();
  }
  if (what.is(atom("process_limit"))) {
    return node.home().table().limit();
  }
  if (what.is(atom("schedulers")) || what.is(atom("schedulers_online"))) {
    return node.home().scheduler_count();
  }
  if (what.is(atom("creation"))) {
    return node.creation();
  }
  if (what.is(atom("atom_count"))) {
    return atom::count();
  }
  if (what.is(atom("atom_limit"))) {
    return atom::table_limit();
  }
  if (what.is(atom("wordsize"))) {
    return 8;
  }
  badarg();
}

term absolute(term_ref n) {
  if (n.is_float()) {
    return std::fabs(n.as_float());
  }
  if (!n.is_integer()) {
    badarg();
  }
  if (!n.fits_int64()) {
    // A big integer: its digits without the sign.
    const std::string digits = to_string(n, format::w);
    return digits.front() == '-' ? *parse_term(digits.substr(1)) : term(n);
  }
  const std::int64_t v = n.as_int();
  return v < 0 ? term::integer(false, ~static_cast<std::uint64_t>(v) + 1) : term(v);
}

bool function_exported(term_ref m, term_ref f, term_ref arity) {
  if (!m.is_atom() || !f.is_atom() || !arity.is_integer() || !arity.fits_int64() ||
      arity.as_int() < 0) {
    badarg();
  }
  return arity.as_int() < 256 &&
         static_cast<bool>(here().natives.find(m.as_atom(), f.as_atom(),
                                               static_cast<std::uint32_t>(arity.as_int())));
}

}  // namespace

void add_erlang_natives(native_table& natives) {
  const atom m = atoms::erlang;
  natives.add(m, atom("node"), 0, [](ctx, term) -> task<term> { co_return term(node_name()); });
  natives.add(m, atom("node"), 1,
              [](ctx, term args) -> task<term> { co_return term(node_of(argument(args, 0))); });
  natives.add(m, atom("nodes"), 0,
              [](ctx, term) -> task<term> { co_return nodes(term(atoms::visible)); });
  natives.add(m, atom("nodes"), 1,
              [](ctx, term args) -> task<term> { co_return nodes(argument(args, 0)); });
  natives.add(m, atom("is_alive"), 0,
              [](ctx, term) -> task<term> { co_return term(node_name() != atoms::nonode); });
  natives.add(m, atom("system_info"), 1,
              [](ctx, term args) -> task<term> { co_return system_info(argument(args, 0)); });
  natives.add(m, atom("function_exported"), 3, [](ctx, term args) -> task<term> {
    co_return term(function_exported(argument(args, 0), argument(args, 1), argument(args, 2)));
  });
  natives.add(m, atom("abs"), 1,
              [](ctx, term args) -> task<term> { co_return absolute(argument(args, 0)); });
}

}  // namespace kith::detail
