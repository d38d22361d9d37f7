// The code of a node: its modules, and what `M:F/A` leads to.
#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/mutex.hpp"
#include "eval/code.hpp"
#include "eval/guard_function.hpp"
#include "kith/result.hpp"
#include "runtime/native.hpp"

namespace kith::eval {

struct shell_fun_forms;

/// Functions that the machine itself carries out, because they call others or unwind its stack.
enum class builtin : std::uint8_t {
  none,
  apply_2,
  apply_3,
  error_1,
  error_2,
  error_3,
  exit_1,
  throw_1,
  raise_3,
  hibernate_3,
  expressions_3,  ///< kith_eval:exprs(Expressions, Bindings, LocalHandler)
};

struct builtin_name {
  const char* name;
  std::uint32_t arity;
  builtin is;
};
/// Those of module `erlang`.
[[nodiscard]] std::span<const builtin_name> builtins_of_erlang() noexcept;

/// Where calls of `M:F/A` go; stays at its place as long as the node lives.
struct export_entry {
  atom module;
  atom name;
  std::uint32_t arity = 0;
  builtin special = builtin::none;
  guard_function in_guard = nullptr;           ///< of `erlang`, if it is one of those
  std::atomic<const function*> code{nullptr};  ///< release: the unit is whole
  std::atomic<native_function> waiting{nullptr};
  std::atomic<plain_function> plain{nullptr};
};

class code_table {
 public:
  explicit code_table(detail::native_table& natives);
  code_table(const code_table&) = delete;
  code_table& operator=(const code_table&) = delete;
  ~code_table();

  /// Made if it is not there yet.
  [[nodiscard]] export_entry& entry(atom module, atom name, std::uint32_t arity);
  /// Looks again for what came since the entry was made; whether there is something to call now.
  [[nodiscard]] bool refresh(export_entry& e) const;

  /// Connects the imports of a unit that has just been compiled.
  void link(unit& u);

  /// A loaded module becomes old, `fresh` current. False: there is old code already.
  /// OTP: code:load_binary/3.
  bool load(std::shared_ptr<unit> fresh);
  /// The same, if the module is not loaded: of two who load it at once, one is first.
  void load_first(std::shared_ptr<unit> fresh);
  [[nodiscard]] unit_ptr current(atom module) const;
  [[nodiscard]] unit_ptr old(atom module) const;
  /// Forgets the old code. OTP: code:purge/1. False: there was none.
  bool purge(atom module);
  /// Makes the current code old. OTP: code:delete/1. False: there is old code, or no current.
  bool remove(atom module);
  [[nodiscard]] std::vector<unit_ptr> loaded() const;

  /// The version of a module that a fun was made by; null: it is gone.
  [[nodiscard]] const unit* version(atom module, const std::array<char, 16>& md5) const;
  /// Another number whenever versions have come or gone.
  [[nodiscard]] std::uint64_t changes() const noexcept {
    return changes_.load(std::memory_order_acquire);
  }

  /// The code of a fun that carries its forms. Throws bad_form. The forms are known again by where
  /// they lie.
  [[nodiscard]] unit_ptr code_of_forms(const shell_fun_forms& forms);

  [[nodiscard]] detail::native_table& natives() const noexcept { return natives_; }

  /// Funs' forms whose code is kept.
  static constexpr std::size_t forms_kept_max = 4096;

 private:
  struct versions {
    std::shared_ptr<unit> current;
    std::shared_ptr<unit> old;
  };
  struct shell_code {
    term forms;
    unit_ptr code;  ///< for the bindings that the fun had which was called last
  };
  using key = std::pair<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>>;

  void prepare(unit& u);
  void install(std::shared_ptr<unit> fresh) KITH_REQUIRES(mutex_);
  void withdraw(const unit& u) KITH_REQUIRES(mutex_);

  detail::native_table& natives_;
  std::atomic<std::uint64_t> changes_{1};
  mutable shared_mutex mutex_;
  std::deque<export_entry> entries_ KITH_GUARDED_BY(mutex_);
  std::map<key, export_entry*> by_name_ KITH_GUARDED_BY(mutex_);
  std::unordered_map<std::uint32_t, versions> modules_ KITH_GUARDED_BY(mutex_);
  /// Code of modules that nobody calls any more, but that a process may be in.
  std::vector<std::shared_ptr<unit>> purged_ KITH_GUARDED_BY(mutex_);
  std::unordered_map<detail::word, shell_code> forms_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::eval
