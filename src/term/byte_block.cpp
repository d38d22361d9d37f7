#include "term/byte_block.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/huge_pages.hpp"
#include "base/slab.hpp"
#include "kith/arena.hpp"

namespace kith {

namespace {

/// When so much has come, the rest is believed to come, too, and address space is reserved for it.
/// Memory it takes only as it is filled.
constexpr std::size_t trusted_from = std::size_t{1024} * 1024;
constexpr std::size_t capacity_min = std::size_t{64} * 1024;
constexpr std::size_t before_data = sizeof(detail::block) + sizeof(detail::word);

}  // namespace

byte_block& byte_block::operator=(byte_block&& other) noexcept {
  std::swap(block_, other.block_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
  std::swap(expected_, other.expected_);
  return *this;
}

byte_block::~byte_block() {
  slab_free(block_, before_data + capacity_);
}

char* byte_block::data() const noexcept {
  return block_ == nullptr ? nullptr : reinterpret_cast<char*>(block_->payload() + 1);
}

std::span<std::byte> byte_block::room(std::size_t wanted) {
  KITH_ASSERT(wanted != 0);
  if (size_ == capacity_) {
    const std::size_t enough = std::max({capacity_min, expected_, size_ + wanted});
    const std::size_t near = std::max(capacity_min, std::min(enough, 2 * size_));
    if (size_ < trusted_from || !resize(enough)) {
      KITH_ASSERT(resize(near));  // without memory the program ends, as OTP does
    }
  }
  return std::as_writable_bytes(std::span(data() + size_, std::min(wanted, capacity_ - size_)));
}

void byte_block::filled(std::size_t n) noexcept {
  KITH_ASSERT(n <= capacity_ - size_);
  size_ += n;
}

void byte_block::append(std::string_view more) {
  while (!more.empty()) {
    const auto into = room(more.size());
    std::memcpy(into.data(), more.data(), into.size());
    size_ += into.size();
    more.remove_prefix(into.size());
  }
}

bool byte_block::resize(std::size_t capacity) {
  // The last word is padding.
  const std::size_t words = (capacity + sizeof(detail::word) - 1) / sizeof(detail::word);
  std::size_t bytes = before_data + words * sizeof(detail::word);
  if (detail::is_large_cell(bytes)) {
    bytes = detail::large_class_of(bytes).bytes;  // for slab_free, whoever calls that
  }
  void* moved = nullptr;
  if (detail::is_large_cell(bytes) && expected_ <= detail::large_cell_max) {
    moved = slab_allocate(bytes);
    if (block_ != nullptr) {
      std::memcpy(moved, block_, before_data + size_);
      slab_free(block_, before_data + capacity_);
    }
  } else {
    moved = std::realloc(block_, bytes);  // of large memory it moves the pages instead of the bytes
    if (moved == nullptr) {
      return false;
    }
  }
  block_ = static_cast<detail::block*>(moved);
  capacity_ = bytes - before_data;
  if (capacity_ >= huge_pages_bytes_min && capacity_ > size_) {
    prefer_huge_pages(moved, capacity_);
  }
  return true;
}

term byte_block::take() {
  if (before_data + size_ + sizeof(detail::word) <= slab_bytes_max) {
    const term small = term::binary(bytes());  // a cell of the slab, which is not realloc's
    size_ = expected_ = 0;
    return small;
  }
  if (capacity_ > size_ + size_ / 8) {
    KITH_ASSERT(resize(size_));
  }
  const std::size_t padded = (size_ + sizeof(detail::word) - 1) & ~(sizeof(detail::word) - 1);
  detail::block* b = std::exchange(block_, nullptr);
  b->refs = 1;
  b->words = static_cast<std::uint32_t>(1 + padded / sizeof(detail::word));
  b->away = nullptr;
  b->payload()[0] = detail::header(detail::kind::binary, std::uint64_t{size_} * 8);
  char* bytes = reinterpret_cast<char*>(b->payload() + 1);
  std::memset(bytes + size_, 0, padded - size_);
  size_ = capacity_ = expected_ = 0;
  return term::adopt(detail::boxed_word(b->payload()), b);
}

}  // namespace kith
