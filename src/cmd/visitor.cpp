#include "cmd/visitor.hpp"

#include "dist/wire.hpp"
#include "kith/build.hpp"
#include "kith/etf.hpp"

namespace kith::cmd {

namespace {

/// Frames are written whole and without references to atoms: a visitor says little.
constexpr std::uint64_t visitor_flags =
    dist::offered_flags & ~(dist::flag::dist_hdr_atom_cache | dist::flag::fragments);

/// A silent node is given up after net_ticktime, 60 s where nobody has changed it; a quarter of it
/// is how often OTP ticks.
constexpr int tick_milliseconds = 15'000;
constexpr duration tick_time = duration::seconds(7);

/// Our one process. Some number that is not 0, which could be the init of somebody.
constexpr std::uint32_t own_number = 42;

// ERTS User's Guide, "Protocol between Connected Nodes": length:u32 'p' control message, both with
// the version byte.
constexpr char pass_through = 112;

dist::handshake_options handshake_of(const visitor_options& o, std::uint32_t creation) {
  dist::handshake_options h;
  h.node = o.name;
  h.creation = creation;
  h.flags = visitor_flags;
  h.publish = false;
  h.dynamic = o.dynamic;
  return h;
}

}  // namespace

std::uint32_t random_number() {
  std::uint32_t number = 0;
  io::real_world().entropy(std::as_writable_bytes(std::span(&number, 1)));
  return number;
}

visitor::visitor(tcp_socket socket, visitor_options options)
    : socket_(std::move(socket)), options_(std::move(options)), creation_(random_number() | 4u),
      machine_(dist::handshake::dial(handshake_of(options_, creation_), options_.peer, *this)) {}

result<std::uint32_t> visitor::new_challenge() {
  return random_number();
}

result<void> visitor::enter(const deadline& until) {
  std::array<std::byte, 1024> bytes{};
  for (;;) {
    if (auto acted = act(until); !acted || link_) {
      return acted;
    }
    const auto n = socket_.read(bytes, until);
    if (!n && n.failure().code == errc::timed_out) {
      machine_.timed_out();
    } else if (!n || *n == 0) {
      machine_.closed();
    } else {
      machine_.received({reinterpret_cast<const char*>(bytes.data()), *n});
    }
  }
}

result<void> visitor::act(const deadline& until) {
  while (auto action = machine_.next()) {
    if (const auto* words = std::get_if<dist::send_bytes>(&*action)) {
      if (auto written = socket_.write(words->bytes, until); !written) {
        return written;
      }
    } else if (std::holds_alternative<dist::ask_still_pending>(*action)) {
      machine_.still_pending(true);  // an earlier visitor of our name has gone
    } else if (auto* good = std::get_if<dist::established>(&*action)) {
      link_ = std::move(*good);
      begin_messages();
    } else if (auto* bad = std::get_if<dist::failed>(&*action)) {
      refusal_ = *bad;
      const errc kind =
          bad->why == dist::handshake_failure::timed_out ? errc::timed_out : bad->what.code;
      return error(kind, bad->what.text);
    }
  }
  return {};
}

void visitor::begin_messages() {
  dist::decoder_setup setup;
  setup.flags = link_->flags;
  setup.peer = atom(link_->node);
  messages_.emplace(std::move(setup), machine_.take_rest());
}

pid visitor::self() const {
  return pid::external(atom(link_->own_node), link_->own_creation, own_number, 0);
}

result<void> visitor::send(atom name, term_ref message) {
  constexpr int reg_send = 6;
  const term control = tuple(reg_send, self(), atom(""), name);
  std::string body(1, pass_through);
  body += term_to_binary(control, {.utf8_atoms = true});
  body += term_to_binary(message, {.utf8_atoms = true});
  std::string frame;
  dist::put_u32(frame, static_cast<std::uint32_t>(body.size()));
  return socket_.write(frame + body, deadline(duration::infinity()));
}

result<term> visitor::receive(const deadline& until) {
  for (;;) {
    auto message = messages_->next();
    if (!message) {
      return message.failure();
    }
    if (message->has_value()) {
      if ((*message)->what.what == dist::control::op::send) {
        return std::move((*message)->payload);
      }
      continue;  // nobody links to us or watches us who knows what we are
    }
    const int wait = until.milliseconds_left(tick_milliseconds);
    if (!socket_.readable(wait)) {
      if (until.passed()) {
        return error(errc::timed_out, link_->node + " has not answered in time");
      }
      if (auto ticked = socket_.write(std::string(4, '\0'), deadline(tick_time)); !ticked) {
        return ticked.failure();
      }
      continue;
    }
    const auto n = socket_.read(messages_->room()[0], until);
    if (!n) {
      return n.failure();
    }
    if (*n == 0) {
      return error(errc::closed, link_->node + " has closed the connection");
    }
    messages_->filled(*n);
  }
}

}  // namespace kith::cmd
