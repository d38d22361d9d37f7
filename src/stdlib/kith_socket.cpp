// Module `kith_socket`: what `kith attach` goes through. A reference stands for a socket, which is
// closed when the process that made it ends. What is sent is received as it was: a frame is its
// length, four bytes big-endian, and its bytes.
#include <array>

#include "io/world.hpp"
#include "kith/blocking.hpp"
#include "otp/log.hpp"
#include "runtime/runtime.hpp"
#include "stdlib/library_state.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"
#include "stdlib/text.hpp"

namespace kith::detail {

namespace {

/// What one frame may hold: a line that was pasted, or what one call of io:format writes.
constexpr std::size_t frame_bytes_max = std::size_t{256} << 20u;

term failure(const error& why) {
  return tuple(atoms::error, why.code == errc::closed ? term(atom("closed")) : term(why.text));
}

std::string text_in(term_ref chars) {
  std::string text;
  return chars.to_text(text) ? text : (badarg(), text);
}

held_socket_ptr socket_in(term_ref t) {
  return t.is_reference() ? library_here().sockets.find(t.as_reference()) : (badarg(), nullptr);
}

term hold(held_socket_ptr socket, pid owner) {
  socket->owner = owner;
  return tuple(atoms::ok, library_here().sockets.add(std::move(socket)));
}

// ---- on the threads that may block --------------------------------------------------------------

result<held_socket_ptr> listen_there(io::world* world, std::string path) {
  auto listener = world->listen_local(path);
  if (!listener) {
    return listener.failure();
  }
  auto socket = std::make_shared<held_socket>();
  socket->listener = std::move(*listener);
  return socket;
}

result<held_socket_ptr> dial_there(io::world* world, std::string path) {
  auto stream = world->dial_local(path);
  if (!stream) {
    return stream.failure();
  }
  auto socket = std::make_shared<held_socket>();
  socket->stream = std::move(*stream);
  return socket;
}

result<held_socket_ptr> accept_there(held_socket_ptr at) {
  auto stream = at->listener->accept();
  if (!stream) {
    return stream.failure();
  }
  auto socket = std::make_shared<held_socket>();
  socket->stream = std::move(*stream);
  return socket;
}

result<bool> send_there(held_socket_ptr to, std::string frame) {
  if (auto sent = to->stream->write(frame); !sent) {
    return sent.failure();
  }
  return true;
}

result<void> read_whole(io::local_stream& from, std::span<std::byte> into) {
  while (!into.empty()) {
    const auto n = from.read(into);
    if (!n) {
      return n.failure();
    }
    if (*n == 0) {
      return error(errc::closed, "the other side has gone");
    }
    into = into.subspan(*n);
  }
  return {};
}

result<std::string> receive_there(held_socket_ptr from) {
  std::array<std::byte, 4> head{};
  if (auto read = read_whole(*from->stream, head); !read) {
    return read.failure();
  }
  std::size_t length = 0;
  for (const std::byte b : head) {
    length = length << 8u | static_cast<std::size_t>(b);
  }
  if (length > frame_bytes_max) {
    return error(errc::limit, "a frame of " + std::to_string(length) + " bytes (frame_bytes_max)");
  }
  std::string bytes(length, '\0');
  auto read = read_whole(*from->stream, std::as_writable_bytes(std::span(bytes)));
  return read ? result<std::string>(std::move(bytes)) : read.failure();
}

// ---- natives ------------------------------------------------------------------------------------

/// listen(Path): {ok, Socket} | {error, Text}.
task<term> listen_1(ctx self, term args) {
  io::world* const world = &here().home().world();
  const std::string path = text_in(args.ref().head());
  const result<held_socket_ptr> made = co_await blocking(listen_there, world, path);
  co_return made ? hold(*made, self.self()) : failure(made.failure());
}

/// connect(Path): {ok, Socket} | {error, Text}.
task<term> connect_1(ctx self, term args) {
  io::world* const world = &here().home().world();
  const std::string path = text_in(args.ref().head());
  const result<held_socket_ptr> made = co_await blocking(dial_there, world, path);
  co_return made ? hold(*made, self.self()) : failure(made.failure());
}

term closed() {
  return tuple(atoms::error, atom("closed"));
}

/// accept(Socket): {ok, Socket} | {error, closed | Text}; the new one is the caller's.
task<term> accept_1(ctx self, term args) {
  const held_socket_ptr at = socket_in(args.ref().head());
  if (at == nullptr || at->listener == nullptr) {
    co_return closed();
  }
  const result<held_socket_ptr> made = co_await blocking(accept_there, at);
  co_return made ? hold(*made, self.self()) : failure(made.failure());
}

/// send(Socket, Bytes): ok | {error, closed | Text}.
task<term> send_2(ctx, term args) {
  const held_socket_ptr to = socket_in(args.ref().head());
  const term_ref bytes = args.ref().tail().head();
  if (!bytes.is_binary() || bytes.as_binary().size() > frame_bytes_max) {
    badarg();
  }
  if (to == nullptr || to->stream == nullptr) {
    co_return closed();
  }
  const std::string_view body = bytes.as_binary();
  std::string frame;
  for (int shift = 24; shift >= 0; shift -= 8) {
    frame += static_cast<char>(body.size() >> static_cast<unsigned>(shift) & 0xffu);
  }
  frame += body;
  const result<bool> sent = co_await blocking(send_there, to, frame);
  co_return sent ? term(atoms::ok) : failure(sent.failure());
}

/// recv(Socket): {ok, Bytes} | {error, closed | Text}. One process at a time.
task<term> recv_1(ctx, term args) {
  const held_socket_ptr from = socket_in(args.ref().head());
  if (from == nullptr || from->stream == nullptr) {
    co_return closed();
  }
  const result<std::string> frame = co_await blocking(receive_there, from);
  if (!frame) {
    co_return failure(frame.failure());
  }
  const term bytes = term::binary(*frame);
  co_return tuple(atoms::ok, bytes);
}

}  // namespace

void add_socket_natives(native_table& natives) {
  const atom m("kith_socket");
  natives.add(m, atom("listen"), 1, listen_1);
  natives.add(m, atom("connect"), 1, connect_1);
  natives.add(m, atom("accept"), 1, accept_1);
  natives.add(m, atom("send"), 2, send_2);
  natives.add(m, atom("recv"), 1, recv_1);
}

}  // namespace kith::detail
