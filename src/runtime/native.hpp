// The native functions of a node, by module, name and arity: what rpc, erpc and spawn requests from
// other nodes can reach, and all that they can reach.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <tuple>

#include "base/mutex.hpp"
#include "kith/native.hpp"

namespace kith::detail {

class native_table {
 public:
  /// Replaces what was there under the same name.
  void add(atom module, atom function, std::uint32_t arity, native_function body);
  [[nodiscard]] native_function find(atom module, atom function, std::uint32_t arity) const;
  /// Whether the module has any function here.
  [[nodiscard]] bool has_module(atom module) const;

 private:
  using key = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
  mutable shared_mutex mutex_;
  std::map<key, native_function> table_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::detail
