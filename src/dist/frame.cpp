#include "dist/frame.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "dist/wire.hpp"

namespace kith::dist {
namespace {

constexpr std::size_t length_bytes = 4;
/// A fragment with its header fits.
constexpr std::size_t chunk_bytes = 128 * 1024;
/// What is read to the chunk behind a frame that goes elsewhere: the start of the next one, and
/// little more, since that one may go elsewhere, too, and would be copied.
constexpr std::size_t behind_bytes = 1024;

}  // namespace

frame_reader::frame_reader(std::size_t limit) : limit_(limit) {
  KITH_ASSERT(limit > 0);
}

std::array<std::span<std::byte>, 2> frame_reader::room() {
  if (!chunk_) {
    chunk_.reset(new char[chunk_bytes]);  // not make_unique: it would write zeros
  }
  const auto in_chunk = [&](std::size_t most) {
    return std::as_writable_bytes(
        std::span(chunk_.get() + end_, std::min(most, chunk_bytes - end_)));
  };
  if (into_ != nullptr) {
    KITH_ASSERT(missing_ != 0);
    const std::span<std::byte> there = into_->room(missing_);
    straight_ = there.size();
    return {there, straight_ == missing_ ? in_chunk(behind_bytes) : std::span<std::byte>()};
  }
  if (begin_ != 0) {
    std::memmove(chunk_.get(), chunk_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  KITH_ASSERT(end_ < chunk_bytes);
  return {in_chunk(among_diverted_ ? behind_bytes : chunk_bytes), std::span<std::byte>()};
}

void frame_reader::filled(std::size_t n) {
  if (into_ != nullptr) {
    const std::size_t there = std::min(n, straight_);
    into_->filled(there);
    missing_ -= there;
    n -= there;
  }
  KITH_ASSERT(n <= chunk_bytes - end_);
  end_ += n;
}

void frame_reader::preload(std::string_view bytes) {
  KITH_ASSERT(!chunk_);
  // What a handshake leaves over is bounded by what one read gives; keep room for one more.
  KITH_ASSERT(bytes.size() < chunk_bytes);
  chunk_.reset(new char[chunk_bytes]);
  end_ = bytes.copy(chunk_.get(), bytes.size());
}

result<std::optional<frame_reader::frame>> frame_reader::next() {
  using answer = std::optional<frame>;
  if (into_ != nullptr) {
    if (missing_ != 0) {
      return answer();
    }
    among_diverted_ = into_ != &large_;
    into_ = nullptr;
    if (among_diverted_) {
      return answer({part::diverted, {}, length_, false});
    }
    return answer({part::whole, large_.bytes(), length_, true});
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
  const std::string_view body = unread.substr(length_bytes, length);
  if (body.size() == length) {
    begin_ += length_bytes + length;
    offered_ = among_diverted_ = false;
    return answer({part::whole, body, length, false});
  }
  if (length < begun_bytes_min || body.size() < head_bytes) {
    return answer();
  }
  if (!std::exchange(offered_, true)) {
    return answer({part::begun, body, length, false});
  }
  among_diverted_ = false;
  if (length > chunk_bytes - length_bytes) {
    large_ = {};
    move_on(0, large_);
  }
  return answer();
}

void frame_reader::divert(std::size_t skip, byte_block& to) {
  KITH_ASSERT(offered_ && into_ == nullptr);
  KITH_ASSERT(skip <= head_bytes);
  move_on(skip, to);
}

term frame_reader::take_body() {
  return large_.take();
}

void frame_reader::move_on(std::size_t skip, byte_block& to) {
  const std::string_view unread(chunk_.get() + begin_, end_ - begin_);
  std::uint32_t length = 0;
  KITH_ASSERT(byte_reader(unread).u32(length));
  const std::string_view body = unread.substr(length_bytes);
  to.append(body.substr(skip));
  length_ = length;
  missing_ = length - body.size();
  into_ = &to;
  begin_ = end_ = 0;
  offered_ = false;
}

}  // namespace kith::dist
