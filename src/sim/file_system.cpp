#include "sim/file_system.hpp"

#include <cerrno>
#include <deque>

#include "sim/host.hpp"
#include "sim/opened_file.hpp"

namespace kith::sim {

namespace {

/// Symbolic links that one path may lead through. Linux: 40.
constexpr int links_max = 40;

std::deque<std::string> parts_of(const std::string& path) {
  std::deque<std::string> parts;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string part = path.substr(at, end - at);
    if (!part.empty() && part != ".")
      parts.push_back(part);
    at = end + 1;
  }
  return parts;
}

disk_node node_of(io::file_type type, std::string bytes, std::uint32_t mode) {
  return {.type = type,
          .bytes = std::move(bytes),
          .mode = mode,
          .owner = host::user,
          .group = host::user};
}

}  // namespace

result<std::string> file_system::place(const char* operation, const std::string& path, bool follow,
                                       bool writes) {
  if (auto fine = disk_.posix_check(operation, path, writes); !fine)
    return fine.failure();
  if (path.empty())
    return io::posix_error(ENOENT);
  std::deque<std::string> parts = parts_of(path);
  std::string at = path.front() == '/' ? std::string() : working_folder_;
  for (int links = 0; !parts.empty();) {
    if (!disk_.folder_exists(at))
      return io::posix_error(disk_.now_.find(at) == nullptr ? ENOENT : ENOTDIR);
    const std::string part = parts.front();
    parts.pop_front();
    if (part == "..") {
      at = folder_of(at);
      continue;
    }
    const std::string next = at + "/" + part;
    if (disk_.now_.is(io::file_type::symlink, next) && (follow || !parts.empty())) {
      if (++links > links_max)
        return io::posix_error(ELOOP);
      const std::string target = disk_.now_.find(next)->bytes;
      const std::deque<std::string> more = parts_of(target);
      parts.insert(parts.begin(), more.begin(), more.end());
      at = target.starts_with('/') ? std::string() : at;
      continue;
    }
    at = next;
  }
  return at;
}

result<std::string> file_system::found(const char* operation, const std::string& path, bool follow,
                                       bool writes) {
  auto at = place(operation, path, follow, writes);
  if (at && !at->empty() && disk_.now_.find(*at) == nullptr)
    return io::posix_error(ENOENT);
  return at;
}

result<std::string> file_system::free_place(const char* operation, const std::string& path) {
  auto at = place(operation, path, false, true);
  if (at && (at->empty() || disk_.now_.find(*at) != nullptr))
    return io::posix_error(EEXIST);
  return at;
}

void file_system::changed(const std::string& place) {
  disk_.write_back_later(place);
}

result<std::unique_ptr<io::opened_file>> file_system::open(const std::string& path,
                                                           const io::open_mode& how) {
  auto at = place("open", path, true, how.write);
  if (!at)
    return at.failure();
  disk_node* there = disk_.now_.find(*at);
  const bool is_folder = disk_.folder_exists(*at);
  if (is_folder != how.directory && (is_folder || there != nullptr))
    return io::posix_error(is_folder ? EISDIR : ENOTDIR);
  if (there != nullptr && how.exclusive)
    return io::posix_error(EEXIST);
  if (at->empty() || (there == nullptr && !how.write))
    return io::posix_error(at->empty() ? EISDIR : ENOENT);
  if (there == nullptr)
    there = &disk_.put(disk_.now_, *at, node_of(io::file_type::regular, {}, 0644));
  if (how.write && !how.read && !how.append)
    there->bytes.clear();
  if (how.write)
    changed(*at);
  return std::unique_ptr<io::opened_file>(new opened_file(disk_, *at, how));
}

result<std::vector<std::string>> file_system::list(const std::string& path) {
  auto at = found("list", path, true);
  if (!at)
    return at.failure();
  if (!disk_.folder_exists(*at))
    return io::posix_error(ENOTDIR);
  std::vector<std::string> names;
  for (const auto& [name, number] : disk_.now_.names) {
    if (folder_of(name) == *at)
      names.push_back(name.substr(at->size() + 1));
  }
  return names;
}

result<io::file_status> file_system::status(const std::string& path, bool follow) {
  auto at = found("status", path, follow);
  if (!at)
    return at.failure();
  if (at->empty()) {
    return io::file_status{.type = io::file_type::directory,
                           .readable = true,
                           .writable = true,
                           .mode = 0040755U,
                           .links = 1,
                           .device = 1};
  }
  return status_of(disk_.now_, disk_.now_.names.at(*at));
}

result<void> file_system::change(const std::string& path, const io::file_change& what) {
  auto at = found("change", path, true, true);
  if (!at || at->empty())
    return at ? io::posix_error(EPERM) : at.failure();
  disk_node& there = *disk_.now_.find(*at);
  there.mode = what.mode.value_or(there.mode) & 07777U;
  there.owner = what.owner.value_or(there.owner);
  there.group = what.group.value_or(there.group);
  there.accessed_s = what.accessed_s.value_or(there.accessed_s);
  there.modified_s = what.modified_s.value_or(there.modified_s);
  there.changed_s = disk_.now_s();
  changed(*at);
  return {};
}

result<void> file_system::rename(const std::string& from, const std::string& to) {
  auto old = found("rename", from, false, true);
  if (!old)
    return old.failure();
  auto place_of_new = place("rename to", to, false, true);
  if (!place_of_new)
    return place_of_new.failure();
  const std::string& next = *place_of_new;
  if (*old == next)
    return {};
  if (old->empty() || next.starts_with(*old + "/"))
    return io::posix_error(EINVAL);
  const bool moves_folder = disk_.folder_exists(*old);
  if (disk_.now_.find(next) != nullptr && disk_.folder_exists(next) != moves_folder)
    return io::posix_error(moves_folder ? ENOTDIR : EISDIR);
  if (const auto inside = disk_.now_.names.lower_bound(next + "/");
      moves_folder && inside != disk_.now_.names.end() && inside->first.starts_with(next + "/"))
    return io::posix_error(ENOTEMPTY);
  disk_.take(disk_.now_, next);
  std::vector<std::string> moved;
  for (const auto& [name, number] : disk_.now_.names) {
    if (name == *old || name.starts_with(*old + "/"))
      moved.push_back(name);
  }
  for (const std::string& name : moved) {
    auto entry = disk_.now_.names.extract(name);
    entry.key() = next + name.substr(old->size());
    changed(name);
    changed(entry.key());
    disk_.now_.names.insert(std::move(entry));
  }
  return {};
}

result<void> file_system::make_folder(const std::string& path) {
  auto at = free_place("make folder", path);
  if (!at)
    return at.failure();
  disk_.put(disk_.now_, *at, node_of(io::file_type::directory, {}, 0755));
  changed(*at);
  return {};
}

result<void> file_system::remove_folder(const std::string& path) {
  auto at = found("remove folder", path, false);
  if (!at)
    return at.failure();
  if (!disk_.folder_exists(*at))
    return io::posix_error(ENOTDIR);
  const auto inside = disk_.now_.names.lower_bound(*at + "/");
  if (inside != disk_.now_.names.end() && inside->first.starts_with(*at + "/"))
    return io::posix_error(ENOTEMPTY);
  disk_.take(disk_.now_, *at);
  changed(*at);
  return {};
}

result<void> file_system::remove_file(const std::string& path) {
  auto at = found("remove", path, false);
  if (!at)
    return at.failure();
  if (disk_.folder_exists(*at))
    return io::posix_error(EPERM);
  disk_.take(disk_.now_, *at);
  changed(*at);
  return {};
}

result<void> file_system::make_link(const std::string& target, const std::string& path) {
  auto old = found("link", target, false);
  if (!old)
    return old.failure();
  auto at = free_place("link", path);
  if (!at)
    return at.failure();
  if (disk_.folder_exists(*old))
    return io::posix_error(EPERM);
  disk_.now_.names[*at] = disk_.now_.names.at(*old);
  changed(*at);
  return {};
}

result<void> file_system::make_symlink(const std::string& target, const std::string& path) {
  auto at = free_place("symlink", path);
  if (!at)
    return at.failure();
  disk_.put(disk_.now_, *at, node_of(io::file_type::symlink, target, 0777));
  changed(*at);
  return {};
}

result<std::string> file_system::read_link(const std::string& path) {
  auto at = found("read link", path, false);
  if (!at)
    return at.failure();
  if (!disk_.now_.is(io::file_type::symlink, *at))
    return io::posix_error(EINVAL);
  return disk_.now_.find(*at)->bytes;
}

result<std::string> file_system::working_folder() {
  return working_folder_.empty() ? "/" : working_folder_;
}

result<void> file_system::set_working_folder(const std::string& path) {
  auto at = found("set working folder", path, true);
  if (!at)
    return at.failure();
  if (!disk_.folder_exists(*at))
    return io::posix_error(ENOTDIR);
  working_folder_ = *at;
  return {};
}

}  // namespace kith::sim
