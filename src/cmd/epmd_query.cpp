#include "cmd/epmd_query.hpp"

#include <charconv>

#include "dist/epmd_client.hpp"

namespace kith::cmd {

result<std::uint16_t> epmd_port_of_environment() {
  const auto text = io::real_world().getenv("ERL_EPMD_PORT");
  if (!text) {
    return dist::epmd_port_default;
  }
  std::uint16_t port = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), port);
  if (read.ec != std::errc() || read.ptr != text->data() + text->size() || port == 0) {
    return error(errc::bad_input, "ERL_EPMD_PORT is no port number: " + *text);
  }
  return port;
}

result<std::string> ask_epmd(const io::address& epmd, const dist::epmd_request& request,
                             const deadline& until) {
  auto socket = tcp_socket::connect(epmd, until);
  if (!socket) {
    return socket.failure();
  }
  if (const auto written = socket->write(dist::encode(request), until); !written) {
    return written.failure();
  }
  std::string answer;
  std::array<std::byte, 4096> bytes{};
  for (;;) {
    const auto n = socket->read(bytes, until);
    if (!n) {
      return n.failure();
    }
    if (*n == 0) {
      return answer;
    }
    answer.append(reinterpret_cast<const char*>(bytes.data()), *n);
    if (answer.size() > dist::epmd_answer_bytes_max) {
      return error(errc::limit, "epmd answers too much (epmd_answer_bytes_max)");
    }
  }
}

result<dist::epmd_entry> look_up(const io::address& epmd, const std::string& name,
                                 const deadline& until) {
  dist::epmd_lookup lookup(name);
  const auto answer = ask_epmd(epmd, {dist::epmd_request::op::port2, {name}}, until);
  if (!answer) {
    return answer.failure();
  }
  lookup.received(*answer);
  lookup.closed();
  return *lookup.outcome();
}

}  // namespace kith::cmd
