#include "dist/conversation.hpp"

#include <array>

namespace kith::dist {

namespace {
std::span<const std::byte> bytes_of(std::string_view s) {
  return std::as_bytes(std::span<const char>(s.data(), s.size()));
}
}  // namespace

conversation::conversation(io::loop& loop, const io::address& to, owner& o)
    : owner_(o), stream_(loop.connect(to, *this)) {}

conversation::conversation(std::unique_ptr<io::stream> accepted, owner& o)
    : owner_(o), stream_(std::move(accepted)), open_(true) {
  stream_->set_events(*this);
  stream_->await_readable();
}

void conversation::say(std::string_view bytes) {
  out_.append(bytes);
  if (open_ && !waits_) {
    write();
  }
}

std::unique_ptr<io::stream> conversation::release() {
  KITH_ASSERT(all_said());
  return std::move(stream_);
}

void conversation::connected(result<void> outcome) {
  if (!outcome) {
    owner_.ended(outcome.failure());
    return;
  }
  open_ = true;
  stream_->await_readable();
  write();
}

void conversation::writable() {
  waits_ = false;
  write();
}

void conversation::write() {
  while (said_ < out_.size()) {
    const std::array<std::span<const std::byte>, 1> parts = {
        bytes_of(std::string_view(out_).substr(said_))};
    const auto n = stream_->write_some(parts);
    if (!n) {
      said_ = out_.size();  // the reader hears of it, too, and tells the owner
      return;
    }
    if (*n == 0) {
      waits_ = true;
      stream_->await_writable();
      return;
    }
    said_ += *n;
  }
  out_.clear();
  said_ = 0;
}

void conversation::readable() {
  std::array<std::byte, 4096> buffer;
  const std::span<std::byte> into(buffer);
  const auto n = stream_->read_some({&into, 1});
  if (!n) {
    owner_.ended(n.failure());
    return;
  }
  // Asked for first: the owner may destroy this.
  stream_->await_readable();
  if (*n != 0) {
    owner_.heard({reinterpret_cast<const char*>(buffer.data()), *n});
  }
}

}  // namespace kith::dist
