%% The process that drives the terminal of the node: it serves several jobs, each a group, of which
%% one is current: that one gets what is typed, and only what it and `user` write is shown. C-g stops
%% this for the commands by which jobs are started, chosen and killed.
%%
%% A reader, a process of its own, is in one of two functions of kith_tty at any time: it edits the
%% line that the current group wants, or else waits for C-g. To a group goes {Driver, line, Line},
%% with characters or eof, and {Driver, expand, Ref, Before}, answered by
%% {Group, expanded, Ref, {Found, Rest, Matches}}; from it come {Group, read, Prompt, Echo} and
%% {Group, put_chars, Text, {From, ReplyAs}}, for which the driver replies.
%% OTP: kernel, user_drv. Differs: the line of the job that goes on is shown again; before q() goes
%% to a node of Erlang, which it would stop, the user is asked.
-module(user_drv).

-export([start/1, interfaces/1]).

-record(job, {number, group, shell}).

%% A line that a group wants.
-record(read, {ref, prompt, before = "", 'after' = "", echo = true, expands = false}).

-record(drv, {
    shell,                      % what the command `s` starts
    reader,                     % the process that is at the terminal
    doing = nothing,            % what it does: nothing | waiting | {editing, Ref}
    user,                       % the group without a shell
    jobs = [],                  % in the order in which they were started
    current,                    % a job, which may have ended
    next = 1,                   % the number of the next job
    reads = #{}                 % of each group that wants a line
}).

-define(EXPAND_TIME, 5000).     % ms that a group may take to complete a word
-define(KILL_TIME, 1000).       % ms that a job may take to end
-define(ASK_TIME, 2000).        % ms that a node may take to tell what it is

%% Starts the driver, with Shell in its first job; it becomes user_drv, and its group without a
%% shell `user`. Returns that group.
start(Shell) ->
    Starter = self(),
    Driver = spawn(fun() -> init(Starter, Shell) end),
    receive {Driver, started, User} -> User end.

%% Returns [{current_group, Pid}], or [].
interfaces(Driver) ->
    case process_info(Driver, dictionary) of
        {dictionary, Dictionary} -> [Pair || {current_group, Pid} = Pair <- Dictionary, is_pid(Pid)];
        undefined -> []
    end.

init(Starter, Shell) ->
    process_flag(trap_exit, true),
    register(user_drv, self()),
    Driver = self(),
    Reader = spawn_link(fun() -> reader(Driver) end),
    User = start_user(),
    Starter ! {self(), started, User},
    write([erlang:system_info(system_version), "\n"]),
    loop(new_job(Shell, #drv{shell = here(Shell), reader = Reader, user = User})).

here({attach, _} = Shell) -> Shell;
here(_) -> {shell, start, []}.

start_user() ->
    User = group:start(self(), {}),
    whereis(user) =:= undefined orelse unregister(user),
    register(user, User),
    kith_tty:set_leader(User),
    group_leader(User, self()),
    User.

reader(Driver) ->
    receive
        {Driver, Function, Args} -> Driver ! {self(), apply(kith_tty, Function, Args)}
    end,
    reader(Driver).

loop(Drv) ->
    #drv{reader = Reader, user = User} = Ready = attend(Drv),
    Next =
        receive
            {Reader, Outcome} -> typed(Outcome, Ready#drv{doing = nothing}, Ready#drv.doing);
            {Group, put_chars, Text, To} -> put_chars(Group, Text, To, Ready);
            {Group, read, Prompt, Echo} ->
                want(Group, #read{ref = make_ref(), prompt = Prompt, echo = Echo}, Ready);
            {Group, expanded, Ref, Expansion} -> expanded(Group, Ref, Expansion, Ready);
            {'EXIT', Reader, Reason} -> exit(Reason);
            {'EXIT', User, _} -> Ready#drv{user = start_user()};
            {'EXIT', Group, Reason} -> ended(Group, Reason, Ready);
            _ -> Ready
        end,
    loop(Next).

current_group(#drv{current = #job{group = Group}}) -> Group.

put_chars(Group, Text, {From, ReplyAs}, Drv) ->
    case Group =:= current_group(Drv) orelse Group =:= Drv#drv.user of
        true -> kith_tty:write(Text);
        false -> ok
    end,
    From ! {io_reply, ReplyAs, ok},
    Drv.

write(Chars) -> kith_tty:write(unicode:characters_to_binary(Chars)).

%%% The reader.

%% Has the reader do what is to be done now; or wakes it, so that it can.
attend(#drv{doing = Doing} = Drv) ->
    put(current_group, current_group(Drv)),
    Wanted = wanted(Drv),
    case what(Wanted) of
        Doing -> Drv;
        _ when Doing =/= nothing -> kith_tty:wake(), Drv;
        _ -> tell_reader(Wanted, Drv)
    end.

wanted(#drv{reads = Reads} = Drv) ->
    Group = current_group(Drv),
    case Reads of
        #{Group := #read{expands = false} = Read} -> Read;
        _ -> none
    end.

what(none) -> waiting;
what(#read{ref = Ref}) -> {editing, Ref}.

tell_reader(none, #drv{reader = Reader} = Drv) ->
    Reader ! {self(), await_key, []},
    Drv#drv{doing = waiting};
tell_reader(#read{ref = Ref} = Read, #drv{current = #job{number = Number}} = Drv) ->
    edit(Read, Number, Drv),
    Drv#drv{doing = {editing, Ref}}.

edit(#read{prompt = Prompt, before = Before, 'after' = After, echo = Echo}, History, Drv) ->
    Drv#drv.reader ! {self(), edit, [Prompt, Before, After, History, Echo]}.

want(Group, Read, #drv{reads = Reads} = Drv) -> Drv#drv{reads = Reads#{Group => Read}}.

want_no_more(Group, #drv{reads = Reads} = Drv) -> Drv#drv{reads = maps:remove(Group, Reads)}.

%% The reader has left what it did.
typed({switch, Before, After}, Drv, Doing) ->
    kith_tty:show("\nUser switch command\n"),
    commands(keep(Before, After, Doing, Drv));
typed({woken, Before, After}, Drv, Doing) ->
    keep(Before, After, Doing, Drv);
typed({expand, Before, After}, Drv, Doing) ->
    expand(Before, keep(Before, After, Doing, Drv), Doing);
typed(eof, _, waiting) ->
    halt();                             % the terminal is gone
typed(Line, Drv, {editing, Ref}) ->
    case group_of(Ref, Drv) of
        none -> Drv;
        Group -> deliver(Line, Group, Drv)
    end;
typed(_, Drv, _) ->
    Drv.

group_of(Ref, #drv{reads = Reads}) ->
    case [Group || {Group, #read{ref = R}} <- maps:to_list(Reads), R =:= Ref] of
        [Group] -> Group;
        [] -> none
    end.

keep(Before, After, {editing, Ref}, #drv{reads = Reads} = Drv) ->
    case group_of(Ref, Drv) of
        none -> Drv;
        Group ->
            Read = maps:get(Group, Reads),
            want(Group, Read#read{before = Before, 'after' = After}, Drv)
    end;
keep(_, _, _, Drv) -> Drv.

deliver({line, Line}, Group, Drv) ->
    Said = case is_quit(Line) andalso may_not_quit(Group, Drv) of
               true -> "\n";
               false -> Line ++ "\n"
           end,
    Group ! {self(), line, Said},
    want_no_more(Group, Drv);
deliver(eof, Group, Drv) ->
    Group ! {self(), line, eof},
    want_no_more(Group, Drv).

%%% Completing a word.

expand(Before, Drv, {editing, Ref}) ->
    case group_of(Ref, Drv) of
        none -> Drv;
        Group ->
            Group ! {self(), expand, Ref, lists:reverse(Before)},
            erlang:send_after(?EXPAND_TIME, self(), {Group, expanded, Ref, {no, "", []}}),
            Read = maps:get(Group, Drv#drv.reads),
            want(Group, Read#read{expands = true}, Drv)
    end.

expanded(Group, Ref, {Found, Rest, Matches}, #drv{reads = Reads} = Drv) ->
    case Reads of
        #{Group := #read{ref = Ref, expands = true, before = Before} = Read} ->
            Found =:= yes orelse kith_tty:show([7]),
            Matches =:= [] orelse kith_tty:show(edlin_expand:format_matches(Matches)),
            want(Group, Read#read{before = Before ++ Rest, expands = false}, Drv);
        _ -> Drv
    end.

%%% Nodes of Erlang, which q() stops.

is_quit(Line) -> [C || C <- Line, C =/= $\s, C =/= $\t] =:= "q().".

may_not_quit(Group, Drv) ->
    case lists:keyfind(Group, #job.group, Drv#drv.jobs) of
        #job{shell = {Node, shell, start, _}} ->
            not ends_session_only(Node) andalso not confirms(Node, Drv);
        _ -> false
    end.

ends_session_only(Node) -> is_boolean(rpc:call(Node, shell, serves_other_node, [], ?ASK_TIME)).

confirms(Node, Drv) ->
    Prompt = io_lib:format("q() stops the node ~w. Stop it? (y/n) ", [Node]),
    ask(lists:flatten(Prompt), Drv) =:= "y".

%% What is typed after Prompt, or eof.
ask(Prompt, Drv) -> ask_line(#read{prompt = Prompt}, Drv).

ask_line(Read, #drv{reader = Reader} = Drv) ->
    edit(Read, 0, Drv),
    receive
        {Reader, {line, Line}} -> Line;
        {Reader, eof} -> eof;
        {Reader, {expand, Before, After}} ->
            kith_tty:show([7]),
            ask_line(Read#read{before = Before, 'after' = After}, Drv);
        {Reader, {_, Before, After}} ->
            ask_line(Read#read{before = Before, 'after' = After}, Drv)
    end.

%%% Jobs.

new_job(Shell, #drv{next = Number} = Drv) ->
    add_job(#job{number = Number, group = start_group(Shell), shell = Shell}, Drv).

add_job(Job, #drv{jobs = Jobs, next = Next} = Drv) ->
    Drv#drv{jobs = Jobs ++ [Job], current = Job, next = Next + 1}.

%% A word is completed by what the node knows at which the shell is.
start_group({attach, Path}) ->
    kith_attach:start_job(self(), Path);
start_group({Node, _, _, _} = Shell) ->
    Expand = fun(Before) -> rpc:call(Node, edlin_expand, expand, [Before]) end,
    group:start(self(), Shell, [{expand_fun, Expand}]);
start_group(Shell) ->
    group:start(self(), Shell).

remove_job(#job{number = Number, group = Group}, #drv{jobs = Jobs} = Drv) ->
    kith_tty:forget(Number),
    want_no_more(Group, Drv#drv{jobs = lists:keydelete(Number, #job.number, Jobs)}).

ended(Group, Reason, Drv) ->
    case lists:keyfind(Group, #job.group, Drv#drv.jobs) of
        false -> Drv;
        Job ->
            Left = want_no_more(Group, Drv),
            IsCurrent = Group =:= current_group(Drv),
            case IsCurrent andalso Reason =/= die andalso Reason =/= terminated of
                true -> mourned(Job, Reason, Left);
                false -> remove_job(Job, Left)
            end
    end.

%% The current job has ended by itself; a shell of this node is started anew.
mourned(#job{number = Number, shell = Shell} = Job, Reason, Before) ->
    Drv = leave_line(Before),
    kith_tty:show(["*** ", ["ERROR: " || Reason =/= normal], "Shell process terminated! "]),
    case Shell of
        {shell, start, _} ->
            kith_tty:show("***\n"),
            Next = Job#job{group = start_group(Shell)},
            Drv#drv{jobs = lists:keyreplace(Number, #job.number, Drv#drv.jobs, Next),
                    current = Next};
        _ ->
            kith_tty:show("(^G to start new job) ***\n"),
            remove_job(Job, Drv)
    end.

%% What has been typed for a job that is no more stays on the screen only.
leave_line(#drv{doing = {editing, _}, reader = Reader} = Drv) ->
    kith_tty:wake(),
    receive {Reader, _} -> Drv#drv{doing = nothing} end;
leave_line(Drv) -> Drv.

%%% Commands.

commands(Drv) ->
    case ask(" --> ", Drv) of
        eof ->
            halt();
        Line ->
            case command(tokens(Line), Drv) of
                {connect, Next} -> Next;
                {Text, Next} -> write(Text), commands(Next)
            end
    end.

tokens(Line) ->
    case erl_scan:string(Line) of
        {ok, Tokens, _} -> [token(Token) || Token <- Tokens];
        _ -> illegal
    end.

token({integer, _, N}) -> N;
token({atom, _, Name}) -> Name;
token(Other) -> {other, element(1, Other)}.

%% Returns {Text, Drv}, with what there is to say, or {connect, Drv}, which ends the commands.
command([], Drv) -> {"", Drv};
command([c], Drv) -> with_current(fun(_) -> {connect, Drv} end, Drv);
command([c, N], Drv) when is_integer(N) ->
    with_job(N, fun(Job) -> {connect, Drv#drv{current = Job}} end, Drv);
command([i], Drv) -> with_current(fun(Job) -> interrupt(Job, Drv) end, Drv);
command([i, N], Drv) when is_integer(N) -> with_job(N, fun(Job) -> interrupt(Job, Drv) end, Drv);
command([k], Drv) -> with_current(fun(Job) -> kill(Job, Drv) end, Drv);
command([k, N], Drv) when is_integer(N) -> with_job(N, fun(Job) -> kill(Job, Drv) end, Drv);
command([j], Drv) -> {list_jobs(Drv), Drv};
command([s], Drv) -> {"", new_job(Drv#drv.shell, Drv)};
command([s, Shell], Drv) when is_atom(Shell) -> {"", new_job({Shell, start, []}, Drv)};
command([r], Drv) ->
    case is_alive() of
        true -> {"", new_job({node(), shell, start, []}, Drv)};
        false -> {"Not alive\n", Drv}
    end;
command([r, Node], Drv) when is_atom(Node) -> {"", new_job({Node, shell, start, []}, Drv)};
command([r, Node, Shell], Drv) when is_atom(Node), is_atom(Shell) ->
    {"", new_job({Node, Shell, start, []}, Drv)};
command([q], _) -> halt();
command([h], Drv) -> {help(), Drv};
command([{other, '?'}], Drv) -> {help(), Drv};
command(illegal, Drv) -> {"Illegal input\n", Drv};
command(_, Drv) -> {"Unknown command\n", Drv}.

with_current(Act, #drv{current = #job{number = Number}} = Drv) -> with_job(Number, Act, Drv).

with_job(Number, Act, #drv{jobs = Jobs} = Drv) ->
    case lists:keyfind(Number, #job.number, Jobs) of
        false -> {"Unknown job\n", Drv};
        Job -> Act(Job)
    end.

%% A group that waits for a line tells its reader so, and no more wants the line.
interrupt(#job{group = Group}, Drv) ->
    exit(Group, interrupt),
    {"", want_no_more(Group, Drv)}.

kill(#job{group = Group} = Job, Drv) ->
    exit(Group, die),
    receive
        {'EXIT', Group, _} -> {"", remove_job(Job, Drv)}
    after ?KILL_TIME -> {"", Drv}
    end.

list_jobs(#drv{jobs = Jobs, current = #job{number = Current}}) ->
    [io_lib:format("~4w~s ~w\n", [Number, if Number =:= Current -> "*"; true -> " " end, Shell])
     || #job{number = Number, shell = Shell} <- Jobs].

help() ->
    [["  ", string:pad(Command, 18), "- ", Meaning, "\n"]
     || {Command, Meaning} <- [{"c [nn]", "connect to job"},
                               {"i [nn]", "interrupt job"},
                               {"k [nn]", "kill job"},
                               {"j", "list all jobs"},
                               {"s [shell]", "start local shell"},
                               {"r [node [shell]]", "start remote shell"},
                               {"q", "quit erlang"},
                               {"? | h", "this message"}]].
