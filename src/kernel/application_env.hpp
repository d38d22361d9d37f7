// The environment of applications: what application:set_env has set.
#pragma once

#include <map>
#include <vector>

#include "base/mutex.hpp"
#include "kith/build.hpp"

namespace kith::detail {

class application_env {
 public:
  /// A null term when it is not set.
  [[nodiscard]] term get(atom application, atom key) const;
  void set(atom application, atom key, term value);
  void unset(atom application, atom key);
  /// `[{Key, Value}]`
  [[nodiscard]] term all(atom application) const;

 private:
  mutable mutex mutex_;
  std::map<atom, std::map<atom, term>> values_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::detail
