%% What the linter says, as a text.
-module(erl_lint_message).

-export([text/1]).

text({format_error, {Format, Args}}) -> io_lib:format(Format, Args);
text(What) when is_atom(What) -> plain(What);
text({bad_export_type, _}) -> "bad export_type declaration";
text(What) when element(1, What) =:= call_to_redefined_bif;
                element(1, What) =:= call_to_redefined_old_bif;
                element(1, What) =:= redefine_bif_import;
                element(1, What) =:= redefine_old_bif_import -> clash(What);
text({obsolete_guard_overridden, Test}) ->
    said("obsolete ~s/1 (meaning is_~s/1) is illegal when there is a local/imported function named "
         "is_~p/1 ", [Test, Test, Test]);
text({obsolete_guard, {F, A}}) -> said("~p/~p obsolete (use is_~p/~p)", [F, A, F, A]);
text({redefine_import, {{F, A}, M}}) ->
    said("function ~tw/~w already imported from ~w", [F, A, M]);
text({unused_import, {{F, A}, M}}) -> said("import ~w:~tw/~w is unused", [M, F, A]);
text({bad_removed, {F, A}}) when F =:= '_'; A =:= '_' ->
    said("at least one function matching ~tw/~w is still exported", [F, A]);
text({redefine_spec, {M, F, A}}) -> said("spec for ~tw:~tw/~w already defined", [M, F, A]);
text({bad_callback, {M, F, A}}) ->
    said("explicit module not allowed for callback ~tw:~tw/~w", [M, F, A]);
text({bad_module, {M, F, A}}) -> said("spec for function ~w:~tw/~w from other module", [M, F, A]);
text({behaviour_info, {_, F, A}}) ->
    said("cannot define callback attibute for ~tw/~w when behaviour_info is defined", [F, A]);
text({undefined_callback, {_, F, A}}) -> said("callback ~tw/~w is undefined", [F, A]);
text({undefined_behaviour_func, {F, A}, B}) ->
    said("undefined callback function ~tw/~w (behaviour '~w')", [F, A, B]);
text({conflicting_behaviours, {F, A}, B, Where, First}) ->
    said("conflicting behaviours - callback ~tw/~w required by both '~p' and '~p' ~s",
         [F, A, B, First, place(Where)]);
text({Kind, {Name, Arity}} = What) when is_atom(Kind), is_integer(Arity) ->
    case function(Kind) of
        none -> type(Kind, Name, Arity, What);
        Format -> said(Format, [Name, Arity])
    end;
text({Kind, {F, A} = Value}) when is_atom(Kind) ->
    case function(Kind) of
        none -> said(one(Kind), [Value]);
        Format -> said(Format, [F, A])
    end;
text({redefine_field, Record, Field}) ->
    said("field ~tw already defined in record ~tw", [Field, Record]);
text({undefined_field, Record, Field}) ->
    said("field ~tw undefined in record ~tw", [Field, Record]);
text({field_name_is_variable, Record, Field}) ->
    said("field ~tw is not an atom or _ in record ~tw", [Field, Record]);
text({unsafe_var, V, {What, Where}}) ->
    said("variable ~w unsafe in ~w ~s", [V, What, place(Where)]);
text({exported_var, V, {What, Where}}) ->
    said("variable ~w exported from ~w ~s", [V, What, place(Where)]);
text({shadowed_var, V, In}) -> said("variable ~w shadowed in ~w", [V, In]);
text({renamed_type, Old, New}) ->
    said("type ~w() is now called ~w(); please use the new name instead", [Old, New]);
text({bittype_mismatch, A, B, What}) ->
    said("conflict in ~s specification for bit field: '~p' and '~p'", [What, A, B]);
text({too_many_arguments, Arity}) ->
    said("too many arguments (~w) - maximum allowed is 255", [Arity]);
text({Kind, Value}) -> said(one(Kind), [Value]).

said(Format, Args) -> io_lib:format(Format, Args).

place({Line, Column}) -> said("(line ~p, column ~p)", [Line, Column]);
place(Line) -> said("(line ~p)", [Line]).

plain(undefined_module) -> "no module definition";
plain(redefine_module) -> "redefining module";
plain(pmod_unsupported) -> "parameterized modules are no longer supported";
plain(non_latin1_module_unsupported) ->
    "module names with non-latin1 characters are not supported";
plain(empty_module_name) -> "the module name must not be empty";
plain(blank_module_name) -> "the module name must contain at least one visible character";
plain(ctrl_chars_in_module_name) -> "the module name must not contain control characters";
plain(invalid_call) -> "invalid function call";
plain(invalid_record) -> "invalid record expression";
plain(no_load_nif) -> "nifs defined, but no call to erlang:load_nif/2";
plain(disallowed_nowarn_bif_clash) ->
    "compile directive nowarn_bif_clash is no longer allowed,\n"
        " - use explicit module names or -compile({no_auto_import, [F/A]})";
plain(multiple_on_loads) -> "more than one on_load attribute";
plain(nif_inline) ->
    "inlining is enabled - local calls to NIFs may call their Erlang implementation instead";
plain(export_all) -> "export_all flag enabled - all functions will be exported";
plain(illegal_pattern) -> "illegal pattern";
plain(illegal_map_key) -> "illegal map key in pattern";
plain(illegal_bin_pattern) -> "binary patterns cannot be matched in parallel using '='";
plain(illegal_expr) -> "illegal expression";
plain(illegal_guard_expr) -> "illegal guard expression";
plain(illegal_map_construction) ->
    "only association operators '=>' are allowed in map construction";
plain(bad_multi_field_init) -> "'_' initializes no omitted fields";
plain(illegal_record_info) -> "illegal record info";
plain(bittype_unit) -> "a bit unit size must not be specified unless a size is specified too";
plain(illegal_bitsize) -> "illegal bit size";
plain(non_integer_bitsize) ->
    "a size expression in a pattern evaluates to a non-integer value; this pattern cannot possibly "
        "match";
plain(unsized_binary_not_at_end) ->
    "a binary field without size is only allowed at the end of a binary pattern";
plain(typed_literal_string) ->
    "a literal string in a binary pattern must not have a type or a size";
plain(utf_bittype_size_or_unit) ->
    "neither size nor unit must be given for segments of type utf8/utf16/utf32";
plain(unsized_binary_in_bin_gen_pattern) ->
    "binary fields without size are not allowed in patterns of bit string generators";
plain(old_abstract_code) ->
    "abstract code generated before Erlang/OTP 19.0 and having typed record fields cannot be "
        "compiled";
plain(spec_wrong_arity) -> "spec has wrong arity";
plain(callback_wrong_arity) -> "callback has wrong arity".

%% Of a function, {Kind, {Name, Arity}}.
function(bad_inline) -> "inlined function ~tw/~w undefined";
function(undefined_nif) -> "nif ~tw/~w undefined";
function(bad_deprecated) -> "deprecated function ~tw/~w undefined or not exported";
function(bad_removed) -> "removed function ~tw/~w is still exported";
function(Undefined) when Undefined =:= bad_nowarn_unused_function;
                         Undefined =:= bad_nowarn_bif_clash; Undefined =:= undefined_on_load;
                         Undefined =:= undefined_function -> "function ~tw/~w undefined";
function(bad_on_load_arity) -> "function ~tw/~w has wrong arity (must be 0)";
function(duplicated_export) -> "function ~tw/~w already exported";
function(redefine_function) -> "function ~tw/~w already defined";
function(define_import) -> "defining imported function ~tw/~w";
function(unused_function) -> "function ~tw/~w is unused";
function(illegal_guard_local_call) ->
    "call to local/imported function ~tw/~w is illegal in guard";
function(illegal_bitsize_local_call) ->
    "call to local/imported function ~tw/~w is illegal in a size expression for a binary segment";
function(redefine_optional_callback) -> "optional callback ~tw/~w duplicated";
function(redefine_spec) -> "spec for ~tw/~w already defined";
function(redefine_callback) -> "callback ~tw/~w already defined";
function(spec_fun_undefined) -> "spec for undefined function ~tw/~w";
function(missing_spec) -> "missing specification for function ~tw/~w";
function(duplicated_export_type) -> "type ~tw/~w already exported";
function(_) -> none.

type(Kind, Name, Arity, What) ->
    case [Rest || {K, Rest} <- types(), K =:= Kind] of
        [Rest] ->
            Opaque = case Kind =:= not_exported_opaque orelse Kind =:= underspecified_opaque of
                         true -> "opaque ";
                         false -> ""
                     end,
            Args = lists:join($,, lists:duplicate(Arity, $_)),
            said("~stype ~tw(~s) ~s", [Opaque, Name, Args, Rest]);
        [] -> said(one(Kind), [element(2, What)])
    end.

types() ->
    [{undefined_type, "undefined"}, {unused_type, "is unused"},
     {builtin_type, "is a builtin type; it cannot be redefined"},
     {redefine_type, "already defined"}, {not_exported_opaque, "is not exported"},
     {underspecified_opaque, "is underspecified and therefore meaningless"}].

one(attribute) -> "attribute ~tw after function definitions";
one(missing_qlc_hrl) -> "qlc:q/~w called, but \"qlc.hrl\" not included";
one(invalid_deprecated) -> "badly formed deprecated attribute ~tw";
one(invalid_removed) -> "badly formed removed attribute ~tw";
one(bad_on_load) -> "badly formed on_load attribute: ~tw";
one(undefined_record) -> "record ~tw undefined";
one(redefine_record) -> "record ~tw already defined";
one(wildcard_in_update) -> "meaningless use of _ in update of record ~tw";
one(unused_record) -> "record ~tw is unused";
one(untyped_record) -> "record ~tw has field(s) without type information";
one(unbound_var) -> "variable ~w is unbound";
one(match_underscore_var) ->
    "variable ~w is already bound. If you mean to ignore this value, use '_' or a different "
        "underscore-prefixed name";
one(match_underscore_var_pat) ->
    "variable ~w is bound multiple times in this pattern. If you mean to ignore this value, use "
        "'_' or a different underscore-prefixed name";
one(unused_var) -> "variable ~w is unused";
one(variable_in_record_def) -> "variable ~w in record definition";
one(stacktrace_guard) -> "stacktrace variable ~w must not be used in a guard";
one(stacktrace_bound) -> "stacktrace variable ~w must not be previously bound";
one(undefined_bittype) -> "bit type ~tw undefined";
one(bad_bitsize) -> "bad ~s bit size";
one(undefined_behaviour) -> "behaviour ~tw undefined";
one(undefined_behaviour_callbacks) -> "behaviour ~w callback functions are undefined";
one(ill_defined_behaviour_callbacks) -> "behaviour ~w callback functions erroneously defined";
one(ill_defined_optional_callbacks) ->
    "behaviour ~w optional callback functions erroneously defined";
one(singleton_typevar) -> "type variable ~w is only used once (is unbound)";
one(type_syntax) -> "bad ~tw type";
one(bad_dialyzer_attribute) -> "badly formed dialyzer attribute: ~tw";
one(bad_dialyzer_option) -> "unknown dialyzer warning option: ~tw".

%% A name that is imported automatically, too.
clash({Kind, {F, A}}) when Kind =:= call_to_redefined_bif; Kind =:= call_to_redefined_old_bif ->
    said("ambiguous call of overridden ~sauto-imported BIF ~w/~w~n - use erlang:~w/~w or "
         "\"-compile({no_auto_import,[~w/~w]}).\" to resolve name clash",
         [age(Kind), F, A, F, A, F, A]);
clash({Kind, {F, A}}) ->
    said("import directive overrides ~sauto-imported BIF ~w/~w~n - use "
         "\"-compile({no_auto_import,[~w/~w]}).\" to resolve name clash", [age(Kind), F, A, F, A]).

age(Kind) when Kind =:= call_to_redefined_old_bif; Kind =:= redefine_old_bif_import -> "pre R14 ";
age(_) -> "".
