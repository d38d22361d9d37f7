// The lines that were typed, for the keys that bring them back.
#pragma once

#include <histedit.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kith::cmd {

struct history_options {
  std::string path;               ///< where lines are kept over sessions; empty: nowhere
  std::vector<std::string> drop;  ///< lines that no file is to hold
};

/// As many histories as there are jobs at the terminal; each begins with what the file holds.
class line_history {
 public:
  explicit line_history(history_options options);

  /// Owned by this; 0 is a history that stays empty.
  [[nodiscard]] HistoryW* find(std::uint32_t number);
  /// An empty line, and one that repeats the last, is not added.
  void add(std::uint32_t number, const std::wstring& line);
  void forget(std::uint32_t number) { histories_.erase(number); }

 private:
  struct end {
    void operator()(HistoryW* h) const { history_wend(h); }
  };
  using owned = std::unique_ptr<HistoryW, end>;
  [[nodiscard]] owned load() const;
  void keep(const std::string& line) const;

  history_options options_;
  std::map<std::uint32_t, owned> histories_;
};

}  // namespace kith::cmd
