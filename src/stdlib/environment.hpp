// The variables of the environment that a node sees: those of its world, and what its processes
// have changed. Other programs and nodes do not see the changes.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/mutex.hpp"
#include "io/world.hpp"

namespace kith::detail {

class environment {
 public:
  explicit environment(io::world& world) : world_(world) {}

  [[nodiscard]] std::optional<std::string> get(const std::string& name) const {
    const scoped_shared_lock guard(mutex_);
    const auto at = changed_.find(name);
    return at != changed_.end() ? at->second : world_.getenv(name);
  }
  /// Names and values.
  [[nodiscard]] std::map<std::string, std::string> all() const {
    std::map<std::string, std::string> all;
    for (const std::string& one : world_.variables()) {
      const std::size_t equals = one.find('=');
      if (equals != std::string::npos) {
        all[one.substr(0, equals)] = one.substr(equals + 1);
      }
    }
    const scoped_shared_lock guard(mutex_);
    for (const auto& [name, value] : changed_) {
      if (value) {
        all[name] = *value;
      } else {
        all.erase(name);
      }
    }
    return all;
  }
  void put(const std::string& name, std::string value) {
    const scoped_lock guard(mutex_);
    changed_[name] = std::move(value);
  }
  void unset(const std::string& name) {
    const scoped_lock guard(mutex_);
    changed_[name] = std::nullopt;
  }

 private:
  io::world& world_;
  mutable shared_mutex mutex_;
  std::map<std::string, std::optional<std::string>> changed_ KITH_GUARDED_BY(mutex_);
};

}  // namespace kith::detail
