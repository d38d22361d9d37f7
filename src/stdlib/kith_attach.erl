%% A shell of this node at the terminal of another program of the same user, by a socket of the file
%% system: `kith attach`. It needs neither a name nor a cookie, and is there when distribution is not.
%%
%% Here, in the node, a session is the driver of a group (user_drv says what passes between the
%% two); there a job takes the place of that group. What the one or the other says goes through the
%% socket as a term: from the node {read, Prompt, Echo}, {put_chars, Text}, {expanded, Ref,
%% Expansion}, {ended, Reason}; from the terminal {geometry, Geometry}, {line, Line, Geometry},
%% {expand, Ref, Before}, interrupt.
-module(kith_attach).

-export([serve/1]).
-export([start_job/2, start_piped/1]).

%%% The node.

%% Listens at Path, with a process for each that comes. Returns only when that fails.
serve(Path) ->
    process_flag(trap_exit, true),
    case kith_socket:listen(Path) of
        {ok, Listener} -> accepting(Listener);
        {error, Reason} -> complain(Reason)
    end.

accepting(Listener) ->
    Server = self(),
    Next = spawn(fun() -> session(Server, Listener) end),
    Ref = monitor(process, Next),
    receive
        {Next, accepted} -> demonitor(Ref, [flush]), accepting(Listener);
        {Next, closed} -> ok;
        {'DOWN', Ref, _, _, _} -> accepting(Listener)
    end.

session(Server, Listener) ->
    case kith_socket:accept(Listener) of
        {ok, Socket} ->
            Server ! {self(), accepted},
            process_flag(trap_exit, true),
            Session = self(),
            Reader = spawn_link(fun() -> reader(Session, Socket) end),
            receive
                {Reader, {geometry, Geometry}} ->
                    put(geometry, Geometry),
                    Group = group:start(self(), {shell, start, []}, options(Session)),
                    serving(Socket, Reader, Group);
                {'EXIT', Reader, _} -> ok
            end;
        {error, _} ->
            Server ! {self(), closed}
    end.

%% The group asks for the size of the screen as it was when the last line was typed.
options(Session) ->
    Geometry = fun() ->
        case process_info(Session, dictionary) of
            {dictionary, Dictionary} -> proplists:get_value(geometry, Dictionary, false);
            undefined -> false
        end
    end,
    [{geometry, Geometry}].

serving(Socket, Reader, Group) ->
    receive
        {Group, read, Prompt, Echo} -> send(Socket, {read, Prompt, Echo});
        {Group, put_chars, Text, {From, ReplyAs}} ->
            send(Socket, {put_chars, Text}),
            From ! {io_reply, ReplyAs, ok};
        {Group, expanded, Ref, Expansion} -> send(Socket, {expanded, Ref, Expansion});
        {Reader, {line, Line, Geometry}} ->
            put(geometry, Geometry),
            Group ! {self(), line, Line};
        {Reader, {expand, Ref, Before}} -> Group ! {self(), expand, Ref, Before};
        {Reader, interrupt} -> exit(Group, interrupt);
        {'EXIT', Group, Reason} -> ended(Socket, Reason);
        {'EXIT', Reader, _} -> left(Group);
        _ -> ok
    end,
    serving(Socket, Reader, Group).

ended(Socket, Reason) ->
    send(Socket, {ended, if Reason =:= normal; Reason =:= terminated -> normal; true -> failed end}),
    exit(normal).

%% The terminal has gone: with it goes what was started there and runs still.
left(Group) ->
    case proplists:get_value(shell, group:interfaces(Group)) of
        Shell when is_pid(Shell) -> exit(Shell, kill);
        undefined -> ok
    end,
    exit(Group, kill),
    exit(normal).

%%% The terminal.

%% Starts a job of Driver, user_drv, which is at the node that listens at Path, an atom. The program
%% ends with the session: its status is 0, or 1 when it has broken off.
start_job(Driver, Path) ->
    spawn_link(fun() ->
        process_flag(trap_exit, true),
        put(user_drv, Driver),
        job(Driver, Path)
    end).

%% The same for a program whose input is no terminal.
start_piped(Path) ->
    spawn(fun() -> piped(start_job(self(), Path)) end).

piped(Job) ->
    receive
        {Job, read, Prompt, Echo} ->
            Driver = self(),
            spawn_link(fun() -> Driver ! {line, kith_tty:read_line(Prompt, Echo)} end);
        {line, Line} -> Job ! {self(), line, Line};
        {Job, put_chars, Text, {From, ReplyAs}} ->
            kith_tty:write(Text),
            From ! {io_reply, ReplyAs, ok};
        _ -> ok
    end,
    piped(Job).

job(Driver, Path) ->
    case kith_socket:connect(atom_to_list(Path)) of
        {ok, Socket} ->
            Job = self(),
            Reader = spawn_link(fun() -> reader(Job, Socket) end),
            send(Socket, {geometry, kith_tty:geometry()}),
            attached(Socket, Reader, Driver);
        {error, Reason} ->
            complain(Reason),
            halt(69)
    end.

attached(Socket, Reader, Driver) ->
    receive
        {Reader, {read, Prompt, Echo}} -> Driver ! {self(), read, Prompt, Echo};
        {Reader, {put_chars, Text}} -> write(Text, Driver);
        {Reader, {expanded, Ref, Expansion}} -> Driver ! {self(), expanded, Ref, Expansion};
        {Reader, {ended, normal}} -> halt(0);
        {Reader, {ended, failed}} -> broken_off(Driver);
        {Driver, line, Line} -> send(Socket, {line, Line, kith_tty:geometry()});
        {Driver, expand, Ref, Before} -> send(Socket, {expand, Ref, Before});
        {'EXIT', Reader, _} -> broken_off(Driver);
        {'EXIT', Driver, interrupt} -> send(Socket, interrupt);
        {'EXIT', Driver, Reason} -> exit(Reason);
        _ -> ok
    end,
    attached(Socket, Reader, Driver).

%% The node has ended, or the shell has been killed.
broken_off(Driver) ->
    write(<<"*** The session has broken off\n">>, Driver),
    halt(1).

write(Text, Driver) ->
    Driver ! {self(), put_chars, Text, {self(), written}},
    receive {io_reply, written, ok} -> ok end.

%%% Both.

complain(Reason) ->
    kith_tty:write_error(unicode:characters_to_binary(["kith attach: ", Reason, "\n"])).

%% What the other side has said, until it goes.
reader(To, Socket) ->
    case kith_socket:recv(Socket) of
        {ok, Bytes} ->
            To ! {self(), binary_to_term(Bytes)},
            reader(To, Socket);
        {error, _} ->
            ok
    end.

%% That the other side has gone the reader notices.
send(Socket, Term) -> kith_socket:send(Socket, term_to_binary(Term)).
