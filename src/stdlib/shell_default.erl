%% What a name means in the shell that neither is a command of the shell nor of user_default: the
%% functions of c under their own names.
%% OTP: stdlib, shell_default.
-module(shell_default).

-export([bi/1, bt/1, c/1, c/2, c/3, cd/1, erlangrc/1, flush/0, h/1, h/2, h/3, hcb/1, hcb/2, hcb/3,
         help/0, ht/1, ht/2, ht/3, i/0, i/3, l/1, lc/1, lm/0, ls/0, ls/1, m/0, m/1, memory/0,
         memory/1, mm/0, nc/1, ni/0, nl/1, nregs/0, pid/3, pwd/0, q/0, regs/0, uptime/0, xm/1, y/1,
         y/2]).
%% The debugger's, where it is.
-export([ia/1, ia/2, ia/3, ia/4, iaa/1, iaa/2, ib/2, ib/3, iba/3, ibc/3, ibd/2, ibe/2, ic/0, ih/0,
         ii/1, ii/2, il/0, im/0, ini/1, ini/2, inq/1, ip/0, ipb/0, ipb/1, iq/1, ir/0, ir/1, ir/2,
         ir/3, ist/1, iv/0]).

help() ->
    io:put_chars(
      "** shell internal commands **\n"
      "b()        -- display all variable bindings\n"
      "e(N)       -- repeat the expression in query <N>\n"
      "f()        -- forget all variable bindings\n"
      "f(X)       -- forget the binding of variable X\n"
      "h()        -- history\n"
      "h(Mod)     -- help about module\n"
      "h(Mod,Func)-- help about function in module\n"
      "h(Mod,Func,Arity) -- help about function with arity in module\n"
      "ht(Mod)    -- help about a module's types\n"
      "ht(Mod,Type) -- help about type in module\n"
      "ht(Mod,Type,Arity) -- help about type with arity in module\n"
      "hcb(Mod)    -- help about a module's callbacks\n"
      "hcb(Mod,CB) -- help about callback in module\n"
      "hcb(Mod,CB,Arity) -- help about callback with arity in module\n"
      "history(N) -- set how many previous commands to keep\n"
      "results(N) -- set how many previous command results to keep\n"
      "catch_exception(B) -- how exceptions are handled\n"
      "v(N)       -- use the value of query <N>\n"
      "rd(R,D)    -- define a record\n"
      "rf()       -- remove all record information\n"
      "rf(R)      -- remove record information about R\n"
      "rl()       -- display all record information\n"
      "rl(R)      -- display record information about R\n"
      "rp(Term)   -- display Term using the shell's record information\n"
      "rr(File)   -- read record information from File (wildcards allowed)\n"
      "rr(F,R)    -- read selected record information from file(s)\n"
      "rr(F,R,O)  -- read selected record information with options\n"
      "** commands in module c **\n"),
    c:help(),
    io:put_chars("** commands in module i (interpreter interface) **\n"
                 "ih()       -- print help for the i module\n"),
    true.

bi(Item) -> c:bi(Item).
bt(Pid) -> c:bt(Pid).
c(File) -> c:c(File).
c(File, Options) -> c:c(File, Options).
c(File, Options, Filter) -> c:c(File, Options, Filter).
cd(Folder) -> c:cd(Folder).
erlangrc(Folders) -> c:erlangrc(Folders).
flush() -> c:flush().
h(Module) -> c:h(Module).
h(Module, Function) -> c:h(Module, Function).
h(Module, Function, Arity) -> c:h(Module, Function, Arity).
hcb(Module) -> c:hcb(Module).
hcb(Module, Callback) -> c:hcb(Module, Callback).
hcb(Module, Callback, Arity) -> c:hcb(Module, Callback, Arity).
ht(Module) -> c:ht(Module).
ht(Module, Type) -> c:ht(Module, Type).
ht(Module, Type, Arity) -> c:ht(Module, Type, Arity).
i() -> c:i().
i(X, Y, Z) -> c:i(X, Y, Z).
l(Module) -> c:l(Module).
lc(Files) -> c:lc(Files).
lm() -> c:lm().
ls() -> c:ls().
ls(Folder) -> c:ls(Folder).
m() -> c:m().
m(Module) -> c:m(Module).
memory() -> c:memory().
memory(Types) -> c:memory(Types).
mm() -> c:mm().
nc(File) -> c:nc(File).
ni() -> c:ni().
nl(Module) -> c:nl(Module).
nregs() -> c:nregs().
pid(X, Y, Z) -> c:pid(X, Y, Z).
pwd() -> c:pwd().
q() -> c:q().
regs() -> c:regs().
uptime() -> c:uptime().
xm(Module) -> c:xm(Module).
y(File) -> c:y(File).
y(File, Options) -> c:y(File, Options).

ia(A) -> debugger(ia, [A]).
ia(A, B) -> debugger(ia, [A, B]).
ia(A, B, C) -> debugger(ia, [A, B, C]).
ia(A, B, C, D) -> debugger(ia, [A, B, C, D]).
iaa(A) -> debugger(iaa, [A]).
iaa(A, B) -> debugger(iaa, [A, B]).
ib(A, B) -> debugger(ib, [A, B]).
ib(A, B, C) -> debugger(ib, [A, B, C]).
iba(A, B, C) -> debugger(iba, [A, B, C]).
ibc(A, B, C) -> debugger(ibc, [A, B, C]).
ibd(A, B) -> debugger(ibd, [A, B]).
ibe(A, B) -> debugger(ibe, [A, B]).
ic() -> debugger(ic, []).
ih() -> debugger(help, []).
ii(A) -> debugger(ii, [A]).
ii(A, B) -> debugger(ii, [A, B]).
il() -> debugger(il, []).
im() -> debugger(im, []).
ini(A) -> debugger(ini, [A]).
ini(A, B) -> debugger(ini, [A, B]).
inq(A) -> debugger(inq, [A]).
ip() -> debugger(ip, []).
ipb() -> debugger(ipb, []).
ipb(A) -> debugger(ipb, [A]).
iq(A) -> debugger(iq, [A]).
ir() -> debugger(ir, []).
ir(A) -> debugger(ir, [A]).
ir(A, B) -> debugger(ir, [A, B]).
ir(A, B, C) -> debugger(ir, [A, B, C]).
ist(A) -> debugger(ist, [A]).
iv() -> debugger(iv, []).

debugger(Function, Args) -> c:appcall(debugger, i, Function, Args).
