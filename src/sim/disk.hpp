#pragma once

#include <set>

#include "io/world.hpp"
#include "sim/disk_content.hpp"
#include "sim/random.hpp"

namespace kith::sim {

class simulation;

/// The files of a simulated host, in memory. What was flushed survives a crash; what was not is
/// lost, or torn. As on Linux, a file that was created or replaced is flushed when the call
/// returns; a new folder is not, until something is flushed within it or some time has passed.
class disk final : public io::disk {
 public:
  /// What was written reaches the disk by itself within this time.
  static constexpr duration write_back_limit = duration::seconds(30);
  /// What a call costs the thread that makes it.
  static constexpr duration call_cost_max = duration::microseconds(500);

  /// The clock says when files change.
  disk(simulation& in, random draws, const io::world& clock)
      : sim_(in), random_(draws), clock_(clock) {}

  result<io::file_content> read(const std::string& path, std::size_t limit) override;
  result<void> create(const std::string& path, std::string_view bytes, std::uint32_t mode) override;
  result<void> replace(const std::string& path, std::string_view bytes,
                       std::uint32_t mode) override;
  result<void> remove(const std::string& path) override;
  result<void> make_directories(const std::string& path, std::uint32_t mode) override;

  /// Puts a folder, and those above it, there for good: every new disk has them.
  void add_folder(const std::string& path);
  /// While true, a flush does nothing but say that it did: a disk whose cache lies.
  void ignore_flushes(bool ignored) { flushes_ignored_ = ignored; }
  /// While true, there is no room: what writes fails.
  void set_full(bool full) { full_ = full; }
  /// While true, every call fails (EIO).
  void set_broken(bool broken) { broken_ = broken; }
  /// Power goes: back to what was flushed.
  void crash();
  /// Everything is gone but the folders of a new disk.
  void erase();

 private:
  friend class file_system;
  friend class opened_file;

  result<void> check(const char* operation, const std::string& path, bool writes);
  /// The same for what names its failures as POSIX does.
  result<void> posix_check(const char* operation, const std::string& path, bool writes);
  [[nodiscard]] bool folder_exists(const std::string& path);
  [[nodiscard]] std::int64_t now_s() const { return clock_.wall_ns() / 1'000'000'000; }
  /// Gives a new node that name; it is written back later.
  disk_node& put(disk_content& into, const std::string& path, disk_node what);
  void put_file(const std::string& path, std::string_view bytes, std::uint32_t mode);
  /// The name goes, and with its last the node.
  void take(disk_content& from, const std::string& path);
  void flush(const std::string& path);
  void make_lasting(const std::string& path);
  void write_back_later(const std::string& path);

  simulation& sim_;
  random random_;
  const io::world& clock_;
  disk_content now_;
  disk_content lasting_;
  std::uint64_t last_node_ = 0;
  std::multiset<std::uint64_t> opened_;  ///< nodes that stay though no name is left
  std::set<std::string> folders_of_a_new_disk_;
  bool flushes_ignored_ = false;
  bool full_ = false;
  bool broken_ = false;
  std::uint64_t crashes_ = 0;
};

}  // namespace kith::sim
