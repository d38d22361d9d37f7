%% Output and input. Elixir: IO.
-module('Elixir.IO').

-export([puts/1, puts/2, write/1, write/2, binwrite/1, binwrite/2, inspect/1, inspect/2, inspect/3]).
-export([gets/1, gets/2, chardata_to_string/1, iodata_to_binary/1, iodata_length/1]).

puts(Item) -> puts(stdio, Item).
puts(Device, Item) -> io:put_chars(device(Device), [chardata(Item), $\n]).

write(Item) -> write(stdio, Item).
write(Device, Item) -> io:put_chars(device(Device), chardata(Item)).

binwrite(Data) -> binwrite(stdio, Data).
binwrite(Device, Data) -> file:write(device(Device), Data).

inspect(Item) -> inspect(stdio, Item, []).
inspect(Item, Options) -> inspect(stdio, Item, Options).

%% Returns the item. Options: label, and those of 'Elixir.Inspect':text/2.
inspect(Device, Item, Options) ->
    Label = case lists:keyfind(label, 1, Options) of
                {label, Text} when Text =/= nil -> ['Elixir.String.Chars':to_string(Text), ": "];
                _ -> ""
            end,
    puts(Device, [Label, 'Elixir.Inspect':text(Item, Options ++ [{pretty, true}])]),
    Item.

%% Returns the line, eof or {error, Reason}.
gets(Prompt) -> gets(stdio, Prompt).
gets(Device, Prompt) ->
    case io:get_line(device(Device), chardata(Prompt)) of
        Line when is_list(Line) -> unicode:characters_to_binary(Line);
        Other -> Other
    end.

chardata_to_string(Binary) when is_binary(Binary) -> Binary;
chardata_to_string(Chardata) -> unicode:characters_to_binary(Chardata).

iodata_to_binary(Data) -> iolist_to_binary(Data).
iodata_length(Data) -> iolist_size(Data).

device(stdio) -> group_leader();
device(stderr) -> standard_error;
device(Device) -> Device.

chardata(Item) when is_list(Item); is_binary(Item) -> Item;
chardata(Item) -> 'Elixir.String.Chars':to_string(Item).
