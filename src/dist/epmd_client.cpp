#include "dist/epmd_client.hpp"

#include "base/latin1.hpp"

namespace kith::dist {
namespace {

constexpr std::uint16_t our_version = 6;

}  // namespace

void epmd_registering::received(std::string_view bytes) {
  if (outcome_) {
    lost_ = true;
    return;
  }
  buffer_.append(bytes);
  const result<std::optional<alive2_answer>> answer = parse_alive2_answer(buffer_);
  if (!answer) {
    outcome_ = result<std::uint32_t>(answer.failure());
  } else if (answer->has_value()) {
    // The code does not say why; a name that is taken is by far the likeliest. OTP says the same.
    outcome_ = (*answer)->result == 0
                   ? result<std::uint32_t>((*answer)->creation)
                   : error(errc::exists, "epmd does not register '" + printable(self_.name) +
                                             "': a node of that name runs on this machine already");
  }
}

void epmd_registering::closed() {
  if (outcome_) {
    lost_ = true;
  } else {
    outcome_ = error(errc::closed,
                     "epmd did not answer the registration of '" + printable(self_.name) + "'");
  }
}

std::string epmd_lookup::request() const {
  epmd_request r{epmd_request::op::port2, {}};
  r.entry.name = name_;
  return encode(r);
}

void epmd_lookup::received(std::string_view bytes) {
  if (outcome_) {
    return;
  }
  buffer_.append(bytes.substr(0, epmd_request_bytes_max));
  const result<std::optional<port2_answer>> answer = parse_port2_answer(buffer_, false);
  if (!answer) {
    outcome_ = result<epmd_entry>(answer.failure());
  } else if (answer->has_value()) {
    finish(**answer);
  } else if (buffer_.size() > 2 * epmd_request_bytes_max) {
    outcome_ = error(errc::bad_input, "epmd answers too much (epmd_request_bytes_max)");
  }
}

void epmd_lookup::closed() {
  if (outcome_) {
    return;
  }
  const result<std::optional<port2_answer>> answer = parse_port2_answer(buffer_, true);
  if (answer && answer->has_value()) {
    finish(**answer);
  } else {
    outcome_ = error(errc::closed, "epmd did not say where '" + printable(name_) + "' is");
  }
}

void epmd_lookup::finish(const port2_answer& answer) {
  if (!answer.found) {
    outcome_ = error(errc::not_found, "epmd knows no node '" + printable(name_) + "'");
  } else if (our_version < answer.entry.lowest || our_version > answer.entry.highest) {
    // A node that says 5 at most is OTP 22 or older.
    outcome_ = error(errc::not_found, "node '" + printable(name_) + "' speaks versions " +
                                          std::to_string(answer.entry.lowest) + " to " +
                                          std::to_string(answer.entry.highest) +
                                          " of the distribution protocol, not 6");
  } else {
    outcome_ = answer.entry;
  }
}

void epmd_listing::received(std::string_view bytes) {
  if (outcome_) {
    return;
  }
  buffer_.append(bytes);
  if (buffer_.size() > epmd_answer_bytes_max) {
    outcome_ = error(errc::limit, "epmd answers too much (epmd_answer_bytes_max)");
  }
}

void epmd_listing::closed() {
  if (!outcome_) {
    outcome_ = parse_names_answer(buffer_);
  }
}

}  // namespace kith::dist
