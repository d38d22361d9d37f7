%% Sizes and types of the segments of binaries.
-module(erl_lint_bits).

-export([segment/4]).

-import(erl_lint_state, [wrong/3, warning/3]).

%% The bits of a segment whose size is default, unknown, all or a number: {Bits, State}, where Bits
%% may be unknown, all, or undefined, too.
segment(Anno, Size, Specifiers, St) ->
    case typed(Size, Specifiers) of
        {error, What} -> {8, wrong(Anno, What, St)};
        {unknown, _, _} -> {unknown, St};
        {undefined, _, _} -> {undefined, St};
        {all, binary, _} -> {all, St};
        {all, _, _} -> {unknown, wrong(Anno, illegal_bitsize, St)};
        {Units, float, Unit} when Units * Unit =/= 16, Units * Unit =/= 32, Units * Unit =/= 64 ->
            {Units * Unit, warning(Anno, {bad_bitsize, "float"}, St)};
        {Units, _, Unit} -> {Units * Unit, St}
    end.

%% {Size, Type, Unit} | {error, What}
typed(Size, default) -> defaults(integer, Size, none);
typed(Size, Specifiers) ->
    case read(Specifiers, #{}) of
        {error, _} = Error -> Error;
        Said -> defaults(maps:get(type, Said, integer), Size, maps:get(unit, Said, none))
    end.

read([], Said) -> Said;
read([Specifier | Rest], Said) ->
    case means(Specifier) of
        unknown -> {error, {undefined_bittype, Specifier}};
        Pairs ->
            case said(Pairs, Said) of
                {error, _} = Error -> Error;
                Next -> read(Rest, Next)
            end
    end.

said([], Said) -> Said;
said([{What, Value} | Rest], Said) ->
    case Said of
        #{What := Value} -> said(Rest, Said);
        #{What := Other} -> {error, {bittype_mismatch, Value, Other, atom_to_list(What)}};
        _ -> said(Rest, Said#{What => Value})
    end.

means({unit, undefined}) -> [];
means({unit, N}) when is_integer(N), N > 0, N =< 256 -> [{unit, N}];
means(bytes) -> [{type, binary}, {unit, 8}];
means(Bits) when Bits =:= bits; Bits =:= bitstring -> [{type, binary}, {unit, 1}];
means(Type) when Type =:= integer; Type =:= float; Type =:= binary; Type =:= utf8;
                 Type =:= utf16; Type =:= utf32 -> [{type, Type}];
means(Endian) when Endian =:= big; Endian =:= little; Endian =:= native ->
    [{endianness, Endian}];
means(Sign) when Sign =:= signed; Sign =:= unsigned -> [{sign, Sign}];
means(_) -> unknown.

defaults(binary, default, Unit) -> defaults(binary, all, Unit);
defaults(Type, default, none) when Type =:= integer -> {8, integer, 1};
defaults(float, default, none) -> {64, float, 1};
defaults(Type, default, _) when Type =:= integer; Type =:= float -> {error, bittype_unit};
defaults(binary, Size, none) -> {Size, binary, 8};
defaults(Type, Size, none) when Type =:= integer; Type =:= float -> {Size, Type, 1};
defaults(Type, Size, Unit) when Type =:= integer; Type =:= float; Type =:= binary ->
    {Size, Type, Unit};
defaults(Utf, default, none) -> {undefined, Utf, none};
defaults(_, _, _) -> {error, utf_bittype_size_or_unit}.
