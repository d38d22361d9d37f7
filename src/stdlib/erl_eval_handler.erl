%% Forms whose calls are left to the non-local handler of erl_eval: {value, F}, where F takes
%% {Module, Name} or a fun, and the arguments. OTP: stdlib, erl_eval, "Non-local Function Handler".
-module(erl_eval_handler).

-export([calling/2]).

%% The forms, in which each call of a function of a module, each operator and each call of a fun that
%% erl_eval has not made calls the handler. Patterns, guards and forms of types stay.
calling({value, Handler}, Forms) ->
    case only_calls(Handler) of
        true -> Forms;
        false -> each(Forms, Handler)
    end;
calling(none, Forms) -> Forms.

%% The handler of a shell without restrictions does what is done without it, but slower.
only_calls(Handler) ->
    {module, shell} =:= erlang:fun_info(Handler, module)
        andalso {name, '-unrestricted/1-fun-0-'} =:= erlang:fun_info(Handler, name).

each(Forms, H) -> [form(F, H) || F <- Forms].

form({call, A, {remote, _, Module, Name}, Args}, H) ->
    handed(A, {tuple, A, [form(Module, H), form(Name, H)]}, each(Args, H), H);
form({call, A, {atom, _, Name} = Local, Args}, H) ->
    case erl_internal:bif(Name, length(Args)) of
        true -> handed(A, function(A, Name), each(Args, H), H);
        false -> {call, A, Local, Args}
    end;
form({call, A, Fun, Args}, H) ->
    Either = fun(Called, Values) -> called(Called, Values, H) end,
    handed(A, form(Fun, H), each(Args, H), Either);
form({op, A, Op, Left, Right}, H) when Op =:= 'andalso'; Op =:= 'orelse' ->
    {op, A, Op, form(Left, H), form(Right, H)};
form({op, A, Op, Left, Right}, H) ->
    handed(A, function(A, Op), [form(Left, H), form(Right, H)], H);
form({op, A, Op, Operand}, H) ->
    handed(A, function(A, Op), [form(Operand, H)], H);
form({match, A, Pattern, Value}, H) ->
    {match, A, Pattern, form(Value, H)};
form({clause, A, Patterns, Guard, Body}, H) ->
    {clause, A, Patterns, Guard, each(Body, H)};
form({Generate, A, Pattern, Source}, H) when Generate =:= generate; Generate =:= b_generate;
                                             Generate =:= maybe_match ->
    {Generate, A, Pattern, form(Source, H)};
form({bin_element, A, Value, Size, Types}, H) ->
    {bin_element, A, form(Value, H), form(Size, H), Types};
form({value, _, _} = Value, _) -> Value;
form({'fun', _, {function, _, _}} = Fun, _) -> Fun;
form(Form, H) when is_tuple(Form) -> list_to_tuple(each(tuple_to_list(Form), H));
form(Forms, H) when is_list(Forms) -> each(Forms, H);
form(Other, _) -> Other.

handed(A, Function, Args, Handler) ->
    List = lists:foldr(fun(E, Tail) -> {cons, A, E, Tail} end, {nil, A}, Args),
    {call, A, {value, A, Handler}, [Function, List]}.

function(A, Name) -> {tuple, A, [{atom, A, erlang}, {atom, A, Name}]}.

called(Fun, Args, Handler) when is_function(Fun) ->
    case erl_eval:fun_data(Fun) of
        false -> Handler(Fun, Args);
        _ -> apply(Fun, Args)
    end;
called(Fun, Args, Handler) -> Handler(Fun, Args).
