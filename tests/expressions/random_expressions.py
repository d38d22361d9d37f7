"""Random expressions of Erlang: `expression(seed, number)` is always the same one.

Each ends, binds no name twice on one way and calls nothing that has an effect. Most have the types that
are wanted; some have not, so that errors are compared, too.
"""
import random

DEPTH = 5  # levels of nesting, at most
WRONG = 0.07  # how often something of another type stands where one is wanted

INTEGERS = ["0", "1", "2", "3", "7", "-1", "-2", "10", "42", "255", "256", "1000", "65535", "-128",
            "16#FF", "2#101", "36#Zz", "1_000", "$a", "$\\n", "$\\s", "2147483648", "-2147483649",
            "576460752303423487", "576460752303423488", "-576460752303423489",
            "9223372036854775807", "9223372036854775808", "-9223372036854775809",
            "18446744073709551616", "123456789012345678901234567890", "1 bsl 100", "-(1 bsl 70)"]
FLOATS = ["0.0", "-0.0", "1.0", "1.5", "-2.5", "0.1", "3.14", "1.0e10", "1.0e22", "1.0e23",
          "123456789.125", "1.0e-5", "1.0e-7", "4.9e-324", "1.7976931348623157e308", "1.0e100",
          "9007199254740992.0", "9007199254740993.0", "18446744073709551616.0", "1_0.2_5"]
ATOMS = ["a", "b", "c", "ok", "error", "undefined", "'A b'", "''", "'true '", "[]", "nil",
         "'\\x{e5}'", "'\\x{3b1}'", "foo@bar", "'\\n'"]
STRINGS = ['""', '"abc"', '"a" "b"', '"\\x{e5}\\x{4e2d}"', '"\\t\\n\\e\\d\\^a"', '"\\101"', '"q\\"q"']
NUMBERS = ['"1.5"', '"-1.0e3"', '"1"', '"1.e3"', '"1.5e400"']
BINARIES = ["<<>>", "<<1,2,3>>", "<<\"abc\">>", "<<\"\\x{e5}\"/utf8>>", "<<0:64>>", "<<255>>",
            "<<1:1>>", "<<5:3>>", "<<7:7,1:4>>", "<<\"ab\":16>>", "<<1.5/float>>"]
GUARD_TESTS = ["is_atom", "is_binary", "is_bitstring", "is_boolean", "is_float", "is_function",
               "is_integer", "is_list", "is_map", "is_number", "is_pid", "is_port",
               "is_reference", "is_tuple"]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = 0

    def chance(self, p):
        return self.random.random() < p

    def pick(self, choices):
        return self.random.choice(choices)

    def fresh(self):
        self.names += 1
        return f"V{self.names}"

    # ---- expressions ----

    def any(self, depth, scope):
        return getattr(self, self.pick(
            ["integer", "integer", "float", "atom", "boolean", "list", "list", "tuple", "map",
             "binary", "binary", "string", "fun"]))(depth, scope)

    def of(self, kind, depth, scope):
        """An expression of that kind, mostly."""
        if self.chance(WRONG):
            return self.any(depth, scope)
        if self.chance(0.25):
            known = [name for name, what in scope if what == kind]
            if known:
                return self.pick(known)
        if depth > 0 and self.chance(0.3):
            return self.compound(kind, depth, scope)
        return getattr(self, kind)(depth, scope)

    def compound(self, kind, depth, scope):
        """What may give a value of any kind."""
        d = depth - 1
        return self.pick([self.case_of, self.case_of, self.if_of, self.block, self.call_of_fun,
                          self.try_of, self.catch_of, self.element_of, self.value_of,
                          self.maybe_match, self.named_fun])(kind, d, scope)

    def integer(self, depth, scope):
        if depth <= 0:
            return self.pick(INTEGERS)
        i = lambda: self.of("integer", depth - 1, scope)
        l = lambda: self.of("list", depth - 1, scope)
        b = lambda: self.of("binary", depth - 1, scope)
        t = lambda: self.of("tuple", depth - 1, scope)
        m = lambda: self.of("map", depth - 1, scope)
        number = lambda: self.of(self.pick(["integer", "integer", "float"]), depth - 1, scope)
        return self.pick([
            lambda: self.pick(INTEGERS),
            lambda: f"({i()} {self.pick(['+', '-', '*'])} {i()})",
            lambda: f"({i()} {self.pick(['+', '-', '*'])} {i()})",
            lambda: f"({i()} {self.pick(['div', 'rem'])} {i()})",
            lambda: f"({i()} {self.pick(['band', 'bor', 'bxor'])} {i()})",
            lambda: f"({i()} {self.pick(['bsl', 'bsr'])} ({i()} band 63))",
            lambda: f"({i()} {self.pick(['bsl', 'bsr'])} {self.pick(['-3', '0', '65', '200', 'a', '1.0'])})",
            lambda: f"({self.pick(['-', '+', 'bnot '])}{i()})",
            lambda: f"{self.pick(['abs', 'round', 'trunc', 'ceil', 'floor'])}({number()})",
            lambda: f"{self.pick(['length', 'hd', 'lists:sum', 'lists:max', 'lists:min', 'list_to_integer'])}({l()})",
            lambda: f"{self.pick(['byte_size', 'bit_size', 'size', 'binary:first', 'binary:last', 'binary_to_integer', 'binary:decode_unsigned'])}({b()})",
            lambda: f"{self.pick(['tuple_size', 'size'])}({t()})",
            lambda: f"map_size({m()})",
            lambda: f"{self.pick(['min', 'max'])}({i()}, {i()})",
            lambda: f"erlang:phash2({self.data(depth - 1, scope)}{self.pick(['', ', 100', ', 1 bsl 20'])})",
            lambda: f"binary:at({b()}, {i()})",
            lambda: f"lists:nth({i()}, {l()})",
            lambda: f"lists:foldl({self.fun_of(2, 'integer', depth - 1, scope)}, {i()}, {l()})",
            lambda: f"maps:get({self.any(depth - 1, scope)}, {m()}{self.pick(['', ', ' + i()])})",
        ])()

    def data(self, depth, scope):
        """Without funs, which are not the same terms in both nodes."""
        while True:
            text = self.of(self.pick(["integer", "float", "atom", "list", "tuple", "map", "binary"]),
                           depth, [])
            if "fun" not in text and len(text) < 300:
                return text
            depth = min(depth, 2)

    def float(self, depth, scope):
        if depth <= 0:
            return self.pick(FLOATS)
        f = lambda: self.of("float", depth - 1, scope)
        i = lambda: self.of("integer", depth - 1, scope)
        return self.pick([
            lambda: self.pick(FLOATS),
            lambda: f"({f()} {self.pick(['+', '-', '*', '/'])} {f()})",
            lambda: f"({f()} {self.pick(['+', '-', '*', '/'])} {i()})",
            lambda: f"({i()} {self.pick(['+', '-', '*', '/'])} {f()})",
            lambda: f"({i()} / {i()})",
            lambda: f"float({i()})",
            lambda: f"(-{f()})",
            lambda: f"abs({f()})",
            lambda: f"math:{self.pick(['sqrt', 'floor', 'ceil'])}({f()})",
            lambda: f"(float_to_list({f()}, [{self.pick(['short', '{decimals, 3}', '{scientific, 4}, compact', '{decimals, 6}, compact'])}]))",
            lambda: f"list_to_float({self.pick(STRINGS + NUMBERS)})",
        ])()

    def atom(self, depth, scope):
        if depth > 0 and self.chance(0.2):
            return self.pick([
                lambda: f"list_to_atom({self.pick(STRINGS)})",
                lambda: f"element({self.of('integer', depth - 1, scope)}, {{a, b, c}})",
                lambda: f"binary_to_atom({self.of('binary', depth - 1, scope)})",
            ])()
        return self.pick(ATOMS)

    def boolean(self, depth, scope):
        if depth <= 0:
            return self.pick(["true", "false"])
        x = lambda: self.any(depth - 1, scope)
        b = lambda: self.of("boolean", depth - 1, scope)
        kind = self.pick(["integer", "float", "list", "tuple", "map", "binary", "atom"])
        k = lambda: self.of(kind, depth - 1, scope)
        compare = ["==", "/=", "=<", "<", ">=", ">", "=:=", "=/="]
        return self.pick([
            lambda: f"({k()} {self.pick(compare)} {k()})",
            lambda: f"({k()} {self.pick(compare)} {k()})",
            lambda: f"({x()} {self.pick(compare)} {x()})",
            lambda: f"({b()} {self.pick(['and', 'or', 'xor', 'andalso', 'orelse'])} {b()})",
            lambda: f"({b()} {self.pick(['andalso', 'orelse'])} {x()})",
            lambda: f"(not {b()})",
            lambda: f"{self.pick(GUARD_TESTS)}({x()})",
            lambda: f"is_function({x()}, {self.of('integer', depth - 1, scope)})",
            lambda: f"is_map_key({x()}, {self.of('map', depth - 1, scope)})",
            lambda: f"lists:member({x()}, {self.of('list', depth - 1, scope)})",
            lambda: f"is_record({x()}, a, 2)" if self.chance(0.5)
            else f"lists:all({self.fun_of(1, 'boolean', depth - 1, scope)}, {self.of('list', depth - 1, scope)})",
        ])()

    def list(self, depth, scope):
        if depth <= 0:
            return self.pick(["[]", "[1,2,3]", "[a]", "[a,b|c]", "[3,1,2]", "[{a,1},{b,2}]",
                              "[1.0,1,a,{}]", '"abc"'])
        x = lambda: self.any(depth - 1, scope)
        l = lambda: self.of("list", depth - 1, scope)
        i = lambda: self.of("integer", depth - 1, scope)
        b = lambda: self.of("binary", depth - 1, scope)
        return self.pick([
            lambda: "[" + ", ".join(x() for _ in range(self.random.randrange(5))) + "]",
            lambda: f"[{x()} | {l()}]",
            lambda: f"({l()} {self.pick(['++', '--'])} {l()})",
            lambda: self.comprehension("[", "]", depth, scope),
            lambda: self.comprehension("[", "]", depth, scope),
            lambda: f"lists:{self.pick(['reverse', 'sort', 'usort', 'flatten', 'append', 'droplast', 'concat'])}({l()})",
            lambda: f"lists:{self.pick(['seq', 'duplicate'])}({i()} band 7, {i()} band 15)",
            lambda: f"lists:{self.pick(['nthtail', 'sublist', 'split'])}({'' if True else ''}{i()}, {l()})",
            lambda: f"lists:{self.pick(['map', 'filter', 'flatmap', 'partition', 'takewhile', 'dropwhile'])}({self.fun_of(1, self.pick(['boolean', 'list', 'integer']), depth - 1, scope)}, {l()})",
            lambda: f"lists:{self.pick(['zip', 'delete', 'subtract', 'keysort'])}({self.pick([l, i])()}, {l()})",
            lambda: f"lists:{self.pick(['keyfind', 'keydelete', 'keymember', 'keytake'])}({x()}, {i()}, {l()})",
            lambda: f"tuple_to_list({self.of('tuple', depth - 1, scope)})",
            lambda: f"{self.pick(['binary_to_list', 'bitstring_to_list', 'unicode:characters_to_list'])}({b()})",
            lambda: f"integer_to_list({i()}{self.pick(['', ', 2', ', 16', ', 36', ', 37'])})",
            lambda: f"float_to_list({self.of('float', depth - 1, scope)})",
            lambda: f"atom_to_list({self.of('atom', depth - 1, scope)})",
            lambda: f"maps:{self.pick(['keys', 'values', 'to_list'])}({self.of('map', depth - 1, scope)})",
            lambda: f"tl({l()})",
            lambda: f"lists:foldr({self.fun_of(2, 'list', depth - 1, scope)}, [], {l()})",
            lambda: f"[{{V{self.names}x, R}} || <<V{self.names}x:8, R{self.field_type(True)}>> <= {b()}]",
        ])()

    def string(self, depth, scope):
        return self.pick(STRINGS)

    def tuple(self, depth, scope):
        if depth <= 0:
            return self.pick(["{}", "{a}", "{1,2}", "{a,b,c}", "{1.0,1}", "{{}}"])
        x = lambda: self.any(depth - 1, scope)
        t = lambda: self.of("tuple", depth - 1, scope)
        i = lambda: self.of("integer", depth - 1, scope)
        return self.pick([
            lambda: "{" + ", ".join(x() for _ in range(self.random.randrange(5))) + "}",
            lambda: "{" + ", ".join(x() for _ in range(self.random.randrange(5))) + "}",
            lambda: f"setelement({i()}, {t()}, {x()})",
            lambda: f"setelement({self.pick(['1', '2'])}, {t()}, {x()})",
            lambda: f"list_to_tuple({self.of('list', depth - 1, scope)})",
            lambda: f"erlang:append_element({t()}, {x()})",
            lambda: f"erlang:delete_element({i()}, {t()})",
            lambda: f"erlang:insert_element({i()}, {t()}, {x()})",
            lambda: f"erlang:make_tuple({i()} band 7, {x()})",
            lambda: f"split_binary({self.of('binary', depth - 1, scope)}, {i()})",
        ])()

    def map(self, depth, scope):
        if depth <= 0:
            return self.pick(["#{}", "#{a => 1}", "#{1 => 2, 1.0 => 3}", "#{b => 1, a => 2}",
                              "#{[] => {}, {} => []}"])
        x = lambda: self.any(depth - 1, scope)
        m = lambda: self.of("map", depth - 1, scope)
        key = lambda: self.pick(["a", "b", "1", "1.0", "k", "[]", x()])
        return self.pick([
            lambda: "#{" + ", ".join(f"{key()} => {x()}" for _ in range(self.random.randrange(4))) + "}",
            lambda: f"({m()})#{{{key()} => {x()}, {key()} => {x()}}}",
            lambda: f"({m()})#{{{key()} := {x()}}}",
            lambda: f"({m()})#{{{key()} := {x()}, {key()} => {x()}}}",
            lambda: f"maps:{self.pick(['put', 'update'])}({key()}, {x()}, {m()})",
            lambda: f"maps:{self.pick(['remove', 'take', 'find'])}({key()}, {m()})",
            lambda: f"maps:merge({m()}, {m()})",
            lambda: f"maps:from_list({self.of('list', depth - 1, scope)})",
            lambda: f"maps:{self.pick(['map', 'filter'])}({self.fun_of(2, 'boolean', depth - 1, scope)}, {m()})",
            lambda: f"maps:{self.pick(['with', 'without'])}({self.of('list', depth - 1, scope)}, {m()})",
        ])()

    # ---- bits ----

    def field_type(self, in_pattern):
        """`:Size/Types` of a field, sometimes an odd one."""
        size = self.pick(["", "", ":1", ":3", ":7", ":8", ":13", ":16", ":32", ":64", ":65", ":0"])
        if self.chance(0.04):
            size = self.pick([":(-1)", ":a", ":(1+1)", ":(4*2)"])
        kind = self.pick(["", "", "/little", "/signed", "/signed-little", "/integer", "/unsigned-big",
                          "/native", "/unit:4", "/float", "/float-little", "/binary", "/bitstring",
                          "/bytes", "/utf8", "/utf16", "/utf16-little", "/utf32"])
        if kind.startswith("/utf"):
            return kind
        if kind == "/unit:4" and not size:
            size = ":2"
        if kind.startswith("/float"):
            size = self.pick(["", ":64", ":32", ":16", ":64", ":" + self.pick(["3", "0", "63"])])
        if kind in ("/binary", "/bytes", "/bitstring"):
            if in_pattern:
                size = size or ":1"
            elif self.chance(0.6):
                size = ""
        return size + kind

    def field(self, depth, scope):
        kind = self.field_type(False)
        if "float" in kind:
            value = self.of(self.pick(["float", "integer"]), depth - 1, scope)
        elif "b" in kind.split("-")[0] and ("/b" in kind) and "big" not in kind:
            value = self.of("binary", depth - 1, scope)
        else:
            value = self.of("integer", depth - 1, scope)
        if not value.isalnum():
            value = f"({value})"
        return value + kind

    def binary(self, depth, scope):
        if depth <= 0:
            return self.pick(BINARIES)
        b = lambda: self.of("binary", depth - 1, scope)
        i = lambda: self.of("integer", depth - 1, scope)
        return self.pick([
            lambda: self.pick(BINARIES),
            lambda: "<<" + ", ".join(self.field(depth, scope) for _ in range(1 + self.random.randrange(3))) + ">>",
            lambda: "<<" + ", ".join(self.field(depth, scope) for _ in range(1 + self.random.randrange(3))) + ">>",
            lambda: self.comprehension("<<", ">>", depth, scope),
            lambda: f"{self.pick(['list_to_binary', 'iolist_to_binary', 'list_to_bitstring', 'unicode:characters_to_binary'])}({self.of('list', depth - 1, scope)})",
            lambda: f"integer_to_binary({i()}{self.pick(['', ', 2', ', 16', ', 1'])})",
            lambda: f"binary_part({b()}, {i()}, {i()})",
            lambda: f"binary_part({b()}, {{{i()}, {i()}}})",
            lambda: f"atom_to_binary({self.of('atom', depth - 1, scope)})",
            lambda: f"float_to_binary({self.of('float', depth - 1, scope)})",
            lambda: f"binary:{self.pick(['copy', 'encode_unsigned'])}({self.pick([b, i])()})",
            lambda: f"term_to_binary({self.data(depth - 1, scope)})",
        ])()

    # ---- funs ----

    def fun(self, depth, scope):
        return self.fun_of(self.random.randrange(3), "integer", depth, scope)

    def fun_of(self, arity, kind, depth, scope):
        if self.chance(0.04):
            return self.any(depth, scope)
        if self.chance(0.1):
            return self.pick(["fun erlang:abs/1", "fun lists:reverse/1", "fun erlang:'+'/2",
                              "fun hd/1", "fun is_atom/1", "fun nowhere:nothing/1", "fun max/2"])
        if self.chance(0.05):
            arity += 1
        clauses = []
        for _ in range(self.pick([1, 1, 1, 2, 3])):
            inner = list(scope)
            patterns = [self.pattern(2, inner) if self.chance(0.4) else self.bind(inner)
                        for _ in range(arity)]
            clauses.append(f"({', '.join(patterns)}){self.guard(depth, inner, 0.25)} -> "
                           f"{self.body(kind, depth - 1, inner)}")
        return "fun" + "; ".join(clauses) + " end"

    def bind(self, scope):
        name = self.fresh()
        scope.append((name, self.pick(["integer", "integer", "list", "any"])))
        return name

    def call_of_fun(self, kind, depth, scope):
        arity = self.random.randrange(3)
        if self.chance(0.03):
            arity += 1
        arguments = ", ".join(self.any(depth - 1, scope) for _ in range(arity))
        return f"({self.fun_of(arity, kind, depth, scope)})({arguments})"

    def named_fun(self, kind, depth, scope):
        """One that recurses down from a small number."""
        self.names += 1
        name, n = f"F{self.names}", self.fresh()
        step = self.pick([f"[{n} | {name}({n} - 1)]", f"{name}({n} - 1)", f"{n} + {name}({n} - 1)",
                          f"{{{n}, {name}({n} - 1)}}"])
        last = self.of(kind, depth, scope)
        end = self.pick([f"(0) -> {last}; {name}({n}) when {n} > 0 -> {step}",
                         f"({n}) when {n} > 0 -> {step}; {name}(_) -> {last}",
                         f"({n}) when {n} > 0 -> {step}"])
        return f"(fun {name}{end} end)({self.pick(['0', '1', '3', '6', 'a', '2.5'])})"

    # ---- control ----

    def body(self, kind, depth, scope):
        inner = list(scope)
        parts = []
        if self.chance(0.2):
            what = self.pick(["integer", "list", "tuple", "map", "binary"])
            value = self.of(what, depth, inner)
            name = self.fresh()
            inner.append((name, what))
            parts.append(f"{name} = {value}")
        parts.append(self.of(kind, depth, inner))
        return ", ".join(parts)

    def guard(self, depth, scope, chance=0.5):
        if not self.chance(chance):
            return ""
        return " when " + self.tests(scope)

    def tests(self, scope):
        return self.pick(["; ", ", ", ", "]).join(self.test(scope, 2)
                                                  for _ in range(self.pick([1, 1, 2, 3])))

    def operand(self, scope, depth):
        names = [name for name, _ in scope]
        if names and self.chance(0.6):
            return self.pick(names)
        if depth > 0 and self.chance(0.5):
            a = lambda: self.operand(scope, depth - 1)
            return self.pick([
                lambda: f"({a()} {self.pick(['+', '-', '*', 'div', 'rem', '/', 'band', 'bsr'])} {a()})",
                lambda: f"{self.pick(['length', 'hd', 'tl', 'abs', 'size', 'tuple_size', 'byte_size', 'bit_size', 'map_size', 'round', 'trunc', 'float', 'ceil', 'floor', '-', 'bnot '])}({a()})",
                lambda: f"element({self.pick(['1', '2', '0', a()])}, {a()})",
                lambda: f"{{{a()}, {a()}}}",
                lambda: f"[{a()} | {a()}]",
                lambda: f"#{{{a()} => {a()}}}",
                lambda: f"map_get({a()}, {a()})",
                lambda: f"<<({a()}):8>>",
                lambda: f"binary_part({a()}, 0, 1)",
            ])()
        return self.pick(INTEGERS[:12] + FLOATS[:6] + ATOMS[:6] + ["[]", "{}", "<<1>>", "#{}"])

    def test(self, scope, depth):
        a = lambda: self.operand(scope, depth)
        t = lambda: self.test(scope, depth - 1)
        choices = [
            lambda: f"{a()} {self.pick(['==', '/=', '=<', '<', '>=', '>', '=:=', '=/='])} {a()}",
            lambda: f"{self.pick(GUARD_TESTS)}({a()})",
            lambda: self.pick(["true", "true", "false", a()]),
        ]
        if depth > 0:
            choices += [
                lambda: f"({t()}) {self.pick(['and', 'or', 'xor', 'andalso', 'orelse'])} ({t()})",
                lambda: f"not ({t()})",
                lambda: f"is_map_key({a()}, {a()})",
                lambda: f"is_function({a()}, {self.pick(['0', '1', '2', a()])})",
                lambda: f"is_record({a()}, a, 2)",
            ]
        return self.pick(choices)()

    def pattern(self, depth, scope):
        names = [name for name, _ in scope]
        bind = lambda: self.bind(scope)
        if names and self.chance(0.07):
            return self.pick(names)
        if depth <= 0:
            return self.pick([bind, bind, lambda: "_",
                              lambda: self.pick(INTEGERS[:9] + FLOATS[:4] + ATOMS[:9] + STRINGS[:3])])()
        p = lambda: self.pattern(depth - 1, scope)
        return self.pick([
            bind, bind, lambda: "_",
            lambda: self.pick(INTEGERS + FLOATS + ATOMS + STRINGS + ["-1", "1 + 2", "- 1.5", "2 bsl 3"]),
            lambda: "{" + ", ".join(p() for _ in range(self.random.randrange(4))) + "}",
            lambda: "[" + ", ".join(p() for _ in range(self.random.randrange(4))) + "]",
            lambda: f"[{p()} | {p()}]",
            lambda: f"{p()} = {p()}",
            lambda: f"#{{{self.pick(['a', 'b', '1', '1.0', '[]'] + names)} := {p()}}}",
            lambda: f"\"a\" ++ {p()}",
            lambda: self.bit_pattern(scope),
            lambda: self.bit_pattern(scope),
        ])()

    def bit_pattern(self, scope, generator=False):
        """In a generator the first field takes a bit or more, since else there would be no end."""
        fields = []
        if generator:
            fields.append(self.bind(scope) + self.pick(["", ":8", ":3", ":1", ":16/little", "/signed",
                                                        "/utf8", "/float"]))
        for _ in range(self.random.randrange(3)):
            value = self.pick([lambda: self.bind(scope), lambda: self.bind(scope), lambda: "_",
                               lambda: self.pick(["1", "0", "255", "$a", "1.5", "-1"])])()
            integers = [name for name, kind in scope if kind == "integer" and name != value]
            if integers and self.chance(0.2):
                fields.append(f"{value}:{self.pick(integers)}")
            else:
                fields.append(value + self.field_type(True))
        if not generator and self.chance(0.6):
            name = self.pick([lambda: self.bind(scope), lambda: "_"])()
            fields.append(name + self.pick(["/binary", "/bitstring", "/bits"]))
        elif self.chance(0.2):
            fields.append('"abc"' + self.pick(["", "/utf8", ":16"]))
        return "<<" + ", ".join(fields) + ">>"

    def clauses(self, kind, depth, scope, count):
        made = []
        for _ in range(count):
            inner = list(scope)
            pattern = self.pattern(3, inner)
            made.append(f"{pattern}{self.guard(depth, inner)} -> {self.body(kind, depth, inner)}")
        if self.chance(0.7):
            made.append(f"_ -> {self.of(kind, depth, scope)}")
        return "; ".join(made)

    def case_of(self, kind, depth, scope):
        return (f"case {self.any(depth, scope)} of "
                f"{self.clauses(kind, depth, scope, self.pick([1, 2, 2, 3]))} end")

    def if_of(self, kind, depth, scope):
        made = [f"{self.tests(scope)} -> {self.body(kind, depth, scope)}"
                for _ in range(self.pick([1, 2, 3]))]
        if self.chance(0.7):
            made.append(f"true -> {self.of(kind, depth, scope)}")
        return f"if {'; '.join(made)} end"

    def block(self, kind, depth, scope):
        inner = list(scope)
        parts = []
        for _ in range(self.pick([1, 2])):
            value = self.any(depth, inner)
            parts.append(f"{self.pattern(2, inner)} = {value}")
        parts.append(self.of(kind, depth, inner))
        return f"begin {', '.join(parts)} end"

    def maybe_match(self, kind, depth, scope):
        name = self.fresh()
        value = self.of(kind, depth, scope)
        return f"begin {name} = {value}, {self.of(kind, depth, scope + [(name, kind)])} end"

    def try_of(self, kind, depth, scope):
        self.names += 1
        c, r = f"C{self.names}", f"R{self.names}"
        raised = self.pick(["throw", "error", "exit"])
        body = self.pick([self.body(kind, depth, scope),
                          f"{raised}({self.any(depth - 1, scope)})"])
        of = f" of {self.clauses(kind, depth, scope, 1)}" if self.chance(0.3) else ""
        catch = self.pick([f"{c}:{r} -> {{{c}, {r}}}", f"error:{r} -> {r}", f"{r} -> {{thrown, {r}}}",
                           f"{c}:{r}:S{self.names} -> {{{c}, {r}, is_list(S{self.names})}}",
                           f"exit:{r} when is_atom({r}) -> {r}; error:_ -> {self.of(kind, depth - 1, scope)}"])
        after = f" after {self.any(depth - 1, scope)}" if self.chance(0.15) else ""
        return f"try {body}{of} catch {catch}{after} end"

    def catch_of(self, kind, depth, scope):
        self.names += 1
        r = f"R{self.names}"
        return (f"case (catch {self.body(kind, depth, scope) if self.chance(0) else self.of(kind, depth, scope)}) of "
                f"{{'EXIT', {{{r}, [_ | _]}}}} -> {{'EXIT', {r}}}; {r} -> {r} end")

    def element_of(self, kind, depth, scope):
        return f"element({self.pick(['1', '1', '2', '0'])}, {{{self.of(kind, depth, scope)}, {self.any(depth - 1, scope)}}})"

    def value_of(self, kind, depth, scope):
        return f"map_get(k, #{{k => {self.of(kind, depth, scope)}}})"

    def comprehension(self, open, close, depth, scope):
        inner = list(scope)
        parts = []
        for _ in range(self.pick([1, 1, 2])):
            if self.chance(0.75):
                source = self.of("list", depth - 1, inner)
                parts.append(f"{self.pattern(2, inner) if self.chance(0.4) else self.bind(inner)} <- {source}")
            else:
                source = self.of("binary", depth - 1, inner)
                parts.append(f"{self.bit_pattern(inner, True)} <= {source}")
            if self.chance(0.3):
                parts.append(self.test(inner, 2) if self.chance(0.7) else self.of("boolean", depth - 1, inner))
        if open == "<<":
            value = self.pick([lambda: f"<<{self.field(depth - 1, inner)}>>",
                               lambda: f"<<({self.of('integer', depth - 1, inner)}):8>>",
                               lambda: f"({self.of('binary', depth - 1, inner)})"])()
        else:
            value = self.any(depth - 1, inner)
        return f"{open} {value} || {', '.join(parts)} {close}"


def expression(seed, number):
    g = Generator(f"{seed}/{number}")
    while True:
        text = g.of(g.pick(["integer", "list", "binary", "map", "boolean", "tuple", "float", "any"]),
                    g.pick([1, 2, 3, 4, DEPTH]), [])
        if len(text) < 1500:
            return text

