#include "dist/name_pool.hpp"

namespace kith::dist {

namespace {

/// As many digits as 64 bits need.
constexpr int digits_of_name = 13;

std::string new_name(std::string_view host, std::uint64_t number) {
  static constexpr char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string name;
  for (int i = 0; i < digits_of_name; ++i, number /= 36) {
    name.push_back(digits[number % 36]);
  }
  return name.append("@").append(host);
}

}  // namespace

std::uint32_t wrap_creation(std::uint32_t creation) noexcept {
  return creation < 4 ? creation + 4 : creation;
}

given_name name_pool::take(std::string_view host, std::uint64_t number, std::uint32_t creation) {
  const auto at = free_.find(host);
  if (at == free_.end()) {
    return {new_name(host, number), wrap_creation(creation)};
  }
  given_name given = std::move(at->second.back());
  at->second.pop_back();
  --size_;
  if (at->second.empty()) {
    free_.erase(at);
  }
  return given;
}

void name_pool::give_back(given_name name) {
  if (size_ == names_max) {
    return;
  }
  name.creation = wrap_creation(name.creation + 1);
  std::string host = name.name.substr(name.name.find('@') + 1);
  free_[std::move(host)].push_back(std::move(name));
  ++size_;
}

}  // namespace kith::dist
