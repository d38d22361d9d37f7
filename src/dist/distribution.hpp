// Everything by which one node reaches others: its listener, its registration with epmd, the
// connections, those that are being set up (`setup_table`) and those that are up. Sockets live on
// one scheduler, `home`; routing may be asked of any thread.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <map>
#include <memory>
#include <vector>

#include "base/mutex.hpp"
#include "dist/connection.hpp"
#include "dist/cookie.hpp"
#include "dist/node_monitors.hpp"
#include "dist/setup_table.hpp"

namespace kith::dist {

/// The body of a process that another node asks for: `module:function(args…)`.
using spawn_body = process (*)(ctx self, pid caller, atom module, atom function, term args);

class distribution final : public detail::router,
                           public setup_table::owner,
                           public connection::owner {
 public:
  distribution(detail::node_core& node, distribution_options options);
  distribution(const distribution&) = delete;
  distribution& operator=(const distribution&) = delete;
  /// After `stop`.
  ~distribution() override;

  /// Listens and registers; `done` is called on the home scheduler's thread.
  void start(unique_function<void(result<void>)> done);
  /// Closes everything; `done` is called on the home scheduler's thread.
  void stop(unique_function<void()> done);

  // ---- any thread ----
  detail::routed route(const detail::outbound& s) override;
  void forget(pid ended) noexcept override;
  bool wake_when_writable(std::uint64_t connection, pid p) override;
  [[nodiscard]] bool writable(std::uint64_t connection, pid p) override;

  /// Connects; `done` is called on some thread with the outcome. OTP: net_kernel:connect_node/1.
  void connect(atom peer, unique_function<void(bool)> done);
  /// False when there was no connection; otherwise `done`, if any, is called once it is lost, on
  /// the home scheduler's thread. OTP: erlang:disconnect_node/1.
  bool disconnect(atom peer, unique_function<void()> done = {});
  [[nodiscard]] std::vector<atom> nodes(bool visible, bool hidden) const;
  /// Nothing where there is no connection.
  [[nodiscard]] std::optional<connection_info> info(atom peer) const;
  /// One `{nodedown, Node}` when the node is lost or cannot be reached. OTP: monitor_node/2.
  void monitor_node(pid who, atom peer, bool on);
  [[nodiscard]] node_monitors& monitors() noexcept { return monitors_; }
  [[nodiscard]] duration net_ticktime() const noexcept { return options_.net_ticktime; }
  /// Peers give this node its name, and take it away.
  [[nodiscard]] bool has_dynamic_name() const noexcept { return options_.dynamic; }
  [[nodiscard]] bool has_long_names() const noexcept {
    return options_.domain == name_domain::long_names;
  }
  [[nodiscard]] std::string get_cookie(std::string_view node = {}) const;
  [[nodiscard]] result<void> set_cookie(std::string_view node, std::string_view cookie);

  /// Before `start`. Without one, requests to spawn are answered `notsup`.
  void set_spawn_body(spawn_body body) noexcept { spawn_body_ = body; }

 private:
  /// Who wants the connection: somebody who says so, or a signal that needs one.
  enum class dialling : std::uint8_t { explicitly, by_signal };

  std::shared_ptr<connection> find(atom peer) const;
  std::shared_ptr<connection> find_or_dial(atom peer, dialling how);
  [[nodiscard]] bool may_dial(atom peer, dialling how) const KITH_REQUIRES(mutex_);

  // ---- home thread ----
  void open(unique_function<void(result<void>)> done);
  [[nodiscard]] result<void> listen();
  void enter(unique_function<void(result<void>)> done);
  [[nodiscard]] std::uint32_t random_creation();
  [[nodiscard]] result<void> named(std::string_view name, std::uint32_t creation);
  /// The name that the peer of this connection gave us; false when we have one already.
  bool take_name(const established& e, const connection& c);
  /// The connection by which the name came is lost, and with it all others.
  void give_name_back();
  void warn_of_cookie();
  void lose(const std::shared_ptr<connection>& c, const error& why);

  [[nodiscard]] std::string cookie(std::string_view node) const override;
  [[nodiscard]] std::shared_ptr<connection> find(std::string_view node) const override;
  void set_up(const established& e, std::unique_ptr<io::stream> stream,
              std::string_view rest) override;
  void replaced(const std::shared_ptr<connection>& old) override;
  void not_reached(const std::shared_ptr<connection>& wanted, const error& why) override;

  void connection_ended(connection& c, const error& why) override;
  void spawn_requested(connection& c, const control& request, term args) override;

  detail::node_core& node_;
  detail::scheduler& home_;
  const distribution_options options_;
  node_monitors monitors_;
  spawn_body spawn_body_ = nullptr;

  mutable shared_mutex mutex_;
  boost::unordered_flat_map<std::uint32_t, std::shared_ptr<connection>>
      by_peer_ KITH_GUARDED_BY(mutex_);
  boost::unordered_flat_map<std::uint64_t, std::shared_ptr<connection>>
      by_id_ KITH_GUARDED_BY(mutex_);
  std::uint64_t next_id_ KITH_GUARDED_BY(mutex_) = 1;
  bool stopped_ KITH_GUARDED_BY(mutex_) = false;
  cookie_table cookies_ KITH_GUARDED_BY(mutex_);
  /// Not dialled for a signal again (`auto_connect::once`).
  boost::unordered_flat_set<std::uint32_t> barred_ KITH_GUARDED_BY(mutex_);

  // ---- home thread ----
  std::unique_ptr<io::listener> listener_;
  std::unique_ptr<epmd_link> epmd_;
  setup_table setups_;
  std::uint64_t naming_ = 0;  ///< the connection to the peer that named us; 0: none
  std::map<std::uint64_t, given_name> named_by_us_;             ///< peers, by their connections
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< for callbacks that come late
};

}  // namespace kith::dist
