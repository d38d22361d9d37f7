#include "screen.hpp"

#include <algorithm>
#include <cstdlib>

namespace kith::cmd_test {

namespace {

constexpr std::size_t columns = 80;

std::size_t length_of(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

std::string joined(const std::vector<std::string>& cells, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < std::min(count, cells.size()); ++i) {
    all += cells[i].empty() ? " " : cells[i];
  }
  return all;
}

}  // namespace

std::vector<screen::cell>& screen::line() {
  while (row_ >= lines_.size()) {
    lines_.emplace_back();
  }
  return lines_[row_];
}

void screen::put(const cell& c) {
  if (column_ == columns) {  // the line breaks when there is more for it
    ++row_;
    column_ = 0;
  }
  auto& cells = line();
  if (inserts_ && column_ < cells.size()) {
    cells.insert(cells.begin() + static_cast<std::ptrdiff_t>(column_), cell());
  }
  if (cells.size() <= column_) {
    cells.resize(column_ + 1, " ");
  }
  cells[column_++] = c;
}

void screen::control(char c) {
  if (c == '\r') {
    column_ = 0;
  } else if (c == '\n') {
    ++row_;
    (void)line();
  } else if (c == '\b' && column_ > 0) {
    --column_;
  }
}

void screen::escape(char last, unsigned n) {
  auto& cells = line();
  const std::size_t count = n == 0 ? 1 : n;
  const auto at = static_cast<std::ptrdiff_t>(std::min(column_, cells.size()));
  switch (last) {
  case 'A': row_ -= std::min<std::size_t>(count, row_); break;
  case 'B':
    row_ += count;
    (void)line();
    break;
  case 'C': column_ = std::min(column_ + count, columns - 1); break;
  case 'D': column_ -= std::min(count, column_); break;
  case 'G': column_ = count - 1; break;
  case 'J': lines_.resize(row_ + 1); [[fallthrough]];
  case 'K': lines_[row_].resize(std::min(column_, lines_[row_].size())); break;
  case 'P':
    cells.erase(cells.begin() + at, cells.begin() + at +
                                        std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(count),
                                                                 std::ssize(cells) - at));
    break;
  case '@': cells.insert(cells.begin() + at, count, " "); break;
  case 'h': inserts_ = inserts_ || n == 4; break;
  case 'l': inserts_ = inserts_ && n != 4; break;
  default: break;
  }
}

void screen::take(std::string_view bytes) {
  rest_ += bytes;
  while (!rest_.empty()) {
    const char c = rest_.front();
    std::size_t used = 1;
    if (c == '\x1b') {
      if (rest_.size() < 2) {
        return;
      }
      used = 2;
      if (rest_[1] == '[') {
        const std::size_t end = rest_.find_first_not_of("0123456789;?", 2);
        if (end == std::string::npos) {
          return;
        }
        used = end + 1;
        escape(rest_[end], static_cast<unsigned>(std::atoi(rest_.c_str() + 2)));
      }
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      control(c);
    } else {
      used = length_of(c);
      if (rest_.size() < used) {
        return;
      }
      put(rest_.substr(0, used));
    }
    rest_.erase(0, used);
  }
}

std::string screen::text() const {
  std::string all;
  std::size_t end = 0;
  for (const auto& cells : lines_) {
    std::string one = joined(cells, cells.size());
    one.erase(one.find_last_not_of(' ') + 1);
    all += one + "\n";
    end = one.empty() ? end : all.size();
  }
  all.resize(end);
  return all;
}

std::string screen::before_cursor() const {
  return joined(lines_[std::min(row_, lines_.size() - 1)], column_);
}

}  // namespace kith::cmd_test
