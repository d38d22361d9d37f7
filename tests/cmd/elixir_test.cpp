// Elixir's own programs beside a node that is kith's.
#include <doctest/doctest.h>

#include "interop/erl_node.hpp"
#include "interop/ports.hpp"
#include "outcome.hpp"

namespace kith::cmd_test {

namespace {

using interop::child;
using interop::epmd_daemon;

constexpr const char* cookie = interop::the_cookie;

/// The node dog@localhost of kith, once it answers.
class dog_node {
 public:
  explicit dog_node(std::uint16_t epmd)
      : program_({KITH_COMMAND, "-noshell", "-sname", "dog@localhost", "-setcookie", cookie},
                 epmd_at(epmd)) {
    for (int tries = 0; tries < 200 && !is_there_; ++tries) {
      is_there_ = kith({"ping", "dog@localhost", "-c", cookie}, epmd_at(epmd)).status == 0;
    }
  }
  [[nodiscard]] bool is_there() const { return is_there_; }

 private:
  child program_;
  bool is_there_ = false;
};

/// What the lines print that Elixir evaluates in a node of its own.
std::string elixir(std::uint16_t epmd, const std::string& text) {
  const outcome o =
      run({"elixir", "--sname", "cat@localhost", "--cookie", cookie, "-e", text}, epmd_at(epmd));
  CAPTURE(o.err);
  CHECK(o.status == 0);
  return o.out;
}

}  // namespace

TEST_CASE("elixir: iex --remsh lands in the Erlang shell of the node") {
  const epmd_daemon epmd;
  const dog_node dog(epmd.port());
  REQUIRE(dog.is_there());
  // iex asks for a terminal.
  child iex({"script", "-qfec",
             "iex --sname cat@localhost --cookie " + std::string(cookie) + " --remsh dog@localhost",
             "/dev/null"},
            epmd_at(epmd.port()));
  REQUIRE(iex.printed("Eshell"));
  iex.write_line("X = {a, 1 + 2}.");
  CHECK(iex.printed("{a,3}"));
  iex.write_line("{node(), lists:map(fun(Y) -> {Y, X} end, [b])}.");
  CHECK(iex.printed("{dog@localhost,[{b,{a,3}}]}"));
  iex.write_line("hd(nodes(connected)).");
  CHECK(iex.printed("cat@localhost"));
}

TEST_CASE("elixir: funs run on the node, and print at the caller") {
  const epmd_daemon epmd;
  const dog_node dog(epmd.port());
  REQUIRE(dog.is_there());
  CHECK(elixir(epmd.port(), R"(
    dog = :dog@localhost
    run = fn f ->
      {_, ref} = Node.spawn_monitor(dog, f)
      receive do {:DOWN, ^ref, _, _, why} -> why end
    end
    :normal = run.(fn -> IO.puts("from #{node()}") end)
    term = [{:a, "b\n"}, {1, 'c'}, %{x: nil, y: Foo.Bar}]
    :normal = run.(fn -> IO.inspect(term, label: "got") end)
    :normal = run.(fn -> IO.write([inspect(Enum.to_list(1..60), limit: 4), ?\n]) end)
    last = fn list -> Enum.into(Enum.take(list, -2), %{}) end
    :normal = run.(fn -> IO.inspect(last.(Enum.map(1..50, &{&1, "text"}))) end)
    me = self()
    Node.spawn(dog, fn -> send(me, {Node.self(), Enum.sum(1..10), Process.whereis(:nope)}) end)
    receive do m -> IO.inspect(m) end
    IO.inspect(:erpc.call(dog, fn -> Enum.join([1, :a, "b", 1.5], "-") end))
    IO.inspect(:rpc.call(dog, GenServer, :call, [:nope, 1]))
  )") == R"(from dog@localhost
got: [{:a, "b\n"}, {1, 'c'}, %{x: nil, y: Foo.Bar}]
[1, 2, 3, 4, ...]
%{49 => "text", 50 => "text"}
{:dog@localhost, 55, nil}
"1-a-b-1.5"
{:badrpc, {:EXIT, {:noproc, {GenServer, :call, [:nope, 1, 5000]}}}}
)");
}

TEST_CASE("elixir: the node writes terms as Elixir does") {
  const epmd_daemon epmd;
  const dog_node dog(epmd.port());
  REQUIRE(dog.is_there());
  CHECK(elixir(epmd.port(), R"(
    long = String.duplicate("x", 70)
    terms = [1, -1.5, 1.0e10, 1.0e16, 1.0e-5, :a, :"a b", nil, Foo.Bar, :"Elixir.foo", :+, :a?,
      :"a!b", "abc", "a\"b\n\t\e", "a\0", <<255, 1>>, <<>>, <<1::3>>, 'abc', [], [1 | 2], [7, 8, 9],
      'a\'b', [a: 1, b: 2], [{:a, 1}, {2, 3}], {}, %{}, %{1 => 2, "a" => 3}, %{:a => 1, "b c": 2},
      1..2, 9..1//-2, "\#{a}", Enum.to_list(1..120), {:a, List.duplicate("abc", 60)},
      %{a: Enum.map(1..30, &{&1, long})}, [a: [b: long, c: [1, 2]], d: {1}],
      %{"k" => %{"l" => long}, "z" => 1}, [[1], Enum.to_list(100..140)],
      :binary.copy(<<200>>, 100), MapSet.new([1, 2]), &Enum.map/2, %ArgumentError{message: "x"}]
    ways = [[], [pretty: true, width: 80], [pretty: true, width: 30], [limit: 3]]
    for term <- terms, way <- ways do
      here = inspect(term, way)
      there = :rpc.call(:dog@localhost, Kernel, :inspect, [term, way])
      if here != there, do: IO.puts("#{here}\nis there\n#{there}")
    end
    calls = [reverse: [1..3], sort: [[2, 1], :desc], at: [[1, 2], -1], at: [[1], 4],
      zip: [[1, 2], [:a]], take: [[1, 2, 3], -2], drop: [[1, 2, 3], -2], to_list: [1..7//3],
      into: [[{1, 2}], %{a: 1}], min: [[]], join: [[1, 'c', "b"], ", "], member?: [1..3, 2],
      count: [%{a: 1}], any?: [[nil, false]], all?: [[]], uniq: [[1, 1.0, 1]], sum: [5..1//-2],
      with_index: [[:a, :b]], split: [[1, 2, 3], -1], to_list: [5]]
    for {f, args} <- calls do
      here = try do apply(Enum, f, args) rescue e -> e end
      there =
        try do
          :erpc.call(:dog@localhost, Enum, f, args)
        rescue
          e in ErlangError -> elem(e.original, 1)
        end
      if here != there, do: IO.inspect({f, args, there})
    end
  )") == "");
}

}  // namespace kith::cmd_test
