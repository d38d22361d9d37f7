// Histories made by hand, each of which breaks one promise, so that a referee who sees nothing is
// seen.

#include "referee.hpp"

#include <doctest/doctest.h>

#include "tale.hpp"

namespace kith::scenarios {
namespace {

TEST_CASE("referee: has nothing to say of a history without fault") {
  tale t;
  t.sends(1, 2, 1, 5);
  t.sends(1, 2, 2, 5, 200'000);
  t.gets(2, 1, 1, 7);
  t.gets(2, 1, 2, 7, 200'000);
  t.ties(deed::monitored, 1, 1, 2, 5);
  t.ties(deed::linked, 1, 0, 2, 5);
  t.ties(deed::monitored, 1, 2, 2, 5).owed = true;
  t.ties(deed::answered, 1, 2);
  t.ties(deed::asked, 1, 3);
  t.ties(deed::granted, 1, 3);
  t.ties(deed::monitored, 1, 4, 2, 5);
  t.ties(deed::demonitored, 1, 4);
  t.ties(deed::linked, 3, 0, 2, 5);
  t.ties(deed::unlinked, 3, 0, 2);
  // They were in the mailboxes.
  t.ends(2, "enough");
  t.hears_end(deed::told, 1, 4, 0, "enough");
  t.hears_end(deed::exited, 3, 0, 2, "enough");
  t.ties(deed::fenced, 1, 4);
  t.ties(deed::fenced, 3, 0, 2);
  t.hears_end(deed::told, 1, 1, 0, "enough");
  t.hears_end(deed::exited, 1, 0, 2, "enough");
  CHECK(t.verdict() == "nothing");
}

TEST_CASE("referee: a gap is where a connection was lost") {
  tale t;
  t.sends(1, 2, 1, 5);
  t.sends(1, 2, 2, 5);
  t.gets(2, 1, 1, 7);
  t.loses(5, 7);
  t.connects(6, 8);
  t.sends(1, 2, 3, 6);
  t.gets(2, 1, 3, 8);
  CHECK(t.verdict() == "nothing");
}

TEST_CASE("referee: 1, order: a gap within a connection") {
  tale t;
  t.sends(1, 2, 1, 5);
  t.sends(1, 2, 2, 5);
  t.gets(2, 1, 2, 7);
  CHECK(t.verdict() ==
        "at 0 ms process 2 of n1 got message 2 of process 1 and not message 1, which was sent "
        "before it by the same connection");
}

TEST_CASE("referee: 1, order: one message twice") {
  tale t;
  t.sends(1, 2, 1, 5);
  t.gets(2, 1, 1, 7);
  t.gets(2, 1, 1, 7);
  CHECK(t.verdict() == "at 0 ms process 2 of n1 got message 1 of process 1 after message 1");
}

TEST_CASE("referee: 1, order: two messages the wrong way round, though one may be lost") {
  tale t;
  t.sends(1, 2, 1, 5).owed = false;
  t.sends(1, 2, 2, 5);
  t.gets(2, 1, 2, 7);
  t.gets(2, 1, 1, 7);
  CHECK(t.verdict() == "at 0 ms process 2 of n1 got message 1 of process 1 after message 2");
}

TEST_CASE("referee: 1, order: what was never sent") {
  tale t;
  t.gets(2, 1, 1, 7);
  CHECK(t.verdict() == "at 0 ms process 2 of n1 got message 1 of process 1, which was never sent");
}

TEST_CASE("referee: 1, order: the last of what was sent by a connection that stands") {
  tale t;
  t.sends(1, 2, 1, 5);
  CHECK(t.verdict() == "at the end process 2 of n1 never got message 1 of process 1");
  tale within;
  within.sends(1, 3, 1, 0);
  CHECK(within.verdict() == "at the end process 3 of n0 never got message 1 of process 1");
}

TEST_CASE("referee: 2, ties: a second 'DOWN'") {
  tale t;
  t.ties(deed::monitored, 1, 1, 2, 5);
  t.ends(2, "done");
  t.hears_end(deed::told, 1, 1, 0, "done");
  t.hears_end(deed::told, 1, 1, 0, "done");
  CHECK(t.verdict() ==
        "at 0 ms process 1 of n0 gets a 'DOWN' (done) of a monitor that it does not have");
}

TEST_CASE("referee: 2, ties: a 'DOWN' after demonitor, with flush or without") {
  tale t;
  t.ties(deed::monitored, 1, 1, 2, 5);
  t.ties(deed::flushed, 1, 1);
  t.ends(2);
  t.hears_end(deed::told, 1, 1, 0, "killed");
  CHECK(t.verdict() ==
        "at 0 ms process 1 of n0 gets a 'DOWN' (killed) of a monitor that it does not have");
  tale late;
  late.ties(deed::monitored, 1, 1, 2, 5);
  late.ties(deed::demonitored, 1, 1);
  late.ties(deed::fenced, 1, 1);
  late.ends(2);
  late.hears_end(deed::told, 1, 1, 0, "killed");
  CHECK(late.verdict() ==
        "at 0 ms process 1 of n0 gets a 'DOWN' (killed) of a monitor that it does not have");
}

TEST_CASE("referee: 2, ties: a 'DOWN' besides an answer by the same alias") {
  tale t;
  t.ties(deed::monitored, 1, 1, 2, 5).owed = true;
  t.ties(deed::answered, 1, 1);
  t.ends(2);
  t.hears_end(deed::told, 1, 1, 0, "killed");
  CHECK(t.verdict() ==
        "at 0 ms process 1 of n0 gets a 'DOWN' (killed) of a monitor that it does not have");
  tale twice;
  twice.ties(deed::monitored, 1, 1, 2, 5).owed = true;
  twice.ties(deed::answered, 1, 1);
  twice.ties(deed::answered, 1, 1);
  CHECK(twice.verdict() == "at 0 ms process 1 of n0 is answered by an alias that it does not have");
}

TEST_CASE("referee: 2, ties: a 'DOWN' that never comes") {
  tale t;
  t.ties(deed::monitored, 1, 1, 2, 5);
  t.ends(2);
  CHECK(t.verdict() == "at the end process 1 of n0 waits for the 'DOWN' of process 2");
  tale of_a_name;
  of_a_name.ties(deed::monitored, 1, 1, 0, 4);
  CHECK(of_a_name.verdict() == "at the end process 1 of n0 waits for the 'DOWN' of a name");
}

TEST_CASE("referee: 2, ties: a second 'EXIT'") {
  tale t;
  t.ties(deed::linked, 1, 0, 2, 5);
  t.ends(2, "done");
  t.hears_end(deed::exited, 1, 0, 2, "done");
  t.hears_end(deed::exited, 1, 0, 2, "done");
  CHECK(t.verdict() ==
        "at 0 ms process 1 of n0 gets an 'EXIT' (done) of process 2, with which it has no link");
  tale of_both;
  of_both.ties(deed::linked, 1, 0, 2, 5);
  of_both.ties(deed::linked, 2, 0, 1, 7);
  of_both.ends(2, "done");
  of_both.hears_end(deed::exited, 1, 0, 2, "done");
  of_both.hears_end(deed::exited, 1, 0, 2, "done");
  CHECK(of_both.verdict() ==
        "at 0 ms process 1 of n0 gets an 'EXIT' (done) of process 2, with which it has no link");
}

TEST_CASE("referee: 2, ties: an 'EXIT' after unlink") {
  tale t;
  t.ties(deed::linked, 1, 0, 2, 5);
  t.ties(deed::unlinked, 1, 0, 2);
  t.ties(deed::fenced, 1, 0, 2);
  t.ends(2);
  t.hears_end(deed::exited, 1, 0, 2, "killed");
  CHECK(t.verdict() ==
        "at 0 ms process 1 of n0 gets an 'EXIT' (killed) of process 2, with which it has no link");
}

TEST_CASE("referee: 2, ties: an 'EXIT' of who has undone the link") {
  tale t;
  t.ties(deed::linked, 2, 0, 1, 7);
  t.ties(deed::unlinked, 2, 0, 1);
  t.ends(2, "done");
  t.hears_end(deed::exited, 1, 0, 2, "done");
  CHECK(t.verdict() ==
        "at 0 ms process 1 of n0 gets an 'EXIT' (done) of process 2, with which it has no link");
}

TEST_CASE("referee: 2, ties: an 'EXIT' that never comes") {
  tale t;
  t.ties(deed::linked, 1, 0, 2, 5);
  t.ends(2);
  CHECK(t.verdict() == "at the end process 1 of n0 waits for the 'EXIT' of process 2");
  tale made_by_the_other;
  made_by_the_other.ties(deed::linked, 2, 0, 1, 7);
  made_by_the_other.ends(2);
  CHECK(made_by_the_other.verdict() ==
        "at the end process 1 of n0 waits for the 'EXIT' of process 2");
  tale undone;
  undone.ties(deed::linked, 1, 0, 2, 5);
  undone.ties(deed::unlinked, 2, 0, 1);  // by the other
  undone.ends(2);
  CHECK(undone.verdict() == "nothing");
}

TEST_CASE("referee: 2, ties: the end of a process that lives, or another reason than its own") {
  tale lives;
  lives.ties(deed::monitored, 1, 1, 2, 5);
  lives.hears_end(deed::told, 1, 1, 0, "noproc");
  CHECK(lives.verdict() ==
        "at 0 ms process 1 of n0 hears that process 2 has ended (noproc), which lives");
  tale own;
  own.ties(deed::monitored, 1, 1, 2, 5);
  own.strikes(3, 2, 1, 5, "killed");
  own.ends(2, "done");
  own.hears_end(deed::told, 1, 1, 0, "killed");
  CHECK(own.verdict() ==
        "at 0 ms process 1 of n0 hears killed of process 2, which ended with done");
  tale others;
  others.ties(deed::monitored, 1, 1, 2, 5);
  others.ties(deed::linked, 3, 0, 2, 5);
  others.strikes(3, 2, 1, 5, "killed");
  others.strikes(3, 2, 2, 5, "shot");
  others.ends(2);
  others.hears_end(deed::told, 1, 1, 0, "killed");
  others.hears_end(deed::exited, 3, 0, 2, "shot");
  CHECK(others.verdict() ==
        "at 0 ms process 3 of n0 hears shot of process 2, of which others heard killed");
  tale nobodys;
  nobodys.ties(deed::monitored, 1, 1, 2, 5);
  nobodys.ends(2);
  nobodys.hears_end(deed::told, 1, 1, 0, "kill");
  CHECK(nobodys.verdict() == "at 0 ms process 1 of n0 hears kill, for which nobody can have ended");
  tale harmless;
  harmless.ties(deed::monitored, 1, 1, 2, 5);
  harmless.ends(3, "normal");
  harmless.ends(2);
  harmless.hears_end(deed::told, 1, 1, 0, "normal");
  CHECK(harmless.verdict() ==
        "at 0 ms process 1 of n0 hears normal of process 2, which did not end of its own will");
}

TEST_CASE("referee: 2, ties: a deadly signal that one outlives") {
  tale t;
  t.strikes(1, 2, 1, 5, "killed");
  CHECK(t.verdict() == "at the end process 2 of n1 never got message 1 of process 1");
  t.sends(1, 2, 2, 5);
  t.gets(2, 1, 2, 7);
  CHECK(t.verdict() ==
        "at 0 ms process 2 of n1 got message 2 of process 1 and not message 1, which was sent "
        "before it by the same connection");
  tale dies;
  dies.strikes(1, 2, 1, 5, "killed");
  dies.ends(2);
  CHECK(dies.verdict() == "nothing");
}

using counts = std::vector<std::pair<deed, actor>>;
const std::pair link_of_1(deed::has_link, actor{1});
const std::pair link_of_2(deed::has_link, actor{2});
const std::pair monitor_of_1(deed::has_monitor, actor{1});
const std::pair watcher_of_2(deed::has_watcher, actor{2});

/// 1 has linked and monitored 2; that is what their nodes count of it.
tale counted(const counts& said) {
  tale t;
  t.ties(deed::linked, 1, 0, 2, 5);
  t.ties(deed::monitored, 1, 1, 2, 5);
  t.add(deed::counted, 1);
  t.add(deed::counted, 2);
  for (const auto& [what, who] : said) {
    t.ties(what, who, 0, 3 - who);
  }
  return t;
}

TEST_CASE("referee: 2, ties: one of which only one side knows in the end, or neither") {
  tale all = counted({link_of_1, link_of_2, monitor_of_1, watcher_of_2});
  CHECK(all.verdict() == "nothing");
  all.ties(deed::flushed, 1, 1);
  CHECK(all.verdict() == "at the end process 1 of n0 has 1 monitors of process 2 and not 0");
  CHECK(counted({link_of_1, monitor_of_1, watcher_of_2}).verdict() ==
        "at the end process 1 of n0 has a link with process 2, which has none with it");
  CHECK(counted({monitor_of_1, watcher_of_2}).verdict() ==
        "at the end process 1 of n0 has no link any more with process 2");
  CHECK(counted({link_of_1, link_of_2, monitor_of_1}).verdict() ==
        "at the end process 1 of n0 monitors process 2, which does not know it");
  CHECK(counted({link_of_1, link_of_2, watcher_of_2}).verdict() ==
        "at the end process 1 of n0 has 0 monitors of process 2 and not 1 and 1 more");
}

TEST_CASE("referee: 3, connections: noconnection of one that stands") {
  tale t;
  t.ties(deed::monitored, 1, 1, 2, 5);
  t.hears_end(deed::told, 1, 1, 0, "noconnection");
  CHECK(t.verdict() == "at 0 ms process 1 of n0 hears noconnection by connection 5, which stands");
}

TEST_CASE("referee: 3, connections: a message by one after noconnection of it") {
  tale t;
  t.ties(deed::monitored, 1, 1, 2, 5);
  t.sends(2, 1, 1, 7);
  t.hears_end(deed::told, 1, 1, 0, "noconnection");
  t.gets(1, 2, 1, 5);
  t.loses(5, 7);
  CHECK(t.verdict() ==
        "at 0 ms process 1 of n0 got message 1 of process 2 by connection 5 after it heard "
        "noconnection of it");
}

TEST_CASE("referee: 3, connections: a message while there is none") {
  tale t;
  t.sends(1, 2, 1, 5);
  t.loses(5, 7);
  t.gets(2, 1, 1, 0);
  CHECK(t.verdict() ==
        "at 0 ms process 2 of n1 got message 1 of process 1 while n0 is not connected");
}

TEST_CASE("referee: 3, connections: a message by a later one than it was sent by") {
  tale t;
  t.sends(1, 2, 1, 5);
  t.sends(1, 2, 2, 5);
  t.gets(2, 1, 1, 7);
  t.loses(5, 7);
  t.connects(6, 8);
  t.gets(2, 1, 2, 8);
  CHECK(t.verdict() ==
        "at 0 ms process 2 of n1 got message 2 of process 1, which was sent by connection 5 there, "
        "by 8 here; others by 7 here, by 5 there");
}

TEST_CASE("referee: 3, connections: one that comes up twice") {
  tale t;
  t.hears(deed::up, 1, 1, 6);
  t.all.standing = {{{0, 6}, 1}, {{1, 7}, 0}};
  CHECK(t.verdict() == "at 0 ms process 1 of n0 hears twice that n1 is up and 1 more");
}

TEST_CASE("referee: 3, connections: one of whose loss, or of which, nobody hears") {
  tale lost;
  lost.all.standing.erase({0, 5});
  CHECK(lost.verdict() == "at the end process 1 of n0 believes that n1 is connected and 1 more");
  tale there;
  there.hears(deed::down, 1, 1, 5);
  CHECK(there.verdict() == "at the end process 1 of n0 has not heard that n1 is connected");
}

TEST_CASE("referee: 4, identity: a message for a process of a former life") {
  tale t;
  t.loses(5, 7);
  t.ends(2);
  t.begins(4, 1, 2);
  t.hears(deed::up, 1, 1, 6);
  t.hears(deed::up, 3, 1, 6);
  t.hears(deed::up, 4, 0, 1);
  t.all.standing = {{{0, 6}, 1}, {{1, 1}, 0}};
  t.sends(1, 2, 1, 6);
  t.gets(4, 1, 1, 1);
  CHECK(t.verdict() == "at 0 ms process 4 of n1 got what is for process 2");
}

TEST_CASE("referee: 4, identity: a 'DOWN' of another's monitor") {
  tale t;
  t.ties(deed::monitored, 1, 1, 2, 5);
  t.ends(2, "done");
  t.hears_end(deed::told, 3, 1, 0, "done");
  t.hears_end(deed::told, 1, 1, 0, "done");
  CHECK(t.verdict() ==
        "at 0 ms process 3 of n0 gets a 'DOWN' (done) of a monitor that it does not have");
}

TEST_CASE("referee: 4, identity: a process with the pid of another") {
  tale t;
  t.begins(2, 1, 1);
  CHECK(t.verdict() == "at 0 ms process 2 of n1 begins a second time: another process has its pid");
}

TEST_CASE("referee: 5, fragments: a small message before a large one that was sent first") {
  tale t;
  t.sends(1, 2, 1, 5, 200'000);
  t.sends(1, 2, 2, 5);
  t.gets(2, 1, 2, 7);
  t.gets(2, 1, 1, 7, 200'000);
  CHECK(t.verdict() ==
        "at 0 ms process 2 of n1 got message 2 of process 1 and not message 1 (of several "
        "fragments), which was sent before it by the same connection and 1 more");
}

TEST_CASE("referee: 5, fragments: other bytes than were sent") {
  tale t;
  t.sends(1, 2, 1, 5, 200'000);
  t.gets(2, 1, 1, 7, 200'000).intact = false;
  CHECK(t.verdict() == "at 0 ms process 2 of n1 got other bytes than were sent in message 1 (of "
                       "several fragments)");
}

TEST_CASE("referee: the end: somebody waits for ever") {
  tale question;
  question.ties(deed::monitored, 1, 1, 2, 5).owed = true;
  CHECK(question.verdict() == "at the end process 1 of n0 waits for an answer");
  tale request;
  request.ties(deed::asked, 1, 1);
  CHECK(request.verdict() ==
        "at the end process 1 of n0 waits for the process that it has asked for");
  tale twice;
  twice.ties(deed::asked, 1, 1);
  twice.ties(deed::granted, 1, 1);
  twice.ties(deed::granted, 1, 1);
  CHECK(twice.verdict() ==
        "at 0 ms process 1 of n0 has a second answer to its request for a process");
}

}  // namespace
}  // namespace kith::scenarios
