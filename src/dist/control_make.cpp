#include "dist/control.hpp"
#include "dist/flags.hpp"
#include "kith/build.hpp"

namespace kith::dist {
namespace {

using form = std::optional<control_form>;

form make_send(const control& c, std::uint64_t flags, term_ref payload) {
  KITH_ASSERT(payload);
  if (c.by_alias) {
    if ((flags & flag::altact_sig) != 0) {
      // Every remote alias send, once negotiated.
      return c.token ? control_form{tuple(37, altact::to_alias | altact::has_token, c.from, c.ref,
                                          c.token),
                                    payload}
                     : control_form{tuple(37, altact::to_alias, c.from, c.ref), payload};
    }
    if ((flags & flag::alias) == 0) {
      return std::nullopt;
    }
    return c.token ? control_form{tuple(34, c.from, c.ref, c.token), payload}
                   : control_form{tuple(33, c.from, c.ref), payload};
  }
  if (c.by_name) {
    KITH_ASSERT(c.from);
    return c.token ? control_form{tuple(16, c.from, atoms::empty, c.name, c.token), payload}
                   : control_form{tuple(6, c.from, atoms::empty, c.name), payload};
  }
  if (c.from && (flags & flag::send_sender) != 0) {
    return c.token ? control_form{tuple(23, c.from, c.to, c.token), payload}
                   : control_form{tuple(22, c.from, c.to), payload};
  }
  return c.token ? control_form{tuple(12, atoms::empty, c.to, c.token), payload}
                 : control_form{tuple(2, atoms::empty, c.to), payload};
}

// exit and link_exit differ in their numbers only.
form make_exit(const control& c, std::uint64_t flags) {
  KITH_ASSERT(c.reason);
  const bool link = c.what == control::op::link_exit;
  if ((flags & flag::exit_payload) != 0) {
    return c.token ? control_form{tuple(link ? 25 : 27, c.from, c.to, c.token), c.reason}
                   : control_form{tuple(link ? 24 : 26, c.from, c.to), c.reason};
  }
  return c.token ? control_form{tuple(link ? 13 : 18, c.from, c.to, c.token, c.reason), {}}
                 : control_form{tuple(link ? 3 : 8, c.from, c.to, c.reason), {}};
}

form make_unlink(const control& c, std::uint64_t flags) {
  const bool ack = c.what == control::op::unlink_ack;
  if ((flags & flag::unlink_id) != 0) {
    KITH_ASSERT(ack || c.id != 0);
    return control_form{tuple(ack ? 36 : 35, c.id, c.from, c.to), {}};
  }
  return ack ? form() : control_form{tuple(4, c.from, c.to), {}};
}

form make_monitor(const control& c, std::uint64_t flags) {
  const std::uint64_t needs = c.by_name ? flag::dist_monitor_name : flag::dist_monitor;
  if ((flags & needs) == 0) {
    return std::nullopt;
  }
  const int number = c.what == control::op::monitor ? 19 : 20;
  return c.by_name ? control_form{tuple(number, c.from, c.name, c.ref), {}}
                   : control_form{tuple(number, c.from, c.to, c.ref), {}};
}

form make_down(const control& c, std::uint64_t flags) {
  KITH_ASSERT(c.reason);
  const term from = c.by_name ? term(c.name) : term(c.from);
  if ((flags & flag::exit_payload) != 0) {
    return control_form{tuple(28, from, c.to, c.ref), c.reason};
  }
  return control_form{tuple(21, from, c.to, c.ref, c.reason), {}};
}

form make_spawn_request(const control& c, std::uint64_t flags, term_ref payload) {
  KITH_ASSERT(payload);
  if ((flags & flag::spawn) == 0) {
    return std::nullopt;
  }
  const term mfa = tuple(c.module, c.function, c.arity);
  return c.token
             ? control_form{tuple(30, c.ref, c.from, c.leader, mfa, c.options, c.token), payload}
             : control_form{tuple(29, c.ref, c.from, c.leader, mfa, c.options), payload};
}

form make_spawn_reply(const control& c, std::uint64_t flags) {
  KITH_ASSERT(c.result);
  if ((flags & flag::spawn) == 0) {
    return std::nullopt;
  }
  return c.token ? control_form{tuple(32, c.ref, c.to, c.id, c.result, c.token), {}}
                 : control_form{tuple(31, c.ref, c.to, c.id, c.result), {}};
}

}  // namespace

std::optional<control_form> make_control(const control& c, std::uint64_t flags, term_ref payload) {
  switch (c.what) {
  case control::op::send: return make_send(c, flags, payload);
  case control::op::link: return control_form{tuple(1, c.from, c.to), {}};
  case control::op::unlink:
  case control::op::unlink_ack: return make_unlink(c, flags);
  case control::op::exit:
  case control::op::link_exit: return make_exit(c, flags);
  case control::op::monitor:
  case control::op::demonitor: return make_monitor(c, flags);
  case control::op::down: return make_down(c, flags);
  case control::op::group_leader: return control_form{tuple(7, c.from, c.to), {}};
  case control::op::spawn_request: return make_spawn_request(c, flags, payload);
  case control::op::spawn_reply: return make_spawn_reply(c, flags);
  }
  return std::nullopt;
}

}  // namespace kith::dist
