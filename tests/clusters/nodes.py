"""Nodes of erl, iex and Kith, each a program of its own that evaluates what it is told."""

import os
import queue
import shutil
import signal
import socket
import subprocess
import threading
import time

ANSWER_S_MAX = 90
READY_S_MAX = 60
HOST = "localhost"
COOKIE = "clusters"


class Failed(Exception):
    """Something is not as it must be."""


class Place:
    """What nodes share: compiled code, a home, an epmd of their own."""

    def __init__(self, work, kith, sources):
        self.kith = str(kith)
        self.code = {"kith": work / "kith", "erl": work / "erl"}
        self.home = work / "home"
        for folder in (*self.code.values(), self.home):
            folder.mkdir(parents=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.environment = dict(os.environ, HOME=str(self.home), ERL_FLAGS="", LC_ALL="C.UTF-8",
                                TERM="dumb", ERL_EPMD_PORT=str(port), ERL_CRASH_DUMP_SECONDS="0")
        for source in sources:
            shutil.copy(source, self.code["kith"])
        subprocess.run(["erlc", "-o", str(self.code["erl"]), *map(str, sources)], check=True,
                       env=self.environment)

    def __enter__(self):
        self.epmd = subprocess.Popen(["epmd", "-address", "127.0.0.1"], env=self.environment)
        return self

    def __exit__(self, *_):
        self.epmd.terminate()
        self.epmd.wait()

    def await_free(self, short):
        """Until epmd has heard that the former node of that name has ended."""
        end = time.monotonic() + READY_S_MAX
        while f"name {short} at" in subprocess.run(["epmd", "-names"], env=self.environment,
                                                   capture_output=True, text=True).stdout:
            if time.monotonic() > end:
                raise Failed(f"epmd does not let go of {short}")
            time.sleep(0.02)

    def command(self, kind, name, flags):
        if kind == "iex":
            erl = ["--erl", " ".join(flags)] if flags else []
            return ["iex", "--sname", name, "--cookie", COOKIE, *erl, "-pa", str(self.code["erl"])]
        program = self.kith if kind == "kith" else "erl"
        return [program, "-noshell", "-sname", name, "-setcookie", COOKIE, *flags, "-pa",
                str(self.code[kind]), "-s", "cluster_node"]


class Node:
    """One node. `name` is its whole name, as Erlang's source has it."""

    def __init__(self, place, kind, short, flags=()):
        self.kind = kind
        self.name = f"{short}@{HOST}"
        place.await_free(short)
        self.program = subprocess.Popen(
            place.command(kind, self.name, flags), env=place.environment, cwd=place.home,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            encoding="utf-8", errors="replace", bufsize=1)
        self.answers = queue.Queue()
        self.printed = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        if kind == "iex":
            # Typed at its prompt, whose line ends here.
            self.tell('IO.puts(""); :cluster_node.main()')

    def __repr__(self):
        return f"{self.name} ({self.kind})"

    def read(self):
        for line in self.program.stdout:
            if line.startswith("@"):
                self.answers.put(line[1:].rstrip("\n"))
            else:
                self.printed.append(line)
        self.answers.put(None)

    def take(self, seconds):
        try:
            answer = self.answers.get(timeout=seconds)
        except queue.Empty:
            answer = None
        if answer is None:
            raise Failed(f"{self}: no answer; it printed\n{''.join(self.printed)[-3000:]}")
        return answer

    def ready(self):
        if self.take(READY_S_MAX) != "ready":
            raise Failed(f"{self} does not start")

    def tell(self, line):
        """Has a line evaluated, without waiting."""
        self.program.stdin.write(" ".join(line.split()) + "\n")
        self.program.stdin.flush()

    def must(self, line, wanted="true"):
        self.tell(line)
        self.expect(wanted, line)

    def expect(self, wanted, line="what it was told before"):
        answer = self.take(ANSWER_S_MAX)
        if answer != wanted:
            raise Failed(f"{self}: {line}\n  came to  {answer}\n  and not  {wanted}")

    def await_(self, line):
        self.must(f"cluster_node:await(fun() -> {line} end)")

    def end(self, how=signal.SIGKILL):
        if self.program.poll() is None:
            self.program.send_signal(how)
            if how == signal.SIGKILL:
                self.program.wait()

    def halt(self):
        """In good order."""
        self.tell("init:stop()")
        self.program.wait(timeout=ANSWER_S_MAX)
