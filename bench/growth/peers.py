"""The programs that are measured: kith-growth, and growth.erl where there is an `erl`."""

import os
import resource
import secrets
import shutil
import socket
import subprocess
import threading
import time

SECONDS_MAX = 120  # for a program; then something is wrong
LOOPBACK = "127.0.0.1"


class Failed(Exception):
    """A program did not do its work."""


class Surroundings:
    """What nodes need: a cookie, an epmd of their own, and sockets enough."""

    def __init__(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        with socket.socket() as free:
            free.bind((LOOPBACK, 0))
            port = free.getsockname()[1]
        self.environment = {**os.environ, "GROWTH_COOKIE": secrets.token_hex(8),
                            "ERL_EPMD_PORT": str(port), "ERL_CRASH_DUMP_SECONDS": "0"}
        self.files_max = hard
        self.epmd = None

    def __enter__(self):
        if shutil.which("epmd"):  # without one a node of Kith takes its place
            self.epmd = subprocess.Popen(["epmd", "-address", LOOPBACK], env=self.environment,
                                         stderr=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        if self.epmd:
            self.epmd.terminate()
            self.epmd.wait()

    @property
    def cookie(self):
        return self.environment["GROWTH_COOKIE"]


class Kith:
    name = "Kith"

    def __init__(self, surroundings, build):
        self.surroundings = surroundings
        self.program = str(build / "kith-growth")

    def measure(self, words, distributed):
        return [self.program, *words]

    def node(self, name, words):
        return [self.program, words[0], name, *words[1:]]


class Otp:
    name = "OTP"

    def __init__(self, surroundings, source, build):
        self.surroundings = surroundings
        subprocess.run(["erlc", "-o", str(build), str(source)], check=True)
        # As many processes as a curve has, and some.
        self.start = ["erl", "-noshell", "-pa", str(build)]

    def measure(self, words, distributed):
        named = self.named(f"near{os.getpid()}@{LOOPBACK}") if distributed else []
        return [*self.start, "+P", "2000000", *named, "-run", "growth", "main", *words]

    def node(self, name, words):
        return [*self.start, *self.named(name), "-run", "growth", "main", *words]

    def named(self, name):
        return ["-name", name, "-setcookie", self.surroundings.cookie]


class Node:
    """A program that says lines, is told lines, and ends when its standard input does."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(command, env=environment, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def expect(self, wanted):
        line = self.process.stdout.readline().strip()
        if line != wanted:
            raise Failed(f"a node said {line!r}, not {wanted}")


class Nodes:
    """Several, all of which are gone at the end, and after too long a time."""

    def __init__(self, commands, environment):
        self.all = [Node(command, environment) for command in commands]
        self.watchdog = threading.Timer(SECONDS_MAX, self.kill)

    def __enter__(self):
        self.watchdog.start()
        for node in self.all:
            node.expect("UP")
        return self.all

    def __exit__(self, *_):
        self.watchdog.cancel()
        self.kill()
        for node in self.all:
            node.process.communicate()

    def kill(self):
        for node in self.all:
            node.process.kill()


def far_end(peer):
    name = f"far{secrets.token_hex(4)}@{LOOPBACK}"
    return name, Nodes([peer.node(name, ["echo"])], peer.surroundings.environment)


def figures(command, environment, processors):
    """The lines `N FIGURE` that a program prints, as a dictionary."""
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=SECONDS_MAX, check=True,
                              preexec_fn=lambda: os.sched_setaffinity(0, processors))
    except subprocess.CalledProcessError as failure:
        raise Failed(f"{' '.join(command)}: {failure.stderr[-2000:]}") from failure
    except subprocess.TimeoutExpired as failure:
        raise Failed(f"{' '.join(command)}: took over {SECONDS_MAX} s") from failure
    lines = [line.split() for line in done.stdout.splitlines()]
    return {int(n): float(figure) for n, figure in lines}


def mesh_seconds(peer, n):
    """How long n programs take to see each other, once all but one are told to join that one."""
    names = [f"mesh{i}_{secrets.token_hex(4)}@{LOOPBACK}" for i in range(n)]
    commands = [peer.node(name, ["mesh", str(n)]) for name in names]
    with Nodes(commands, peer.surroundings.environment) as nodes:
        began = time.perf_counter()
        for node in nodes[1:]:
            node.tell("join " + names[0])
        nodes[0].tell("wait")
        for node in nodes:
            node.expect("FULL")
        return time.perf_counter() - began
