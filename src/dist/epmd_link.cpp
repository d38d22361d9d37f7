#include "dist/epmd_link.hpp"

namespace kith::dist {

namespace {
constexpr duration retry_min = duration::milliseconds(100);
constexpr duration retry_max = duration::seconds(2);
/// Attempts to register at the start before the node gives up.
constexpr unsigned attempts_max = 5;
}  // namespace

epmd_link::epmd_link(detail::scheduler& home, epmd_options options, epmd_entry self,
                     unique_function<void(const std::string&)> log, registered done)
    : home_(home), options_(std::move(options)), self_(std::move(self)), log_(std::move(log)),
      done_(std::move(done)), registering_(self_), timer_([this] {
        if (asked_) {
          ended(error(errc::timed_out, "epmd did not answer in time"));
        } else {
          dial();
        }
      }) {
  retry(duration());
}

epmd_link::~epmd_link() {
  home_.cancel(timer_);
}

void epmd_link::retry(duration in) {
  is_registered_ = asked_ = false;
  home_.arm(timer_, in);
}

void epmd_link::dial() {
  registering_ = epmd_registering(self_);
  talk_ = std::unique_ptr<conversation>(
      new conversation(home_.loop(), io::address::loopback(options_.port), *this));
  talk_->say(registering_.request());
  ++attempts_;
  asked_ = true;
  home_.arm(timer_, epmd_answer_time);
}

void epmd_link::heard(std::string_view bytes) {
  registering_.received(bytes);
  if (registering_.lost()) {
    ended(error(errc::bad_input, "epmd says more than was asked"));
    return;
  }
  const auto& outcome = registering_.outcome();
  if (!outcome) {
    return;
  }
  home_.cancel(timer_);
  asked_ = false;
  if (*outcome) {
    is_registered_ = true;
    attempts_ = 0;
    finish(*outcome);
  } else if (outcome->failure().code != errc::exists) {
    ended(outcome->failure());
  } else if (done_) {
    finish(*outcome);
  } else {
    log_(outcome->failure().text);
    retry(retry_max);
  }
}

void epmd_link::ended(const error& why) {
  const bool was = is_registered_;
  home_.cancel(timer_);
  if (was) {
    log_("epmd has closed the connection; registering again");
  } else if (options_.start && server_ == nullptr) {
    auto listening = epmd_server::start(home_, options_.listen, epmd_server_options());
    if (listening) {
      server_ = std::move(*listening);
      retry(duration());
      return;
    }
    // Somebody else was faster: next time there is one to register with.
  }
  const unsigned most = options_.start || options_.needed ? attempts_max : 1;
  if (done_ && attempts_ >= most) {
    finish(error(errc::unavailable, "cannot register with epmd on port " +
                                        std::to_string(options_.port) + ": " + why.text));
    return;
  }
  duration wait = retry_min;
  for (unsigned i = 1; i < attempts_ && wait < retry_max; ++i) {
    wait = wait * 2;
  }
  retry(was ? duration() : wait);
}

void epmd_link::finish(result<std::uint32_t> outcome) {
  if (done_) {
    auto done = std::move(done_);
    done(std::move(outcome));  // may destroy this
  }
}

}  // namespace kith::dist
