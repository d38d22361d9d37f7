// A node that evaluates: its code, where modules come from, and the processes that run it.
#pragma once

#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "eval/code_table.hpp"
#include "eval/machine.hpp"
#include "kernel/language.hpp"
#include "kith/result.hpp"
#include "runtime/node_core.hpp"

namespace kith::eval {

/// Where the text of a module comes from that is called and not loaded.
/// Bytes that the text of a module may have.
inline constexpr std::size_t source_bytes_max = std::size_t{64} << 20u;

class module_source {
 public:
  virtual ~module_source() = default;
  struct found {
    std::string text;
    std::string file;       ///< its name, as stack traces show it
    bool includes = false;  ///< whether it may include other files
  };
  /// Nothing: this source has no such module.
  [[nodiscard]] virtual task<std::optional<found>> find(ctx self, atom module) = 0;
  /// The text of a header that is part of the program, `kernel/include/logger.hrl`. Any thread may
  /// ask.
  [[nodiscard]] virtual std::optional<std::string> header(const std::string&) const { return {}; }
};

/// What a module's text compiles to: a unit, or the reports of what is wrong with it.
struct compiled {
  std::shared_ptr<unit> code;
  term errors = term::nil();  ///< [{Location, Module, Descriptor}]
};

class evaluator final : public detail::language {
 public:
  explicit evaluator(detail::node_core& node) : code_(node.natives), node_(node) {}

  [[nodiscard]] code_table& code() noexcept { return code_; }
  [[nodiscard]] detail::node_core& node() const noexcept { return node_; }
  /// Asked in order; they outlive the evaluator.
  void add_source(module_source& source) { sources_.push_back(&source); }
  /// The first source's that has one of that name.
  [[nodiscard]] std::optional<std::string> header(const std::string& name) const;

  [[nodiscard]] task<detail::native_outcome> call(ctx self, pid caller, atom module, atom function,
                                                  term args) override;
  [[nodiscard]] task<detail::native_outcome> call_fun(ctx self, pid caller, term fun,
                                                      term args) override;
  [[nodiscard]] bool exports(atom module, atom function, std::uint32_t arity) const override;

  /// Loads a module that is not loaded, if there is one. False: there is none.
  [[nodiscard]] task<bool> ensure_loaded(ctx self, atom module);

  /// Folders in which modules are looked for that are not part of the program. OTP:
  /// code:get_path/0.
  [[nodiscard]] std::vector<std::string> path() const {
    const scoped_lock guard(path_mutex_);
    return path_;
  }
  void set_path(std::vector<std::string> folders) {
    const scoped_lock guard(path_mutex_);
    path_ = std::move(folders);
  }

  /// Runs the machine, which is the caller's, until it has finished or failed. Functions that it
  /// calls on behalf of another process pass the authority.
  [[nodiscard]] task<pause> drive(ctx self, machine* m, pid caller);

 private:
  [[nodiscard]] task<compiled> compile_found(ctx self, module_source::found text);

  code_table code_;
  detail::node_core& node_;
  std::vector<module_source*> sources_;
  mutable mutex path_mutex_;
  std::vector<std::string> path_ KITH_GUARDED_BY(path_mutex_);
};

/// Of the node of the process that runs. Throws `notsup` on a node that does not evaluate.
[[nodiscard]] evaluator& evaluator_here();

/// The bodies of processes that evaluate: `M:F(Args…)`, or a fun.
process apply_process(ctx self, atom module, atom function, term args);
process fun_process(ctx self, term fun, term args);

/// Compiles a module's text.
[[nodiscard]] compiled compile_text(const std::string& text, const std::string& file);
/// The same of forms whose macros are expanded; `text` gives the version its MD5.
[[nodiscard]] compiled compile_forms(term_ref forms, const std::string& file,
                                     std::string_view text);

}  // namespace kith::eval
