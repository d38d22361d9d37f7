// A stream in use by a protocol of few bytes (epmd, the handshake): what is heard goes to its
// owner, what is said is written as there is room.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "io/world.hpp"

namespace kith::dist {

class conversation final : public io::stream_events {
 public:
  class owner {
   public:
    /// Bytes came. The owner may destroy the conversation.
    virtual void heard(std::string_view bytes) = 0;
    /// The other side ended it, it broke, or the dial failed. The owner may destroy it.
    virtual void ended(const error& why) = 0;

   protected:
    ~owner() = default;
  };

  /// Dials.
  conversation(io::loop& loop, const io::address& to, owner& o);
  /// Goes on with a stream that was accepted.
  conversation(std::unique_ptr<io::stream> accepted, owner& o);

  /// Bytes said before the dial has succeeded wait for it.
  void say(std::string_view bytes);
  /// Everything said has been handed to the system.
  [[nodiscard]] bool all_said() const { return said_ == out_.size(); }
  [[nodiscard]] io::stream& stream() { return *stream_; }
  /// Gives the stream away, to go on with another protocol; all must have been said.
  std::unique_ptr<io::stream> release();

 private:
  void connected(result<void> outcome) override;
  void readable() override;
  void writable() override;
  void write();

  owner& owner_;
  std::unique_ptr<io::stream> stream_;
  bool open_ = false;
  bool waits_ = false;
  std::string out_;
  std::size_t said_ = 0;
};

}  // namespace kith::dist
