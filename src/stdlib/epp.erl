%% The preprocessor of source files: forms without macros. What reads and expands is native
%% (kith_code:forms/3, scanned/3), and reads a file to its end when it is opened.
%% OTP: stdlib, epp. Differs: macro_defs is left out; a file is opened by its name only.
-module(epp).

-export([open/1, open/2, open/3, close/1, scan_erl_form/1, parse_erl_form/1, scan_file/1, scan_file/2, parse_file/1, parse_file/2,
         parse_file/3, default_encoding/0, encoding_to_string/1, read_encoding/1,
         read_encoding/2, read_encoding_from_binary/1, read_encoding_from_binary/2,
         set_encoding/1, set_encoding/2, interpret_file_attribute/1,
         normalize_typed_record_fields/1, restore_typed_record_fields/1]).

%% How much of a file is searched for its encoding, in bytes.
-define(SEARCHED, 512).

open(Name, Path) -> open(Name, Path, []).

open(Name, Path, Macros) -> open([{name, Name}, {includes, Path}, {macros, Macros}]).

%% A process holds the forms that are left.
open(Options) ->
    case proplists:get_value(name, Options) of
        undefined -> erlang:error(badarg);
        Name ->
            case forms(Name, fun kith_code:scanned/3, Options) of
                {ok, Forms, Encoding} ->
                    Holder = spawn(fun() -> hold(Forms) end),
                    case proplists:get_bool(extra, Options) of
                        true -> {ok, Holder, [{encoding, Encoding}]};
                        false -> {ok, Holder}
                    end;
                Error -> Error
            end
    end.

forms(Name, Read, Options) ->
    case file:read_file(Name) of
        {ok, Text} ->
            File = filename:flatten(Name),
            Called = proplists:get_value(source_name, Options, File),
            Includes = [filename:dirname(File) | proplists:get_value(includes, Options, [])],
            Forms = Read(Text, Called,
                         [{includes, Includes},
                          {macros, macros(proplists:get_value(macros, Options, []))},
                          {location, proplists:get_value(location, Options, 1)}]),
            {ok, Forms, read_encoding_from_binary(Text)};
        Error -> Error
    end.

macros(Given) ->
    [case Macro of
         {Name, Value, redefine} -> {Name, Value};
         {_, _} -> Macro;
         Name -> {Name, true}
     end || Macro <- Given].

hold([Form | Rest] = Forms) ->
    receive
        {epp_request, From, Ref, form} ->
            From ! {epp_reply, Ref, Form},
            %% The end is there again and again.
            hold(case Rest of [] -> Forms; _ -> Rest end);
        {epp_request, From, Ref, close} -> From ! {epp_reply, Ref, ok}
    end.

ask(Epp, Request) ->
    Ref = monitor(process, Epp),
    Epp ! {epp_request, self(), Ref, Request},
    receive
        {epp_reply, Ref, Reply} ->
            demonitor(Ref, [flush]),
            Reply;
        {'DOWN', Ref, _, _, Reason} -> exit(Reason)
    end.

scan_erl_form(Epp) -> ask(Epp, form).

parse_erl_form(Epp) ->
    case scan_erl_form(Epp) of
        {ok, Tokens} -> erl_parse:parse_form(Tokens);
        Other -> Other
    end.

scan_file(Name, Options) ->
    case forms(Name, fun kith_code:scanned/3, Options) of
        {ok, Forms, Encoding} -> {ok, [plain(F) || F <- Forms], [{encoding, Encoding}]};
        Error -> Error
    end.

scan_file(Epp) ->
    case scan_erl_form(Epp) of
        {eof, _} = End -> [End];
        Form -> [plain(Form) | scan_file(Epp)]
    end.

plain({ok, Tokens}) -> Tokens;
plain(Other) -> Other.

close(Epp) ->
    Ref = monitor(process, Epp),
    Reply = ask(Epp, close),
    receive {'DOWN', Ref, _, _, _} -> Reply end.

parse_file(Name, Path, Macros) -> parse_file(Name, [{includes, Path}, {macros, Macros}]).

parse_file(Name, Options) ->
    case forms(Name, fun kith_code:forms/3, Options) of
        {ok, Forms, Encoding} ->
            case proplists:get_bool(extra, Options) of
                true -> {ok, Forms, [{features, []}, {encoding, Encoding}]};
                false -> {ok, Forms}
            end;
        Error -> Error
    end.

parse_file(Epp) ->
    case parse_erl_form(Epp) of
        {ok, Form} -> [Form | parse_file(Epp)];
        {eof, _} = End -> [End];
        Other -> [Other | parse_file(Epp)]
    end.

%%% Encodings: "coding: latin-1" in a comment in one of the first two lines.

default_encoding() -> utf8.

encoding_to_string(latin1) -> "coding: latin-1";
encoding_to_string(utf8) -> "coding: utf-8".

read_encoding(Name) -> read_encoding(Name, []).

read_encoding(Name, Options) ->
    case file:open(Name, [read, raw, binary]) of
        {ok, File} ->
            Start = file:read(File, ?SEARCHED),
            ok = file:close(File),
            found(Start, Options);
        {error, _} -> none
    end.

found({ok, Text}, Options) -> read_encoding_from_binary(Text, Options);
found(_, _) -> none.

set_encoding(File) -> set_encoding(File, default_encoding()).

%% Reads on, and goes back to where the file was.
set_encoding(File, Default) ->
    {ok, Place} = file:position(File, cur),
    Before = [O || {K, _} = O <- io:getopts(File), K =:= encoding orelse K =:= binary],
    ok = io:setopts(File, [binary, {encoding, latin1}]),
    Encoding = found(file:read(File, ?SEARCHED), []),
    {ok, Place} = file:position(File, Place),
    ok = io:setopts(File, Before),
    ok = io:setopts(File, [{encoding, case Encoding of none -> Default; _ -> Encoding end}]),
    Encoding.

read_encoding_from_binary(Text) -> read_encoding_from_binary(Text, []).

read_encoding_from_binary(Text, Options) ->
    Start = binary_to_list(Text, 1, min(byte_size(Text), ?SEARCHED)),
    in_lines(Start, 2, proplists:get_value(in_comment_only, Options, true)).

in_lines(_, 0, _) -> none;
in_lines(Chars, Lines, CommentOnly) ->
    {Line, Rest} = lists:splitwith(fun(C) -> C =/= $\n end, Chars),
    Scope = case CommentOnly of
                true -> lists:dropwhile(fun(C) -> C =/= $% end, Line);
                false -> Line
            end,
    case in_line(Scope) of
        {said, Encoding} -> Encoding;
        nothing when Rest =:= [] -> none;
        nothing -> in_lines(tl(Rest), Lines - 1, CommentOnly)
    end.

in_line("coding" ++ Rest) ->
    case lists:dropwhile(fun(C) -> C =:= $\s end, Rest) of
        [C | Name] when C =:= $:; C =:= $= ->
            {said, named(lists:dropwhile(fun(S) -> S =:= $\s end, Name))};
        _ -> in_line(Rest)
    end;
in_line([_ | Rest]) -> in_line(Rest);
in_line([]) -> nothing.

named(Name) ->
    Word = fun(C) -> C =:= $- orelse C >= $a andalso C =< $z orelse C >= $0 andalso C =< $9 end,
    Said = lists:takewhile(Word, string:lowercase(Name)),
    case string:split(Said, "-", all) of
        ["latin", "1" | _] -> latin1;
        ["utf", "8" | _] -> utf8;
        _ -> none
    end.

%%% Forms.

%% Fields as records had them before types: a plain field each, and where types were, an attribute.
normalize_typed_record_fields([]) -> {typed, []};
normalize_typed_record_fields(Fields) ->
    Plain = [case F of
                 {typed_record_field, Field, _} -> Field;
                 Field -> Field
             end || F <- Fields],
    case Plain of
        Fields -> not_typed;
        _ -> {typed, Plain}
    end.

%% {attribute, A, type, {{record, R}, Fields, []}} behind the record says its types.
restore_typed_record_fields([]) -> [];
restore_typed_record_fields([{attribute, A, record, {Record, _}},
                             {attribute, A, type, {{record, Record}, Fields, []}} | Forms]) ->
    [{attribute, A, record, {Record, Fields}} | restore_typed_record_fields(Forms)];
restore_typed_record_fields([{attribute, A, type, {{record, Record}, Fields, []}} | Forms]) ->
    [{attribute, A, record, {Record, Fields}} | restore_typed_record_fields(Forms)];
restore_typed_record_fields([Form | Forms]) -> [Form | restore_typed_record_fields(Forms)].

%% The lines of the file as they are, not as a -file that somebody wrote has them. That one is marked
%% as generated, and goes; those of the preprocessor stay, where a file starts or goes on.
interpret_file_attribute(Forms) -> own_lines(Forms, 0).

own_lines([], _) -> [];
own_lines([{attribute, A, file, {_, Line}} = Form | Forms], Moved) ->
    case erl_anno:generated(A) of
        true -> own_lines(Forms, erl_anno:line(A) + Moved - Line);
        false -> [Form | own_lines(Forms, 0)]
    end;
own_lines([Form | Forms], Moved) ->
    Move = fun(A) -> erl_anno:set_line(erl_anno:line(A) + Moved, A) end,
    [erl_parse:map_anno(Move, Form) | own_lines(Forms, Moved)].
