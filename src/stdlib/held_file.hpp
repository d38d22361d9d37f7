#pragma once

#include <memory>
#include <string>

#include "io/file_system.hpp"
#include "kith/term.hpp"

namespace kith::detail {

/// An opened file and what was read of it ahead of its reader: the position that the reader knows
/// is that of the file less the bytes ahead. Only its owner uses it, one call at a time.
class held_file {
 public:
  held_file(std::unique_ptr<io::opened_file> file, pid opener, std::size_t ahead_bytes)
      : owner(opener), file_(std::move(file)), ahead_bytes_(ahead_bytes) {}

  /// Empty at the end.
  result<std::string> read(std::size_t size);
  /// With its line feed, if there is one; "\r\n" becomes "\n". Empty at the end.
  result<std::string> read_line();
  result<void> write(std::string_view bytes);
  result<void> write_at(std::uint64_t offset, std::string_view bytes);
  result<std::uint64_t> seek(std::int64_t offset, io::seek_from from);
  result<void> truncate();
  /// For what does not move the position.
  [[nodiscard]] io::opened_file& file() { return *file_; }

  const pid owner;

 private:
  /// The file's own position becomes that of the reader.
  result<void> forget_ahead();

  std::unique_ptr<io::opened_file> file_;
  std::size_t ahead_bytes_;
  std::string ahead_;
  std::size_t used_ = 0;  ///< of `ahead_`
};

}  // namespace kith::detail
