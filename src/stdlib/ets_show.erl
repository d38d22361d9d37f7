%% Tables as ets:i shows them.
-module(ets_show).

-export([tables/0, objects/1, objects/2, objects/3]).

-define(HEIGHT, 40).
-define(WIDTH, 80).

tables() ->
    row(["id", "name", "type", "size", "mem", "owner"]),
    io:format(" ~s~n", [lists:duplicate(76, $-)]),
    lists:foreach(fun table/1, lists:sort(ets:all())).

table(Table) ->
    case ets:info(Table) of
        undefined -> ok;
        Items ->
            [Name, Type, Size, Memory, Owner] =
                [proplists:get_value(I, Items) || I <- [name, type, size, memory, owner]],
            row([word(Table), word(Name), word(Type), word(Size), word(Memory), owner(Owner)])
    end.

row([Id, Name, Type, Size, Memory, Owner]) ->
    io:format(" ~ts ~ts ~ts ~ts ~ts ~ts~n",
              [wide(Id, 15), wide(Name, 17), wide(Type, 5), wide(Size, 6), wide(Memory, 8), Owner]).

wide(Text, Width) -> string:pad(Text, Width).
word(Term) -> lists:flatten(io_lib:format("~tw", [Term])).

owner(Pid) ->
    case process_info(Pid, registered_name) of
        {registered_name, Name} -> word(Name);
        _ -> word(Pid)
    end.

%% Page by page, as the user wants.
objects(Table) -> objects(Table, ?HEIGHT).
objects(Table, Height) -> objects(Table, Height, ?WIDTH).
objects(Table, Height, Width) ->
    page(#{table => Table, height => Height, width => Width, search => none},
         ets:first(Table), 1, 0).

%% The objects of a key are numbered one after the other.
page(#{table := Table, height := Height} = How, Key, Number, Shown) ->
    case Key of
        '$end_of_table' -> ask(How, Key, Number, "EOT  (q)uit (p)Digits (k)ill /Regexp -->");
        _ when Shown + 1 >= Height ->
            ask(How, Key, Number, "(c)ontinue (q)uit (p)Digits (k)ill /Regexp -->");
        _ ->
            Objects = ets:lookup(Table, Key),
            Seen = lists:foldl(fun(O, N) -> show(How, O, Number + N), N + 1 end, 0, Objects),
            page(How, ets:next(Table, Key), Number + Seen, Shown + Seen)
    end.

show(#{width := Width, search := Search}, Object, Number) ->
    Text = lists:flatten(io_lib:format("~0tp", [Object])),
    case Search =:= none orelse re:run(Text, Search, [unicode]) =/= nomatch of
        true -> io:format("<~-4w> ~ts~n", [Number, shortened(Text, Width - 8)]);
        false -> ok
    end.

shortened(Text, Room) when length(Text) =< Room -> Text;
shortened(Text, Room) -> lists:sublist(Text, Room - 5) ++ "  ...".

ask(#{table := Table} = How, Key, Number, Question) ->
    case io:get_line(Question) of
        "k" ++ _ ->
            ets:delete(Table),
            ok;
        "p" ++ Digits ->
            print(Table, string:to_integer(Digits)),
            ask(How, Key, Number, Question);
        "/" ++ Search ->
            case re:compile(string:trim(Search, trailing, "\n"), [unicode]) of
                {ok, Compiled} -> page(How#{search := Compiled}, ets:first(Table), 1, 0);
                {error, {Reason, _}} ->
                    io:format("~ts~n", [Reason]),
                    ask(How, Key, Number, Question)
            end;
        Line when Line =:= "c\n"; Line =:= "\n" -> page(How, Key, Number, 0);
        _ -> ok
    end.

print(Table, {Number, _}) when is_integer(Number), Number > 0 ->
    Objects = ets:tab2list(Table),
    case Number =< length(Objects) of
        true -> io:format("~tp~n", [lists:nth(Number, Objects)]);
        false -> io:format("not found~n")
    end;
print(_, _) -> ok.
