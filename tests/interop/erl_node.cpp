#include "erl_node.hpp"

#include <algorithm>
#include <stdexcept>

namespace kith::interop {

namespace {

constexpr const char* answered = "#> ";

// Reads lines, evaluates them, and prints each value on a line that begins with `answered`.
constexpr const char* read_eval_print = R"erl(
  Collect = fun(N) ->
    Take = fun Take(0, L) -> receive M -> Take(0, [M | L]) after 200 -> lists:reverse(L) end;
               Take(K, L) -> receive M -> Take(K - 1, [M | L])
                             after 15000 -> {missing, K, lists:reverse(L)} end
           end,
    Take(N, [])
  end,
  Await = fun Await(F) -> case F() of true -> true; _ -> timer:sleep(5), Await(F) end end,
  Hash = fun(T) -> binary_to_list(binary:encode_hex(erlang:md5(term_to_binary(T)))) end,
  Do = fun(Puppet, Command) ->
    Puppet ! {do, self(), Command},
    receive {did, R} -> R after 15000 -> no_answer end
  end,
  Loop = fun Loop(Bs) ->
    case io:get_line("") of
      Line when is_list(Line) ->
        Next = try
          {ok, Tokens, _} = erl_scan:string(Line),
          {ok, Exprs} = erl_parse:parse_exprs(Tokens),
          {value, Value, New} = erl_eval:exprs(Exprs, Bs),
          io:format("#> ~0tp~n", [Value]),
          New
        catch Class:Reason ->
          io:format("#> !! ~0tp:~0tp~n", [Class, Reason]),
          Bs
        end,
        Loop(Next);
      _ -> erlang:halt(0, [{flush, false}])
    end
  end,
  spawn(fun() ->
    register(tester, self()),
    process_flag(trap_exit, true),
    io:setopts([{encoding, unicode}]),
    io:format("#> ready~n"),
    Loop(lists:foldl(fun({N, F}, Bs) -> erl_eval:add_binding(N, F, Bs) end,
      erl_eval:new_bindings(), [{'Collect', Collect}, {'Await', Await}, {'Hash', Hash},
        {'Do', Do}]))
  end).
)erl";

std::vector<std::string> arguments(const erl_options& o) {
  const bool long_name = o.name.find('.', o.name.find('@')) != std::string::npos;
  std::vector<std::string> a = {o.program,
                                "-noshell",
                                "-boot",
                                "no_dot_erlang",
                                "+S",
                                "2:2",
                                "+sbwt",
                                "none",
                                long_name ? "-name" : "-sname",
                                o.name,
                                "-setcookie",
                                o.cookie,
                                "-start_epmd",
                                "false",
                                "-kernel",
                                "net_ticktime",
                                std::to_string(o.net_ticktime)};
  if (o.listen_port != 0) {
    const std::string port = std::to_string(o.listen_port);
    a.insert(a.end(), {"inet_dist_listen_min", port, "inet_dist_listen_max", port});
  }
  if (!o.global_groups.empty()) {
    a.insert(a.end(), {"global_groups", o.global_groups});
  }
  if (o.hidden) {
    a.emplace_back("-hidden");
  }
  a.insert(a.end(), {"-eval", read_eval_print});
  return a;
}

}  // namespace

erl_node::erl_node(erl_options options)
    : options_(std::move(options)),
      program_(arguments(options_), {{"ERL_EPMD_PORT", std::to_string(options_.epmd)},
                                     {"ERL_CRASH_DUMP_SECONDS", "0"},
                                     {"ERL_AFLAGS", ""},
                                     {"ERL_FLAGS", ""},
                                     {"ERL_ZFLAGS", ""}}) {
  std::string line;
  if (!program_.next_line(answered, line)) {
    throw std::runtime_error("erl has not started:\n" + program_.output());
  }
}

void erl_node::type(std::string_view expression) {
  std::string line(expression);
  std::replace(line.begin(), line.end(), '\n', ' ');
  program_.write_line(line + ".");
}

std::string erl_node::answer(duration limit) {
  std::string line;
  if (!program_.next_line(answered, line, limit)) {
    return "!! no answer\n" + program_.output();
  }
  return line;
}

std::string erl_node::eval(std::string_view expression, duration limit) {
  type(expression);
  return answer(limit);
}

std::string erl_node::eval_alone(std::string_view expressions, duration limit) {
  return eval("(fun() -> " + std::string(expressions) + " end)()", limit);
}

}  // namespace kith::interop
