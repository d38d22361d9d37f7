// The native functions of a node, by module, name and arity: what rpc, erpc and spawn requests from
// other nodes can reach, and all that they can reach.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "base/mutex.hpp"
#include "kith/native.hpp"

namespace kith::detail {

/// One of the two kinds of native function, or none.
struct native_body {
  native_function waiting = nullptr;
  plain_function plain = nullptr;

  [[nodiscard]] explicit operator bool() const noexcept {
    return waiting != nullptr || plain != nullptr;
  }
};

class native_table {
 public:
  /// Replaces what was there under the same name.
  void add(atom module, atom function, std::uint32_t arity, native_function body) {
    put(module, function, arity, {.waiting = body});
  }
  void add(atom module, atom function, std::uint32_t arity, plain_function body) {
    put(module, function, arity, {.plain = body});
  }
  [[nodiscard]] native_body find(atom module, atom function, std::uint32_t arity) const;
  /// Whether the module has any function here.
  [[nodiscard]] bool has_module(atom module) const;
  struct exported {
    atom function;
    std::uint32_t arity;
  };
  /// The functions of a module that are here.
  [[nodiscard]] std::vector<exported> exports(atom module) const;
  /// The modules that have a function here.
  [[nodiscard]] std::vector<atom> modules() const;

 private:
  using key = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
  void put(atom module, atom function, std::uint32_t arity, native_body body);

  mutable shared_mutex mutex_;
  std::map<key, native_body> table_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::detail
