#include "dist/setup.hpp"

namespace kith::dist {

setup::setup(detail::scheduler& home, const io::address& to, handshake machine,
             std::uint64_t serial, duration step_limit, owner& o)
    : home_(home), owner_(o), serial_(serial), limit_(step_limit), machine_(std::move(machine)),
      is_call_(false), timer_([this] { time_is_up(); }),
      talk_(new conversation(home.loop(), to, *this)) {
  restart_timer();
  // The machine's first words wait in the conversation until the dial has succeeded.
  step();
}

setup::setup(detail::scheduler& home, std::unique_ptr<io::stream> accepted, handshake machine,
             std::uint64_t serial, duration step_limit, duration delay, owner& o)
    : home_(home), owner_(o), serial_(serial), limit_(step_limit), machine_(std::move(machine)),
      is_call_(true), timer_([this] { time_is_up(); }), delayed_(std::move(accepted)) {
  if (delay > duration()) {
    home_.arm(timer_, delay);
  } else {
    begin();
  }
}

void setup::begin() {
  talk_.reset(new conversation(std::move(delayed_), *this));
  restart_timer();
}

void setup::time_is_up() {
  if (talk_ == nullptr) {
    begin();
  } else {
    machine_.timed_out();
    step();
  }
}

setup::~setup() {
  home_.cancel(timer_);
}

void setup::restart_timer() {
  home_.arm(timer_, limit_);
}

void setup::heard(std::string_view bytes) {
  machine_.received(bytes);
  step();
}

void setup::ended(const error& why) {
  (void)why;  // the machine says at which step the connection was lost
  machine_.closed();
  step();
}

void setup::answer(acceptance a, bool publish) {
  replacing_ = a == acceptance::alive;
  let_in_ = replacing_ || a == acceptance::accept || a == acceptance::accept_simultaneous;
  machine_.answer(a, publish);
  step();
}

void setup::name_peer(given_name name) {
  machine_.name_peer(std::move(name));
  step();
}

void setup::step() {
  if (in_step_) {
    return;  // an answer given inside a question: the loop below goes on
  }
  in_step_ = true;
  while (auto action = machine_.next()) {
    if (auto* words = std::get_if<send_bytes>(&*action)) {
      talk_->say(words->bytes);
    } else if (auto* question = std::get_if<ask_acceptance>(&*action)) {
      caller_ = question->node;
      owner_.asked(*this, *question);
    } else if (std::holds_alternative<ask_still_pending>(*action)) {
      machine_.still_pending(owner_.still_wanted(*this));
    } else if (std::holds_alternative<await_other>(*action)) {
      // Ended by the owner when the other connection is up, else by the timer.
    } else if (std::holds_alternative<take_over>(*action)) {
      owner_.replaces(*this);
      machine_.old_connection_gone();
    } else if (auto* good = std::get_if<established>(&*action)) {
      if (!talk_->all_said()) {
        // A few bytes for which the system had no room: no peer to rely on.
        owner_.failed(*this, {handshake_failure::timed_out,
                              error(errc::unavailable,
                                    "handshake with " + good->node + ": it does not read")});
        return;
      }
      owner_.done(*this, *good);
      return;
    } else if (auto* bad = std::get_if<struct failed>(&*action)) {
      owner_.failed(*this, *bad);
      return;
    }
  }
  in_step_ = false;
  if (machine_.steps() != steps_) {
    steps_ = machine_.steps();
    restart_timer();
  }
}

}  // namespace kith::dist
