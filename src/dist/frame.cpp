#include "dist/frame.hpp"

#include <algorithm>
#include <new>
#include <string>
#include <utility>

#include "dist/wire.hpp"

namespace kith::dist {
namespace {

constexpr std::size_t header_bytes = 4;
constexpr std::size_t chunk_bytes = 64 * 1024;

}  // namespace

frame_reader::frame_reader(std::size_t limit) : limit_(limit) {
  KITH_ASSERT(limit > 0);
}

std::span<std::byte> frame_reader::room() {
  if (large_given_) {
    large_ = {};
    large_given_ = false;
  }
  if (claimed_ != 0) {
    if (large_.size_ == large_.capacity_) {
      grow(std::min(claimed_, large_.capacity_ * 2));
    }
    return std::as_writable_bytes(
        std::span(large_.data_.get() + large_.size_, large_.capacity_ - large_.size_));
  }
  if (!chunk_) {
    chunk_.reset(new char[chunk_bytes]);  // not make_unique: it would write zeros
  }
  if (begin_ != 0) {
    std::memmove(chunk_.get(), chunk_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  KITH_ASSERT(end_ < chunk_bytes);
  return std::as_writable_bytes(std::span(chunk_.get() + end_, chunk_bytes - end_));
}

void frame_reader::filled(std::size_t n) {
  if (claimed_ != 0) {
    KITH_ASSERT(n <= large_.capacity_ - large_.size_);
    large_.size_ += n;
  } else {
    KITH_ASSERT(n <= chunk_bytes - end_);
    end_ += n;
  }
}

void frame_reader::preload(std::string_view bytes) {
  KITH_ASSERT(!chunk_);
  // What a handshake leaves over is bounded by what one read gives; keep room for one more.
  KITH_ASSERT(bytes.size() < chunk_bytes * 8);
  const std::size_t size = std::max(chunk_bytes, bytes.size() + 1);
  chunk_.reset(new char[size]);
  std::memcpy(chunk_.get(), bytes.data(), bytes.size());
  end_ = bytes.size();
}

result<std::optional<frame_reader::frame>> frame_reader::next() {
  using answer = std::optional<frame>;
  if (claimed_ != 0) {
    if (large_.size_ < claimed_) {
      return answer();
    }
    claimed_ = 0;
    large_given_ = true;
    return answer({large_.bytes(), true});
  }
  const std::string_view unread(chunk_.get() + begin_, end_ - begin_);
  std::uint32_t length = 0;
  if (!byte_reader(unread).u32(length)) {
    return answer();
  }
  if (length > limit_) {
    return error(errc::limit, "a frame of " + std::to_string(length) + " bytes; at most " +
                                  std::to_string(limit_) + " are taken (frame_bytes_max)");
  }
  if (unread.size() - header_bytes < length) {
    if (length > chunk_bytes - header_bytes - 1) {
      start_large(length);
    }
    return answer();
  }
  begin_ += header_bytes + length;
  return answer({unread.substr(header_bytes, length), false});
}

frame_body frame_reader::take_body() {
  KITH_ASSERT(large_given_);
  large_given_ = false;
  return std::exchange(large_, {});
}

void frame_reader::start_large(std::size_t claimed) {
  claimed_ = claimed;
  large_ = {};
  const std::size_t have = end_ - begin_ - header_bytes;
  grow(std::min(claimed, std::max(2 * have, chunk_bytes)));
  std::memcpy(large_.data_.get(), chunk_.get() + begin_ + header_bytes, have);
  large_.size_ = have;
  begin_ = end_ = 0;
}

void frame_reader::grow(std::size_t capacity) {
  KITH_ASSERT(capacity > large_.size_);
  // realloc moves the pages of large memory instead of its bytes.
  void* moved = std::realloc(large_.data_.get(), capacity);
  if (moved == nullptr) {
    throw std::bad_alloc();
  }
  (void)large_.data_.release();
  large_.data_.reset(static_cast<char*>(moved));
  large_.capacity_ = capacity;
}

}  // namespace kith::dist
