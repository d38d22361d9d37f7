// The sockets of the file system that processes of a node hold, by the references that stand for
// them.
#pragma once

#include <memory>
#include <unordered_map>

#include "base/mutex.hpp"
#include "io/local_socket.hpp"
#include "runtime/node_core.hpp"

namespace kith::detail {

/// One of the two is there. Its owner ends it by ending; anybody of the node may use it.
struct held_socket {
  ~held_socket() { close(); }
  void close() const noexcept {
    if (listener != nullptr) {
      listener->close();
    }
    if (stream != nullptr) {
      stream->close();
    }
  }

  pid owner;
  std::unique_ptr<io::local_listener> listener;
  std::unique_ptr<io::local_stream> stream;
};

using held_socket_ptr = std::shared_ptr<held_socket>;

class held_sockets {
 public:
  explicit held_sockets(node_core& node) : node_(node) {}

  [[nodiscard]] reference add(held_socket_ptr socket) {
    const reference id = node_.make_reference();
    const scoped_lock guard(mutex_);
    sockets_.emplace(reference_number(id), std::move(socket));
    count_.fetch_add(1, std::memory_order_relaxed);
    return id;
  }
  /// Null when its owner has ended, or it never was.
  [[nodiscard]] held_socket_ptr find(const reference& id) const {
    const scoped_lock guard(mutex_);
    const auto at = sockets_.find(reference_number(id));
    return at == sockets_.end() ? nullptr : at->second;
  }
  void process_ended(pid who) noexcept {
    if (count_.load(std::memory_order_relaxed) == 0) {
      return;
    }
    const scoped_lock guard(mutex_);
    const std::size_t gone = std::erase_if(sockets_, [&](const auto& entry) {
      if (entry.second->owner != who) {
        return false;
      }
      entry.second->close();  // whoever waits in it has it still
      return true;
    });
    count_.fetch_sub(gone, std::memory_order_relaxed);
  }

 private:
  node_core& node_;
  mutable mutex mutex_;
  std::unordered_map<std::uint64_t, held_socket_ptr> sockets_ KITH_GUARDED_BY(mutex_);
  /// So that processes that end need not look where there are no sockets.
  std::atomic<std::size_t> count_{0};
};

}  // namespace kith::detail
