#include "settings.hpp"

#include <cstdio>
#include <cstdlib>

namespace bench {

settings::settings(std::string name, int count, char** words) : name_(std::move(name)) {
  for (int i = 0; i < count; ++i) {
    const std::string word = words[i];
    const auto at = word.find('=');
    if (at != std::string::npos) {
      given_.emplace_back(word.substr(0, at), word.substr(at + 1));
    }
  }
}

std::int64_t settings::get(const std::string& key, std::int64_t otherwise) {
  const std::string given = text(key);
  const std::int64_t value = given.empty() ? otherwise : std::strtoll(given.c_str(), nullptr, 10);
  note(key, std::to_string(value));
  return value;
}

std::string settings::text(const std::string& key, const std::string& otherwise) const {
  std::string found = otherwise;
  for (const auto& [name, value] : given_) {
    if (name == key) {
      found = value;
    }
  }
  return found;
}

void settings::note(const std::string& key, const std::string& json) {
  for (auto& [name, value] : used_) {
    if (name == key) {
      value = json;
      return;
    }
  }
  used_.emplace_back(key, json);
}

void settings::emit(const std::string& metric, const std::string& unit, double value) const {
  std::string params;
  for (const auto& [key, json] : used_) {
    params += (params.empty() ? "\"" : ",\"") + key + "\":" + json;
  }
  std::printf(
      "{\"bench\":\"%s\",\"peer\":\"kith\",\"metric\":\"%s\",\"unit\":\"%s\",\"value\":%.3f,"
      "\"params\":{%s}}\n",
      name_.c_str(), metric.c_str(), unit.c_str(), value, params.c_str());
  std::fflush(stdout);
}

}  // namespace bench
