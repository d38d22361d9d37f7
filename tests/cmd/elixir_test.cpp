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
  // iex asks for a terminal, and for its name.
  child iex({"script", "-qfec",
             "TERM=xterm iex --sname cat@localhost --cookie " + std::string(cookie) +
                 " --remsh dog@localhost",
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

TEST_CASE("elixir: String, Map, List, Keyword and Access answer as Elixir's") {
  const epmd_daemon epmd;
  const dog_node dog(epmd.port());
  REQUIRE(dog.is_there());
  CHECK(elixir(epmd.port(), R"(
    up = &String.upcase/1
    m = %{a: 1, b: 2}
    k = [a: 1, b: 2, a: 3]
    l = [1, 2, 3]
    calls = [
      {Map, new: [], new: [[a: 1, a: 2]], new: [1..2, &{&1, &1}], new: [m], keys: [m], values: [m],
        to_list: [m], from_keys: [[1, 2], 0], from_struct: [1..2], has_key?: [m, :a],
        has_key?: [m, :c], fetch: [m, :a], fetch: [m, :c], fetch!: [m, :a], fetch!: [m, :c],
        get: [m, :a], get: [m, :c], get: [m, :c, 7], get_lazy: [m, :c, fn -> 8 end],
        put: [m, :c, 3], put_new: [m, :a, 9], put_new: [m, :c, 9],
        put_new_lazy: [m, :c, fn -> 8 end], replace: [m, :a, 5], replace: [m, :c, 5],
        replace!: [m, :a, 5], replace!: [m, :c, 5], update: [m, :a, 0, &(&1 + 1)],
        update: [m, :c, 0, &(&1 + 1)], update!: [m, :a, &(&1 + 1)], update!: [m, :c, &(&1 + 1)],
        replace_lazy: [m, :a, &(&1 * 7)], get_and_update: [m, :a, &{&1, 7}],
        get_and_update: [m, :a, fn _ -> :pop end], delete: [m, :a], delete: [m, :c],
        drop: [m, [:a, :c]], take: [m, [:a, :c]], split: [m, [:a, :c]], pop: [m, :a], pop: [m, :c],
        pop: [m, :c, 3], pop!: [m, :a], pop!: [m, :c], pop_lazy: [m, :c, fn -> 1 end],
        merge: [m, %{b: 3, c: 4}], merge: [m, %{b: 3, c: 4}, fn _, x, y -> x * y end],
        filter: [m, fn {_, v} -> v > 1 end], reject: [m, fn {_, v} -> v > 1 end],
        equal?: [m, %{a: 1, b: 2.0}], equal?: [m, m]},
      {Keyword, new: [], new: [k], new: [[b: 1, a: 2, b: 3]], new: [1..2, &{:a, &1}],
        keyword?: [k], keyword?: [[1]],
        keyword?: [[]], keys: [k], values: [k], has_key?: [k, :b], has_key?: [k, :c],
        fetch: [k, :a], fetch: [k, :c], fetch!: [k, :a], fetch!: [k, :c], get: [k, :a],
        get: [k, :c], get: [k, :c, 7], get_lazy: [k, :c, fn -> 8 end], get_values: [k, :a],
        put: [k, :a, 9], put: [k, :c, 9], put_new: [k, :a, 9], put_new: [k, :c, 9],
        put_new_lazy: [k, :c, fn -> 1 end], replace: [k, :a, 9], replace: [k, :c, 9],
        replace!: [k, :a, 9], replace!: [k, :c, 9], update: [k, :a, 0, &(&1 + 1)],
        update: [k, :c, 0, &(&1 + 1)], update!: [k, :a, &(&1 + 1)], update!: [k, :c, &(&1 + 1)],
        delete: [k, :a], delete_first: [k, :a], drop: [k, [:a]], take: [k, [:a]],
        split: [k, [:a]], pop: [k, :a], pop: [k, :c], pop: [k, :c, 4], pop!: [k, :a],
        pop!: [k, :c], pop_first: [k, :a], pop_first: [k, :c], pop_first: [k, :c, 1], to_list: [k],
        merge: [k, [b: 7, c: 8]],
        merge: [k, [b: 7, c: 8], fn _, x, y -> x + y end],
        merge: [[a: 1, a: 2], [a: 3, a: 4], fn _, x, y -> x + y end],
        merge: [[a: 1, b: 2, a: 3], [a: 4], fn _, x, y -> x + y end],
        filter: [k, fn {_, v} -> v > 1 end], reject: [k, fn {_, v} -> v > 1 end],
        equal?: [k, [a: 1, a: 3, b: 2]], equal?: [k, [a: 3, a: 1, b: 2]], from_keys: [[:a], 1]},
      {Access, get: [m, :a], get: [m, :c], get: [k, :b], get: [nil, :a], get: [k, :c, 1],
        fetch: [m, :c], fetch: [k, :a], fetch!: [k, :c], fetch!: [m, :a], fetch!: [m, :z]},
      {List, first: [l], first: [[]], first: [[], 1], last: [l], last: [[]], last: [[], 1],
        flatten: [[1, [2, [3]]]], flatten: [[1, [2]], [3]], foldl: [l, 0, &(&1 - &2)],
        foldr: [l, 0, &(&1 - &2)], duplicate: [:a, 3], wrap: [nil], wrap: [[1]], wrap: [1],
        zip: [[[1, 2], [:a]]], delete: [[1, 2, 1], 1], delete_at: [l, 0], delete_at: [l, -1],
        delete_at: [l, 3], delete_at: [l, -4], insert_at: [l, 1, :x], insert_at: [l, 9, :x],
        insert_at: [l, -1, :x], insert_at: [l, -2, :x], insert_at: [l, -9, :x],
        replace_at: [l, 1, :x], replace_at: [l, 3, :x], replace_at: [l, -3, :x],
        replace_at: [l, -4, :x], update_at: [l, 1, &(&1 * 5)], update_at: [l, 7, &(&1 * 5)],
        pop_at: [l, 1], pop_at: [l, -1], pop_at: [l, 5], pop_at: [l, 5, :no],
        keyfind: [k, :b, 0], keyfind: [k, :c, 0], keyfind: [k, :c, 0, 1], keyfind!: [k, :b, 0],
        keyfind!: [k, :c, 0],
        keymember?: [k, :b, 0], keyreplace: [k, :b, 0, {:b, 7}], keysort: [k, 1],
        keystore: [k, :c, 0, {:c, 7}], keydelete: [k, :a, 0], keytake: [k, :a, 0],
        keytake: [k, :c, 0], to_string: ['ab€'], to_string: [["a", 'b']], to_charlist: [["a"]],
        to_integer: ['12'], to_integer: ['1f', 16], to_float: ['1.5'], to_atom: ['abc'],
        to_existing_atom: ['ok'], to_tuple: [l], starts_with?: [l, [1]],
        starts_with?: [l, [2]], starts_with?: [l, []],
        improper?: [[1 | 2]], improper?: [l], ascii_printable?: ['abc\n'],
        ascii_printable?: [[1]]},
      {String, length: ["añe\u0301👨‍👩‍👧"], length: [""],
        graphemes: ["ae\u0301"], codepoints: ["ae\u0301"],
        reverse: ["ae\u0301b"], duplicate: ["ab", 3], next_grapheme: ["e\u0301x"],
        next_grapheme: [""], next_codepoint: ["añ"], next_codepoint: [""], first: ["abc"],
        first: [""], last: ["abc"], last: [""], at: ["abc", 1], at: ["abc", -1], at: ["abc", 3],
        at: ["abc", -4], slice: ["elixir", 1, 3], slice: ["elixir", -3, 2],
        slice: ["elixir", 9, 2], slice: ["elixir", -9, 2], slice: ["elixir", 2, 0],
        slice: ["elixir", 1..3], slice: ["elixir", 1..-2], slice: ["elixir", -4..-2],
        slice: ["elixir", 0..-1//2], slice: ["elixir", 7..9], slice: ["elixir", 3..1//1],
        slice: ["elixir", -10..3], slice: ["", 0..3], split_at: ["sweet", 2],
        split_at: ["sweet", -1], split_at: ["sweet", -9], split_at: ["sweet", 9],
        upcase: ["straße é"], downcase: ["ÀB"], capitalize: ["élan VITAL"], capitalize: [""],
        capitalize: ["ßa"], trim: [" \n\u00a0a b\u2003\t"], trim: ["--a-b---", "--"], trim: [""],
        trim_leading: ["  a "], trim_leading: ["xxa", "x"], trim_trailing: ["  a "],
        trim_trailing: ["axx", "x"], pad_leading: ["ab", 5], pad_leading: ["ab", 5, "xy"],
        pad_leading: ["abcdef", 3], pad_leading: ["a", 4, ["1", "23"]], pad_trailing: ["ab", 5],
        pad_trailing: ["ab", 6, "xyz"], split: ["  a b\u00a0c  d "], split: [""],
        split: ["a,b,,c", ","], split: ["a,b;c", [",", ";"]], split: [",a,,b,", ",", [trim: true]],
        split: ["a,b,c", ",", [parts: 2]], split: [",,a,b,c", ",", [parts: 2, trim: true]],
        split: ["abc", ""], split: ["abc", "", [trim: true]], split: ["abc", "", [parts: 2]],
        split: ["abc", "", [parts: 2, trim: true]],
        split: ["a", ",", [parts: 1]], replace: ["a-b-c", "-", "+"],
        replace: ["a-b-c", "-", "+", [global: false]], replace: ["a-b;c", ["-", ";"], "+"],
        replace: ["abc", "b", up], replace: ["abc", "", "."],
        replace: ["abc", "", ".", [global: false]], replace: ["abc", "x", "y"],
        replace_prefix: ["aab", "a", "x"], replace_prefix: ["b", "a", "x"],
        replace_suffix: ["baa", "a", "x"], replace_leading: ["aab", "a", "xy"],
        replace_trailing: ["baa", "a", "xy"], contains?: ["abc", "b"],
        contains?: ["abc", ["x", "c"]], contains?: ["abc", []], contains?: ["abc", ""],
        starts_with?: ["abc", "ab"],
        starts_with?: ["abc", ["x", "a"]], starts_with?: ["abc", []], starts_with?: ["abc", ""],
        ends_with?: ["abc", "bc"], ends_with?: ["abc", ["x"]], ends_with?: ["abc", ""],
        valid?: ["añ"], valid?: [<<255>>], printable?: ["a\nñ"], printable?: [<<0>>],
        printable?: ["\u200b"], printable?: ["\u{10FFFF}"], printable?: ["\e\d"],
        equivalent?: ["e\u0301", "é"], equivalent?: ["a", "b"], to_integer: ["12"],
        to_integer: ["ff", 16], to_float: ["1.5"], to_atom: ["abc"], to_existing_atom: ["ok"],
        to_charlist: ["añ"]}
    ]
    for {module, these} <- calls, {f, args} <- these do
      here = try do apply(module, f, args) rescue e -> e end
      there =
        try do
          :erpc.call(:dog@localhost, module, f, args)
        rescue
          e in ErlangError ->
            {:exception, reason, stack} = e.original
            Exception.normalize(:error, reason, stack)
        end
      if here != there, do: IO.inspect({module, f, args, here, there})
    end
    for {module, these} <- calls,
        {f, arity} <- :erpc.call(:dog@localhost, module, :module_info, [:exports]),
        f != :module_info,
        not Enum.any?(these, fn {g, args} -> g == f and length(args) == arity end) do
      IO.puts("nobody calls #{inspect(module)}.#{f}/#{arity}")
    end
  )") == "");
}

TEST_CASE("elixir: a fun uses what its modules have") {
  const epmd_daemon epmd;
  const dog_node dog(epmd.port());
  REQUIRE(dog.is_there());
  CHECK(elixir(epmd.port(), R"(
    f = fn users ->
      for %{name: name} = user <- users, String.contains?(name, "o"), reduce: [] do
        acc ->
          age = user[:age] || 7
          acc ++ [{name |> String.upcase() |> String.pad_trailing(5, "."), "#{age + 1}"}]
      end
    end
    users = [%{name: "joe", age: 68}, %{name: "ann"}, %{name: "bo"}]
    IO.inspect(:erpc.call(:dog@localhost, fn -> f.(users) end))
    IO.inspect(:erpc.call(:dog@localhost, fn ->
      %{a: 1} |> Map.put(:b, 2) |> Map.update!(:a, &(&1 * 10)) |> Map.to_list() |> Keyword.get(:a)
    end))
  )") == "[{\"JOE..\", \"69\"}, {\"BO...\", \"8\"}]\n10\n");
}

TEST_CASE("elixir: Registry of the node answers as Elixir's own") {
  const epmd_daemon epmd;
  const dog_node dog(epmd.port());
  REQUIRE(dog.is_there());
  // The same fun runs in a process of Elixir and in one of the node.
  CHECK(elixir(epmd.port(), R"(
    me = self()
    script = fn ->
      t = fn f -> try do f.() catch k, e -> {k, e} end end
      first = fn r -> if is_tuple(r), do: elem(r, 0), else: r end
      :yes = :global.register_name({:script, node()}, self())
      unique = [
        first.(Registry.start_link(keys: :unique, name: R)),
        first.(Registry.start_link(keys: :unique, name: R)),
        first.(Registry.register(R, "a", 1)),
        Registry.register(R, "a", 1),
        Registry.lookup(R, "a"), Registry.lookup(R, "b"),
        Registry.keys(R, self()), Registry.values(R, "a", self()),
        Registry.count(R), Registry.count_match(R, "a", 1), Registry.count_match(R, "a", 2),
        Registry.match(R, "a", :_), Registry.match(R, "a", :"$1", [{:>, :"$1", 1}]),
        Registry.update_value(R, "a", fn x -> x + 1 end),
        Registry.update_value(R, "x", fn x -> x + 1 end),
        Registry.put_meta(R, :k, 1), Registry.meta(R, :k), Registry.delete_meta(R, :k),
        Registry.meta(R, :k),
        Registry.whereis_name({R, "a"}), Registry.whereis_name({R, "zz"}),
        Registry.register_name({R, "n"}, self()), Registry.register_name({R, "n"}, self()),
        Registry.register_name({R, "m", :v}, self()), Registry.lookup(R, "m"),
        Registry.whereis_name({R, "m", :v}), Registry.unregister_name({R, "n"}),
        Registry.send({R, "a"}, :hi), t.(fn -> Registry.send({R, "zz"}, :hi) end),
        :lists.sort(Registry.select(R, [{{:"$1", :"$2", :"$3"}, [], [{{:"$1", :"$2", :"$3"}}]}])),
        Registry.count_select(R, [{{:"$1", :"$2", :"$3"}, [{:==, :"$1", "a"}], [true]}]),
        t.(fn -> Registry.select(R, [:bad]) end),
        Registry.unregister_match(R, "m", :w), Registry.lookup(R, "m"),
        Registry.unregister_match(R, "m", :v), Registry.lookup(R, "m"),
        first.(Registry.register(R, 1, :int)), first.(Registry.register(R, 1.0, :float)),
        Registry.lookup(R, 1), Registry.lookup(R, 1.0),
        Registry.unregister(R, "a"), Registry.unregister(R, "a"), Registry.lookup(R, "a"),
        Registry.dispatch(R, "a", fn _ -> exit(:never) end)
      ]
      errors = [
        t.(fn -> Registry.lookup(Nope, 1) end), t.(fn -> Registry.register(Nope, 1, 1) end),
        t.(fn -> Registry.start_link(keys: :x, name: Q) end),
        t.(fn -> Registry.start_link(keys: :unique, name: "Q") end),
        t.(fn -> Registry.start_link(keys: :unique) end),
        t.(fn -> Registry.start_link(name: Q) end),
        t.(fn -> Registry.start_link(keys: :unique, name: Q, partitions: 0) end),
        Registry.child_spec(keys: :unique, name: X)
      ]
      me2 = self()
      duplicate = [
        first.(Registry.start_link(keys: :duplicate, name: D, meta: [a: 1])),
        Registry.meta(D, :a),
        first.(Registry.register(D, "a", 1)), first.(Registry.register(D, "a", 2)),
        first.(Registry.register(D, "b", 2)),
        Registry.lookup(D, "a"), Registry.values(D, "a", self()),
        :lists.sort(Registry.keys(D, self())), Registry.count(D),
        t.(fn -> Registry.update_value(D, "a", fn x -> x end) end),
        t.(fn -> Registry.whereis_name({D, "a"}) end),
        Registry.match(D, "a", 1), Registry.unregister_match(D, "a", 1), Registry.lookup(D, "a"),
        Registry.dispatch(D, "a", fn es -> send(me2, {:d, es}) end),
        receive do {:d, es} -> es after 0 -> :none end,
        Registry.unregister(D, "a"), Registry.lookup(D, "a"), Registry.count(D)
      ]
      send(me, {node(), [unique, errors, duplicate]})
    end
    results = for at <- [node(), :dog@localhost] do
      Node.spawn(at, script)
      receive do {^at, r} -> r after 10_000 -> at end
    end
    plain = fn x -> Regex.replace(~r/#PID<[0-9.]+>/, inspect(x, limit: :infinity), "pid") end
    [mine, his] = Enum.map(results, plain)
    IO.puts(if mine == his, do: "same", else: mine <> "\n\n" <> his)
  )") == "same\n");
}

}  // namespace kith::cmd_test
