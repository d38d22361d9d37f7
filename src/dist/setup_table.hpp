// The connections of a node that are being set up, whoever dials, and which of two between the same
// nodes is the one to live: kernel, net_kernel (accept_pending) of OTP. As there, a node that is
// being called by a peer does not dial it, but waits for that call.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "dist/admission.hpp"
#include "dist/challenge_table.hpp"
#include "dist/connection.hpp"
#include "dist/distribution_options.hpp"
#include "dist/name_pool.hpp"
#include "dist/peer_lookup.hpp"
#include "dist/setup.hpp"

namespace kith::dist {

/// On the home scheduler's thread, all of it.
class setup_table final : public setup::owner {
 public:
  class owner {
   public:
    [[nodiscard]] virtual std::string cookie(std::string_view node) const = 0;
    /// The connection with a node, none where nobody wants one. The name has maybe no atom.
    [[nodiscard]] virtual std::shared_ptr<connection> find(std::string_view node) const = 0;
    /// A peer has proved who it is.
    virtual void set_up(const established& e, std::unique_ptr<io::stream> stream,
                        std::string_view rest) = 0;
    /// The connection ends for one that the same peer has made anew.
    virtual void replaced(const std::shared_ptr<connection>& old) = 0;
    /// A connection that waits cannot be had.
    virtual void not_reached(const std::shared_ptr<connection>& wanted, const error& why) = 0;

   protected:
    ~owner() = default;
  };

  setup_table(detail::node_core& node, detail::scheduler& home, const distribution_options& options,
              owner& o);
  setup_table(const setup_table&) = delete;
  setup_table& operator=(const setup_table&) = delete;

  void accepted(std::unique_ptr<io::stream> stream);
  /// For a pending connection.
  void dial(const std::shared_ptr<connection>& wanted);
  /// The connection is up, or given up: nothing goes on for its sake any more.
  void forget(const connection& c);
  void clear();
  /// A peer that has its name of us is gone.
  void give_back(given_name name);

 private:
  class secrets final : public handshake_secrets {
   public:
    secrets(detail::node_core& node, owner& o) : node_(node), owner_(o) {}
    std::string cookie(std::string_view node) override { return owner_.cookie(node); }
    result<std::uint32_t> new_challenge() override;
    bool is_ours(std::uint32_t challenge) override;

   private:
    detail::node_core& node_;
    owner& owner_;
    challenge_table challenges_;
  };
  /// What goes on for a connection that waits. With neither of the two, the peer is calling us.
  struct attempt {
    std::shared_ptr<connection> wanted;
    std::unique_ptr<peer_lookup> lookup;
    std::uint64_t setup = 0;  ///< its serial
  };

  void hand_shake(attempt& a, const node_name& peer, const io::address& to);
  void not_reached(const std::shared_ptr<connection>& wanted, const error& why);
  [[nodiscard]] attempt* attempt_of(const setup& s);
  [[nodiscard]] bool is_calling(std::string_view peer) const;
  [[nodiscard]] given_name new_name(std::string_view host);
  /// Whether we connect visibly to that node.
  [[nodiscard]] bool publishes_to(std::string_view peer) const;
  /// `peer` is empty when it calls: who it is shows later.
  [[nodiscard]] handshake_options options_of_handshake(std::string_view peer) const;
  std::unique_ptr<setup> take(const setup& s);

  void asked(setup& s, const ask_acceptance& question) override;
  bool still_wanted(const setup& s) override;
  void replaces(setup& s) override;
  void done(setup& s, const established& e) override;
  void failed(setup& s, const struct failed& f) override;

  detail::node_core& node_;
  detail::scheduler& home_;
  const distribution_options& options_;
  owner& owner_;
  secrets secrets_;
  admission admission_;
  std::list<std::unique_ptr<setup>> setups_;
  std::size_t callers_ = 0;  ///< of setups_, those that were accepted
  std::uint64_t next_serial_ = 1;
  name_pool names_;
  std::map<std::uint64_t, given_name> named_;  ///< to callers that are not up yet, by serial
  std::map<std::uint64_t, attempt> attempts_;  ///< by the connection's number
};

}  // namespace kith::dist
