#include "io/real_datagram.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "io/scripted_worker.hpp"

namespace kith::io {
namespace {

TEST_CASE("datagram: what is sent arrives with its sender; too long a one is an error") {
  std::string heard;
  std::unique_ptr<datagram> ear;
  std::unique_ptr<datagram> mouth;
  scripted_worker worker(real_world(), [&](loop& mine) {
    ear = *mine.bind(address::loopback(0), {},
                     [&](std::span<const std::byte> bytes, const address& from) {
                       heard.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
                       CHECK(from == mouth->local());
                       ear.reset();
                       worker.finish();
                     });
    mouth = *mine.bind(address::loopback(0), {}, [](std::span<const std::byte>, const address&) {});
    const auto refused = mouth->send_to(bytes_of(std::string(70'000, 'x')), ear->local());
    REQUIRE_FALSE(refused);
    CHECK(refused.failure().code == errc::limit);
    CHECK(mouth->send_to(bytes_of("ping"), ear->local()));
  });
  worker.at_end([&] { mouth.reset(); });
  real_world().start(worker)->join();
  CHECK(heard == "ping");
}

TEST_CASE("datagram: sockets that share a port all hear what is sent to their group") {
  std::string heard;
  std::vector<std::unique_ptr<datagram>> ears(2);
  scripted_worker worker(real_world(), [&](loop& mine) {
    const multicast group{.group = *address::parse("233.252.1.77", 0),
                          .interface = address::loopback(0)};
    address on = address::any(0);
    for (std::size_t i = 0; i < ears.size(); ++i) {
      auto bound = mine.bind(on, {.shared = true, .group = group},
                             [&, i](std::span<const std::byte> bytes, const address& from) {
                               CHECK(from.ip == address::loopback(0).ip);
                               CHECK(bytes.size() == 4);
                               heard += std::to_string(i);
                               if (heard.size() == 4) {
                                 worker.finish();
                               }
                             });
      REQUIRE(bound);
      ears[i] = std::move(*bound);
      on.port = ears[i]->local().port;
    }
    // One that does not share takes no port that others share.
    CHECK(mine.bind(on, {}, [](std::span<const std::byte>, const address&) {}).failure().code ==
          errc::exists);
    const address to{group.group.ip, on.port};
    CHECK(ears[0]->send_to(bytes_of("ping"), to));
    CHECK(ears[1]->send_to(bytes_of("pong"), to));
  });
  worker.at_end([&] { ears.clear(); });
  real_world().start(worker)->join();
  std::sort(heard.begin(), heard.end());
  CHECK(heard == "0011");
}

TEST_CASE("datagram: what is no group, or no interface of this machine, cannot be joined") {
  scripted_worker worker(real_world(), [&](loop& mine) {
    const auto nobody = [](std::span<const std::byte>, const address&) {};
    const multicast no_group{.group = *address::parse("10.0.0.1", 0)};
    CHECK_FALSE(mine.bind(address::loopback(0), {.group = no_group}, nobody));
    const multicast no_interface{.group = *address::parse("233.252.1.77", 0),
                                 .interface = *address::parse("192.0.2.1", 0)};
    CHECK_FALSE(mine.bind(address::loopback(0), {.group = no_interface}, nobody));
    worker.finish();
  });
  real_world().start(worker)->join();
}

}  // namespace
}  // namespace kith::io
