%% Commands for the shell: compiling and loading, what runs on the nodes, files.
%% OTP: stdlib, c. Differs: q/0 in a shell whose terminal is at another node ends that shell and not
%% this node, which init:stop/0 still does.
-module(c).

-export([appcall/4, bi/1, bt/1, c/1, c/2, c/3, cd/1, display_info/1, erlangrc/0, erlangrc/1,
         flush/0, h/1, h/2, h/3, hcb/1, hcb/2, hcb/3, help/0, ht/1, ht/2, ht/3, i/0, i/1, i/3, l/1,
         lc/1,
         lc_batch/0, lc_batch/1, lm/0, ls/0, ls/1, m/0, m/1, memory/0, memory/1, mm/0, nc/1, nc/2,
         ni/0, nl/1, nregs/0, pid/3, pwd/0, q/0, regs/0, uptime/0, xm/1, y/1, y/2]).

help() ->
    io:put_chars(
      "bt(Pid)    -- stack backtrace for a process\n"
      "c(Mod)     -- compile and load module or file <Mod>\n"
      "cd(Dir)    -- change working directory\n"
      "flush()    -- flush any messages sent to the shell\n"
      "help()     -- help info\n"
      "h(M)       -- module documentation\n"
      "h(M,F)     -- module function documentation\n"
      "h(M,F,A)   -- module function arity documentation\n"
      "i()        -- information about the system\n"
      "ni()       -- information about the networked system\n"
      "i(X,Y,Z)   -- information about pid <X,Y,Z>\n"
      "l(Module)  -- load or reload module\n"
      "lm()       -- load all modified modules\n"
      "lc([File]) -- compile a list of Erlang modules\n"
      "ls()       -- list files in the current directory\n"
      "ls(Dir)    -- list files in directory <Dir>\n"
      "m()        -- which modules are loaded\n"
      "m(Mod)     -- information about module <Mod>\n"
      "mm()       -- list all modified modules\n"
      "memory()   -- memory allocation information\n"
      "memory(T)  -- memory allocation information of type <T>\n"
      "nc(File)   -- compile and load code in <File> on all nodes\n"
      "nl(Module) -- load module on all nodes\n"
      "pid(X,Y,Z) -- convert X,Y,Z to a Pid\n"
      "pwd()      -- print working directory\n"
      "q()        -- quit - shorthand for init:stop()\n"
      "regs()     -- information about registered processes\n"
      "nregs()    -- information about all registered processes\n"
      "uptime()   -- print node uptime\n"
      "xm(M)      -- cross reference check a module\n"
      "y(File)    -- generate a Yecc parser\n").

q() ->
    case shell:serves_other_node() of
        true -> shell:leave();
        false -> init:stop()
    end.

%%% Compiling.

c(Module) -> c(Module, []).

%% An atom is a file of that name, when there is one, else a module whose object is compiled anew.
c(Module, Options) when not is_list(Options) ->
    c(Module, [Options]);
c(Module, Options) when is_atom(Module) ->
    Source = with_extension(atom_to_list(Module), source_extension(Options)),
    case filelib:is_file(Source) of
        true -> compile(Source, Options);
        false -> c(Module, Options, fun(_) -> true end)
    end;
c(File, Options) ->
    compile(File, Options).

%% Compiles a module from where it came from, with the options it was compiled with that Filter
%% accepts, behind Options.
c(Module, Options, Filter) when is_atom(Module) ->
    case object_file(Module) of
        {ok, Object} -> recompile(Module, Object, Options, Filter);
        Error -> {error, Error}
    end.

with_extension(Name, Extension) ->
    case filename:extension(Name) of
        "" -> Name ++ Extension;
        _ -> Name
    end.

source_extension([from_core | _]) -> ".core";
source_extension([from_asm | _]) -> ".S";
source_extension([_ | Options]) -> source_extension(Options);
source_extension([]) -> ".erl".

object_file(Module) ->
    case code:which(Module) of
        [_ | _] = File ->
            case filelib:is_file(File) orelse not erlang:module_loaded(Module) of
                true -> {ok, File};
                false -> object_in_path(Module)
            end;
        Without when Without =:= ""; Without =:= cover_compiled -> object_in_path(Module);
        Other -> Other
    end.

object_in_path(Module) ->
    case code:where_is_file(atom_to_list(Module) ++ code:objfile_extension()) of
        File when is_list(File) -> {ok, File};
        Other -> Other
    end.

recompile(Module, Object, Options, Filter) ->
    case compile_info(Module, Object) of
        Info when is_list(Info) ->
            Before = proplists:get_value(options, Info, []),
            Kept = [Option || Option <- Before, not is_outdir(Option), Filter(Option)],
            case source_file(Object, proplists:get_value(source, Info)) of
                {ok, Source} ->
                    io:format("Recompiling ~ts\n", [Source]),
                    Here = {outdir, filename:dirname(Object)},
                    keeping(Object, fun() -> compile(Source, Options ++ [Here | Kept]) end);
                Error ->
                    Error
            end;
        Error ->
            Error
    end.

compile_info(Module, Object) ->
    case erlang:module_loaded(Module) of
        true ->
            try Module:module_info(compile)
            catch _:_ -> []
            end;
        false ->
            case beam_lib:chunks(Object, [compile_info]) of
                {ok, {_, [{compile_info, Info}]}} -> Info;
                Error -> Error
            end
    end.

source_file(Object, Said) ->
    case is_list(Said) andalso filelib:is_file(Said) of
        true -> {ok, Said};
        false ->
            case filelib:find_source(Object) of
                {ok, Source} -> {ok, Source};
                _ -> {error, no_source}
            end
    end.

%% The old object comes back when no new one could be made.
keeping(Object, Compile) ->
    Aside = Object ++ ".bak",
    case file:rename(Object, Aside) of
        ok ->
            case Compile() of
                {ok, _} = Result -> _ = file:delete(Aside), Result;
                Error -> _ = file:rename(Aside, Object), Error
            end;
        {error, enoent} -> Compile();
        Error -> Error
    end.

compile(File, Option) when not is_list(Option) -> compile(File, [Option]);
compile(File, Options) ->
    Folder = proplists:get_value(outdir, Options, "."),
    From = case lists:filter(fun is_from/1, Options ++ from(filename:extension(File))) of
               [First | _] -> [First];
               [] -> []
           end,
    Rest = [Option || Option <- Options, not is_outdir(Option), not is_from(Option)],
    All = [report_errors, report_warnings | From] ++ [{outdir, Folder} | Rest],
    case compile:file(File, All) of
        {ok, Module} -> load(Module, File, Folder, All);
        {ok, Module, _} -> load(Module, File, Folder, All);
        Other -> Other
    end.

is_outdir({outdir, _}) -> true;
is_outdir(_) -> false.

is_from(Option) -> Option =:= from_core orelse Option =:= from_asm.

from(".core") -> [from_core];
from(".S") -> [from_asm];
from(_) -> [].

load(Module, File, Folder, Options) ->
    Name = filename:basename(File, source_extension(Options)),
    case has_object(Options) andalso atom_to_list(Module) of
        false ->
            io:format("** Warning: No object file created - nothing loaded **~n", []),
            ok;
        Name ->
            code:purge(Module),
            case code:load_abs(in_folder(Folder, Name), Module) of
                {error, _} = Error -> Error;
                _ -> {ok, Module}
            end;
        _ ->
            io:format("** Module name '~p' does not match file name '~tp' **~n", [Module, File]),
            {error, badfile}
    end.

%% In the current folder a file goes by its name alone.
in_folder(".", Name) -> Name;
in_folder(Folder, Name) -> filename:join(Folder, Name).

%% Whether a compilation with these options ends in an object file.
has_object(Options) ->
    not lists:any(fun(Option) ->
                      lists:member(Option, ['E', 'P', 'S', basic_validation, dabstr, dpp, makedep,
                                            strong_validation, to_asm, to_core, to_pp])
                  end, Options).

nc(File) -> nc(File, []).

nc(File, Option) when is_atom(Option) -> nc(File, [Option]);
nc(File, Options) when is_list(Options) ->
    case compile:file(File, Options ++ [report_errors, report_warnings]) of
        {ok, Module} ->
            Name = filename:basename(File, ".erl") ++ code:objfile_extension(),
            Object = filename:join(proplists:get_value(outdir, Options, "."), Name),
            case file:read_file(Object) of
                {ok, Binary} ->
                    rpc:eval_everywhere(code, load_binary, [Module, Object, Binary]),
                    {ok, Module};
                Error ->
                    Error
            end;
        Other ->
            Other
    end.

%% Compiles files named by atoms, between which options may stand: '@i' Folder, '@o' Folder,
%% '@d' 'Name=Value'.
lc(Args) ->
    try compile_all(Args) of
        _ -> ok
    catch
        throw:error -> error
    end.

lc_batch() ->
    io:format("Error: no files to compile~n"),
    halt(1).

lc_batch(Args) ->
    try lists:member(error, compile_all(Args)) of
        true -> halt(1);
        false -> halt(0)
    catch
        throw:error -> halt(1)
    end.

compile_all(Args) ->
    {Files, Options} = files_and_options(Args, [], []),
    [compile:file(File, [report_errors, report_warnings | Options]) || File <- Files].

files_and_options(['@i', Folder | Args], Files, Options) ->
    files_and_options(Args, Files, [{i, atom_to_list(Folder)} | Options]);
files_and_options(['@o', Folder | Args], Files, Options) ->
    files_and_options(Args, Files, [{outdir, atom_to_list(Folder)} | Options]);
files_and_options(['@d', Macro | Args], Files, Options) ->
    files_and_options(Args, Files, [macro(atom_to_list(Macro)) | Options]);
files_and_options([File | Args], Files, Options) ->
    files_and_options(Args, [File | Files], Options);
files_and_options([], Files, Options) ->
    {lists:reverse(Files), lists:reverse(Options)}.

macro(Text) ->
    case lists:splitwith(fun(C) -> C =/= $= end, Text) of
        {Name, [$= | Value]} -> {d, list_to_atom(Name), term(Value)};
        {Name, []} -> {d, list_to_atom(Name)}
    end.

term(Text) ->
    Scanned = case erl_scan:string(Text) of
                  {ok, Tokens, _} -> erl_parse:parse_term(Tokens ++ [{dot, 1}]);
                  {error, Error, _} -> {error, Error}
              end,
    case Scanned of
        {ok, Term} -> Term;
        {error, {_, _, Reason}} -> io:format("~ts: ~ts~n", [Reason, Text]), throw(error)
    end.

%%% Loading.

l(Module) ->
    code:purge(Module),
    code:load_file(Module).

nl(Module) ->
    case code:get_object_code(Module) of
        {_, Binary, File} -> rpc:eval_everywhere(code, load_binary, [Module, File, Binary]);
        Error -> Error
    end.

mm() -> code:modified_modules().

lm() -> [l(Module) || Module <- mm()].

m() ->
    io:format("~-20s  ~ts\n", ["Module", "File"]),
    lists:foreach(fun({Module, File}) -> io:format("~-20s  ~ts\n", [Module, File]) end,
                  lists:sort(code:all_loaded())).

m(Module) ->
    Info = Module:module_info(),
    io:format("Module: ~w~n", [Module]),
    [io:format("MD5: ~.16b~n", [N]) || {md5, <<N:128>>} <- Info],
    case code:is_loaded(Module) of
        {file, File} -> io:format("Object file: ~ts\n", [File]);
        false -> ok
    end,
    Compiled = proplists:get_value(compile, Info, []),
    io:format("Compiler options:  ~p~n", [proplists:get_value(options, Compiled, [])]),
    io:format("Exports: ~n", []),
    exports([io_lib:format("~tw/~w", [F, A]) || {F, A} <- sorted_exports(Info)]).

sorted_exports(Info) -> lists:keysort(1, proplists:get_value(exports, Info)).

%% In two columns when there are many.
exports(Names) when length(Names) =< 16 ->
    lists:foreach(fun(Name) -> io:format("         ~ts~n", [Name]) end, Names);
exports(Names) ->
    {Left, Right} = lists:split(length(Names) div 2, Names),
    columns(Left, Right).

columns([L | Left], [R | Right]) -> io:format("~-30ts~ts~n", [L, R]), columns(Left, Right);
columns([], [R | Right]) -> io:format("~-30ts~ts~n", [" ", R]), columns([], Right);
columns([], []) -> ok.

%%% Processes.

i() -> i(processes()).

ni() -> i(lists:append([on(Node, erlang, processes, []) || Node <- all_nodes()])).

i(X, Y, Z) -> info(pid(X, Y, Z)).

i(Pids) ->
    row("Pid", "Initial Call", "Heap", "Reds", "Msgs"),
    row("Registered", "Current Function", "Stack", "", ""),
    Add = fun(Pid, {Reds, Msgs, Heap, Stack}) ->
              {R, M, H, S} = display_info(Pid),
              {2, {Reds + R, Msgs + M, Heap + H, Stack + S}}
          end,
    case paged(Add, 2, {0, 0, 0, 0}, Pids) of
        {Reds, Msgs, Heap, Stack} ->
            row("Total", "", write(Heap), write(Reds), write(Msgs)),
            row("", "", write(Stack), "", "");
        less ->
            ok
    end.

%% Writes two lines about a process; returns {Reductions, Messages, Heap, Stack}.
display_info(Pid) ->
    case info(Pid) of
        undefined ->
            {0, 0, 0, 0};
        Info ->
            Fact = fun(Key) -> proplists:get_value(Key, Info, 0) end,
            Name = case Fact(registered_name) of
                       None when None =:= 0; None =:= [] -> "";
                       Registered -> io_lib:format("~tw", [Registered])
                   end,
            row(write(Pid), function(initial_call(Info)), write(Fact(heap_size)),
                write(Fact(reductions)), write(Fact(message_queue_len))),
            row(Name, function(Fact(current_function)), write(Fact(stack_size)), "", ""),
            {Fact(reductions), Fact(message_queue_len), Fact(heap_size), Fact(stack_size)}
    end.

row(A, B, C, D, E) -> io:format("~-21ts ~-33ts ~8s ~8s ~4s~n", [A, B, C, D, E]).

%% Fun returns {Lines, Acc}; after each screen the user is asked whether to go on.
paged(Fun, Line, Acc, Items) ->
    Limit = case io:rows() of
                {ok, Rows} -> Rows - 2;
                _ -> 100
            end,
    paged(Fun, Line, Limit, Acc, Items).

paged(Fun, Line, Limit, Acc, Items) when Line >= Limit ->
    case goes_on() of
        true -> paged(Fun, 0, Limit, Acc, Items);
        false -> less
    end;
paged(Fun, Line, Limit, Acc, [Item | Items]) ->
    {Lines, Next} = Fun(Item, Acc),
    paged(Fun, Line + Lines, Limit, Next, Items);
paged(_, _, _, Acc, []) ->
    Acc.

goes_on() ->
    case unicode:characters_to_list(io:get_line('more (y/n)? (y) ')) of
        Yes when Yes =:= "\n"; Yes =:= "y\n"; Yes =:= "c\n" -> true;
        No when No =:= "n\n"; No =:= "q\n" -> false;
        _ -> goes_on()
    end.

%% What proc_lib began says itself what it was.
initial_call(Info) ->
    case proplists:get_value(initial_call, Info, 0) of
        {proc_lib, init_p, _} -> proc_lib:translate_initial_call(Info);
        Call -> Call
    end.

function({Module, Name, Args}) when is_list(Args) -> function({Module, Name, length(Args)});
function({Module, Name, Arity}) -> io_lib:format("~w:~tw/~w", [Module, Name, Arity]);
function(Other) -> write(Other).

write(Term) -> io_lib:write(Term).

info(Pid) -> on(node(Pid), erlang, process_info, [Pid]).

on(Node, Module, Function, Args) ->
    case is_alive() of
        true -> rpc:call(Node, Module, Function, Args);
        false -> apply(Module, Function, Args)
    end.

all_nodes() ->
    case is_alive() of
        true -> [node() | nodes()];
        false -> [node()]
    end.

pid(X, Y, Z) ->
    list_to_pid("<" ++ integer_to_list(X) ++ [$. | integer_to_list(Y)]
                    ++ [$. | integer_to_list(Z)] ++ ">").

bt(Pid) ->
    try erlang:process_display(Pid, backtrace) of
        _ -> ok
    catch
        _:_ -> undefined
    end.

regs() -> registered_on(node(), registered()).

nregs() ->
    lists:foreach(fun(Node) -> registered_on(Node, on(Node, erlang, registered, [])) end,
                  all_nodes()).

registered_on(Node, Names) ->
    All = [{Name, on(Node, erlang, whereis, [Name])} || Name <- lists:sort(Names)],
    io:format("~n** Registered procs on node ~w **~n", [Node]),
    process_row("Name", "Pid", "Initial Call", "Reds", "Msgs"),
    [process(Name, Pid, info(Pid)) || {Name, Pid} <- All, is_pid(Pid)],
    io:format("~n** Registered ports on node ~w **~n", [Node]),
    port_row("Name", "Id", "Command"),
    [port(Name, Port, on(node(Port), erlang, port_info, [Port, name]))
     || {Name, Port} <- All, is_port(Port)],
    ok.

process(_, _, undefined) ->
    ok;
process(Name, Pid, Info) ->
    process_row(io_lib:format("~tw", [Name]), write(Pid), function(initial_call(Info)),
                write(proplists:get_value(reductions, Info, 0)),
                write(proplists:get_value(message_queue_len, Info, 0))).

process_row(A, B, C, D, E) -> io:format("~-21ts ~-12s ~-25ts ~12s ~4s~n", [A, B, C, D, E]).

port(Name, Port, {name, Command}) ->
    port_row(io_lib:format("~tw", [Name]), erlang:port_to_list(Port), Command);
port(_, _, _) ->
    ok.

port_row(A, B, C) -> io:format("~-21ts ~-15s ~-40ts~n", [A, B, C]).

flush() ->
    receive
        Message ->
            case lists:keyfind(encoding, 1, io:getopts()) of
                {encoding, unicode} -> io:format("Shell got ~tp~n", [Message]);
                _ -> io:format("Shell got ~p~n", [Message])
            end,
            flush()
    after 0 ->
        ok
    end.

%%% The node.

bi(Item) ->
    case erlang:system_info(Item) of
        Text when is_list(Text) -> io:put_chars(Text);
        Text when is_binary(Text) -> io:put_chars(binary_to_list(Text));
        Term -> io:format("~w", [Term])
    end.

memory() -> erlang:memory().
memory(Types) -> erlang:memory(Types).

uptime() ->
    {Ms, _} = erlang:statistics(wall_clock),
    {Days, {Hours, Minutes, Seconds}} = calendar:seconds_to_daystime(Ms div 1000),
    %% A unit is written when it or a larger one is not naught.
    Units = [{Days, "~p days, "}, {Days + Hours, "~p hours, "},
             {Days + Hours + Minutes, "~p minutes and "}, {1, "~p seconds"}],
    Text = [io_lib:format(Format, [N])
            || {{Shown, Format}, N} <- lists:zip(Units, [Days, Hours, Minutes, Seconds]),
               Shown > 0],
    io:format("~s~n", [Text]).

%% Evaluates the file .erlang of the user.
erlangrc() ->
    case init:get_argument(home) of
        {ok, [[Home]]} -> erlangrc([Home, filename:basedir(user_config, "erlang")]);
        _ -> {error, enoent}
    end.

erlangrc([Folder | _] = Folders) when is_list(Folder) ->
    case file:path_eval(Folders, ".erlang") of
        {error, {Line, _, _} = Error} ->
            error_logger:error_msg("file:path_eval(~tp,~tp): error on line ~p: ~ts~n",
                                   [Folders, ".erlang", Line, file:format_error(Error)]),
            {error, Error};
        {error, Error} when Error =/= enoent ->
            error_logger:error_msg("file:path_eval(~tp,~tp): ~ts~n",
                                   [Folders, ".erlang", file:format_error(Error)]),
            {error, Error};
        Result ->
            Result
    end.

%%% Files.

pwd() ->
    case file:get_cwd() of
        {ok, Folder} -> io:format("~ts\n", [Folder]);
        {error, _} -> io:format("Cannot determine current directory\n")
    end.

cd(Folder) ->
    _ = file:set_cwd(Folder),
    pwd().

ls() -> ls(".").

ls(Folder) ->
    case file:list_dir(Folder) of
        {ok, Names} -> list(lists:sort(Names));
        {error, enotdir} when is_list(Folder) -> list([lists:flatten(Folder)]);
        {error, enotdir} -> list([Folder]);
        {error, Error} -> io:format("~ts\n", [file:format_error(Error)])
    end.

%% In as many columns as 80 characters hold.
list([]) ->
    ok;
list(Names) ->
    Longest = lists:max([length(characters(Name)) || Name <- Names]),
    list(Names, min(Longest, 40) + 5, 0).

characters(Name) when is_atom(Name) -> atom_to_list(Name);
characters(Name) -> Name.

list(Names, Width, Column) when Column + Width >= 80 -> io:nl(), list(Names, Width, 0);
list([Name | Names], Width, Column) ->
    io:format("~-*ts", [Width, Name]),
    list(Names, Width, Column + Width);
list([], _, _) -> io:nl().

%%% Documentation, where modules have some.

h(Module) -> documented(Module, render, []).
h(Module, Function) -> documented(Module, render, [Function]).
h(Module, Function, Arity) -> documented(Module, render, [Function, Arity]).

ht(Module) -> documented(Module, render_type, []).
ht(Module, Type) -> documented(Module, render_type, [Type]).
ht(Module, Type, Arity) -> documented(Module, render_type, [Type, Arity]).

hcb(Module) -> documented(Module, render_callback, []).
hcb(Module, Callback) -> documented(Module, render_callback, [Callback]).
hcb(Module, Callback, Arity) -> documented(Module, render_callback, [Callback, Arity]).

documented(Module, Render, Args) ->
    case code:get_doc(Module) of
        {ok, Docs} ->
            Format = element(4, Docs),
            case Format =:= <<"application/erlang+html">> orelse
                string:prefix(Format, "text/") =/= nomatch of
                true -> page(apply(shell_docs, Render, [Module] ++ Args ++ [Docs]));
                false -> {error, {unknown_format, Format}}
            end;
        Error ->
            Error
    end.

page({error, _} = Error) ->
    Error;
page(Text) ->
    Lines = string:split(unicode:characters_to_list(Text), "\n", all),
    _ = paged(fun(Line, Acc) -> io:put_chars([Line, $\n]), {1, Acc} end, 0, done, Lines),
    ok.

%%% Tools that may not be there.

xm(Module) -> appcall(tools, xref, m, [Module]).

y(File) -> y(File, []).
y(File, Options) -> appcall(parsetools, yecc, file, [File, Options]).

appcall(Application, Module, Function, Args) ->
    try
        apply(Module, Function, Args)
    catch
        error:undef:Stack ->
            case Stack of
                [{Module, Function, Args, _} | _] ->
                    io:format("Call to ~w:~w/~w in application ~w failed.\n",
                              [Module, Function, length(Args), Application]);
                _ ->
                    erlang:raise(error, undef, Stack)
            end
    end.
