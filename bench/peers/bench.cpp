#include "bench.hpp"

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
  std::int64_t value = otherwise;
  for (const auto& [name, text] : given_) {
    if (name == key) {
      value = std::strtoll(text.c_str(), nullptr, 10);
    }
  }
  used_.emplace_back(key, value);
  return value;
}

void settings::emit(const std::string& metric, const std::string& unit, double value) const {
  std::string params;
  for (const auto& [key, number] : used_) {
    params += (params.empty() ? "\"" : ",\"") + key + "\":" + std::to_string(number);
  }
  std::printf(
      "{\"bench\":\"%s\",\"peer\":\"kith\",\"metric\":\"%s\",\"unit\":\"%s\",\"value\":%.3f,"
      "\"params\":{%s}}\n",
      name_.c_str(), metric.c_str(), unit.c_str(), value, params.c_str());
}

void check(const char* what, std::int64_t got, std::int64_t wanted) {
  if (got != wanted) {
    std::fprintf(stderr, "%s: got %lld, wanted %lld\n", what, static_cast<long long>(got),
                 static_cast<long long>(wanted));
    std::_Exit(1);
  }
}

}  // namespace bench
