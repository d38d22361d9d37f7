#include "eval/code_table.hpp"

#include "eval/compiler.hpp"
#include "eval/form.hpp"
#include "eval/fun_value.hpp"

namespace kith::eval {

namespace {

builtin builtin_of(atom module, atom name, std::uint32_t arity) {
  if (module == atoms::erlang) {
    for (const builtin_name& one : builtins_of_erlang()) {
      if (arity == one.arity && name.name() == one.name) {
        return one.is;
      }
    }
  }
  return arity == 3 && module == atom("kith_eval") && name == atom("exprs") ? builtin::expressions_3
                                                                            : builtin::none;
}

}  // namespace

std::span<const builtin_name> builtins_of_erlang() noexcept {
  static constexpr builtin_name all[] = {
      {"apply", 2, builtin::apply_2},        {"apply", 3, builtin::apply_3},
      {"error", 1, builtin::error_1},        {"error", 2, builtin::error_2},
      {"error", 3, builtin::error_3},        {"exit", 1, builtin::exit_1},
      {"throw", 1, builtin::throw_1},        {"raise", 3, builtin::raise_3},
      {"hibernate", 3, builtin::hibernate_3}};
  return all;
}

code_table::code_table(detail::native_table& natives) : natives_(natives) {}
code_table::~code_table() = default;

export_entry& code_table::entry(atom module, atom name, std::uint32_t arity) {
  const key at(module.index(), {name.index(), arity});
  {
    const scoped_shared_lock guard(mutex_);
    if (const auto found = by_name_.find(at); found != by_name_.end()) {
      return *found->second;
    }
  }
  const scoped_lock guard(mutex_);
  const auto [found, is_new] = by_name_.try_emplace(at, nullptr);
  if (is_new) {
    export_entry& e = entries_.emplace_back();
    e.module = module;
    e.name = name;
    e.arity = arity;
    e.special = builtin_of(module, name, arity);
    e.in_guard = module == atoms::erlang ? find_guard_function(name, arity) : nullptr;
    const detail::native_body body = natives_.find(module, name, arity);
    e.waiting.store(body.waiting, std::memory_order_relaxed);
    e.plain.store(body.plain, std::memory_order_relaxed);
    if (const auto m = modules_.find(module.index());
        m != modules_.end() && m->second.current != nullptr) {
      for (const unit::exported_function& f : m->second.current->exports) {
        if (f.name == name && f.arity == arity) {
          e.code.store(m->second.current->functions[f.function].get(), std::memory_order_release);
        }
      }
    }
    found->second = &e;
  }
  return *found->second;
}

bool code_table::refresh(export_entry& e) const {
  if (e.special != builtin::none || e.code.load(std::memory_order_acquire) != nullptr) {
    return true;
  }
  const detail::native_body body = natives_.find(e.module, e.name, e.arity);
  e.waiting.store(body.waiting, std::memory_order_relaxed);
  e.plain.store(body.plain, std::memory_order_relaxed);
  return static_cast<bool>(body);
}

void code_table::link(unit& u) {
  for (import& i : u.imports) {
    i.entry = &entry(i.module, i.name, i.arity);
  }
}

void code_table::withdraw(const unit& u) {
  for (const unit::exported_function& f : u.exports) {
    const auto found = by_name_.find(key(u.module.index(), {f.name.index(), f.arity}));
    if (found != by_name_.end()) {
      found->second->code.store(nullptr, std::memory_order_release);
    }
  }
}

/// So that installing it needs nothing more of the table.
void code_table::prepare(unit& u) {
  link(u);
  for (const unit::exported_function& f : u.exports) {
    static_cast<void>(entry(u.module, f.name, f.arity));
  }
}

void code_table::install(std::shared_ptr<unit> fresh) {
  ++changes_;
  const std::uint32_t module = fresh->module.index();
  for (const unit::exported_function& f : fresh->exports) {
    export_entry* e = by_name_.at(key(module, {f.name.index(), f.arity}));
    e->code.store(fresh->functions[f.function].get(), std::memory_order_release);
  }
  modules_[module].current = std::move(fresh);
}

bool code_table::load(std::shared_ptr<unit> fresh) {
  prepare(*fresh);
  const scoped_lock guard(mutex_);
  versions& v = modules_[fresh->module.index()];
  if (v.current != nullptr) {
    if (v.old != nullptr) {
      return false;
    }
    withdraw(*v.current);
    v.old = std::move(v.current);
  }
  install(std::move(fresh));
  return true;
}

void code_table::load_first(std::shared_ptr<unit> fresh) {
  prepare(*fresh);
  const scoped_lock guard(mutex_);
  if (modules_[fresh->module.index()].current == nullptr) {
    install(std::move(fresh));
  }
}

unit_ptr code_table::current(atom module) const {
  const scoped_shared_lock guard(mutex_);
  const auto found = modules_.find(module.index());
  return found == modules_.end() ? nullptr : found->second.current;
}

unit_ptr code_table::old(atom module) const {
  const scoped_shared_lock guard(mutex_);
  const auto found = modules_.find(module.index());
  return found == modules_.end() ? nullptr : found->second.old;
}

bool code_table::purge(atom module) {
  const scoped_lock guard(mutex_);
  const auto found = modules_.find(module.index());
  if (found == modules_.end() || found->second.old == nullptr) {
    return false;
  }
  ++changes_;
  purged_.push_back(std::move(found->second.old));
  found->second.old = nullptr;
  return true;
}

bool code_table::remove(atom module) {
  const scoped_lock guard(mutex_);
  const auto found = modules_.find(module.index());
  if (found == modules_.end() || found->second.current == nullptr || found->second.old != nullptr) {
    return false;
  }
  ++changes_;
  withdraw(*found->second.current);
  found->second.old = std::move(found->second.current);
  found->second.current = nullptr;
  return true;
}

std::vector<unit_ptr> code_table::loaded() const {
  const scoped_shared_lock guard(mutex_);
  std::vector<unit_ptr> all;
  for (const auto& [name, v] : modules_) {
    if (v.current != nullptr) {
      all.push_back(v.current);
    }
  }
  return all;
}

const unit* code_table::version(atom module, const std::array<char, 16>& md5) const {
  const scoped_shared_lock guard(mutex_);
  const auto found = modules_.find(module.index());
  if (found != modules_.end()) {
    for (const std::shared_ptr<unit>* u : {&found->second.current, &found->second.old}) {
      if (*u != nullptr && (*u)->md5 == md5) {
        return u->get();
      }
    }
  }
  return nullptr;
}

unit_ptr code_table::code_of_forms(const shell_fun_forms& forms) {
  const term_ref clauses = forms.clauses;
  {
    const scoped_shared_lock guard(mutex_);
    const auto found = forms_.find(clauses.raw());
    if (found != forms_.end() && binds_as(*found->second.code, forms.bindings)) {
      return found->second.code;
    }
  }
  auto made = compile_fun(clauses, forms.name, forms.bindings);
  link(*made);
  const scoped_lock guard(mutex_);
  if (forms_.size() >= forms_kept_max) {
    forms_.clear();
  }
  forms_[clauses.raw()] = {term(clauses), made};
  return made;
}

}  // namespace kith::eval
