%% The functions that the differential test calls, with arguments of which kinds (those of values),
%% and what of a result is compared.
-module(calls).
-export([modules/0, all/1, plain/3]).

modules() ->
    [lists, maps, proplists, queue, sets, ordsets, orddict, dict, gb_trees, gb_sets, array, string,
     rand, calendar, timer, erl_anno, base64, filename, filelib, io_lib, io_lib_fread].

%% What is compared: of chardata that mixes lists and binaries, or where OTP mixes them (behind a CR
%% in a binary), only the text.
plain(string, Args, Value) ->
    case lists:any(fun is_mixed/1, Args) of
        true -> text(Value);
        false -> Value
    end;
plain(io_lib, [List | _], Value) when is_list(List), is_list(Value) ->
    %% What build_text returns may be nested otherwise.
    try lists:flatten(Value) catch error:_ -> Value end;
plain(io_lib, [Bits, _, _], {Text, Rest}) when is_bitstring(Bits) ->
    {lists:flatten(Text), Rest};
plain(_, _, Value) -> Value.

is_mixed([H | T]) -> is_list(H) orelse is_binary(H) orelse is_mixed(T);
is_mixed(Arg) -> is_binary(Arg) andalso binary:match(Arg, <<"\r">>) =/= nomatch.

text(Tuple) when is_tuple(Tuple) -> [text(E) || E <- tuple_to_list(Tuple)];
text(Value) ->
    try unicode:characters_to_list(Value) of
        List when is_list(List) -> {text, List};
        _ -> Value
    catch
        error:_ when is_list(Value), Value =/= [] -> [text(hd(Value)) | text(tl(Value))];
        error:_ -> Value
    end.

all(lists) ->
    [{all, [pred, list]}, {any, [pred, list]}, {dropwhile, [pred, list]}, {enumerate, [list]},
     {enumerate, [int, list]}, {filter, [pred, list]}, {filtermap, [filtermap, list]},
     {flatmap, [fun_list, list]}, {foldl, [fun2, term, list]}, {foldr, [fun2, term, list]},
     {foreach, [fun1, list]}, {join, [term, list]}, {map, [fun1, list]},
     {mapfoldl, [mapfold, term, list]},
     {mapfoldr, [mapfold, term, list]}, {partition, [pred, list]}, {search, [pred, list]},
     {splitwith, [pred, list]}, {takewhile, [pred, list]}, {uniq, [list]}, {uniq, [key, list]},
     {zf, [filtermap, list]}, {zipwith, [fun2, list, list]}, {zipwith, [fun2, ints3, ints3]},
     {zipwith3, [fun3, ints3, ints3, ints3]}, {zipwith3, [fun3, list, list, list]},
     {sort, [order, ints]}, {sort, [strict_order, ints]}, {sort, [order, list]},
     {sort, [strict_order, pairs]},
     {sort, [fun2, list]},
     {usort, [quiet_order, ints]}, {usort, [{exact, quiet_order}, numbers]},
     {usort, [fun2, bad_list]},
     {merge, [order, sorted, sorted]}, {merge, [strict_order, sorted, sorted]},
     {umerge, [{exact, quiet_order}, {exact, usorted}, {exact, usorted}]},
     {rmerge, [order, rsorted, rsorted]},
     {rumerge, [{exact, quiet_order}, {exact, rusorted}, {exact, rusorted}]},
     {merge3, [{exact, sorted}, {exact, sorted}, {exact, sorted}]},
     {rmerge, [{exact, rsorted}, {exact, rsorted}]},
     {rmerge3, [{exact, rsorted}, {exact, rsorted}, {exact, rsorted}]}, {umerge, [usorteds]},
     {umerge, [{exact, usorted}, {exact, usorted}]},
     {umerge3, [{exact, usorted}, {exact, usorted}, {exact, usorted}]},
     {rumerge, [{exact, rusorted}, {exact, rusorted}]},
     {rumerge3, [{exact, rusorted}, {exact, rusorted}, {exact, rusorted}]},
     {keymap, [fun1, index, pairs]},
     {keymerge, [one, keysorted, keysorted]}, {keymerge, [index, pairs, pairs]},
     {ukeymerge, [one, ukeysorted, ukeysorted]},
     {rkeymerge, [{exact, one}, {exact, rkeysorted}, {exact, rkeysorted}]},
     {rukeymerge, [{exact, one}, {exact, rukeysorted}, {exact, rukeysorted}]}];
all(maps) ->
    [{filter, [pred2, map]}, {filtermap, [filtermap2, map]}, {fold, [fun3, term, map]},
     {foreach, [fun2, map]},
     {groups_from_list, [key, list]}, {groups_from_list, [key, fun1, list]},
     {intersect, [map, map]},
     {intersect_with, [fun3, map, map]}, {map, [fun2, map]}, {merge_with, [fun3, map, map]},
     {update_with, [term, fun1, map]}, {update_with, [term, fun1, term, map]},
     {map, [fun2, iterator]}, {fold, [fun3, term, iterator]}, {filter, [pred2, iterator]}];
all(proplists) ->
    [{append_values, [key_of, props]}, {compact, [props]}, {delete, [key_of, props]},
     {expand, [expansions, props]},
     {from_map, [map]}, {get_all_values, [key_of, props]}, {get_bool, [key_of, props]},
     {get_keys, [props]},
     {get_value, [key_of, props]}, {get_value, [key_of, props, term]},
     {is_defined, [key_of, props]},
     {lookup, [key_of, props]}, {lookup_all, [key_of, props]}, {normalize, [props, stages]},
     {property, [prop]},
     {property, [key_of, term]}, {split, [props, atoms]}, {substitute_aliases, [props, props]},
     {substitute_aliases, [aliases, props]}, {substitute_negations, [aliases, props]},
     {to_map, [props]},
     {to_map, [props, stages]}, {unfold, [props]}];
all(queue) ->
    [{F, [queue]} || F <- [daeh, drop, drop_r, get, get_r, head, init, is_empty, is_queue, lait,
                           last, len, liat,
                           out, out_r, peek, peek_r, reverse, tail, to_list]]
        ++ [{all, [pred, queue]}, {any, [pred, queue]}, {cons, [int, queue]},
            {delete, [int, queue]},
            {delete_r, [int, queue]}, {delete_with, [pred_few, queue]},
            {delete_with_r, [pred_few, queue]},
            {filter, [pred, queue]}, {filter, [fun_list, queue]}, {filtermap, [filtermap, queue]},
            {fold, [fun2, term, queue]}, {from_list, [list]}, {in, [int, queue]},
            {in_r, [int, queue]},
            {join, [queue, queue]}, {member, [int, queue]}, {new, []}, {snoc, [queue, int]},
            {split, [nat, queue]}];
all(sets) ->
    [{add_element, [int, set]}, {del_element, [int, set]}, {filter, [pred, set]},
     {filter, [pred_few, set]},
     {fold, [fun2, term, set]}, {from_list, [list]}, {from_list, [ints]},
     {from_list, [ints, set_options]},
     {intersection, [sets]}, {intersection, [set, set]}, {is_disjoint, [set, set]},
     {is_element, [int, set]},
     {is_empty, [set]}, {is_set, [set]}, {is_subset, [set, set]}, {new, []}, {new, [set_options]},
     {size, [set]},
     {subtract, [set, set]}, {to_list, [set]}, {union, [sets]}, {union, [set, set]}];
all(ordsets) ->
    [{add_element, [number, ordset]}, {del_element, [number, ordset]}, {filter, [pred, ordset]},
     {fold, [fun2, term, ordset]}, {from_list, [list]}, {intersection, [{exact, ordsets}]},
     {intersection, [ordset, ordset]}, {is_disjoint, [ordset, ordset]},
     {is_element, [number, ordset]},
     {is_empty, [ordset]}, {is_set, [ordset]}, {is_set, [list]}, {is_subset, [ordset, ordset]},
     {new, []},
     {size, [ordset]}, {subtract, [ordset, ordset]}, {to_list, [ordset]},
     {union, [{exact, ordsets}]},
     {union, [ordset, ordset]}];
all(orddict) ->
    dictionary(orddict);
all(dict) ->
    dictionary(dict);
all(gb_trees) ->
    [{F, [tree]} || F <- [balance, is_empty, iterator, keys, largest, size, smallest, take_largest,
                          take_smallest, to_list, values]]
        ++ [{F, [number, tree]} || F <- [delete, delete_any, get, is_defined, iterator_from, lookup,
                                         take, take_any]]
        ++ [{F, [number, term, tree]} || F <- [enter, insert, update]]
        ++ [{empty, []}, {from_orddict, [orddict]}, {map, [fun2, tree]}, {next, [tree_iterator]}];
all(gb_sets) ->
    [{F, [gb_set]} || F <- [balance, is_empty, is_set, iterator, largest, size, smallest,
                            take_largest,
                            take_smallest, to_list]]
        ++ [{F, [number, gb_set]} || F <- [add, add_element, del_element, delete, delete_any,
                                           insert, is_element,
                                           is_member, iterator_from]]
        ++ [{F, [gb_set, gb_set]} || F <- [difference, intersection, is_disjoint, is_subset,
                                           subtract, union]]
        ++ [{F, [{exact, gb_sets}]} || F <- [intersection, union]]
        ++ [{empty, []}, {new, []}, {singleton, [term]}, {filter, [pred, gb_set]},
            {fold, [fun2, term, gb_set]},
            {from_list, [list]}, {from_ordset, [ordset]}, {next, [gb_set_iterator]}];
all(array) ->
    [{F, [array]} || F <- [default, fix, is_array, is_fix, relax, resize, size, sparse_size,
                           sparse_to_list,
                           sparse_to_orddict, to_list, to_orddict]]
        ++ [{F, [fun3, term, array]} || F <- [foldl, foldr, sparse_foldl, sparse_foldr]]
        ++ [{from_list, [ints]}, {from_list, [list, term]}, {from_orddict, [indexed]},
            {from_orddict, [indexed, atom]}, {from_orddict, [pairs]}, {get, [index_of, array]},
            {map, [fun2, array]},
            {new, []}, {new, [array_options]}, {new, [nat, array_options]},
            {reset, [index_of, array]},
            {resize, [index_of, array]}, {set, [index_of, term, array]},
            {sparse_map, [fun2, array]}];
all(string) ->
    [{F, [{exact, text}]} || F <- [casefold, chomp, is_empty, length, lowercase, next_codepoint,
                                   next_grapheme,
                                   reverse, titlecase, to_float, to_graphemes, to_integer, trim,
                                   uppercase]]
        ++ [{F, [broken]} || F <- [casefold, length, lowercase, reverse, to_graphemes, uppercase,
                                   to_integer]]
        ++ [{F, [{exact, text}, {exact, clusters}]} || F <- [lexemes, take]]
        ++ [{F, [{exact, text}, {exact, text}]} || F <- [equal]]
        ++ [{F, [{exact, text}, {exact, pattern}]} || F <- [find, prefix, split]]
        ++ [{F, [{exact, text}, {exact, nat}]} || F <- [pad, slice]]
        ++ [{equal, [{exact, text}, {exact, text}, {exact, bool}]},
            {equal, [{exact, text}, {exact, text}, {exact, bool}, {exact, form}]},
            {find, [{exact, text}, {exact, pattern}, {exact, where_take}]},
            {nth_lexeme, [{exact, text}, {exact, nat}, {exact, some_clusters}]},
            {pad, [{exact, text}, {exact, nat}, {exact, side}]},
            {pad, [{exact, text}, {exact, nat}, {exact, side}, int]},
            {replace, [{exact, text}, {exact, pattern}, {exact, text}]},
            {replace, [{exact, text}, {exact, pattern}, {exact, text}, {exact, where}]},
            {slice, [{exact, text}, {exact, nat}, {exact, nat}]},
            {slice, [{exact, text}, {exact, nat}, {exact, length}]},
            {split, [{exact, text}, {exact, pattern}, {exact, where}]},
            {take, [{exact, text}, {exact, clusters}, {exact, bool}]},
            {take, [{exact, text}, {exact, clusters}, {exact, bool}, {exact, where_take}]},
            {trim, [{exact, text}, {exact, side}]},
            {trim, [{exact, text}, {exact, side}, {exact, clusters}]},
            {list_to_float, [{exact, digits}]}, {list_to_integer, [{exact, digits}]},
            {to_float, [{exact, digits}]},
            {to_integer, [{exact, digits}]}, {list_to_float, [term]}, {list_to_integer, [term]}]
        ++ [{F, [ascii]} || F <- [len, strip, sub_words, to_lower, to_upper, words],
            F =/= sub_words]
        ++ [{F, [char]} || F <- [to_lower, to_upper]]
        ++ [{F, [ascii, char]} || F <- [chr, rchr, words]]
        ++ [{F, [ascii, ascii]} || F <- [concat, cspan, span, str, rstr, tokens]]
        ++ [{F, [ascii, few]} || F <- [str, rstr, tokens]]
        ++ [{F, [ascii, int]} || F <- [centre, copies, left, right, sub_string, substr, sub_word]]
        ++ [{F, [ascii, int, char]} || F <- [centre, left, right, sub_word]]
        ++ [{F, [ascii, int, int]} || F <- [sub_string, substr]]
        ++ [{chars, [char, nat]}, {chars, [char, nat, list]}, {join, [asciis, ascii]},
            {strip, [ascii, lr]},
            {strip, [ascii, lr, char]}];
all(rand) ->
    [{F, [{exact, bits}]} || F <- [bc64, mwc59, mwc59_float, mwc59_seed, mwc59_value, mwc59_value32,
                                   splitmix64_next]]
        ++ [{exsp_next, [{exact, two_words}]}, {exsp_jump, [{exact, two_words}]},
            {seed58, [{exact, nat}, {exact, bits}]},
            {exro928_next, [ring]}, {exro928_next_state, [{exact, ring}]},
            {exro928_jump_2pow20, [{exact, ring}]},
            {exro928_jump_2pow512, [{exact, ring}]}, {exro928_seed, [{exact, seed}]},
            {make_float, [sign, bits, bits]}];
all(calendar) ->
    [{F, [date]} || F <- [date_to_gregorian_days, day_of_the_week, iso_week_number, valid_date]]
        ++ [{F, [year, month, day]} || F <- [date_to_gregorian_days, day_of_the_week, valid_date]]
        ++ [{F, [datetime]} || F <- [datetime_to_gregorian_seconds, local_time_to_universal_time,
                                     local_time_to_universal_time_dst,
                                     universal_time_to_local_time]]
        ++ [{F, [seconds]} || F <- [gregorian_days_to_date, gregorian_seconds_to_datetime,
                                    seconds_to_daystime,
                                    seconds_to_time, system_time_to_rfc3339]]
        ++ [{F, [now]} || F <- [now_to_datetime, now_to_local_time, now_to_universal_time]]
        ++ [{is_leap_year, [year]}, {last_day_of_the_month, [year, month]},
            {time_to_seconds, [time]},
            {local_time_to_universal_time, [datetime, dst]}, {rfc3339_to_system_time, [rfc3339]},
            {rfc3339_to_system_time, [rfc3339, rfc3339_options]},
            {system_time_to_local_time, [seconds, unit]},
            {system_time_to_rfc3339, [seconds, rfc3339_options]},
            {system_time_to_universal_time, [seconds, unit]},
            {time_difference, [datetime, datetime]}];
all(timer) ->
    [{F, [number]} || F <- [seconds, minutes, hours]]
        ++ [{hms, [number, number, int]}, {now_diff, [now, now]}];
all(erl_anno) ->
    [{F, [anno]} || F <- [column, end_location, file, from_term, generated, is_anno, line, location,
                          new, record, text,
                          to_term]]
        ++ [{set_file, [file_name, anno]}, {set_generated, [bool, anno]}, {set_line, [nat, anno]},
            {set_location, [place, anno]}, {set_record, [bool, anno]}, {set_text, [ascii, anno]}];
all(io_lib) ->
    [{quote_atom, [key_of, char_list]}, {quote_atom, [atom, word]}, {chars_length, [chardata]},
     {write_binary, [{exact, bits_of}, {exact, depth}, {exact, depth}]},
     {scan_format, [format, format_args]}, {unscan_format, [format_list]},
     {build_text, [format_list]}, {build_text, [format_list, limits]}, {format_prompt, [prompt]},
     {format_prompt, [prompt, encoding]}, {limit_term, [{exact, nested}, {exact, limit}]},
     {collect_chars, [{exact, collector}, {exact, data}, {exact, limit}]},
     {collect_chars, [{exact, collector}, {exact, data}, {exact, encoding}, {exact, limit}]},
     {collect_line, [{exact, line_collector}, {exact, data}, {exact, bool}]},
     {collect_line, [{exact, line_collector}, {exact, data}, {exact, encoding}, {exact, bool}]},
     {get_until, [{exact, reader}, {exact, data}, {exact, until}]},
     {get_until, [{exact, reader}, {exact, data}, {exact, encoding}, {exact, until}]},
     {fread, [fread_format, {exact, fread_text}]},
     {fread, [{exact, reader}, {exact, fread_text}, fread_format]}];
all(io_lib_fread) ->
    [{fread, [fread_format, {exact, fread_text}]},
     {fread, [{exact, reader}, {exact, fread_text}, {exact, fread_format}]}];
all(base64) ->
    [{F, [{exact, base64}]} || F <- [decode_to_string, mime_decode, mime_decode_to_string]]
        ++ [{F, [{exact, mime}]} || F <- [mime_decode, mime_decode_to_string]]
            ++ [{encode_to_string, [bytes]}];
all(filename) ->
    [{F, [path]} || F <- [absname, basename, dirname, extension, flatten, nativename, pathtype,
                          rootname, split, validate]]
        ++ [{F, [path, path]} || F <- [basename, rootname]]
        ++ [{absname, [path, {exact, path}]}]
        ++ [{join, [{exact, path}, {exact, path}]}]
        ++ [{absname_join, [{exact, path}, path]}]
        ++ [{F, [path, ext]} || F <- [basename, rootname]]
        ++ [{append, [plain_path, plain_path]}, {join, [paths]},
            {basedir, [{exact, dir_type}, {exact, plain_path}]},
            {basedir, [{exact, dir_type}, {exact, plain_path}, dir_options]}, {validate, [term]},
            {validate, [list]}];
all(_) -> [].

dictionary(D) ->
    [{append, [number, int, D]}, {append, [int, int, {bags, D}]},
     {append_list, [int, ints, {bags, D}]},
     {erase, [number, D]}, {fetch, [number, D]}, {fetch_keys, [D]}, {filter, [pred2, D]},
     {find, [number, D]},
     {fold, [fun3, term, D]}, {from_list, [pairs]}, {from_list, [list]}, {is_empty, [D]},
     {is_key, [number, D]},
     {map, [fun2, D]}, {merge, [fun3, D, D]}, {new, []}, {size, [D]}, {store, [number, term, D]},
     {take, [number, D]}, {to_list, [D]}, {update, [number, fun1, D]},
     {update, [number, fun1, term, D]},
     {update_counter, [int, int, {counters, D}]}].

