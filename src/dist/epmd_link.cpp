#include "dist/epmd_link.hpp"

namespace kith::dist {

namespace {
constexpr duration retry_min = duration::milliseconds(100);
constexpr duration retry_max = duration::seconds(2);
/// Attempts to register at the start before the node gives up.
constexpr unsigned attempts_max = 5;
}  // namespace

epmd_lookup::epmd_lookup(detail::scheduler& home, const io::address& epmd, const std::string& name,
                         unique_function<void(result<epmd_entry>)> found)
    : home_(home), name_(name), found_(std::move(found)), timer_([this] {
        const error late(errc::timed_out, "epmd did not answer in time");
        settle(true, &late);
      }),
      talk_(new conversation(home.loop(), epmd, *this)) {
  home_.arm(timer_, epmd_answer_max);
  epmd_request ask{epmd_request::op::port2, {}};
  ask.entry.name = name;
  talk_->say(encode(ask));
}

epmd_lookup::~epmd_lookup() {
  home_.cancel(timer_);
}

void epmd_lookup::heard(std::string_view bytes) {
  answer_.append(bytes);
  settle(false, nullptr);
}

void epmd_lookup::ended(const error& why) {
  settle(true, &why);
}

void epmd_lookup::settle(bool at_end, const error* why) {
  auto parsed = parse_port2_answer(answer_, at_end);
  if (parsed && !*parsed && !at_end) {
    return;
  }
  home_.cancel(timer_);
  result<epmd_entry> outcome =
      error(errc::unavailable, "epmd: " + (why == nullptr ? std::string("no answer") : why->text));
  if (!parsed) {
    outcome = parsed.failure();
  } else if (*parsed) {
    if ((*parsed)->found) {
      outcome = (*parsed)->entry;
    } else {
      outcome = error(errc::not_found, "epmd knows no node of the name " + name_);
    }
  }
  auto found = std::move(found_);
  found(std::move(outcome));  // may destroy this
}

epmd_link::epmd_link(detail::scheduler& home, epmd_options options, epmd_entry self,
                     unique_function<void(const std::string&)> log, registered done)
    : home_(home), options_(std::move(options)), self_(std::move(self)), log_(std::move(log)),
      done_(std::move(done)), timer_([this] {
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
  answer_.clear();
  talk_ = std::unique_ptr<conversation>(
      new conversation(home_.loop(), io::address::loopback(options_.port), *this));
  epmd_request ask{epmd_request::op::alive2, self_};
  talk_->say(encode(ask));
  ++attempts_;
  asked_ = true;
  home_.arm(timer_, epmd_answer_max);
}

void epmd_link::heard(std::string_view bytes) {
  if (!asked_) {
    return;  // epmd says nothing more
  }
  answer_.append(bytes);
  auto parsed = parse_alive2_answer(answer_);
  if (parsed && !*parsed) {
    return;
  }
  home_.cancel(timer_);
  asked_ = false;
  if (!parsed) {
    ended(parsed.failure());
    return;
  }
  if ((*parsed)->result != 0) {
    const error taken(errc::exists, "the name " + self_.name +
                                        " is taken: another node of this machine has registered it "
                                        "with epmd");
    if (done_) {
      finish(taken);
    } else {
      log_(taken.text);
      retry(retry_max);
    }
    return;
  }
  is_registered_ = true;
  attempts_ = 0;
  finish((*parsed)->creation);
}

void epmd_link::ended(const error& why) {
  const bool was = is_registered_;
  home_.cancel(timer_);
  if (was) {
    log_("epmd has closed the connection; registering again");
  } else if (options_.start && server_ == nullptr) {
    auto listening = epmd_server::start(home_, options_.listen);
    if (listening) {
      server_ = std::move(*listening);
      retry(duration());
      return;
    }
    // Somebody else was faster: next time there is one to register with.
  }
  if (done_ && attempts_ >= attempts_max) {
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
