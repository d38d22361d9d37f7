#include "dist/control.hpp"

#include <doctest/doctest.h>

#include "dist/control_table.hpp"
#include "kith/build.hpp"

#include <vector>

namespace kith::dist {
namespace {

constexpr std::uint64_t all = offered_flags;
constexpr std::uint64_t bare = 0;

const atom me("me@here");
const atom peer("peer@there");
const atom third("third@elsewhere");

pid at(atom node, std::uint32_t creation = 7) {
  return pid::external(node, creation, 5, 0);
}
reference ref_of(atom node, std::uint32_t creation = 7) {
  const std::uint32_t words[] = {1, 2, 3};
  return reference(node, creation, words);
}

control_context context(std::uint64_t flags = all) {
  return {me, 7, peer, flags};
}

std::string problem(const term& t, std::uint64_t flags = all) {
  const result<control> c = read_control(t, context(flags));
  return c ? "none" : c.failure().text;
}

// What is read borrows from the message, which is kept for the rest of the run.
control read(const term& t, std::uint64_t flags = all) {
  static std::vector<term> kept;
  kept.push_back(t);
  result<control> c = read_control(t, context(flags));
  REQUIRE(c);
  return *c;
}

using op = control::op;

}  // namespace

TEST_CASE("control: reads every message of the table") {
  const pid p = at(peer);
  const pid us = at(me);
  const reference r = ref_of(peer);
  const term mfa = tuple(atom("m"), atom("f"), 2);
  const term options = list(atom("link"), atom("monitor"));
  const term token = tuple(1, 2, p, 0, 0);
  const std::uint64_t every = all | flag::altact_sig;

  CHECK(read(tuple(1, p, us)).what == op::link);
  CHECK(read(tuple(2, atoms::empty, us)).payload);
  CHECK(read(tuple(3, p, us, atoms::normal)).reason.is(atoms::normal));
  CHECK(read(tuple(4, p, us), bare).what == op::unlink);
  CHECK(read(tuple(6, p, atoms::empty, atoms::rex)).name == atoms::rex);
  CHECK(read(tuple(7, p, us)).what == op::group_leader);
  CHECK(read(tuple(8, p, us, atoms::kill)).what == op::exit);
  CHECK(read(tuple(12, atoms::empty, us, token)).token == token.ref());
  CHECK(read(tuple(13, p, us, token, atoms::normal)).reason.is(atoms::normal));
  CHECK(read(tuple(16, p, atoms::empty, atoms::rex, token)).token == token.ref());
  CHECK(read(tuple(18, p, us, token, atoms::normal)).what == op::exit);
  CHECK(read(tuple(19, p, us, r)).ref == r);
  CHECK(read(tuple(19, p, atoms::rex, r)).by_name);
  CHECK(read(tuple(20, p, us, r)).what == op::demonitor);
  CHECK(read(tuple(21, p, us, r, atoms::noproc)).what == op::down);
  CHECK(read(tuple(21, atoms::rex, us, r, atoms::noproc)).name == atoms::rex);
  CHECK(read(tuple(22, p, us)).from == p);
  CHECK(read(tuple(23, p, us, token)).token == token.ref());
  CHECK(read(tuple(24, p, us)).payload);
  CHECK(read(tuple(25, p, us, token)).what == op::link_exit);
  CHECK(read(tuple(26, p, us)).what == op::exit);
  CHECK(read(tuple(27, p, us, token)).payload);
  CHECK(read(tuple(28, p, us, r)).payload);
  const control spawn = read(tuple(29, r, p, p, mfa, options));
  CHECK(spawn.module == atom("m"));
  CHECK(spawn.function == atom("f"));
  CHECK(spawn.arity == 2);
  CHECK(spawn.options == options.ref());
  CHECK(spawn.leader == p);
  CHECK(read(tuple(30, r, p, p, mfa, options, token)).token == token.ref());
  const control reply = read(tuple(31, ref_of(me), us, 3, p));
  CHECK(reply.id == 3);
  CHECK(reply.from == p);
  CHECK(read(tuple(32, ref_of(me), us, 0, atoms::undef, token)).result.is(atoms::undef));
  CHECK(read(tuple(33, p, ref_of(me))).by_alias);
  CHECK(read(tuple(34, p, ref_of(me), token)).token == token.ref());
  CHECK(read(tuple(35, ~std::uint64_t{0}, p, us)).id == ~std::uint64_t{0});
  CHECK(read(tuple(36, 1, p, us)).what == op::unlink_ack);
  CHECK(read(tuple(37, altact::to_alias, p, ref_of(me)), every).by_alias);
  CHECK(read(tuple(37, 0, p, us), every).to == us);
  CHECK(read(tuple(37, altact::to_name | altact::priority, p, atoms::rex), every).by_name);
  CHECK(read(tuple(37, altact::is_exit, p, us), every).what == op::exit);
  CHECK(read(tuple(37, altact::has_token, p, us, token, atoms::ok), every).token == token.ref());
}

TEST_CASE("control: what is no tuple with a known number is refused") {
  for (const term& t :
       {term(atoms::ok), term(list(1, at(peer), at(me))), term(tuple()), term(tuple(atoms::ok)),
        term(tuple(0)), term(tuple(5, at(peer), at(me))), term(tuple(9)), term(tuple(38)),
        term(tuple(-1)), term(tuple(1.0, at(peer), at(me))),
        term(tuple(std::uint64_t{1} << 63u, at(peer), at(me)))}) {
    CHECK(problem(t) != "none");
  }
}

TEST_CASE("control: every wrong arity is refused, and the sentence names the message") {
  for (const control_row& row : control_table) {
    for (std::size_t arity = 1; arity < 10; ++arity) {
      if (arity == row.arity || (row.number == 37 && arity > row.arity)) {
        continue;
      }
      arena room(1 + arity);
      detail::word* node = room.take(1 + arity);
      node[0] = detail::header(detail::kind::tuple, arity);
      node[1] = detail::small_word(row.number);
      for (std::size_t i = 2; i <= arity; ++i) {
        node[i] = detail::nil_word;
      }
      const term t = room.finish(detail::boxed_word(node));
      const std::string text = problem(t, all | flag::altact_sig);
      CHECK(text.find(row.name) != std::string::npos);
      CHECK(text.find("arity") != std::string::npos);
    }
  }
}

TEST_CASE("control: every element of a wrong type is refused") {
  const pid p = at(peer);
  const pid us = at(me);
  const reference r = ref_of(peer);
  const term mfa = tuple(atom("m"), atom("f"), 0);
  const term none = term::nil();
  const term bad[] = {
      tuple(1, none, us),
      tuple(1, p, none),
      tuple(1, p, atoms::rex),
      tuple(2, atoms::empty, none),
      tuple(2, atoms::empty, atoms::rex),
      tuple(3, none, us, none),
      tuple(3, p, none, none),
      tuple(6, none, none, atoms::rex),
      tuple(6, p, none, "rex"),
      tuple(6, p, none, us),
      tuple(7, none, us),
      tuple(7, p, none),
      tuple(8, none, us, none),
      tuple(8, p, none, none),
      tuple(19, none, us, r),
      tuple(19, p, none, r),
      tuple(19, p, us, none),
      tuple(19, p, us, us),
      tuple(20, none, us, r),
      tuple(20, p, none, r),
      tuple(20, p, us, none),
      tuple(21, none, us, r, none),
      tuple(21, p, none, r, none),
      tuple(21, p, us, none, none),
      tuple(22, none, us),
      tuple(22, p, none),
      tuple(24, none, us),
      tuple(24, p, none),
      tuple(26, p, atoms::rex),
      tuple(28, none, us, r),
      tuple(28, p, none, r),
      tuple(28, p, us, none),
      tuple(29, none, p, p, mfa, none),
      tuple(29, r, none, p, mfa, none),
      tuple(29, r, p, none, mfa, none),
      tuple(29, r, p, p, none, none),
      tuple(29, r, p, p, mfa, atoms::ok),
      tuple(29, r, p, p, mfa, cons(atoms::ok, atoms::ok)),
      tuple(29, r, p, p, tuple(atom("m"), atom("f")), none),
      tuple(29, r, p, p, tuple(1, atom("f"), 0), none),
      tuple(29, r, p, p, tuple(atom("m"), "f", 0), none),
      tuple(29, r, p, p, tuple(atom("m"), atom("f"), atoms::ok), none),
      tuple(29, r, p, p, tuple(atom("m"), atom("f"), -1), none),
      tuple(29, r, p, p, tuple(atom("m"), atom("f"), 256), none),
      tuple(31, none, us, 0, p),
      tuple(31, ref_of(me), none, 0, p),
      tuple(31, ref_of(me), us, none, p),
      tuple(31, ref_of(me), us, -1, p),
      tuple(31, ref_of(me), us, 1 << 27, p),
      tuple(31, ref_of(me), us, 0, none),
      tuple(33, none, ref_of(me)),
      tuple(33, p, us),
      tuple(33, p, none),
      tuple(35, none, p, us),
      tuple(35, 0, p, us),
      tuple(35, -1, p, us),
      tuple(35, 1.0, p, us),
      tuple(35, 1, none, us),
      tuple(35, 1, p, none),
      tuple(36, -1, p, us),
      tuple(36, none, p, us),
      tuple(37, none, p, us),
      tuple(37, -1, p, us),
      tuple(37, 0, none, us),
      tuple(37, 0, p, none),
      tuple(37, altact::to_alias, p, us),
      tuple(37, altact::to_name, p, us),
      tuple(37, altact::to_alias | altact::to_name, p, ref_of(me)),
      tuple(37, altact::has_token, p, us),
  };
  for (const term& t : bad) {
    CAPTURE(to_string(t));
    CHECK(problem(t, all | flag::altact_sig) != "none");
  }
}

TEST_CASE("control: who speaks for a process that is not his is refused") {
  const pid p = at(peer);
  const pid us = at(me);
  const reference r = ref_of(peer);
  const term mfa = tuple(atom("m"), atom("f"), 0);
  for (const pid& stranger : {at(third), us}) {
    const term forged[] = {tuple(1, stranger, us),
                           tuple(3, stranger, us, atoms::kill),
                           tuple(8, stranger, us, atoms::kill),
                           tuple(19, stranger, us, r),
                           tuple(19, stranger, atoms::rex, r),
                           tuple(20, stranger, us, r),
                           tuple(21, stranger, us, r, atoms::ok),
                           tuple(24, stranger, us),
                           tuple(26, stranger, us),
                           tuple(28, stranger, us, r),
                           tuple(29, r, stranger, p, mfa, term::nil()),
                           tuple(31, ref_of(me), us, 0, stranger),
                           tuple(35, 1, stranger, us),
                           tuple(36, 1, stranger, us),
                           tuple(37, altact::is_exit, stranger, us)};
    for (const term& t : forged) {
      CHECK(problem(t, all | flag::altact_sig).find("peer") != std::string::npos);
    }
  }
  CHECK(problem(tuple(29, ref_of(third), p, p, mfa, term::nil())) != "none");
  CHECK(problem(tuple(31, r, us, 0, p)) != "none");
}

TEST_CASE("control: what ties to a process of a third node is refused") {
  const pid p = at(peer);
  const pid theirs = at(third);
  const reference r = ref_of(peer);
  const term forged[] = {tuple(1, p, theirs),
                         tuple(1, p, p),
                         tuple(3, p, theirs, atoms::ok),
                         tuple(8, p, theirs, atoms::ok),
                         tuple(19, p, theirs, r),
                         tuple(20, p, theirs, r),
                         tuple(21, p, theirs, r, atoms::ok),
                         tuple(24, p, theirs),
                         tuple(26, p, theirs),
                         tuple(28, p, theirs, r),
                         tuple(31, ref_of(me), theirs, 0, p),
                         tuple(35, 1, p, theirs),
                         tuple(36, 1, p, theirs)};
  for (const term& t : forged) {
    CHECK(problem(t).find("this node") != std::string::npos);
  }
}

TEST_CASE("control: what is for an earlier life of ours is told apart, not refused") {
  const pid p = at(peer);
  const pid old = at(me, 6);
  const reference r = ref_of(peer);
  CHECK(read(tuple(1, p, old)).addressee_gone);
  CHECK(read(tuple(19, p, old, r)).addressee_gone);
  CHECK(read(tuple(22, p, old)).addressee_gone);
  CHECK(read(tuple(24, p, old)).addressee_gone);
  CHECK(read(tuple(28, p, old, r)).addressee_gone);
  CHECK(read(tuple(33, p, ref_of(me, 6))).addressee_gone);
  CHECK(read(tuple(35, 1, p, old)).addressee_gone);
  CHECK(read(tuple(31, ref_of(me), old, 0, p)).addressee_gone);
  CHECK(read(tuple(31, ref_of(me, 6), at(me), 0, p)).addressee_gone);
  CHECK_FALSE(read(tuple(1, p, at(me))).addressee_gone);
  CHECK_FALSE(read(tuple(19, p, atoms::rex, r)).addressee_gone);
}

TEST_CASE("control: a message to a process of a third node is dropped alone") {
  const pid p = at(peer);
  CHECK(read(tuple(2, atoms::empty, at(third))).addressee_gone);
  CHECK(read(tuple(22, p, at(third))).addressee_gone);
  CHECK(read(tuple(7, p, at(third))).addressee_gone);
  CHECK(read(tuple(33, p, ref_of(third))).addressee_gone);
}

TEST_CASE("control: what was not negotiated is refused") {
  const pid p = at(peer);
  const pid us = at(me);
  CHECK(problem(tuple(22, p, us), bare).find("negotiated") != std::string::npos);
  CHECK(problem(tuple(24, p, us), bare).find("negotiated") != std::string::npos);
  CHECK(problem(tuple(33, p, ref_of(me)), bare).find("negotiated") != std::string::npos);
  CHECK(problem(tuple(35, 1, p, us), bare).find("negotiated") != std::string::npos);
  CHECK(problem(tuple(37, 0, p, us), all).find("negotiated") != std::string::npos);
  CHECK(problem(tuple(4, p, us), all).find("UNLINK_ID was negotiated") != std::string::npos);
}

TEST_CASE("control: what is made is read back, whatever the flags") {
  const term token = tuple(1, 2, at(peer), 0, 0);
  const term reason = tuple(atoms::shutdown, "bye");
  const term options = list(atom("link"));
  const term message = list(1, 2, 3);
  for (const std::uint64_t flags : {all, all & ~flag::exit_payload, all & ~flag::send_sender,
                                    all & ~flag::unlink_id, all | flag::altact_sig}) {
    for (const op what :
         {op::send, op::link, op::unlink, op::unlink_ack, op::exit, op::link_exit, op::monitor,
          op::demonitor, op::down, op::group_leader, op::spawn_request, op::spawn_reply}) {
      for (int variant = 0; variant < 6; ++variant) {
        control c;
        c.what = what;
        c.from = at(peer);
        c.to = at(me);
        c.by_name = variant % 3 == 1 && (what == op::send || what == op::monitor ||
                                         what == op::demonitor || what == op::down);
        c.by_alias = variant % 3 == 2 && what == op::send;
        c.name = atoms::rex;
        c.ref = ref_of(c.by_alias || what == op::spawn_reply ? me : peer);
        c.id = 3;
        c.reason = reason;
        const term undef = atoms::undef;
        c.result = undef;
        const term result_pid = at(peer);
        if (variant % 2 == 0) {
          c.result = result_pid;
        }
        const bool can_have_token = what == op::send || what == op::exit || what == op::link_exit ||
                                    what == op::spawn_request || what == op::spawn_reply;
        if (variant >= 3 && can_have_token) {
          c.token = token;
        }
        c.leader = at(peer);
        c.module = atom("m");
        c.function = atom("f");
        c.arity = 3;
        c.options = options;
        const std::optional<control_form> form = make_control(c, flags, message);
        if (!form) {
          CHECK((what == op::unlink_ack && (flags & flag::unlink_id) == 0));
          continue;
        }
        CAPTURE(to_string(form->message));
        const result<control> back = read_control(form->message, context(flags));
        REQUIRE(back);
        CHECK(back->what == what);
        CHECK(back->payload == static_cast<bool>(form->payload));
        CHECK(back->by_name == c.by_name);
        CHECK(back->by_alias == c.by_alias);
        if (c.by_name) {
          CHECK(back->name == c.name);
        } else if (!c.by_alias && what != op::spawn_request) {
          CHECK(back->to == c.to);
        }
        CHECK(static_cast<bool>(back->token) == static_cast<bool>(c.token));
        if (what == op::exit || what == op::link_exit || what == op::down) {
          const term_ref got = back->payload ? form->payload : back->reason;
          CHECK(got == reason.ref());
        }
        if (what == op::unlink && (flags & flag::unlink_id) != 0) {
          CHECK(back->id == 3);
        }
      }
    }
  }
}

TEST_CASE("control: what a peer cannot take is not made") {
  control c;
  c.from = at(me);
  c.to = at(peer);
  c.ref = ref_of(peer);
  c.name = atoms::rex;
  c.by_alias = true;
  const term message = atoms::ok;
  CHECK_FALSE(make_control(c, bare, message));
  c.by_alias = false;
  c.what = op::monitor;
  CHECK_FALSE(make_control(c, bare));
  CHECK(make_control(c, flag::dist_monitor));
  c.by_name = true;
  CHECK_FALSE(make_control(c, flag::dist_monitor));
  CHECK(make_control(c, flag::dist_monitor_name));
  c.what = op::spawn_request;
  CHECK_FALSE(make_control(c, bare, message));
  c.what = op::spawn_reply;
  c.result = message;
  CHECK_FALSE(make_control(c, bare));
}

TEST_CASE("control: a send without a sender has the old form") {
  control c;
  c.to = at(peer);
  const term message = atoms::ok;
  const std::optional<control_form> form = make_control(c, all, message);
  REQUIRE(form);
  CHECK(form->message == term(tuple(2, atoms::empty, at(peer))));
}

}  // namespace kith::dist
