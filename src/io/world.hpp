// The one seam to the world: time, entropy, sockets, names, disk, environment and threads. Kith
// reaches them through these classes alone; `io/real_*` implements them on the operating system,
// `sim/` in one thread from a seed. See ARCHITECTURE.md, "The seam".
//
// Threads of control: a `world` starts *workers* (the schedulers of the runtime), one thread each
// in the real world, all in one thread in the simulated. Each worker owns one `loop`. Streams,
// listeners, datagrams and resolutions belong to the loop that made them: every call on them, and
// every callback from them, happens on that loop's thread, never inside another call on the same
// object (callbacks run only from within `loop` itself, between two steps of its worker).
#pragma once

#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_function.hpp"
#include "kith/duration.hpp"
#include "kith/result.hpp"

namespace kith::io {

class file_system;
class local_listener;
class local_stream;

/// A point on the monotonic clock of a world: nanoseconds since an arbitrary origin.
struct instant {
  std::int64_t ns = 0;

  friend constexpr auto operator<=>(instant, instant) = default;
  friend constexpr instant operator+(instant t, duration d) {
    const bool beyond = d.is_infinite() || t.ns > INT64_MAX - (d.ns() > 0 ? d.ns() : 0);
    return beyond ? never() : instant{t.ns + d.ns()};
  }
  friend constexpr duration operator-(instant a, instant b) {
    return duration::nanoseconds(a.ns - b.ns);
  }
  static constexpr instant never() { return instant{INT64_MAX}; }
};

/// An Internet address; `bytes` holds 4 or 16 of them in network order.
struct address {
  std::vector<std::uint8_t> ip;  ///< 4 bytes (IPv4) or 16 (IPv6)
  std::uint16_t port = 0;

  [[nodiscard]] bool is_loopback() const noexcept;
  /// "127.0.0.1:4369", "[::1]:4369".
  [[nodiscard]] std::string to_string() const;
  /// Parses a numeric address without port ("127.0.0.1", "::1").
  static std::optional<address> parse(std::string_view ip, std::uint16_t port);
  static address loopback(std::uint16_t port);  ///< 127.0.0.1
  static address any(std::uint16_t port);       ///< 0.0.0.0
  friend bool operator==(const address&, const address&) = default;
};

/// What the owner of a stream hears from it. One-shot: each is preceded by the await that asked.
class stream_events {
 public:
  /// The dial that made this stream ended; on failure the stream is of no further use.
  virtual void connected(result<void> outcome) = 0;
  /// Bytes, the end or an error are there to `read_some`; asked for by `await_readable`.
  virtual void readable() = 0;
  /// There is room to `write_some`; asked for by `await_writable`.
  virtual void writable() = 0;

 protected:
  ~stream_events() = default;
};

/// A byte stream (TCP). Destroying it closes it and ends its callbacks; unsent bytes that
/// `write_some` accepted are still delivered by the system where it can.
class stream {
 public:
  virtual ~stream() = default;

  /// Who hears of it from now on; must outlive the stream or be replaced.
  virtual void set_events(stream_events& events) = 0;

  /// Reads what is there into `parts`, in order, until they are full; there may be more. 0 when
  /// nothing is there now (nor before `connected`); errc::closed at the end of the stream;
  /// errc::timed_out or errc::unavailable (a reset, mostly) when it broke. Never blocks. At most
  /// the first 64 parts are looked at.
  virtual result<std::size_t> read_some(std::span<const std::span<std::byte>> parts) = 0;
  /// Writes what there is room for, gathered from `parts` in order; 0 when there is none now (nor
  /// before `connected`). At most the first 64 parts are looked at. Never blocks.
  virtual result<std::size_t> write_some(std::span<const std::span<const std::byte>> parts) = 0;

  /// Asks for one `readable`, or `writable`; once is enough until it comes. Not before `connected`.
  virtual void await_readable() = 0;
  virtual void await_writable() = 0;

  /// Sends the end of the stream after what was written (a TCP FIN); reading goes on.
  virtual void shutdown_write() = 0;
  /// Breaks the connection at once (a TCP RST), for tests and for peers that misbehave. What was
  /// awaited does not come any more.
  virtual void reset() = 0;

  [[nodiscard]] virtual address local() const = 0;
  [[nodiscard]] virtual address remote() const = 0;
};

/// A listening socket; destroying it stops listening. Descriptors that run out pause it for a
/// while instead of spinning.
class listener {
 public:
  virtual ~listener() = default;
  [[nodiscard]] virtual address local() const = 0;
};

/// A group that a datagram socket hears, and how it speaks to groups. IPv4. What it sends to its
/// own group it hears itself, as do the others of its machine.
struct multicast {
  address group;
  address interface =
      address::any(0);   ///< an address of this machine; 0.0.0.0: the system's choice
  std::uint8_t ttl = 1;  ///< routers that a datagram to a group passes, plus 1
};

struct datagram_options {
  /// Other sockets of this machine may have the same address, if they all want that. What is sent
  /// to a group, or to all, reaches each of them; what is sent to one machine, one of them.
  bool shared = false;
  bool broadcast = false;  ///< may send to 255.255.255.255 and its like
  std::optional<multicast> group = {};
};

/// A datagram socket (UDP); destroying it closes it.
class datagram {
 public:
  virtual ~datagram() = default;
  /// Best effort: a datagram may be lost, doubled, or come late; too long a one is an error, as is
  /// an address that no route leads to.
  virtual result<void> send_to(std::span<const std::byte> bytes, const address& to) = 0;
  [[nodiscard]] virtual address local() const = 0;
};

/// The event loop of one worker.
class loop {
 public:
  virtual ~loop() = default;

  /// Starts a dial; `events.connected` tells its outcome later, never from inside this call.
  virtual std::unique_ptr<stream> connect(const address& to, stream_events& events) = 0;

  /// Listens on `on` (port 0: any free one); `accepted` gets each new stream and may destroy the
  /// listener. errc::exists when the port is taken. "::" takes no IPv4.
  virtual result<std::unique_ptr<listener>>
  listen(const address& on, unique_function<void(std::unique_ptr<stream>)> accepted) = 0;

  /// Listens at a socket that listens already and was handed over with the program (systemd);
  /// takes the descriptor in any case. errc::bad_input when it is no such socket.
  virtual result<std::unique_ptr<listener>>
  listen_inherited(int descriptor, unique_function<void(std::unique_ptr<stream>)> accepted) = 0;

  /// Binds a datagram socket; `received` gets each datagram and its sender. errc::exists when the
  /// port is taken; errc::unavailable when the machine has no such interface.
  virtual result<std::unique_ptr<datagram>>
  bind(const address& on, const datagram_options& how,
       unique_function<void(std::span<const std::byte>, const address&)> received) = 0;

  /// Looks a host name up (DNS and the hosts file); `found` gets at least one address (port 0) or
  /// an error, later, never from inside this call; IPv4 comes first. A numeric address is its own
  /// answer. What is under way when the loop ends is dropped.
  virtual void resolve(std::string host,
                       unique_function<void(result<std::vector<address>>)> found) = 0;

  /// Runs the callbacks of what is there now, a bounded number of them; true when any ran. For who
  /// stands in for the loop's worker, which is in a step and has let go of the loop meanwhile:
  /// between steps the world does it.
  virtual bool poll() = 0;

  /// Wakes the worker if it sleeps: its `step` will be called. The one call that any thread may
  /// make, from `started` until the thread_handle is destroyed.
  virtual void wake() noexcept = 0;
};

/// What a thread of the world runs: one scheduler of the runtime.
class worker {
 public:
  /// Called once, on the worker's own thread, before the first step. The loop outlives the worker's
  /// last step.
  virtual void started(loop& mine) = 0;
  /// Does a bounded amount of work (some tens of slices, at most about a millisecond of them).
  /// False when nothing is left to do until an event, a wake or the deadline.
  virtual bool step() = 0;
  /// When `step` must be called again even if nothing happens; `instant::never()` for no such time.
  /// The real world calls it sooner, several times a second, so that a worker finds another stuck.
  [[nodiscard]] virtual instant deadline() const = 0;
  /// After this returns true, `step` is not called again and the thread ends.
  [[nodiscard]] virtual bool finished() const = 0;
  /// Called once, on the worker's own thread, after the last step: what belongs to its loop goes.
  virtual void stopped() = 0;

 protected:
  ~worker() = default;
};

/// A running thread of the world.
class thread_handle {
 public:
  virtual ~thread_handle() = default;
  /// Waits until the worker has stopped (the destructor does, too). Never called by a worker.
  virtual void join() = 0;
};

/// What the system says of an opened file.
struct file_info {
  std::uint32_t mode = 0;   ///< permission bits
  std::uint32_t owner = 0;  ///< user id
  bool is_regular = false;
  std::uint64_t size = 0;
};

struct file_content {
  std::string bytes;
  file_info info;  ///< of the descriptor that was read, so that it cannot have been exchanged
};

/// Files. Calls block; use them at start-up or from `run_blocking`. Modes are less the umask.
class disk {
 public:
  virtual ~disk() = default;
  /// Reads a whole regular file of at most `limit` bytes; errc::not_found when absent, errc::limit
  /// when longer.
  virtual result<file_content> read(const std::string& path, std::size_t limit) = 0;
  /// Creates a file that must not exist (O_EXCL), writes it whole and flushes it to the disk;
  /// errc::exists when it does.
  virtual result<void> create(const std::string& path, std::string_view bytes,
                              std::uint32_t mode) = 0;
  /// Replaces a file's content atomically (temporary file, fsync, rename, fsync of the folder).
  virtual result<void> replace(const std::string& path, std::string_view bytes,
                               std::uint32_t mode) = 0;
  virtual result<void> remove(const std::string& path) = 0;
  /// With those above it; that it is there already is no error. Not flushed.
  virtual result<void> make_directories(const std::string& path, std::uint32_t mode) = 0;
};

/// A command of the system's shell, run with what it reads empty.
struct shell_command {
  std::string text;
  std::vector<std::string> variables;  ///< its environment, `NAME=VALUE`
  std::size_t output_bytes_max = 0;
};

/// The whole of the outside, one per program (real) or per simulated host.
class world {
 public:
  virtual ~world() = default;

  [[nodiscard]] virtual instant now() const noexcept = 0;
  /// Wall-clock time, nanoseconds since 1970-01-01 UTC; may jump.
  [[nodiscard]] virtual std::int64_t wall_ns() const noexcept = 0;
  /// Fills with unpredictable bytes (the system's generator; from the seed when simulated).
  virtual void entropy(std::span<std::byte> into) = 0;

  /// Processors this program may use (the affinity mask), at least 1.
  [[nodiscard]] virtual unsigned processors() const = 0;
  /// Starts a thread that runs `runs`, which must outlive it. Null when the system has no thread or
  /// descriptor left for it.
  virtual std::unique_ptr<thread_handle> start(worker& runs) = 0;
  /// For a thread that is no worker: waits until `done` is not 0. Whoever sets it calls
  /// `done.notify_all()`. The simulated world runs meanwhile.
  virtual void wait_for(const std::atomic<std::uint32_t>& done) = 0;
  /// Runs `job` on the elastic pool for work that blocks; any thread may ask. The pool starts with
  /// no thread, keeps idle ones for a while and queues past its limit.
  virtual void run_blocking(unique_function<void()> job) = 0;

  /// Listens at a path of the file system, whose folder only this user may write to; a socket that
  /// nobody listens at any more is replaced. errc::exists when a program does. Blocks shortly.
  virtual result<std::unique_ptr<local_listener>> listen_local(const std::string& path) = 0;
  /// errc::not_found when there is no such socket, errc::refused when nobody listens there.
  virtual result<std::unique_ptr<local_stream>> dial_local(const std::string& path) = 0;

  virtual disk& files() = 0;
  virtual file_system& tree() = 0;
  [[nodiscard]] virtual std::optional<std::string> getenv(const std::string& name) const = 0;
  /// All of them, `NAME=VALUE`.
  [[nodiscard]] virtual std::vector<std::string> variables() const = 0;
  /// Returns what the command prints, to its output and its errors, until it ends; after so many
  /// bytes the rest is not waited for. What it leaves behind in the background goes on. Blocks: to
  /// be called from `run_blocking`.
  virtual result<std::string> run_shell(const shell_command& command) = 0;
  /// Whether it is an address of this machine.
  [[nodiscard]] virtual bool is_own(const address& a) const = 0;
  /// The machine's host name as `hostname` prints it, possibly with a domain.
  [[nodiscard]] virtual std::string host_name() const = 0;
  [[nodiscard]] virtual std::int64_t os_pid() const = 0;
  [[nodiscard]] virtual std::uint32_t user_id() const = 0;
  /// What the program has used so far: time of all processors, in nanoseconds, and memory that it
  /// has taken and not given back, in bytes.
  [[nodiscard]] virtual std::int64_t cpu_ns() const = 0;
  [[nodiscard]] virtual std::uint64_t memory_bytes() const = 0;
};

/// The operating system's world; one per program, made at first use and never destroyed.
world& real_world();

}  // namespace kith::io
