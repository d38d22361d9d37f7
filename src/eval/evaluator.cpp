#include "eval/evaluator.hpp"

#include "eval/included_files.hpp"
#include "eval/make.hpp"
#include "eval/module_info.hpp"
#include "kernel/apply.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/blocking.hpp"
#include "kith/build.hpp"
#include "runtime/raised.hpp"
#include "runtime/scheduler.hpp"

namespace kith::eval {

namespace {

/// The receive that the machine pauses for.
class machine_receive final : public detail::receiver {
 public:
  machine_receive(detail::process_block* p, machine& m) noexcept
      : receiver(&attempt, m.limit()), p_(p), machine_(m) {}

  bool await_ready() { return look(*p_); }
  void await_suspend(std::coroutine_handle<> leaf) { wait(*p_, leaf); }
  void await_resume() {
    if (clause_ < 0) {
      machine_.time_out();
    }
  }

 private:
  static int attempt(receiver& self, term_ref message) {
    return static_cast<machine_receive&>(self).machine_.try_message(message) ? 0 : -1;
  }
  detail::process_block* p_;
  machine& machine_;
};

detail::native_outcome outcome_of(machine& m, pause how) {
  using what = detail::native_outcome::what;
  if (how == pause::finished) {
    return {what::returned, std::move(m.result())};
  }
  exception& e = m.thrown();
  switch (e.kind) {
  case exception_class::throw_: return {what::thrown, std::move(e.reason)};
  case exception_class::exit: return {what::exit, std::move(e.reason)};
  case exception_class::error: break;
  }
  return {std::move(e.reason), std::move(e.stack)};
}

/// Whether the authority of the node wants to hear of each call.
bool must_ask(ctx self, pid caller) {
  const detail::kernel_state* kernel = detail::kernel_here();
  return kernel->may_call != nullptr && !(caller == self.self());
}

/// Whether an attribute `compile` names a module that is to change the forms.
bool has_transform(term_ref forms) {
  const auto is_one = [](term_ref option) {
    return option.is_tuple(2) && option.element(0).is(atom("parse_transform"));
  };
  for (; forms.is_cons(); forms = forms.tail()) {
    const term_ref f = forms.head();
    if (!f.is_tuple(4) || !f.element(0).is(atom("attribute")) ||
        !f.element(2).is(atom("compile"))) {
      continue;
    }
    term_ref options = f.element(3);
    if (is_one(options)) {
      return true;
    }
    for (; options.is_cons(); options = options.tail()) {
      if (is_one(options.head())) {
        return true;
      }
    }
  }
  return false;
}

void end_with(ctx self, machine& m) {
  const exception& e = m.thrown();
  const term reason = detail::raised(e.kind, e.reason, e.stack).exit_reason();
  if (e.kind != exception_class::exit) {
    self.block()->node->log_crash(*self.block(), reason);
  }
  detail::return_with(reason);
}

}  // namespace

evaluator& evaluator_here() {
  detail::kernel_state* kernel = detail::kernel_here();
  if (kernel == nullptr || kernel->code == nullptr) {
    raise_error(atom("notsup"));
  }
  return static_cast<evaluator&>(*kernel->code);
}

task<pause> evaluator::drive(ctx self, machine* m, pid caller) {
  for (;;) {
    const pause why = m->run();
    switch (why) {
    case pause::finished:
    case pause::failed: co_return why;
    case pause::spent: co_await self.yield(); break;
    case pause::receiving: {
      machine_receive message(self.block(), *m);
      co_await message;
      break;
    }
    case pause::asleep:
      co_await self.hibernate();
      m->retry();
      break;
    case pause::waiting: {
      const atom module = m->wanted().entry->module;
      const atom name = m->wanted().entry->name;
      term arguments = list_of(m->wanted().arguments);
      detail::native_outcome got =
          co_await detail::run_native(self, caller, module, name, arguments);
      using what = detail::native_outcome::what;
      switch (got.kind()) {
      case what::returned: m->complete(got.value()); break;
      case what::thrown: m->fail({exception_class::throw_, got.value(), term::nil()}); break;
      case what::exit: m->fail({exception_class::exit, got.value(), term::nil()}); break;
      case what::error: m->fail({exception_class::error, got.value(), got.stack()}); break;
      }
      break;
    }
    case pause::missing: {
      export_entry& entry = *m->wanted().entry;
      bool is_there = code_.refresh(entry);
      if (!is_there) {
        const bool loaded = co_await ensure_loaded(self, entry.module);
        is_there = loaded && code_.refresh(entry);
      }
      const std::size_t arity = m->wanted().arguments.size();
      if (is_there) {
        m->retry();
      } else if (entry.name == atom("module_info") && arity <= 1 &&
                 has_module(code_, entry.module)) {
        term info = arity == 0 ? all_module_info(code_, entry.module)
                               : module_info(code_, entry.module, m->wanted().arguments[0]);
        if (info) {
          m->complete(std::move(info));
        } else {
          m->fail({exception_class::error, atoms::badarg, term::nil()});
        }
      } else {
        m->fail_undefined();
      }
      break;
    }
    }
  }
}

std::optional<std::string> evaluator::header(const std::string& name) const {
  for (const module_source* source : sources_) {
    if (auto text = source->header(name)) {
      return text;
    }
  }
  return std::nullopt;
}

task<compiled> evaluator::compile_found(ctx self, module_source::found text) {
  if (!text.includes) {
    co_return compile_text(text.text, text.file);
  }
  lang::epp_options options;
  options.name = text.file;
  const std::string folder = text.file.substr(0, text.file.rfind('/'));
  options.includes = {folder, folder + "/../include"};
  options.start = {1, 1};
  const evaluator* const node = this;
  const std::vector<term> parsed = co_await blocking(forms_of, text.text, options, node);
  const term forms = list_of(parsed);
  if (!has_transform(forms)) {
    co_return compile_forms(forms, text.file, text.text);
  }
  const term arguments = list(forms, text.file);
  const detail::native_outcome got =
      co_await call(self, self.self(), atom("compile_transform"), atom("loaded"), arguments);
  if (got.kind() != detail::native_outcome::what::returned) {
    co_return compiled{nullptr, list(got.value())};
  }
  const term made = got.value();
  if (!made[0].is(atoms::ok)) {
    co_return compiled{nullptr, term(made[1])};
  }
  co_return compile_forms(made[1], text.file, text.text);
}

task<bool> evaluator::ensure_loaded(ctx self, atom module) {
  if (code_.current(module) != nullptr) {
    co_return true;
  }
  for (module_source* source : sources_) {
    const std::optional<module_source::found> text = co_await source->find(self, module);
    if (text) {
      const compiled made = co_await compile_found(self, *text);
      if (made.code == nullptr) {
        node_.log(log_level::error, to_string(term(module)),
                  text->file + " cannot be compiled: " + to_string(made.errors));
        co_return false;
      }
      code_.load_first(made.code);
      co_return true;
    }
  }
  co_return false;
}

task<detail::native_outcome> evaluator::call(ctx self, pid caller, atom module, atom function,
                                             term args) {
  const std::vector<term> arguments = elements_of(args);
  machine m(code_, *self.block(), must_ask(self, caller));
  m.start(module, function, arguments);
  const pause how = co_await drive(self, &m, caller);
  co_return outcome_of(m, how);
}

task<detail::native_outcome> evaluator::call_fun(ctx self, pid caller, term fun, term args) {
  const std::vector<term> arguments = elements_of(args);
  machine m(code_, *self.block(), must_ask(self, caller));
  m.start(fun, arguments);
  const pause how = co_await drive(self, &m, caller);
  co_return outcome_of(m, how);
}

bool evaluator::exports(atom module, atom function, std::uint32_t arity) const {
  if (module == atoms::erlang) {
    for (const builtin_name& f : builtins_of_erlang()) {
      if (f.arity == arity && function.name() == f.name) {
        return true;
      }
    }
  }
  const unit_ptr current = code_.current(module);
  return current != nullptr && current->find(function, arity) != nullptr;
}

process apply_process(ctx self, atom module, atom function, term args) {
  evaluator& on = evaluator_here();
  const std::vector<term> arguments = elements_of(args);
  machine m(on.code(), *self.block());
  m.start(module, function, arguments);
  const pause how = co_await on.drive(self, &m, self.self());
  if (how == pause::failed) {
    end_with(self, m);
  }
}

process fun_process(ctx self, term fun, term args) {
  evaluator& on = evaluator_here();
  const std::vector<term> arguments = elements_of(args);
  machine m(on.code(), *self.block());
  m.start(fun, arguments);
  const pause how = co_await on.drive(self, &m, self.self());
  if (how == pause::failed) {
    end_with(self, m);
  }
}

}  // namespace kith::eval
