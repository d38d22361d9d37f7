#include "cmd/line_history.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>

#include "cmd/screen_text.hpp"

namespace kith::cmd {

namespace {

constexpr int lines_max = 1000;
constexpr std::size_t line_bytes_max = 64 * 1024;

/// The last lines of a file, the oldest first.
std::deque<std::string> lines_of(const std::string& path) {
  std::deque<std::string> lines;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    lines.push_back(std::move(line));
    if (lines.size() > lines_max) {
      lines.pop_front();
    }
  }
  return lines;
}

void enter(HistoryW* history, const std::wstring& line) {
  HistEventW event{};
  history_w(history, &event, H_ENTER, line.c_str());
}

}  // namespace

line_history::line_history(history_options options) : options_(std::move(options)) {}

line_history::owned line_history::load() const {
  owned history(history_winit());
  HistEventW event{};
  history_w(history.get(), &event, H_SETSIZE, lines_max);
  history_w(history.get(), &event, H_SETUNIQUE, 1);
  return history;
}

HistoryW* line_history::find(std::uint32_t number) {
  owned& history = histories_[number];
  if (!history) {
    history = load();
    if (number != 0 && !options_.path.empty()) {
      for (const std::string& line : lines_of(options_.path)) {
        enter(history.get(), widen(line));
      }
    }
  }
  return history.get();
}

void line_history::add(std::uint32_t number, const std::wstring& line) {
  if (number == 0 || line.empty()) {
    return;
  }
  HistoryW* history = find(number);
  HistEventW last{};
  if (history_w(history, &last, H_FIRST) == 0 && line == last.str) {
    return;
  }
  enter(history, line);
  const std::string text = narrow(line);
  const bool dropped = std::ranges::find(options_.drop, text) != options_.drop.end();
  if (!options_.path.empty() && !dropped && text.size() < line_bytes_max) {
    keep(text);
  }
}

/// One write of a whole line, so that several programs may keep theirs in one file. That a file
/// cannot be written is no reason to disturb who types.
void line_history::keep(const std::string& line) const {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(options_.path).parent_path(), ignored);
  const int file =
      ::open(options_.path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file >= 0) {
    const std::string whole = line + "\n";
    [[maybe_unused]] const ssize_t written = ::write(file, whole.data(), whole.size());
    ::close(file);
  }
}

}  // namespace kith::cmd
