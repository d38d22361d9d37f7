#include "dist/control.hpp"
#include "dist/control_table.hpp"
#include "term/bigint.hpp"

namespace kith::dist {
namespace {

// Reads the elements of one message. The first that is wrong makes the error; later ones are read
// no more.
class control_reader {
 public:
  control_reader(term_ref message, const control_context& context, const control_row& row)
      : message_(message), context_(context), row_(row) {}

  result<control> read() {
    c_.what = row_.what;
    c_.payload = row_.payload;
    const bool arity =
        row_.number == 37 ? message_.arity() >= row_.arity : message_.arity() == row_.arity;
    if (!arity) {
      wrong("arity " + std::to_string(message_.arity()));
    } else if ((context_.flags & row_.needs) != row_.needs) {
      wrong("it was not negotiated");
    } else {
      c_.token = row_.token != 0 ? message_[row_.token] : term_ref();
      c_.reason = row_.reason != 0 ? message_[row_.reason] : term_ref();
      read_elements();
    }
    if (!problem_.empty()) {
      return error(errc::bad_input, "control message " + std::to_string(row_.number) + " (" +
                                        std::string(row_.name) + "): " + problem_);
    }
    return c_;
  }

 private:
  void read_elements() {
    switch (row_.number) {
    case 1:
    case 3:
    case 13:
    case 24:
    case 25: return read_pair();
    case 8:
    case 18:
    case 26:
    case 27: return read_pair();
    case 4: return read_old_unlink();
    case 2:
    case 12: return read_to_any(2);
    case 22:
    case 23: return any_pid(1, c_.from), read_to_any(2);
    case 6:
    case 16: return read_to_name();
    case 7: return any_pid(1, c_.from), read_to_any(2);
    case 19:
    case 20: return read_monitor();
    case 21:
    case 28: return read_down();
    case 29:
    case 30: return read_spawn_request();
    case 31:
    case 32: return read_spawn_reply();
    case 33:
    case 34: return any_pid(1, c_.from), read_to_alias(2);
    case 35:
    case 36: return read_unlink_id();
    case 37: return read_altact();
    default: KITH_ASSERT(false);
    }
  }

  void read_pair() {
    peer_pid(1, c_.from);
    our_pid(2, c_.to);
  }

  void read_old_unlink() {
    if ((context_.flags & flag::unlink_id) != 0) {
      return wrong("UNLINK_ID was negotiated");
    }
    read_pair();
  }

  // To whom else a message may be, it is dropped, as OTP does.
  void read_to_any(std::size_t i) {
    any_pid(i, c_.to);
    c_.addressee_gone =
        c_.to.node() != context_.own_node || c_.to.creation() != context_.own_creation;
  }

  void read_to_name() {
    any_pid(1, c_.from);
    name(3);
  }

  void read_to_alias(std::size_t i) {
    any_ref(i);
    c_.by_alias = true;
    c_.addressee_gone =
        c_.ref.node() != context_.own_node || c_.ref.creation() != context_.own_creation;
  }

  void read_monitor() {
    peer_pid(1, c_.from);
    if (message_[2].is_atom()) {
      name(2);
    } else {
      our_pid(2, c_.to);
    }
    any_ref(3);
  }

  void read_down() {
    if (message_[1].is_atom()) {
      name(1);
    } else {
      peer_pid(1, c_.from);
    }
    our_pid(2, c_.to);
    any_ref(3);
  }

  void read_unlink_id() {
    const integer id(message_[1]);
    if (!id.fits || (id.value == 0 && row_.what == control::op::unlink)) {
      return wrong("element 2 is no id");
    }
    c_.id = id.value;
    peer_pid(2, c_.from);
    our_pid(3, c_.to);
  }

  void read_spawn_request() {
    any_ref(1);
    if (problem_.empty() && c_.ref.node() != context_.peer) {
      return wrong("element 2 is no reference of the peer");
    }
    peer_pid(2, c_.from);
    any_pid(3, c_.leader);
    const term_ref mfa = message_[4];
    const bool is_mfa = mfa.is_tuple(3) && mfa[0].is_atom() && mfa[1].is_atom();
    const integer arity(is_mfa ? mfa[2] : term_ref(mfa));
    if (!is_mfa || !arity.fits || arity.value > 255) {
      return wrong("element 5 names no function");
    }
    c_.module = mfa[0].as_atom();
    c_.function = mfa[1].as_atom();
    c_.arity = static_cast<std::uint32_t>(arity.value);
    c_.options = message_[5];
    if (c_.options.list_length() < 0) {
      wrong("element 6 is no list of options");
    }
  }

  void read_spawn_reply() {
    any_ref(1);
    our_pid(2, c_.to);
    if (!problem_.empty()) {
      return;
    }
    if (c_.ref.node() != context_.own_node) {
      return wrong("element 2 is no reference of ours");
    }
    c_.addressee_gone = c_.addressee_gone || c_.ref.creation() != context_.own_creation;
    const integer flags(message_[3]);
    if (!flags.fits || flags.value >= (1u << 27u)) {
      return wrong("element 4 is no set of flags");
    }
    c_.id = flags.value;
    c_.result = message_[4];
    if (!c_.result.is_atom()) {
      peer_pid(4, c_.from);
    }
  }

  void read_altact() {
    if (!message_[1].is_integer()) {
      return wrong("element 2 is no set of flags");
    }
    // Of any size, for what may come later; ours are the lowest.
    const integer_view flags(message_[1]);
    if (flags.negative()) {
      return wrong("element 2 is no set of flags");
    }
    const std::uint64_t bits = flags.limbs().empty() ? 0 : flags.limbs()[0];
    if ((bits & altact::has_token) != 0) {
      if (message_.arity() < 5) {
        return wrong("it has no token");
      }
      c_.token = message_[4];
    }
    c_.what = (bits & altact::is_exit) != 0 ? control::op::exit : control::op::send;
    any_pid(2, c_.from);
    if (c_.what == control::op::exit && problem_.empty() && c_.from.node() != context_.peer) {
      return wrong("element 3 is no process of the peer");
    }
    switch (bits & (altact::to_alias | altact::to_name)) {
    case 0: return read_to_any(3);
    case altact::to_alias: return read_to_alias(3);
    case altact::to_name: return name(3);
    default: return wrong("it goes to an alias and a name");
    }
  }

  // Elements; `i` counts from 0, as `element` does, and sentences from 1, as Erlang does.

  void wrong(std::string what) {
    if (problem_.empty()) {
      problem_ = std::move(what);
    }
  }
  void wrong(std::size_t i, std::string_view what) {
    wrong("element " + std::to_string(i + 1) + " is " + std::string(what));
  }

  void any_pid(std::size_t i, pid& p) {
    if (message_[i].is_pid()) {
      p = message_[i].as_pid();
    } else {
      wrong(i, "no pid");
    }
  }

  void peer_pid(std::size_t i, pid& p) {
    any_pid(i, p);
    if (problem_.empty() && p.node() != context_.peer) {
      wrong(i, "no process of the peer");
    }
  }

  void our_pid(std::size_t i, pid& p) {
    any_pid(i, p);
    if (!problem_.empty()) {
      return;
    }
    if (p.node() != context_.own_node) {
      return wrong(i, "no process of this node");
    }
    c_.addressee_gone = p.creation() != context_.own_creation;
  }

  void any_ref(std::size_t i) {
    if (message_[i].is_reference()) {
      c_.ref = message_[i].as_reference();
    } else {
      wrong(i, "no reference");
    }
  }

  void name(std::size_t i) {
    if (message_[i].is_atom()) {
      c_.name = message_[i].as_atom();
      c_.by_name = true;
    } else {
      wrong(i, "no name");
    }
  }

  struct integer {
    explicit integer(term_ref t) {
      if (t.is_integer()) {
        const integer_view view(t);
        fits = !view.negative() && view.limbs().size() <= 1;
        value = fits && !view.limbs().empty() ? view.limbs()[0] : 0;
      }
    }
    bool fits = false;
    std::uint64_t value = 0;
  };

  term_ref message_;
  const control_context& context_;
  const control_row& row_;
  control c_;
  std::string problem_;
};

}  // namespace

result<control> read_control(term_ref message, const control_context& context) {
  if (!message.is_tuple() || message.arity() < 1 || !message[0].is_integer() ||
      !message[0].fits_int64()) {
    return error(errc::bad_input, "a control message is no tuple that begins with a number");
  }
  const control_row* row = find_control(message[0].as_int());
  if (row == nullptr) {
    return error(errc::bad_input, "unknown control message " + std::to_string(message[0].as_int()));
  }
  return control_reader(message, context, *row).read();
}

}  // namespace kith::dist
