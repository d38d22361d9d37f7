%% Tables in files, as ets:tab2file writes them.
%%
%% A file is a log (kernel, disk_log): <<1,2,3,4>>, <<99,88,77,11>>, then each term as
%% <<Size:32, "bWLA">>, the MD5 of its bytes when there are many, and its bytes. The first term
%% is a tuple of what ets:info tells, the others are objects; with extended_info a list
%% ['$end_of_table', [{count, N}, {md5, Bin}]] is last. Written to OTP 25's files.
-module(ets_file).

-export([write/3, read/2, info/1]).

-define(HEAD, <<1, 2, 3, 4, 99, 88, 77, 11>>).
-define(MARK, "bWLA").
-define(MD5_BYTES_MIN, 65528).
-define(WRITE_BYTES, 65536).

%%% Writing.

write(Table, File, Options) when is_list(Options) ->
    try
        {Extended, Sync} = write_options(Options),
        Info = table_info(Table, Extended),
        case file:open(File, [write, raw, binary]) of
            {ok, Device} ->
                try write_whole(Device, Table, Info, Extended, Sync)
                after file:close(Device)
                end;
            {error, Reason} -> {error, {file_error, File, Reason}}
        end
    catch throw:{error, _} = Error -> Error
    end.

write_options(Options) ->
    lists:foldl(fun({extended_info, Items} = O, {_, Sync}) when is_list(Items) ->
                        Items -- [object_count, md5sum] =:= [] orelse
                            throw({error, {unknown_option, [O]}}),
                        {Items, Sync};
                   ({sync, Sync}, {Items, _}) when is_boolean(Sync) -> {Items, Sync};
                   (O, _) -> throw({error, {unknown_option, O}})
                end, {[], false}, Options).

table_info(Table, Extended) ->
    try ets:info(Table) of
        undefined -> throw({error, badtab});
        Items ->
            list_to_tuple(Items ++ [{major_version, 1}, {minor_version, 0},
                                    {extended_info, Extended}])
    catch error:badarg -> throw({error, badtab})
    end.

write_whole(Device, Table, Info, Extended, Sync) ->
    First = term_to_binary(Info),
    Start = {[?HEAD, framed(First)], 0, 0, erlang:md5_update(erlang:md5_init(), First)},
    try
        {Rest, _, Count, Sum} =
            ets:foldl(fun(Object, Acc) -> put_object(Device, Object, Acc) end, Start, Table),
        put_bytes(Device, [Rest | footer(Extended, Count, Sum)]),
        Sync andalso file:sync(Device),
        ok
    catch error:badarg -> {error, badtab}
    end.

put_object(Device, Object, {Held, Size, Count, Sum}) ->
    Bytes = term_to_binary(Object),
    All = [Held, framed(Bytes)],
    Now = {Count + 1, erlang:md5_update(Sum, Bytes)},
    case Size + byte_size(Bytes) of
        Enough when Enough >= ?WRITE_BYTES ->
            put_bytes(Device, All),
            {[], 0, element(1, Now), element(2, Now)};
        More -> {All, More, element(1, Now), element(2, Now)}
    end.

put_bytes(Device, Bytes) ->
    case file:write(Device, Bytes) of
        ok -> ok;
        {error, _} = Error -> throw(Error)
    end.

framed(Bytes) when byte_size(Bytes) >= ?MD5_BYTES_MIN ->
    [<<(byte_size(Bytes)):32, ?MARK>>, erlang:md5(Bytes), Bytes];
framed(Bytes) -> [<<(byte_size(Bytes)):32, ?MARK>>, Bytes].

footer([], _, _) -> [];
footer(Extended, Count, Sum) ->
    Items = [{count, Count} || lists:member(object_count, Extended)]
        ++ [{md5, erlang:md5_final(Sum)} || lists:member(md5sum, Extended)],
    framed(term_to_binary(['$end_of_table', Items])).

%%% Reading.

read(File, Options) when is_list(Options) ->
    try
        Verify = lists:foldl(fun({verify, V}, _) when is_boolean(V) -> V;
                                (O, _) -> throw({error, {unknown_option, O}})
                             end, false, Options),
        {Info, First, Rest} = opened(File),
        {Objects, Last, Sum} = terms(Rest, [], erlang:md5_update(erlang:md5_init(), First)),
        Verify andalso (is_whole(Info, Objects, Last, Sum) orelse throw({error, badfile})),
        make(Info, Objects)
    catch throw:{error, _} = Error -> Error
    end;
read(_, Options) -> {error, {malformed_option, Options}}.

info(File) ->
    try
        {Info, _, _} = opened(File),
        {ok, [{name, item(name, Info)}, {type, item(type, Info)},
              {protection, item(protection, Info)}, {named_table, item(named_table, Info)},
              {keypos, item(keypos, Info)}, {size, item(size, Info)},
              {extended_info, item(extended_info, Info)},
              {version, {item(major_version, Info), item(minor_version, Info)}}]}
    catch throw:{error, _} = Error -> Error
    end.

%% What is told of the table, its bytes, and those of what follows.
opened(File) ->
    is_list(File) orelse is_atom(File) orelse is_binary(File) orelse
        throw({error, {read_error, {badarg, [{file, File}, {mode, read_only}]}}}),
    case file:read_file(File) of
        {ok, <<1, 2, 3, 4, Mark:4/binary, Bytes/binary>>}
          when Mark =:= <<99, 88, 77, 11>>; Mark =:= <<6, 7, 8, 9>> ->
            case next(Bytes) of
                {Info, First, Rest} when is_tuple(Info) -> {Info, First, Rest};
                _ -> throw({error, badfile})
            end;
        {ok, _} -> throw({error, {read_error, {not_a_log_file, File}}});
        {error, Reason} -> throw({error, {read_error, {file_error, File, Reason}}})
    end.

%% {Term, its bytes, the rest}, or `none`.
next(<<Size:32, ?MARK, Sum:16/binary, Bytes:Size/binary, Rest/binary>>)
  when Size >= ?MD5_BYTES_MIN ->
    erlang:md5(Bytes) =:= Sum orelse throw({error, badfile}),
    decoded(Bytes, Rest);
next(<<Size:32, ?MARK, Bytes:Size/binary, Rest/binary>>) -> decoded(Bytes, Rest);
next(_) -> none.

decoded(Bytes, Rest) ->
    try {binary_to_term(Bytes), Bytes, Rest}
    catch error:badarg -> throw({error, badfile})
    end.

terms(Bytes, Objects, Sum) ->
    case next(Bytes) of
        none -> {lists:reverse(Objects), [], Sum};
        {['$end_of_table', Last], _, _} -> {lists:reverse(Objects), Last, Sum};
        {Object, This, Rest} -> terms(Rest, [Object | Objects], erlang:md5_update(Sum, This))
    end.

%% Whether all is there that was promised.
is_whole(Info, Objects, Last, Sum) ->
    Extended = item(extended_info, Info),
    lists:all(fun(object_count) -> lists:member({count, length(Objects)}, Last);
                 (md5sum) -> lists:member({md5, erlang:md5_final(Sum)}, Last)
              end, Extended) andalso item(size, Info) =:= length(Objects).

item(Name, Info) ->
    case lists:keyfind(Name, 1, tuple_to_list(Info)) of
        {_, Value} -> Value;
        false -> throw({error, badfile})
    end.

make(Info, Objects) ->
    Options = [item(type, Info), item(protection, Info), {keypos, item(keypos, Info)}]
        ++ [named_table || item(named_table, Info)]
        ++ [compressed || item(compressed, Info)],
    Table = try ets:new(item(name, Info), Options)
            catch error:badarg -> throw({error, cannot_create_table})
            end,
    try
        ets:insert(Table, Objects),
        {ok, Table}
    catch error:badarg ->
        ets:delete(Table),
        {error, badfile}
    end.
