// Groups of processes in clusters of erl and kith, in every mixture: the cases of OTP's pg_SUITE,
// typed in nodes of either kind. Each case has a scope of its own.
#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "interop/erl_node.hpp"
#include "interop/ports.hpp"

namespace kith::cmd_test {

namespace {

using interop::epmd_daemon;
using interop::erl_node;
using interop::patience;

/// Three nodes, a, b and c, that all know each other; they live until the tests are over.
class trio {
 public:
  explicit trio(const std::string& kinds) : kinds_(kinds) {
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      start(i);
    }
    connect();
  }

  erl_node& operator[](std::size_t i) { return *nodes_[i]; }
  [[nodiscard]] const std::string& kinds() const { return kinds_; }
  [[nodiscard]] bool is_kith(std::size_t i) const { return kinds_[i] == 'k'; }
  static std::string name(std::size_t i) { return std::string(1, "abc"[i]) + "@localhost"; }

  void start(std::size_t i) {
    if (nodes_.size() <= i) {
      nodes_.resize(i + 1);
    }
    nodes_[i].reset();
    nodes_[i] = std::make_unique<erl_node>(interop::erl_options{
        .name = name(i), .epmd = epmd_.port(), .program = is_kith(i) ? KITH_COMMAND : "erl"});
    const char* helpers =
        "Until = fun U(_, 0) -> late; U(F, N) -> case F() of true -> true; _ -> timer:sleep(5), "
        "U(F, "
        "N - 1) end end, Idle = fun() -> spawn(fun() -> receive never -> ok end end) end, "
        "Of = fun(S, G) -> lists:sort([term_to_binary(P) || P <- pg:get_members(S, G)]) end, "
        "View = fun(S) -> Hash(lists:sort([{G, Of(S, G)} || G <- pg:which_groups(S)])) end, "
        "Count = fun(S) -> lists:sum([length(pg:get_members(S, G)) || G <- pg:which_groups(S)]) "
        "end, A = a@localhost, B = b@localhost, C = c@localhost, ok";
    REQUIRE((*nodes_[i]).eval(helpers) == "ok");
  }
  void kill(std::size_t i) { nodes_[i]->program().kill(); }

  void connect() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      for (std::size_t j = 0; j < nodes_.size(); ++j) {
        CHECK(
            (*nodes_[i]).eval("Until(fun() -> pong =:= net_adm:ping(" + name(j) + ") end, 1000)") ==
            "true");
      }
    }
  }
  void start_scope(const std::string& scope, std::vector<std::size_t> at = {0, 1, 2}) {
    for (const std::size_t i : at) {
      REQUIRE((*nodes_[i]).eval_alone("{ok, Started} = pg:start(" + scope + "), is_pid(Started)") ==
              "true");
    }
  }
  /// Whether these nodes come to know the same members, so many in all.
  bool agree(const std::string& scope, std::size_t members,
             std::vector<std::size_t> at = {0, 1, 2}) {
    const std::string is_whole =
        "Until(fun() -> Count(" + scope + ") =:= " + std::to_string(members) + " end, 1000)";
    for (const std::size_t i : at) {
      if ((*nodes_[i]).eval(is_whole) != "true") {
        return false;
      }
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(15);
    for (;;) {
      bool same = true;
      const std::string first = (*nodes_[at[0]]).eval("View(" + scope + ")");
      for (const std::size_t i : at) {
        same = same && (*nodes_[i]).eval("View(" + scope + ")") == first;
      }
      if (same || std::chrono::steady_clock::now() > until) {
        return same;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

 private:
  std::string kinds_;
  epmd_daemon epmd_;
  std::vector<std::unique_ptr<erl_node>> nodes_;
};

/// e is an erl, k a kith.
void in_each_mixture(const std::function<void(trio&)>& story) {
  static std::vector<std::unique_ptr<trio>> all;
  if (all.empty()) {
    for (const char* kinds : {"kkk", "ekk", "kee"}) {
      all.push_back(std::make_unique<trio>(kinds));
    }
  }
  for (const auto& each : all) {
    CAPTURE(each->kinds());
    story(*each);
  }
}

}  // namespace

TEST_CASE("pg_SUITE pg: a process joins and leaves, and is known on each node") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_basic");
    CHECK(n[0].eval("P1a = Idle(), pg:join(pg_basic, g, P1a)") == "ok");
    CHECK(n[0].eval_alone("[P1a] = pg:get_members(pg_basic, g), [P1a] = pg:get_local_members("
                          "pg_basic, g), {pg:which_groups(pg_basic), "
                          "pg:which_local_groups(pg_basic)}") == "{[g],[g]}");
    CHECK(n.agree("pg_basic", 1));
    CHECK(n[1].eval("{pg:get_local_members(pg_basic, g), pg:which_groups(pg_basic), "
                    "pg:which_local_groups(pg_basic)}") == "{[],[g],[]}");
    CHECK(n[0].eval("{pg:leave(pg_basic, g, P1a), pg:leave(pg_basic, g, P1a), "
                    "pg:which_groups(pg_basic)}") == "{ok,not_joined,[]}");
    CHECK(n.agree("pg_basic", 0));
  });
}

TEST_CASE(
    "pg_SUITE errors: what is no process of the node does not join, and a scope lives through "
    "what it does not know") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_errors");
    CHECK(n[0].eval("P1b = Idle(), pg:join(pg_errors, g, P1b)") == "ok");
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(n[i].eval_alone("Far = rpc:call(hd(nodes()), erlang, whereis, [rex]), "
                            "{'EXIT', {{nolocal, Far}, _}} = (catch pg:join(pg_errors, g, Far)), "
                            "{'EXIT', {{nolocal, Far}, _}} = (catch pg:join(pg_errors, g, "
                            "[self(), Far])), "
                            "{'EXIT', {{nolocal, x}, _}} = (catch pg:leave(pg_errors, g, [x])), "
                            "{'EXIT', {function_clause, _}} = (catch pg:join(pg_errors, g, x)), "
                            "{error, {already_started, _}} = pg:start(pg_errors), ok") == "ok");
      if (n.is_kith(i)) {
        // A scope of OTP ends at any of these.
        const std::string there = "{pg_errors, " + trio::name(i) + "}";
        CHECK(n[(i + 1) % 3].eval_alone(
                  there + " ! garbage, gen_server:cast(" + there + ", garbage), [" + there +
                  " ! {V, self(), x, y} || V <- [join, leave, discover, 'DOWN']], " + there +
                  " ! {discover, self(), a, b}, gen_server:call(" + there + ", garbage)") ==
              "{error,badarg}");
      }
    }
    CHECK(n.agree("pg_errors", 1));
  });
}

TEST_CASE("pg_SUITE nolocal, process_owner_check: a process joins on its own node alone") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_owner");
    CHECK(n[0].eval_alone("P = erpc:call(B, erlang, whereis, [rex]), {nolocal, P} = try "
                          "pg:join(pg_owner, g, P) catch error:E -> E end, {nolocal, P} = try "
                          "pg:join(pg_owner, g, [P, P]) catch error:F -> F end, {nolocal, P} = try "
                          "pg:leave(pg_owner, g, P) catch error:H -> H end, "
                          "erpc:call(B, pg, join, [pg_owner, g, P])") == "ok");
    CHECK(n.agree("pg_owner", 1));
    CHECK(n[0].eval("node(hd(pg:get_members(pg_owner, g)))") == "b@localhost");
  });
}

TEST_CASE("pg_SUITE single, group_leave: processes join and leave in lists") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_single");
    CHECK(
        n[0].eval("P1d = Idle(), P2d = Idle(), P3d = Idle(), pg:join(pg_single, g, [P1d, P2d])") ==
        "ok");
    CHECK(
        n[0].eval("pg:join(pg_single, g, P3d), pg:get_members(pg_single, g) =:= [P3d, P1d, P2d]") ==
        "true");
    CHECK(n.agree("pg_single", 3));
    CHECK(n[0].eval("{pg:leave(pg_single, g, [P2d, P1d]), pg:leave(pg_single, g, [P2d, P1d]), "
                    "pg:get_members(pg_single, g) =:= [P3d]}") == "{ok,not_joined,true}");
    CHECK(n.agree("pg_single", 1));
    CHECK(n[0].eval("exit(P3d, kill), pg:join(pg_single, h, [P1d, P1d, P2d])") == "ok");
    CHECK(n.agree("pg_single", 3));
  });
}

TEST_CASE("pg_SUITE two, initial: who comes later learns of those that were there") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_two", {0});
    CHECK(n[0].eval("P1e = Idle(), P2e = Idle(), pg:join(pg_two, {g, 1}, [P1e, P2e])") == "ok");
    n.start_scope("pg_two", {1});
    CHECK(n.agree("pg_two", 2, {0, 1}));
    CHECK(n[1].eval("P3e = Idle(), pg:join(pg_two, {g, 1}, P3e)") == "ok");
    CHECK(n.agree("pg_two", 3, {0, 1}));
    n.start_scope("pg_two", {2});
    CHECK(n.agree("pg_two", 3));
    CHECK(n[1].eval("exit(P3e, kill)") == "true");
    CHECK(n[0].eval("pg:leave(pg_two, {g, 1}, P2e)") == "ok");
    CHECK(n.agree("pg_two", 1));
  });
}

TEST_CASE("pg_SUITE double: a process that joins twice is there twice, in the same order for all") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_double");
    CHECK(
        n[0].eval("P1f = Idle(), P2f = Idle(), [pg:join(pg_double, g, X) || X <- [P1f, [P2f, P1f], "
                  "P2f]], pg:get_members(pg_double, g) =:= [P2f, P2f, P1f, P1f]") == "true");
    CHECK(n.agree("pg_double", 4));
    const std::string order = "[term_to_binary(P) || P <- pg:get_members(pg_double, g)]";
    CHECK(n[1].eval("Hash(" + order + ")") == n[0].eval("Hash(" + order + ")"));
    CHECK(n[0].eval("pg:leave(pg_double, g, P1f)") == "ok");
    CHECK(n.agree("pg_double", 3));
    CHECK(n[2].eval("Hash(" + order + ")") == n[0].eval("Hash(" + order + ")"));
    CHECK(n[0].eval("exit(P2f, kill)") == "true");
    CHECK(n.agree("pg_double", 1));
    CHECK(n[0].eval("pg:leave(pg_double, g, P1f)") == "ok");
    CHECK(n.agree("pg_double", 0));
  });
}

TEST_CASE("pg_SUITE empty_group_by_remote_leave: a group that all have left is forgotten") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_empty");
    CHECK(n[1].eval("P1g = Idle(), pg:join(pg_empty, g, P1g)") == "ok");
    CHECK(n.agree("pg_empty", 1));
    CHECK(n[1].eval("pg:leave(pg_empty, g, P1g)") == "ok");
    CHECK(n.agree("pg_empty", 0));
    for (std::size_t i : {0u, 2u}) {
      CHECK(n[i].eval_alone("{state, pg_empty, _, Remote, _, _, _} = sys:get_state(pg_empty), "
                            "Peer = erpc:call(B, erlang, whereis, [pg_empty]), {_, Groups} = "
                            "maps:get(Peer, Remote), Groups") == "#{}");
    }
  });
}

TEST_CASE("pg_SUITE missing_scope_join: without the scope nobody joins") {
  in_each_mixture([](trio& n) {
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(n[i].eval_alone(
                "try pg:join(pg_missing, g, self()) catch exit:{noproc, {gen_server, call, "
                "[pg_missing, {join_local, g, P}, infinity]}} when P =:= self() -> ok end") ==
            "ok");
      CHECK(n[i].eval_alone("try pg:leave(pg_missing, g, self()) catch exit:{noproc, {gen_server, "
                            "call, [pg_missing, {leave_local, g, _}, infinity]}} -> ok end") ==
            "ok");
      CHECK(n[i].eval("{pg:get_members(pg_missing, g), pg:get_local_members(pg_missing, g)}") ==
            "{[],[]}");
      CHECK(n[i].eval_alone("try pg:which_groups(pg_missing) catch error:badarg -> none end") ==
            "none");
    }
  });
}

TEST_CASE("pg_SUITE scope_restart: a scope that is killed loses its own and learns of the others") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_restart");
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(n[i].eval("P1i = Idle(), pg:join(pg_restart, g, [P1i, P1i])") == "ok");
    }
    CHECK(n.agree("pg_restart", 6));
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(n[i].eval("exit(whereis(pg_restart), kill), Until(fun() -> whereis(pg_restart) =:= "
                      "undefined end, 1000)") == "true");
      n.start_scope("pg_restart", {i});
      CHECK(n.agree("pg_restart", 4));
      CHECK(n[i].eval("pg:join(pg_restart, g, [P1i, P1i])") == "ok");
      CHECK(n.agree("pg_restart", 6));
    }
  });
}

TEST_CASE("pg_SUITE forced_sync: a sync that comes unasked replaces what was known") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_forced");
    CHECK(n[1].eval(
              "P1j = Idle(), P2j = Idle(), [pg:join(pg_forced, G, [P1j, P2j]) || G <- [g, h]]") ==
          "[ok,ok]");
    CHECK(n.agree("pg_forced", 4));
    const std::string lie = "gen_server:cast({pg_forced, A}, {sync, whereis(pg_forced), ";
    CHECK(n[1].eval(lie + "[{h, [P2j]}, {i, [P1j, P1j]}]})") == "ok");
    CHECK(n[0].eval("Until(fun() -> Count(pg_forced) =:= 3 end, 1000)") == "true");
    CHECK(n[0].eval("lists:sort(pg:which_groups(pg_forced))") == "[h,i]");
    // The truth again.
    CHECK(
        n[1].eval("{pg_forced, B} ! {discover, erpc:call(A, erlang, whereis, [pg_forced])}, ok") ==
        "ok");
    CHECK(n.agree("pg_forced", 4));
  });
}

TEST_CASE("pg_SUITE overlay_missing: words of one that is no scope are not heard") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_overlay", {0});
    CHECK(n[0].eval("P1k = Idle(), pg:join(pg_overlay, g, P1k)") == "ok");
    CHECK(n[1].eval_alone("S = {pg_overlay, A}, P = Idle(), S ! {join, P, g, P}, S ! {leave, P, P, "
                          "[g]}, S ! {join, P, h, [P, P]}, sys:get_state(S), ok") == "ok");
    CHECK(n.agree("pg_overlay", 1, {0}));
  });
}

TEST_CASE("pg_SUITE leave_exit_race: a process leaves while it ends") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_race");
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(n[i].eval_alone("lists:foreach(fun(G) -> P = Idle(), ok = pg:join(pg_race, G, P), ok = "
                            "pg:join(pg_race, other, P), exit(P, kill), pg:leave(pg_race, G, P) "
                            "end, lists:seq(1, 100))") == "ok");
    }
    CHECK(n.agree("pg_race", 0));
    CHECK(n[0].eval("pg:which_groups(pg_race)") == "[]");
  });
}

TEST_CASE("pg_SUITE exchange: many groups are exchanged when nodes meet") {
  in_each_mixture([](trio& n) {
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(n[i].eval("[erlang:disconnect_node(N) || N <- nodes()], "
                      "Until(fun() -> nodes() =:= [] end, 1000)") == "true");
      n.start_scope("pg_exchange", {i});
      CHECK(n[i].eval_alone("rand:seed(exsss, 7), Ps = [Idle() || _ <- lists:seq(1, 10)], "
                            "[pg:join(pg_exchange, {g, rand:uniform(30)}, lists:nth("
                            "rand:uniform(10), Ps)) || _ <- lists:seq(1, 200)], ok") == "ok");
    }
    n.connect();
    CHECK(n.agree("pg_exchange", 600));
  });
}

TEST_CASE("pg_SUITE netsplit, trisplit, foursplit, disconnected_start: nodes part, go on by "
          "themselves, and meet") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_split");
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(n[i].eval("P1n = Idle(), P2n = Idle(), pg:join(pg_split, g, [P1n, P2n])") == "ok");
    }
    CHECK(n.agree("pg_split", 6));
    // One node from the others, then all from all.
    const std::vector<std::vector<std::size_t>> splits = {{1}, {2, 0}, {0, 1, 2}};
    for (const auto& alone : splits) {
      for (const std::size_t i : alone) {
        CHECK(n[i].eval("[erlang:disconnect_node(N) || N <- nodes()], "
                        "Until(fun() -> Count(pg_split) =:= 2 end, 1000)") == "true");
        CHECK(n[i].eval("put(extra, Idle()), pg:join(pg_split, h, [get(extra), get(extra)]), "
                        "pg:leave(pg_split, g, P1n)") == "ok");
      }
      n.connect();
      CHECK(n.agree("pg_split", 6 + alone.size()));
      for (const std::size_t i : alone) {
        CHECK(n[i].eval("exit(get(extra), kill), pg:join(pg_split, g, P1n)") == "ok");
      }
      CHECK(n.agree("pg_split", 6));
    }
  });
}

TEST_CASE("pg_SUITE monitor_scope, monitor_nonempty_scope, monitor: what is told adds up to what "
          "is") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_monitor");
    CHECK(n[0].eval("P0o = Idle(), pg:join(pg_monitor, g, P0o)") == "ok");
    CHECK(n.agree("pg_monitor", 1));
    CHECK(
        n[0].eval("{R1o, M1o} = pg:monitor_scope(pg_monitor), {R2o, L2o} = pg:monitor(pg_monitor, "
                  "h), {M1o =:= #{g => [P0o]}, L2o}") == "{true,[]}");
    CHECK(n[1].eval("P1o = Idle(), P2o = Idle(), pg:join(pg_monitor, h, [P1o, P2o, P1o])") == "ok");
    CHECK(n.agree("pg_monitor", 4));
    CHECK(n[1].eval("pg:leave(pg_monitor, h, [P1o, P2o])") == "ok");
    CHECK(n.agree("pg_monitor", 2));
    CHECK(n[1].eval("exit(P1o, kill), ok") == "ok");
    CHECK(n.agree("pg_monitor", 1));
    CHECK(n[0].eval("[{R, V, G, length(P)} || {R, V, G, P} <- Collect(6)] =:= "
                    "[{X, V, h, N} || {V, N} <- [{join, 3}, {leave, 2}, {leave, 1}], X <- [R1o, "
                    "R2o]]") == "true");
    CHECK(n[0].eval("pg:join(pg_monitor, h, P0o), {pg:demonitor(pg_monitor, R2o), "
                    "pg:demonitor(pg_monitor, R2o), pg:demonitor(pg_monitor, make_ref())}") ==
          "{ok,false,false}");
    CHECK(n[0].eval("[{Rm, Vm, Gm, Pm}] = Collect(1), {Rm =:= R1o, Vm, Gm, Pm =:= [P0o]}") ==
          "{true,join,h,true}");
    CHECK(n[0].eval("{pg:demonitor(pg_monitor, R1o), pg:leave(pg_monitor, h, P0o), Collect(0)}") ==
          "{ok,ok,[]}");
    // From another node, as OTP lets one.
    CHECK(n[0].eval(
              "{R3o, M3o} = gen_server:call({pg_monitor, B}, monitor), M3o =:= #{g => [P0o]}") ==
          "true");
    CHECK(n[1].eval("pg:join(pg_monitor, i, P2o)") == "ok");
    CHECK(n[0].eval("[{Rn, join, i, [_]}] = Collect(1), Rn =:= R3o") == "true");
  });
}

TEST_CASE(
    "pg_SUITE thundering_herd: two thousand syncs beside ten thousand groups hold nobody up") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_herd", {0});
    CHECK(n[0].eval_alone("P = Idle(), [pg:join(pg_herd, {g, X}, P) || X <- lists:seq(1, 10000)], "
                          "ok",
                          patience * 4) == "ok");
    n.start_scope("pg_herd", {1});
    CHECK(n.agree("pg_herd", 10'000, {0, 1}));
    CHECK(n[1].eval_alone("P = Idle(), S = whereis(pg_herd), [gen_server:cast({pg_herd, A}, {sync, "
                          "S, [{{g, 1}, lists:duplicate(1 + X rem 2, P)}]}) || X <- lists:seq(1, "
                          "2000)], length(element(2, gen_server:call({pg_herd, A}, {monitor, {g, "
                          "1}})))") == "2");
    for (const std::size_t i : {0u, 1u}) {
      CHECK(n[i].eval("exit(whereis(pg_herd), kill)") == "true");
    }
  });
}

TEST_CASE("groups: members stand in the order of OTP, whatever joins and leaves") {
  in_each_mixture([](trio& n) {
    std::string first;
    for (std::size_t i = 0; i < 3; ++i) {
      // A scope for each node, so that all do the same by themselves.
      const std::string scope = "pg_order_" + std::to_string(i);
      n.start_scope(scope, {i});
      const std::string views = n[i].eval_alone(
          "rand:seed(exsss, 4711), Ps = [Idle() || _ <- lists:seq(1, 6)], Some = fun() -> case "
          "rand:uniform(3) of 1 -> [lists:nth(rand:uniform(6), Ps) || _ <- lists:seq(1, "
          "rand:uniform(5))]; _ -> lists:nth(rand:uniform(6), Ps) end end, Index = "
          "maps:from_list(lists:zip(Ps, lists:seq(1, 6))), lists:map(fun(_) -> Group = "
          "rand:uniform(2), Who = Some(), Done = case rand:uniform(2) of 1 -> pg:join(" +
          scope + ", Group, Who); 2 -> pg:leave(" + scope +
          ", Group, Who) end, {Done, [maps:get(P, Index) || P <- pg:get_members(" + scope +
          ", Group)]} end, lists:seq(1, 400))");
      CHECK(views.size() > 4'000);
      first = i == 0 ? views : first;
      CHECK(views == first);
    }
  });
}

TEST_CASE("groups: every function of pg, called from another node") {
  in_each_mixture([](trio& n) {
    for (std::size_t i = 0; i < 3; ++i) {
      const std::size_t far = (i + 1) % 3;
      CHECK(n[i].eval("F = fun(Name, Args) -> erpc:call(" + trio::name(far) +
                      ", pg, Name, Args) end, S = list_to_atom(\"pg_called_\" ++ "
                      "atom_to_list(node())), {ok, Server} = F(start, [S]), I = "
                      "rpc:call(node(Server), erlang, whereis, [rex]), node(Server)") ==
            trio::name(far));
      CHECK(n[i].eval("[F(join, [S, g, I]), F(join, [S, g, [I, I]]), F(leave, [S, g, I]), "
                      "F(which_groups, [S]), F(which_local_groups, [S]), F(get_members, [S, g]) "
                      "=:= [I, I], F(get_local_members, [S, g]) =:= [I, I]]") ==
            "[ok,ok,ok,[g],[g],true,true]");
      CHECK(
          n[i].eval_alone("{Ra, #{g := [I, I]}} = F(monitor_scope, [S]), {Rb, [I, I]} = F(monitor, "
                          "[S, g]), false = F(demonitor, [S, make_ref()]), is_reference(Ra) "
                          "andalso is_reference(Rb)") == "true");
      CHECK(n[i].eval_alone("try F(join, [g, I]) catch exit:{exception, {noproc, _}} -> ok end") ==
            "ok");
      CHECK(n[i].eval("exit(Server, kill)") == "true");
    }
  });
}

TEST_CASE("groups: members on a node that is killed are forgotten, and it comes back as another") {
  in_each_mixture([](trio& n) {
    n.start_scope("pg_killed");
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(
          n[i].eval("P1r = Idle(), pg:join(pg_killed, g, P1r), pg:join(pg_killed, {only, node()}, "
                    "P1r)") == "ok");
    }
    CHECK(n.agree("pg_killed", 6));
    for (const std::size_t gone : {1u, 2u}) {
      n.kill(gone);
      CHECK(n.agree("pg_killed", 4, {0, 3 - gone}));
      CHECK(n[0].eval("length(pg:which_groups(pg_killed))") == "3");
      n.start(gone);
      n.connect();
      n.start_scope("pg_killed", {gone});
      CHECK(n.agree("pg_killed", 4));
      CHECK(n[gone].eval("P1r = Idle(), pg:join(pg_killed, g, P1r), pg:join(pg_killed, {only, "
                         "node()}, P1r)") == "ok");
      CHECK(n.agree("pg_killed", 6));
    }
  });
}

}  // namespace kith::cmd_test
