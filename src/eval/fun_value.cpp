#include "eval/fun_value.hpp"

#include <algorithm>
#include <cstring>

#include "eval/bindings.hpp"
#include "eval/make.hpp"
#include "kith/build.hpp"
#include "kith/map.hpp"
#include "term/closure.hpp"

namespace kith::eval {

namespace {

/// The module whose funs carry forms, as OTP 25.2 has it: peers of that release run ours.
constexpr unsigned char erl_eval_md5[] = {6,   83,  97,  170, 70,  21,  144, 209,
                                          189, 241, 235, 98,  209, 166, 235, 8};
atom erl_eval() noexcept {
  static const atom name("erl_eval");
  return name;
}
constexpr std::uint32_t erl_eval_uniq = 3316493;
constexpr std::uint32_t index_of_arity_0 = 43;  ///< of arity N it is N less
constexpr std::uint32_t named_index_of_arity_0 = 20;

/// Where the parts are that we need, by the size of the tuple: {Bs, Lf, Ef, Cs[, Name]} up to OTP
/// 24, {Anno, Bs, Lf, Ef, FUVs, Cs[, Name]} from 25 on.
struct layout {
  std::size_t bindings;
  std::size_t handler;
  std::size_t clauses;
  std::size_t name;  ///< 0: none
};
std::optional<layout> layout_of(term_ref info) noexcept {
  if (!info.is_tuple()) {
    return std::nullopt;
  }
  switch (info.tuple_size()) {
  case 4: return layout{0, 1, 3, 0};
  case 5: return layout{0, 1, 3, 4};
  case 6: return layout{1, 2, 5, 0};
  case 7: return layout{1, 2, 5, 6};
  default: return std::nullopt;
  }
}

term_ref info_of_shell_fun(term_ref fun) noexcept {
  if (!is_closure(fun)) {
    return {};
  }
  const closure_view view(fun);
  return view.module() == erl_eval() && view.free_count() == 1 ? view.free_variable(0) : term_ref();
}

term closure(const closure_identity& identity, pid creator, std::span<const term> free) {
  arena a(size_closure(free.size()) + words_of(free) + arena::size_pid(creator));
  detail::word* variables = nullptr;
  // The pid comes behind the node: a local one takes no words.
  const detail::word who = a.process(creator);
  const detail::word fun = closure_in(a, identity, who, free.size(), variables);
  for (std::size_t i = 0; i < free.size(); ++i) {
    variables[i] = a.embed(free[i]);
  }
  return a.finish(fun);
}

}  // namespace

term module_fun(atom module, const std::array<char, 16>& md5, std::uint32_t index,
                std::uint32_t arity, pid creator, std::span<const term> free) {
  closure_identity identity;
  identity.index = index;
  identity.old_index = index;
  identity.arity = static_cast<std::uint8_t>(arity);
  identity.uniq = md5;
  std::memcpy(&identity.old_uniq, md5.data(), sizeof identity.old_uniq);
  identity.old_uniq &= 0x7FFFFFFu;
  identity.module = module;
  return closure(identity, creator, free);
}

term shell_fun(term_ref forms, term_ref local_handler, pid creator, std::span<const term> values) {
  const atom name = forms.element(2).as_atom();
  const auto arity = static_cast<std::uint32_t>(forms.element(4).as_int());
  std::vector<term> bound;
  std::size_t i = 0;
  for (term_ref names = forms.element(3); names.is_cons(); names = names.tail(), ++i) {
    if (values[i]) {
      bound.emplace_back(names.head());
      bound.push_back(values[i]);
    }
  }
  std::vector<map_pair> pairs;
  for (std::size_t k = 0; k < bound.size(); k += 2) {
    pairs.push_back({bound[k], bound[k + 1]});
  }
  const term bindings = map_from_list(pairs);
  const atom none("none");
  const term info =
      name == atom()
          ? term(tuple(forms.element(0), bindings, local_handler, none, map(), forms.element(1)))
          : term(tuple(forms.element(0), bindings, local_handler, none, map(), forms.element(1),
                       name));
  closure_identity identity;
  identity.index = (name == atom() ? index_of_arity_0 : named_index_of_arity_0) - arity;
  identity.old_index = identity.index;
  identity.arity = static_cast<std::uint8_t>(arity);
  std::memcpy(identity.uniq.data(), erl_eval_md5, sizeof erl_eval_md5);
  identity.old_uniq = erl_eval_uniq;
  identity.module = erl_eval();
  return closure(identity, creator, {&info, 1});
}

term free_variable(term_ref fun, std::size_t i) {
  return term(closure_view(fun).free_variable(i));
}

term info_of(term_ref fun, fun_info what) {
  const term_ref info = info_of_shell_fun(fun);
  const auto where = layout_of(info);
  KITH_ASSERT(where.has_value());
  return term(info.element(what == fun_info::bindings ? where->bindings : where->handler));
}

shell_fun_forms forms_of(term_ref fun) noexcept {
  const term_ref info = info_of_shell_fun(fun);
  const auto where = layout_of(info);
  if (!where || !info.element(where->clauses).is_cons()) {
    return {};
  }
  const term_ref clauses = info.element(where->clauses);
  if (where->name == 0) {
    return {clauses, info.element(where->bindings), atom()};
  }
  const term_ref name = info.element(where->name);
  return name.is_atom() ? shell_fun_forms{clauses, info.element(where->bindings), name.as_atom()}
                        : shell_fun_forms{};
}

bool binds_as(const unit& code, term_ref bindings) noexcept {
  const auto is_bound = [&](const term& name) { return has_binding(bindings, name); };
  if (!std::ranges::all_of(code.bound, is_bound)) {
    return false;
  }
  const bool are_all = bindings.is_map() && bindings.map_size() == code.bound.size();
  return are_all || std::ranges::none_of(code.unbound, is_bound);
}

std::optional<external_fun> external_fun_of(term_ref t) noexcept {
  if (t.tag() != detail::tag::boxed || detail::kind_of(*t.node()) != detail::kind::export_fun) {
    return std::nullopt;
  }
  return external_fun{t.inside(t.node()[1]).as_atom(), t.inside(t.node()[2]).as_atom(),
                      static_cast<std::uint32_t>(detail::small_value(t.node()[3]))};
}

atom module_of_fun(term_ref fun) noexcept {
  const auto external = external_fun_of(fun);
  return external ? external->module : closure_view(fun).module();
}

std::int64_t fun_arity(term_ref t) noexcept {
  if (const auto external = external_fun_of(t)) {
    return external->arity;
  }
  return is_closure(t) ? closure_view(t).arity() : -1;
}

}  // namespace kith::eval
