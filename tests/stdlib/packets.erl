%% What erlang:decode_packet/3 does, told line by line: the same in every node that runs it.
%% KITH_SEED is a number (1 when there is none) from which the random packets come.
%%
%% Not asked, since a real erl does not survive it: a list of options with a tail.
-module(packets).

-export([main/1]).

-define(RANDOM, 4000).

main(_) ->
    [told(Type, Bytes, Options) || {Type, Bytes, Options} <- fixed()],
    rand:seed(exsss, {1, 2, list_to_integer(os:getenv("KITH_SEED", "1"))}),
    [begin
         Type = one_of(types()),
         told(Type, packet(Type), options())
     end || _ <- lists:seq(1, ?RANDOM)],
    ok.

told(Type, Bytes, Options) ->
    Outcome = try erlang:decode_packet(Type, Bytes, Options)
              catch Class:Reason:Stack ->
                      [{_, _, _, Info} = Frame | _] = Stack,
                      {Class, Reason, Info, erl_erts_errors:format_error(Reason, [Frame])}
              end,
    io:format("~0p~n  ~0p~n", [{Type, Bytes, Options}, Outcome]).

types() -> [raw, 0, 1, 2, 4, asn1, sunrm, cdr, fcgi, tpkt, line, http, http_bin, httph, httph_bin].

fixed() ->
    Framed = [<<>>, <<0>>, <<3, "abcd">>, <<0, 3, "abcd">>, <<0, 0, 0, 3, "abcd">>,
              <<255, 255, 255, 255>>, <<127, 255, 255, 255, 1>>, <<127, 255, 255, 251, 1>>,
              <<128, 0, 0, 2, 1, 2, 3>>, <<2, 1, 1:3>>, <<1:3>>, <<1, 7, 1:3>>],
    [{T, B, []} || T <- types(), B <- Framed]
        ++ [{T, <<1, 2>>, O}
            || T <- [raw, 1, line], O <- [foo, [foo], [{packet_size, -1}], [{packet_size, a}],
                                          [{packet_size, 1 bsl 32}], [{packet_size, 1 bsl 70}],
                                          [{packet_size, 1 bsl 32 - 1}], [{line_length, a}],
                                          [{line_length, 1 bsl 40}], [{line_delimiter, 256}],
                                          [{line_delimiter, -1}], [{line_delimiter, a}],
                                          [{line_delimiter, 2}], [{packet_size, 1}],
                                          [{packet_size, 1}, {packet_size, 0}]]]
        ++ [{T, B, O} || T <- [foo, 3, 8, -1, 1.0, "raw", {1}, http, 1], B <- [<<>>, a, "abc",
                                                                               [<<1>>]],
                         O <- [[], a]]
        ++ [{asn1, B, []}
            || B <- [<<48, 3, 1, 2, 3, 9>>, <<48, 130, 0, 3, 1, 2, 3>>, <<48, 128, 1, 2, 0, 0>>,
                     <<63, 1, 2, 3, 4, 5>>, <<63, 129, 1, 2, 3, 4, 5>>, <<48>>,
                     <<48, 132, 0, 0, 0, 2, 1, 2, 3>>, <<48, 133, 0, 0, 0, 0, 2, 1, 2, 3>>,
                     <<48, 129, 2, 1>>, <<63, 255, 255>>, <<63, 255, 255, 255, 255, 255, 1, 2>>,
                     <<48, 132, 255, 255, 255, 255>>, <<48, 132, 127, 255, 255, 255>>,
                     <<48, 131, 1, 0, 0>>, <<0, 0, 5>>]]
        ++ [{cdr, <<"GIOP", 1, 0, Flags, 0, Size/binary, "abc">>, []}
            || Flags <- [0, 1, 2, 3], Size <- [<<0, 0, 0, 2>>, <<2, 0, 0, 0>>, <<255, 255, 255,
                                                                                 255>>]]
        ++ [{T, <<Method/binary, " / HTTP/1.1\r\n">>, []}
            || T <- [http, http_bin],
               Method <- [<<"OPTIONS">>, <<"GET">>, <<"HEAD">>, <<"POST">>, <<"PUT">>, <<"DELETE">>,
                          <<"TRACE">>, <<"CONNECT">>, <<"PATCH">>, <<"get">>, <<"G(T">>, <<>>,
                          <<"G", 228>>]]
        ++ [{T, <<"GET ", Uri/binary, " HTTP/1.1\r\nrest">>, []} || T <- [http, http_bin],
            Uri <- uris()]
        ++ [{http, <<"GET /", Rest/binary>>, []}
            || Rest <- [<<"\r\n">>, <<"\n">>, <<" \r\n">>, <<" HTTP/1.1 x\r\n">>, <<" HTTP/2\r\n">>,
                        <<" HTTP/1.x\r\n">>, <<" HTTP/12.34\r\n">>, <<" FTP/1.1\r\n">>,
                        <<" http/1.1\r\n">>, <<" HTTP/1.1\r\r\n">>, <<" b HTTP/1.1\r\n">>,
                        <<"  HTTP/1.1 \n">>, <<"\tHTTP/1.1\n">>, <<" HTTP/.1\n">>,
                        <<" HTTP/1.\n">>]]
        ++ [{T, <<"HTTP/", Rest/binary>>, []}
            || T <- [http, http_bin],
               Rest <- [<<"1.1 200 OK\r\n">>, <<"1.1 200\r\n">>, <<"1.1 2000 OK x \r\n">>,
                        <<"1.1 OK\r\n">>, <<"1.1 0 OK\n">>, <<"1.1  200  a  b\n">>,
                        <<"1 200 OK\n">>,
                        <<"12.34 200 OK\n">>, <<" 1.1 200 OK\n">>, <<"1.1 20x OK\n">>, <<"1.1\n">>,
                        <<"1.1200 OK\n">>, <<"\n">>, <<"1.1\t200\tOK\n">>, <<"1.1 200">>]]
        ++ [{T, <<Field/binary, ": x\r\n\r\n">>, []} || T <- [httph, httph_bin], Field <- fields()]
        ++ [{httph, <<"Host", Rest/binary>>, O}
            || Rest <- [<<":\r\n\r\n">>, <<": \t a\t \r\n\r\n">>, <<": a\r\n\tb\r\n\r\n">>,
                        <<":\r\n  folded\n\n">>, <<": a\rb\n\n">>, <<": a\r\n">>, <<": a\n">>, <<>>,
                        <<" : a\r\n\r\n">>, <<"\r\n\r\n">>, <<": a\r\n \r\n\r\n">>],
               O <- [[], [{packet_size, 7}], [{line_length, 7}], [{packet_size, 9}]]]
        ++ [{httph, B, []} || B <- [<<"\r\nrest">>, <<"\nrest">>, <<"\r\n">>, <<"\r">>,
                                    <<"\r\r\n">>,
                                    <<" \r\nx">>, <<"\n ">>]].

uris() ->
    [<<"*">>, <<"*x">>, <<"/">>, <<"/a?b#c">>, <<"http://h:80/p">>, <<"http://h/p">>,
     <<"HTTPS://h">>,
     <<"http://h:/p">>, <<"http://">>, <<"http://:80">>, <<"http:///p">>, <<"http://[::1]:80/x">>,
     <<"http://u@h:080/x">>, <<"http://h:x/p">>, <<"http://h:8x/p">>, <<"http://h:70000">>,
     <<"http:foo">>,
     <<"foo:bar">>, <<"a:443">>, <<":">>, <<":x">>, <<"x:">>, <<"abc">>, <<"a:b:c">>, <<"ab/c:d">>,
     <<"x">>].

fields() ->
    [<<"Cache-Control">>, <<"connection">>, <<"DATE">>, <<"Pragma">>, <<"Transfer-Encoding">>,
     <<"Upgrade">>, <<"Via">>, <<"Accept">>, <<"Accept-Charset">>, <<"Accept-Encoding">>,
     <<"Accept-Language">>, <<"Authorization">>, <<"From">>, <<"Host">>, <<"If-Modified-Since">>,
     <<"If-Match">>, <<"If-None-Match">>, <<"If-Range">>, <<"If-Unmodified-Since">>,
     <<"Max-Forwards">>, <<"Proxy-Authorization">>, <<"Range">>, <<"Referer">>, <<"User-Agent">>,
     <<"Age">>, <<"Location">>, <<"Proxy-Authenticate">>, <<"Public">>, <<"Retry-After">>,
     <<"Server">>, <<"Vary">>, <<"Warning">>, <<"WWW-Authenticate">>, <<"Allow">>,
     <<"Content-Base">>,
     <<"Content-Encoding">>, <<"Content-Language">>, <<"Content-Length">>, <<"Content-Location">>,
     <<"Content-MD5">>, <<"Content-Range">>, <<"Content-Type">>, <<"ETag">>, <<"Expires">>,
     <<"Last-Modified">>, <<"Accept-Ranges">>, <<"Set-Cookie">>, <<"Set-Cookie2">>,
     <<"x-forwarded-for">>, <<"Cookie">>, <<"keep-alive">>, <<"Proxy-Connection">>, <<"Expect">>,
     <<"x-foo-BAR">>, <<"a_b.c">>, <<"-a--b-">>, <<"1a">>, <<"">>, <<"a b">>, <<"a\"b">>, <<"a{b">>,
     <<"a}b">>, <<"a|b">>, <<"a~b">>, <<"a", 127>>, <<"a", 128>>, <<"a", 0>>,
     binary:copy(<<"aB-">>, 6), binary:copy(<<"aB-">>, 7), binary:copy(<<"aB-">>, 16),
     binary:copy(<<"aB-">>, 17), binary:copy(<<"x">>, 49), binary:copy(<<"x">>, 50),
     binary:copy(<<"x">>, 51)].

%% Not 1, which OTP does not hold an empty line of HTTP to.
options() ->
    lists:append([[{packet_size, 1 + rand:uniform(20)}] || rand:uniform(4) =:= 1])
        ++ lists:append([[{line_length, 1 + rand:uniform(20)}] || rand:uniform(4) =:= 1])
        ++ lists:append([[{line_delimiter, one_of("\na ")}] || rand:uniform(6) =:= 1]).

%% Bytes that are one of the type, or nearly so.
packet(raw) -> bytes(8);
packet(0) -> bytes(8);
packet(N) when is_integer(N) -> <<(rand:uniform(6) - 1):(8 * N), (bytes(8))/binary>>;
packet(line) -> text(12, "ab\n\r ");
packet(asn1) -> list_to_binary([one_of([48, 63, 31, 2]), one_of([<<>>, <<1>>, <<129, 1>>]), small(),
                                bytes(9)]);
packet(sunrm) -> <<(one_of([0, 128])), 0, 0, (small()), (bytes(8))/binary>>;
packet(cdr) ->
    cut(<<(one_of([<<"GIOP">>, <<"GIOP">>, <<"GIOX">>]))/binary, 1, 0, (small()), 0, 0, 0, 0,
          (small()),
          (bytes(8))/binary>>);
packet(fcgi) -> cut(<<(one_of([1, 1, 2])), 1, 0, 0, 0, (small()), (small()), 0,
                      (bytes(12))/binary>>);
packet(tpkt) -> cut(<<(one_of([3, 3, 4])), (one_of([0, 0, 0, 1])), 0, (small()),
                      (bytes(8))/binary>>);
packet(Http) when Http =:= http; Http =:= http_bin ->
    list_to_binary([one_of(["GET", "PUT", "FOO", "HTTP/1.1", "HTTP/"]), one_of([" ", "", "  "]),
                    one_of(uris() ++ ["200", "404"]), one_of([" ", ""]),
                    one_of(["HTTP/1.0", "OK", "", "HTTP/1"]), one_of(["\r\n", "\n", "", "\r",
                                                                      " \n"]),
                    text(3, "a\r\n")]);
packet(_) -> text(16, "Ab-: \t\r\n").

small() -> rand:uniform(10) - 1.
bytes(Max) -> list_to_binary([rand:uniform(256) - 1 || _ <- lists:seq(1, rand:uniform(Max))]).
text(Max, Of) -> list_to_binary([one_of(Of) || _ <- lists:seq(1, rand:uniform(Max))]).
cut(Binary) ->
    case rand:uniform(4) of
        1 -> binary:part(Binary, 0, rand:uniform(byte_size(Binary)) - 1);
        _ -> Binary
    end.
one_of(List) -> lists:nth(rand:uniform(length(List)), List).
