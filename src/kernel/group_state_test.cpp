// The state machine of global_group, against the messages that nodes of OTP 25 send each other.

#include "kernel/group_state.hpp"

#include <doctest/doctest.h>

#include <deque>

#include "kith/build.hpp"

namespace kith::detail {
namespace {

const atom ka("ka@h");
const atom kb("kb@h");
const atom kc("kc@h");

pid process_of(atom node, std::uint32_t id) {
  return pid::external(node, 7, id, 0);
}
const pid server = process_of(ka, 40);
const pid client = process_of(ka, 41);

class recorder final : public group_effects {
 public:
  void send(atom node, term m) override { add(tuple(atom("send"), node, m)); }
  void cast(atom node, term m) override { add(tuple(atom("cast"), node, m)); }
  void send(pid, term m) override { add(tuple(atom("to"), m)); }
  void send(atom name, atom node, term m) override { add(tuple(name, node, m)); }
  void reply(const term&, term answer) override { add(tuple(atoms::reply, answer)); }
  void tell_global(term m) override { add(tuple(atom("global"), m)); }
  void disconnect(atom node) override { add(tuple(atom("disconnect"), node)); }
  [[nodiscard]] std::vector<atom> visible() const override { return up; }
  [[nodiscard]] std::vector<atom> connected() const override { return up; }
  reference ask(atom node, atom function, term args) override {
    add(tuple(atom("ask"), node, function, args));
    return last = fresh();
  }
  reference watch(atom) override { return fresh(); }
  void unwatch(const reference&) override { ++unwatched; }
  reference fresh() override {
    const std::array<std::uint32_t, 3> words = {++references, 0, 0};
    return {ka, 7, words};
  }
  void link(pid) override { add(atom("link")); }
  void unlink(pid) override { add(atom("unlink")); }
  pid search(std::vector<std::vector<atom>> groups, term name) override {
    std::vector<term> all;
    for (const auto& nodes : groups) {
      all.push_back(list_of(nodes));
    }
    add(tuple(atom("search"), list_of(all), name ? name : term::nil()));
    return searcher(60);
  }
  pid failing_search() override { return searcher(61); }
  [[nodiscard]] pid find(term_ref name) const override {
    return name.is(atom("here")) ? client : pid();
  }
  [[nodiscard]] term names() const override { return list(atom("here")); }
  void log(log_level, std::string) override { ++logged; }

  void add(term what) { done.push_back(to_string(what)); }

  pid searcher(std::uint32_t id) {
    return process_of(ka, searchers_differ ? 100 + ++references : id);
  }

  std::deque<std::string> done;
  bool searchers_differ = false;
  std::vector<atom> up;
  reference last;
  std::uint32_t references = 0;
  int unwatched = 0;
  int logged = 0;
};

using lines = std::deque<std::string>;

struct fixture {
  explicit fixture(const char* groups = "[{one,[kb@h,ka@h]},{two,[kc@h]}]") {
    group_reading read = read_groups(ka, parse_term(groups)->ref());
    REQUIRE_FALSE(read.fault);
    table.set(std::move(read.definition));
    machine.emplace(ka, server, table, out);
  }

  lines call(const term& request) {
    out.done.clear();
    machine->handle(tuple(atoms::gen_call, tuple(client, atom("tag")), request));
    return out.done;
  }
  lines cast(const term& m) {
    out.done.clear();
    machine->handle(tuple(atoms::gen_cast, m));
    return out.done;
  }
  lines info(const term& m) {
    out.done.clear();
    machine->handle(m);
    return out.done;
  }
  lines nodeup(atom node, int number) {
    out.up.push_back(node);
    return info(tuple(atoms::nodeup, node,
                      map(atom("connection_id"), number, atom("node_type"), atoms::visible)));
  }
  lines answer(const term& value) { return info(tuple(out.last, tuple(atoms::ok, value))); }
  std::string state_of(const char* item) {
    out.done.clear();
    machine->handle(tuple(atoms::gen_call, tuple(client, atom("tag")), atom("info")));
    const std::string all = out.done.front();
    const std::size_t at = all.find(std::string("{") + item + ",");
    return all.substr(at, all.find('}', at) + 1 - at);
  }

  group_table table;
  recorder out;
  std::optional<group_state> machine;
};

group_reading read(atom node, const char* text) {
  return read_groups(node, parse_term(text)->ref());
}

TEST_CASE("groups: the definition says which group a node is in, and which others there are") {
  const group_reading r = read(ka, "[{two,hidden,[kc@h]},{one,[kb@h,ka@h]}]");
  CHECK_FALSE(r.fault);
  CHECK(r.definition.configured);
  CHECK(to_string(r.definition.name) == "one");
  CHECK(to_string(own_nodes_of(r.definition)) == "[ka@h,kb@h]");
  CHECK(to_string(other_groups_of(r.definition)) == "[{two,[kc@h]}]");
  const group_reading none = read(atom("kx@h"), "[{one,[ka@h]}]");
  CHECK(none.definition.configured);
  CHECK(to_string(none.definition.name) == "no_name");
  CHECK(none.definition.is_participant(ka));
  CHECK_FALSE(none.definition.is_member(ka));
}

TEST_CASE("groups: without a definition, or a name of the node, there are none") {
  CHECK_FALSE(read(ka, "[]").definition.configured);
  CHECK_FALSE(read_groups(ka, term_ref()).definition.configured);
  CHECK_FALSE(read(atoms::nonode, "[{one,[ka@h]}]").definition.configured);
}

TEST_CASE("groups: what is no definition is refused, and so is a node of two groups") {
  CHECK(to_string(read(ka, "[{one,[ka@h]},{two,[ka@h]}]").fault) ==
        "{'node defined twice',{one,two}}");
  for (const char* bad :
       {"{one,[ka@h]}", "[one]", "[{one,ka@h}]", "[{one,[ka@h|x]}]", "[{one,shown,[ka@h]}]",
        "[{1,[ka@h]}]", "[{one,[\"ka@h\"]}]", "[{one,[ka@h]}|x]"}) {
    CAPTURE(bad);
    CHECK(read(ka, bad).fault);
  }
}

TEST_CASE("groups: a node of a hidden group shows itself to its own group alone") {
  const group_definition normal = read(ka, "[{one,[ka@h,kb@h]},{two,[kc@h]}]").definition;
  CHECK(normal.publishes_to("kb@h", false));
  CHECK(normal.publishes_to("kc@h", false));
  CHECK(normal.publishes_to("kb@h", true));  // of a hidden node, as in OTP
  CHECK_FALSE(normal.publishes_to("kc@h", true));
  const group_definition hidden = read(ka, "[{one,hidden,[ka@h,kb@h]}]").definition;
  CHECK(hidden.publishes_to("kb@h", false));
  CHECK_FALSE(hidden.publishes_to("kc@h", false));
  const group_definition none = read(ka, "[]").definition;
  CHECK(none.publishes_to("kc@h", false));
  CHECK_FALSE(none.publishes_to("kc@h", true));
}

TEST_CASE("global_group: a node of the group shares names once it has shown the same definition") {
  fixture f;
  CHECK(f.out.done == lines{"{ask,kb@h,get_own_nodes,[]}"});
  CHECK(f.state_of("no_contact") == "{no_contact,[kb@h]}");
  CHECK(f.nodeup(kb, 3) == lines{"{ask,kb@h,get_own_nodes,[]}"});
  CHECK(f.state_of("sync_error") == "{sync_error,[kb@h]}");
  CHECK(f.answer(list(kb, ka)) == lines{"{global,{group_nodeup,kb@h,3}}"});
  CHECK(f.state_of("synced_nodes") == "{synced_nodes,[kb@h]}");
  f.info(tuple(atoms::nodedown, kb, map(atom("connection_id"), 3)));
  CHECK(f.state_of("no_contact") == "{no_contact,[kb@h]}");
}

TEST_CASE("global_group: a node with another definition, or of another group, shares none") {
  fixture f;
  f.nodeup(kb, 3);
  CHECK(f.answer(list(kb)) ==
        lines{"{global,{group_nodedown,kb@h,3}}", "{send,kb@h,{disconnect_node,ka@h}}"});
  CHECK(f.state_of("sync_error") == "{sync_error,[kb@h]}");
  CHECK(f.nodeup(kc, 4) ==
        lines{"{global,{group_nodedown,kc@h,4}}", "{send,kc@h,{disconnect_node,ka@h}}"});
  CHECK(f.call(atom("own_nodes")) == lines{"{reply,[ka@h,kb@h]}"});
}

TEST_CASE("global_group: the answer of a connection that is gone changes nothing") {
  fixture f;
  f.nodeup(kb, 3);
  const reference old = f.out.last;
  f.info(tuple(atoms::nodedown, kb, map(atom("connection_id"), 3)));
  f.nodeup(kb, 5);
  CHECK(f.info(tuple(old, tuple(atoms::ok, list(ka, kb)))).empty());
  CHECK(f.state_of("sync_error") == "{sync_error,[kb@h]}");
  CHECK(f.info(tuple(old, tuple(atoms::ok, list(ka, kb)))).empty());  // nor does it come twice
  CHECK(f.answer(list(ka, kb)) == lines{"{global,{group_nodeup,kb@h,5}}"});
}

TEST_CASE("global_group: sync asks all nodes of the group, and hears each once") {
  fixture f;
  f.nodeup(kb, 3);
  f.answer(list(ka, kb));
  f.out.up.push_back(kc);
  f.call(atom("sync"));
  REQUIRE(f.out.done.size() == 3);
  const std::string check = f.out.done[1];
  CHECK(check.starts_with("{cast,kb@h,{conf_check,3,ka@h,{"));
  CHECK(check.ends_with("},sync,one,normal,[ka@h,kb@h]}}"));
  const std::array<std::uint32_t, 3> words = {f.out.references - 1, 0, 0};
  const reference session(ka, 7, words);
  SUBCASE("agreement") {
    const term ok = tuple(atom("config_ok"), 3, tuple(server, session), kb);
    CHECK(f.info(ok) == lines{"{global,{group_nodeup,kb@h,3}}"});
    CHECK(f.info(ok).empty());
    CHECK(f.state_of("synced_nodes") == "{synced_nodes,[kb@h]}");
  }
  SUBCASE("none") {
    CHECK(f.info(tuple(atom("config_error"), 3, tuple(server, session), kb)) ==
          lines{"{global,{group_nodedown,kb@h,3}}"});
    CHECK(f.out.logged == 1);
    CHECK(f.state_of("sync_error") == "{sync_error,[kb@h]}");
  }
  SUBCASE("of another session, or of a node that was not asked") {
    CHECK(f.info(tuple(atom("config_ok"), 3, tuple(server, f.out.fresh()), kb)).empty());
    CHECK(f.info(tuple(atom("config_ok"), 3, tuple(server, session), kc)).empty());
    CHECK(f.info(tuple(atom("config_ok"), 3, atom("x"), kb)).empty());
  }
}

TEST_CASE("global_group: another definition ends a sync under way, and its monitors") {
  fixture f;
  f.nodeup(kb, 3);
  f.call(atom("sync"));
  SUBCASE("changed") {
    f.call(tuple(atom("global_groups_changed"), *parse_term("[{one,[kb@h,ka@h]}]")));
  }
  SUBCASE("removed") {
    f.call(tuple(atom("global_groups_removed"), list()));
  }
  CHECK(f.out.unwatched == 1);
}

TEST_CASE("global_group: a node that syncs is told whether the definitions agree") {
  fixture f;
  f.nodeup(kb, 3);
  const term from = tuple(process_of(kb, 9), atom("session"));
  const auto check = [&](atom node, atom group, atom type, term nodes) {
    return f.cast(tuple(atom("conf_check"), 3, node, from, atom("sync"), group, type, nodes));
  };
  CHECK(check(kb, atom("one"), atoms::normal, list(ka, kb)).size() == 2);
  CHECK(f.out.done[0] == "{global,{group_nodeup,kb@h,3}}");
  CHECK(f.out.done[1].starts_with("{to,{config_ok,3,{"));
  CHECK(check(kb, atom("one"), atoms::hidden, list(ka, kb)).size() == 3);
  CHECK(f.out.done[2].starts_with("{to,{config_error,3,{"));
  CHECK(check(kb, atom("two"), atoms::normal, list(ka, kb)).size() == 3);
  CHECK(check(kb, atom("one"), atoms::normal, list(ka)).size() == 3);
  // Nothing is said of a node that is not connected, nor to what is no process.
  CHECK(check(kc, atom("one"), atoms::normal, list(ka, kb)).empty());
  CHECK(f.cast(tuple(atom("conf_check"), 3, kb, atom("x"), atom("sync"), atom("one"), atoms::normal,
                     list(ka, kb)))
            .empty());
  // Nodes of OTP before 25 wait under another name.
  CHECK(f.cast(tuple(atom("conf_check"), 2, kb, from, atom("sync"), atom("one"), list(ka, kb)))
            .back()
            .starts_with("{global_group_check,kb@h,{config_ok,2,"));
}

TEST_CASE("global_group: names are looked for here first, then in the other groups") {
  fixture f;
  CHECK(f.call(tuple(atom("registered_names"), tuple(atom("group"), atom("one")))) ==
        lines{"{reply,[here]}"});
  CHECK(f.call(tuple(atom("registered_names"), tuple(atom("node"), ka))) ==
        lines{"{reply,[here]}"});
  CHECK(f.call(tuple(atom("registered_names"), tuple(atom("group"), atom("three")))) ==
        lines{"{reply,[]}"});
  CHECK(f.call(tuple(atom("send"), atom("here"), 1)).front() == "{to,1}");
  CHECK(f.call(tuple(atom("send"), tuple(atom("group"), atom("one")), atom("gone"), 1)) ==
        lines{"{reply,{badarg,{gone,1}}}"});
  CHECK(f.call(tuple(atom("whereis_name"), atom("there"))) == lines{"{search,[[kc@h]],there}"});
  const term who = process_of(ka, 60);
  CHECK(f.info(tuple(atom("found"), who, process_of(kc, 8))).size() == 1);
  CHECK(f.info(tuple(atom("found"), who, process_of(kc, 8))).empty());
  CHECK(f.call(tuple(atom("send"), tuple(atom("node"), kc), atom("there"), 1)) ==
        lines{"{search,[[kc@h]],there}"});
  CHECK(f.info(tuple(atom("found"), who, atoms::undefined)) == lines{"{reply,{badarg,{there,1}}}"});
  CHECK(f.call(tuple(atom("registered_names"), tuple(atom("node"), kc))) ==
        lines{"{search,[[kc@h]],[]}"});
  CHECK(f.info(tuple(atoms::EXIT, who, atoms::killed)) == lines{"{reply,{error,killed}}"});
}

TEST_CASE("global_group: other nodes ask for names, and what they ask wrongly is dropped") {
  fixture f;
  const pid asks = process_of(kc, 5);
  CHECK(f.cast(tuple(atom("registered_names"), asks)) ==
        lines{"{to,{registered_names_res,[here]}}"});
  CHECK(f.cast(tuple(atom("find_name"), asks, atom("gone"))) ==
        lines{"{to,{find_name_res,undefined}}"});
  CHECK(f.cast(tuple(atom("find_name"), atom("x"), atom("gone"))).empty());
  CHECK(f.cast(atom("x")).empty());
  CHECK(f.info(tuple(atoms::nodeup, 1, 2)).empty());
  CHECK(f.info(tuple(atom("disconnect_node"), "x")).empty());
  CHECK(f.info(atom("x")).empty());
  CHECK(f.call(atom("x")) == lines{"{reply,{illegal_message,x}}"});
  CHECK(f.call(tuple(atom("send"), atom("x"), 1, 2)) ==
        lines{"{reply,{illegal_message,{send,x,1,2}}}"});
}

TEST_CASE("global_group: who monitors nodes hears of those of the group alone") {
  fixture f;
  CHECK(f.call(tuple(atom("monitor_nodes"), true)) == lines{"link", "{reply,ok}"});
  f.nodeup(kc, 4);
  CHECK(f.info(tuple(atoms::nodedown, kc, map(atom("x"), 1))).empty());
  f.nodeup(kb, 3);
  CHECK(f.answer(list(ka, kb)).front() == "{to,{nodeup,kb@h}}");
  CHECK(f.info(tuple(atom("disconnect_node"), kb)).front() == "{to,{nodedown,kb@h}}");
  f.info(tuple(atoms::EXIT, client, atoms::normal));
  CHECK(f.info(tuple(atoms::nodedown, kb, map(atom("x"), 1))).empty());
}

TEST_CASE("global_group: who monitors nodes too often is refused") {
  fixture f;
  const term ask = tuple(atom("monitor_nodes"), true);
  for (std::size_t i = 0; i < group_state::monitors_max; ++i) {
    f.call(ask);
  }
  CHECK(f.call(ask) == lines{"{reply,{error,system_limit}}"});
  f.call(tuple(atom("monitor_nodes"), false));
  CHECK(f.call(ask) == lines{"link", "{reply,ok}"});
}

TEST_CASE("global_group: searches beyond a limit find nothing, those for tests too") {
  fixture f;
  f.out.searchers_differ = true;
  const term look = tuple(atom("whereis_name"), atom("x"));
  const term fail = tuple(atom("whereis_name_test"), atom("test3844zty"));
  for (std::size_t i = 0; i < group_state::searches_max; ++i) {
    f.call(i % 2 == 0 ? look : fail);
  }
  CHECK(f.call(look) == lines{"{reply,undefined}"});
  CHECK(f.call(fail) == lines{"{reply,undefined}"});
}

TEST_CASE("global_group: another definition gives up the nodes that are not of the group") {
  fixture f;
  f.nodeup(kb, 3);
  f.answer(list(ka, kb));
  CHECK(f.call(tuple(atom("global_groups_changed"), parse_term("[{one,[ka@h,kc@h]}]")->ref())) ==
        lines{"{global,{group_nodedown,kb@h,3}}", "{disconnect,kb@h}",
              "{ask,kc@h,get_own_nodes,[]}", "{reply,ok}"});
  CHECK(f.call(atom("own_nodes")) == lines{"{reply,[ka@h,kc@h]}"});
  CHECK(f.call(tuple(atom("global_groups_changed"), atom("x"))) ==
        lines{"{reply,{error,{'invalid global_groups definition',x}}}"});
  CHECK(f.call(tuple(atom("ng_add_check"), kc, atoms::normal, list(kc, ka))) ==
        lines{"{reply,agreed}"});
  CHECK(f.call(tuple(atom("ng_add_check"), kc, atoms::normal, list(kc))) ==
        lines{"{reply,not_agreed}"});
  CHECK(f.call(tuple(atom("global_groups_removed"), term::nil())) == lines{"{reply,ok}"});
  CHECK(f.call(atom("global_groups")) == lines{"{reply,undefined}"});
}

}  // namespace
}  // namespace kith::detail
