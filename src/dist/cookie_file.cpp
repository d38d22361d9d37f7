#include "dist/cookie_file.hpp"

#include <array>

#include "dist/cookie.hpp"
#include "io/world.hpp"

namespace kith::dist {
namespace {

constexpr std::size_t file_bytes_max = 4096;
constexpr std::string_view file_name = ".erlang.cookie";

// How often the loser of a race looks for the winner's cookie: the file is there at once, its
// content a moment later.
constexpr int winner_reads_max = 1000;

std::string random_letters(cookie_search& where) {
  std::string letters;
  std::array<std::byte, 64> chance{};
  while (letters.size() < where.letters) {
    where.entropy(chance);
    for (const std::byte b : chance) {
      const auto value = std::to_integer<unsigned>(b);
      if (value < 26 * 9 && letters.size() < where.letters) {  // else A to V would come more often
        letters.push_back(static_cast<char>('A' + value % 26));
      }
    }
  }
  return letters;
}

result<std::string> create_cookie_file(cookie_search& where, const std::string& path) {
  const std::string letters = random_letters(where);
  const result<void> created = where.files.create(path, letters, 0400);
  if (created) {
    return letters;
  }
  if (created.failure().code != errc::exists) {
    return error(created.failure().code,
                 "cannot make cookie file " + path + ": " + created.failure().text);
  }
  for (int i = 1;; ++i) {
    result<std::string> winner = read_cookie_file(where.files, path, where.user);
    if (winner || i == winner_reads_max) {
      return winner;
    }
  }
}

std::string join(std::string folder, std::string_view name) {
  if (!folder.ends_with('/')) {
    folder += '/';
  }
  return folder.append(name);
}

}  // namespace

result<std::string> user_cookie(cookie_search where) {
  if (where.home.empty() && where.config_home.empty()) {
    return error(errc::not_found,
                 "no home for a cookie file: set HOME, or give the cookie to the node");
  }
  const std::string folder =
      join(where.config_home.empty() ? join(where.home, ".config") : where.config_home, "erlang");
  std::string make_at = join(folder, file_name);
  if (!where.home.empty()) {
    make_at = join(where.home, file_name);
    result<std::string> cookie = read_cookie_file(where.files, make_at, where.user);
    if (cookie || cookie.failure().code != errc::not_found) {
      return cookie;
    }
  }
  result<std::string> cookie = read_cookie_file(where.files, join(folder, file_name), where.user);
  if (cookie || cookie.failure().code != errc::not_found) {
    return cookie;
  }
  if (where.home.empty()) {
    const result<void> made = where.files.make_directories(folder, 0700);
    if (!made) {
      return error(made.failure().code, "cannot make " + folder + ": " + made.failure().text);
    }
  }
  return create_cookie_file(where, make_at);
}

result<std::string> user_cookie(io::world& world, std::size_t letters) {
  return user_cookie({.files = world.files(),
                      .home = world.getenv("HOME").value_or(""),
                      .config_home = world.getenv("XDG_CONFIG_HOME").value_or(""),
                      .user = world.user_id(),
                      .entropy = [&world](std::span<std::byte> into) { world.entropy(into); },
                      .letters = letters});
}

result<std::string> read_cookie_file(io::disk& files, const std::string& path, std::uint32_t user) {
  const result<io::file_content> file = files.read(path, file_bytes_max);
  if (!file) {
    return error(file.failure().code, "cookie file " + path + ": " + file.failure().text);
  }
  if (!file->info.is_regular) {
    return error(errc::bad_input, "cookie file " + path + " is not a regular file");
  }
  if ((file->info.mode & 077u) != 0) {
    return error(errc::refused, "cookie file " + path +
                                    " must be accessible by its owner only: chmod 400 " + path);
  }
  if (file->info.owner != user && file->info.owner != 0) {
    return error(errc::refused, "cookie file " + path + " belongs to another user");
  }
  result<std::string> cookie = cookie_in(file->bytes);
  if (!cookie) {
    return error(cookie.failure().code, "cookie file " + path + ": " + cookie.failure().text);
  }
  return cookie;
}

result<std::string> cookie_in(std::string_view content) {
  std::size_t end = 0;
  while (end < content.size() && content[end] >= ' ' && content[end] <= '~') {
    ++end;
  }
  if (content.find_first_not_of("\r\n ", end) != std::string_view::npos) {
    return error(errc::bad_input, "bad characters in the cookie");
  }
  if (end == 0) {
    return error(errc::bad_input, "the cookie is empty");
  }
  if (end > cookie_characters_max) {
    return error(errc::bad_input, "the cookie is longer than 255 characters");
  }
  return std::string(content.substr(0, end));
}

}  // namespace kith::dist
