#include "dist/message_reader.hpp"

namespace kith::dist {

result<std::optional<inbound>> message_reader::next() {
  for (;;) {
    const auto frame = frames_.next();
    if (!frame) {
      return frame.failure();
    }
    if (!*frame) {
      return std::optional<inbound>();
    }
    auto message = take(**frame);
    if (!message || *message) {
      return message;
    }
  }
}

result<std::optional<inbound>> message_reader::take(const frame_reader::frame& f) {
  switch (f.what) {
  case frame_reader::part::whole:
    if (f.body.empty()) {
      return std::optional<inbound>();  // a tick
    }
    if (f.large) {
      const term carrier = frames_.take_body();
      return decoder_.decode(carrier.as_binary(), carrier);
    }
    return decoder_.decode(f.body);
  case frame_reader::part::begun: {
    std::size_t at = 0;
    const auto to = decoder_.begin(f.body, f.length, at);
    if (!to) {
      return to.failure();
    }
    if (*to != nullptr) {
      frames_.divert(at, **to);
    }
    return std::optional<inbound>();
  }
  case frame_reader::part::diverted: return decoder_.end();
  }
  return std::optional<inbound>();
}

}  // namespace kith::dist
