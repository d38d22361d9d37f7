#pragma once

#include "kith/process.hpp"

namespace kith::io {

// Output goes to the group leader of the running process: the node's standard output, or the shell
// of who asked, on whatever node. These functions wait until the device has taken it, and exit with
// the error `badarg` when it says that it cannot, with `terminated` when it is gone.
// OTP: stdlib, io.

/// Writes characters: a string, a binary of UTF-8, or nested lists of such. OTP: io:put_chars/1.
[[nodiscard]] task<void> put_chars(ctx self, term chars);
/// `co_await io::format(self, "~p is ~w~n", list("pi", 3.14));`. OTP: io:format/2.
[[nodiscard]] task<void> format(ctx self, term how, term args);
/// The same to another device. OTP: io:put_chars/2, io:format/3.
[[nodiscard]] task<void> put_chars(ctx self, destination device, term chars);
[[nodiscard]] task<void> format(ctx self, destination device, term how, term args);

/// Sends any request of the I/O protocol and returns the reply: what the device says, or
/// `{error, terminated}`. OTP: stdlib, "The Erlang I/O Protocol".
[[nodiscard]] task<term> request(ctx self, destination device, term what);

}  // namespace kith::io
