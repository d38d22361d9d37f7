#include "dist/epmd_names.hpp"

namespace kith::dist {

/// All but its making happens on the home thread.
class epmd_names::question final : public std::enable_shared_from_this<question>,
                                   conversation::owner {
 public:
  question(detail::scheduler& home, std::uint16_t epmd_port, found done)
      : home_(home), epmd_port_(epmd_port), done_(std::move(done)),
        timer_([this] { failed(error(errc::timed_out, "epmd did not answer in time")); }) {}
  question(const question&) = delete;
  question& operator=(const question&) = delete;
  ~question() { home_.cancel(timer_); }

  void start(std::string host) {
    home_.loop().resolve(std::move(host), [asker = weak_from_this()](auto addresses) {
      const auto self = asker.lock();
      if (self == nullptr) {
        return;
      }
      if (!addresses) {
        self->finish(addresses.failure());
        return;
      }
      self->hosts_.assign(addresses->rbegin(), addresses->rend());
      self->ask_next();
    });
  }

 private:
  void ask_next() {
    io::address at = std::move(hosts_.back());
    hosts_.pop_back();
    at.port = epmd_port_;
    listing_ = epmd_listing();
    home_.arm(timer_, epmd_answer_time);
    talk_.reset(new conversation(home_.loop(), at, *this));
    talk_->say(epmd_listing::request());
  }

  void heard(std::string_view bytes) override {
    listing_.received(bytes);
    settle();
  }
  void ended(const error& why) override {
    if (why.code != errc::closed) {
      failed(why);
      return;
    }
    listing_.closed();
    settle();
  }

  void settle() {
    const auto& outcome = listing_.outcome();
    if (outcome) {
      outcome->ok() ? finish(*outcome) : failed(outcome->failure());
    }
  }
  void failed(const error& why) { hosts_.empty() ? finish(why) : ask_next(); }
  void finish(result<std::vector<epmd_name>> outcome) {
    const auto self = shared_from_this();
    home_.cancel(timer_);
    talk_.reset();
    done_(std::move(outcome));
  }

  detail::scheduler& home_;
  const std::uint16_t epmd_port_;
  found done_;
  std::vector<io::address> hosts_;  ///< those not yet asked, the next one last
  epmd_listing listing_;
  detail::loop_timer timer_;
  std::unique_ptr<conversation> talk_;
};

epmd_names::epmd_names(detail::scheduler& home, std::string host, std::uint16_t epmd_port,
                       found done)
    : home_(home), question_(std::make_shared<question>(home, epmd_port, std::move(done))) {
  home_.post([q = question_, name = std::move(host)]() mutable { q->start(std::move(name)); });
}

epmd_names::~epmd_names() {
  // The last who holds it is a job of the home thread.
  home_.post([q = std::move(question_)]() mutable { q.reset(); });
}

}  // namespace kith::dist
