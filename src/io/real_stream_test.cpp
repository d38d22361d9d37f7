#include "io/real_stream.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "io/scripted_worker.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define KITH_SANITIZED 1
#elif defined(__has_feature)
#define KITH_SANITIZED __has_feature(address_sanitizer)
#else
#define KITH_SANITIZED 0
#endif

namespace kith::io {
namespace {

/// A dialler and an acceptor, both on one loop; `begin` runs when both ends are there.
struct connected_pair {
  scripted_worker worker;
  scripted_events near_events;
  scripted_events far_events;
  std::unique_ptr<listener> listening;
  std::unique_ptr<stream> near;
  std::unique_ptr<stream> far;
  std::optional<error> failure;
  int ready = 0;

  explicit connected_pair(unique_function<void(connected_pair&)> begin)
      : worker(real_world(), [this](loop& mine) { open(mine); }), begin_(std::move(begin)) {
    worker.at_end([this] {
      near.reset();
      far.reset();
      listening.reset();
    });
  }
  void run() { real_world().start(worker)->join(); }

 private:
  void open(loop& mine) {
    auto opened = mine.listen(address::loopback(0), [this](std::unique_ptr<stream> accepted) {
      far = std::move(accepted);
      far->set_events(far_events);
      if (++ready == 2)
        begin_(*this);
    });
    REQUIRE(opened);
    listening = *std::move(opened);
    near_events.on_connected = [this](result<void> outcome) {
      if (!outcome)
        failure = outcome.failure();
      if (++ready == 2)
        begin_(*this);
    };
    near = mine.connect(listening->local(), near_events);
  }

  unique_function<void(connected_pair&)> begin_;
};

}  // namespace

TEST_CASE("stream: bytes written at one end are read at the other, then its end") {
  std::string heard;
  std::optional<error> ended;
  connected_pair pair([&](connected_pair& p) {
    CHECK(p.near->remote() == p.listening->local());
    CHECK(p.near->local() == p.far->remote());
    p.far_events.on_readable = [&] {
      heard += read_text(*p.far, &ended);
      if (ended)
        return p.worker.finish();
      p.far->await_readable();
    };
    p.far->await_readable();
    const std::array parts{bytes_of("Hello"), bytes_of(""), bytes_of(", dog")};
    CHECK(*p.near->write_some(parts) == 10);
    p.near->shutdown_write();
  });
  pair.run();
  CHECK_FALSE(pair.worker.gave_up());
  CHECK(heard == "Hello, dog");
  REQUIRE(ended);
  CHECK(ended->code == errc::closed);
}

TEST_CASE("stream: programs that this one starts inherit neither streams nor listeners") {
  connected_pair pair([&](connected_pair& p) {
    int sockets = 0;
    for (int fd = 0; fd < 256; ++fd) {
      sockaddr_storage name{};
      socklen_t size = sizeof name;
      const bool is_ip = ::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size) == 0 &&
                         (name.ss_family == AF_INET || name.ss_family == AF_INET6);
      if (is_ip) {
        ++sockets;
        CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
      }
    }
    CHECK(sockets >= 3);  // the listener, and both ends
    p.worker.finish();
  });
  pair.run();
  CHECK_FALSE(pair.worker.gave_up());
}

TEST_CASE("stream: a reset is not taken for the end of the stream") {
  std::optional<error> ended;
  connected_pair pair([&](connected_pair& p) {
    p.far_events.on_readable = [&] {
      read_text(*p.far, &ended);
      p.worker.finish();
    };
    p.far->await_readable();
    p.near->reset();
  });
  pair.run();
  REQUIRE(ended);
  CHECK(ended->code == errc::unavailable);
}

TEST_CASE("stream: a writer whose reader is slow is refused, and told when there is room") {
  std::size_t sent = 0;
  std::size_t got = 0;
  bool was_full = false;
  bool had_room = false;
  connected_pair pair([&](connected_pair& p) {
    static const std::string chunk(65'536, 'x');
    p.near_events.on_writable = [&] {
      had_room = true;
      p.near->shutdown_write();
    };
    p.far_events.on_readable = [&] {
      std::optional<error> ended;
      got += read_text(*p.far, &ended).size();
      if (ended)
        return p.worker.finish();
      p.far->await_readable();
    };
    for (;;) {
      const auto count = write_text(*p.near, chunk);
      REQUIRE(count);
      if (*count == 0)
        break;
      sent += *count;
      REQUIRE(sent < 100'000'000);
    }
    was_full = true;
    p.near->await_writable();
    p.far->await_readable();
  });
  pair.run();
  CHECK_FALSE(pair.worker.gave_up());
  CHECK(was_full);
  CHECK(had_room);
  CHECK(sent == got);
}

TEST_CASE("stream: it may be destroyed within its own callback, which is then its last") {
  int calls = 0;
  connected_pair pair([&](connected_pair& p) {
    p.far_events.on_readable = [&] {
      ++calls;
      p.far.reset();
      p.worker.run([&] { p.worker.finish(); });
    };
    p.far_events.on_writable = [&] { ++calls; };
    p.far->await_readable();
    CHECK(write_text(*p.near, "die").value() == 3);
  });
  pair.run();
  CHECK(calls == 1);
}

TEST_CASE("stream: destroyed while it dials or waits, it is not called back") {
  int calls = 0;
  connected_pair pair([&](connected_pair& p) {
    scripted_events& events = p.far_events;
    events.on_connected = [&](result<void>) { ++calls; };
    events.on_readable = [&] { ++calls; };
    p.far->await_readable();
    p.far.reset();
    p.worker.own_loop().connect(p.listening->local(), events).reset();
    p.near_events.on_readable = [&] { p.worker.finish(); };  // the end of `far` reaches us
    p.near->await_readable();
  });
  pair.run();
  CHECK_FALSE(pair.worker.gave_up());
  CHECK(calls == 0);
}

TEST_CASE("stream: a dial to nobody is refused, and not from inside connect") {
  std::optional<error> failure;
  bool inside = false;
  scripted_events events;
  std::unique_ptr<stream> dialling;
  scripted_worker worker(real_world(), {});
  worker.run([&] {
    // A port that was just free: listen, note it, close.
    auto opened = worker.own_loop().listen(address::loopback(0), [](std::unique_ptr<stream>) {});
    REQUIRE(opened);
    const address nobody = (*opened)->local();
    opened = std::unique_ptr<listener>();
    events.on_connected = [&](result<void> outcome) {
      CHECK_FALSE(inside);
      if (!outcome)
        failure = outcome.failure();
      worker.finish();
    };
    inside = true;
    dialling = worker.own_loop().connect(nobody, events);
    inside = false;
  });
  worker.at_end([&] { dialling.reset(); });
  real_world().start(worker)->join();
  REQUIRE(failure);
  CHECK(failure->code == errc::refused);
}

TEST_CASE("listener: it may be destroyed by the connection it accepts") {
  bool accepted = false;
  scripted_events events;
  std::unique_ptr<stream> dialling;
  std::unique_ptr<listener> listening;
  scripted_worker worker(real_world(), [&](loop& mine) {
    listening = *mine.listen(address::loopback(0), [&](std::unique_ptr<stream>) {
      listening.reset();
      accepted = true;
      worker.finish();
    });
    dialling = mine.connect(listening->local(), events);
  });
  worker.at_end([&] { dialling.reset(); });
  real_world().start(worker)->join();
  CHECK(accepted);
}

#if !KITH_SANITIZED  // the undefined behaviour sanitizer opens pipes to look at memory
TEST_CASE("listener: without descriptors it rests, and goes on when there are some") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  scripted_events events;
  std::unique_ptr<stream> dialling;
  std::unique_ptr<listener> listening;
  bool accepted = false;
  scripted_worker worker(real_world(), [&](loop& mine) {
    listening = *mine.listen(address::loopback(0), [&](std::unique_ptr<stream>) {
      accepted = true;
      worker.finish();
    });
    events.on_connected = [&](result<void> outcome) {
      CHECK(outcome.ok());
      // The accept was tried in the poll that brought this, and found no descriptor.
      worker.run([&] {
        CHECK_FALSE(accepted);
        ::setrlimit(RLIMIT_NOFILE, &before);
      });
    };
    dialling = mine.connect(listening->local(), events);
    rlimit none = before;
    none.rlim_cur = 0;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  });
  worker.at_end([&] {
    dialling.reset();
    listening.reset();
  });
  real_world().start(worker)->join();
  ::setrlimit(RLIMIT_NOFILE, &before);
  CHECK_FALSE(worker.gave_up());
  CHECK(accepted);
}
#endif

TEST_CASE("listener: a port that is taken says so") {
  scripted_worker worker(real_world(), [&](loop& mine) {
    auto first = mine.listen(address::loopback(0), [](std::unique_ptr<stream>) {});
    REQUIRE(first);
    auto second = mine.listen((*first)->local(), [](std::unique_ptr<stream>) {});
    REQUIRE_FALSE(second);
    CHECK(second.failure().code == errc::exists);
    worker.finish();
  });
  real_world().start(worker)->join();
}

}  // namespace kith::io
