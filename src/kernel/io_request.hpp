// One request of the I/O protocol, answered. OTP: stdlib, "The Erlang I/O Protocol"; kernel, user.
//
//   client → device   {io_request, From, ReplyAs, Request}
//   device → client   {io_reply, ReplyAs, Reply}
//
//   Request: {put_chars, Encoding, Chars} | {put_chars, Encoding, M, F, Args}
//          | {get_line, …} | {get_chars, …} | {get_until, …} | getopts | {setopts, Opts}
//          | {get_geometry, columns | rows} | {requests, [Request]}
// and the forms without Encoding, which mean latin1.
#pragma once

#include <optional>

#include "kernel/io_sink.hpp"
#include "kith/process.hpp"

namespace kith::detail {

/// What a device remembers between requests.
struct io_device {
  io_sink* output = nullptr;  ///< null: text is dropped
  bool binary_mode = false;   ///< setopts; shown by getopts, since there is nothing to read
  bool unicode = true;
};

/// The reply to a request. There is no input: what reads gets `eof`.
[[nodiscard]] term answer_io_request(io_device& device, term_ref request);

/// Serves one message if it is an io_request; false for any other.
bool serve_io_request(io_device& device, term_ref message);

}  // namespace kith::detail
