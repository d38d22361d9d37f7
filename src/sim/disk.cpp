#include "sim/disk.hpp"

#include <cerrno>

#include "sim/host.hpp"
#include "sim/simulation.hpp"

namespace kith::sim {
namespace {

const disk_node a_folder{
    .type = io::file_type::directory, .mode = 0755, .owner = host::user, .group = host::user};

error failed(errc code, const char* operation, const std::string& path, const char* why) {
  return {code, std::string(operation) + " " + path + ": " + why};
}

}  // namespace

result<void> disk::check(const char* operation, const std::string& path, bool writes) {
  sim_.charge(random_.between(duration(), call_cost_max));
  sim_.note("disk", hash_of(operation), hash_of(path));
  if (broken_)
    return failed(errc::unavailable, operation, path, "input/output error");
  if (full_ && writes)
    return failed(errc::unavailable, operation, path, "no space left");
  return {};
}

result<void> disk::posix_check(const char* operation, const std::string& path, bool writes) {
  auto fine = check(operation, path, writes);
  return fine ? fine : io::posix_error(broken_ ? EIO : ENOSPC);
}

bool disk::folder_exists(const std::string& path) {
  return path.empty() || now_.is(io::file_type::directory, path);
}

disk_node& disk::put(disk_content& into, const std::string& path, disk_node what) {
  what.accessed_s = what.modified_s = what.changed_s = now_s();
  into.names[path] = ++last_node_;
  return into.nodes[last_node_] = std::move(what);
}

void disk::put_file(const std::string& path, std::string_view bytes, std::uint32_t mode) {
  take(now_, path);
  put(now_, path,
      {.bytes = std::string(bytes), .mode = mode, .owner = host::user, .group = host::user});
}

void disk::take(disk_content& from, const std::string& path) {
  const auto at = from.names.find(path);
  if (at == from.names.end()) {
    return;
  }
  const std::uint64_t node = at->second;
  from.names.erase(at);
  if (from.links(node) == 0 && !opened_.contains(node)) {
    from.nodes.erase(node);
  }
}

result<io::file_content> disk::read(const std::string& path, std::size_t limit) {
  if (auto fine = check("read", path, false); !fine)
    return fine.failure();
  const disk_node* const found = now_.find(path);
  if (found == nullptr)
    return failed(errc::not_found, "read", path, "no such file");
  if (found->type != io::file_type::regular)
    return failed(errc::unavailable, "read", path, "not a regular file");
  const disk_node& there = *found;
  if (there.bytes.size() > limit) {
    return error(errc::limit, path + ": longer than " + std::to_string(limit) + " bytes");
  }
  return io::file_content{
      there.bytes,
      {.mode = there.mode, .owner = there.owner, .is_regular = true, .size = there.bytes.size()}};
}

result<void> disk::create(const std::string& path, std::string_view bytes, std::uint32_t mode) {
  if (auto fine = check("create", path, true); !fine)
    return fine;
  if (!folder_exists(folder_of(path))) {
    return failed(errc::not_found, "create", path, "no such folder");
  }
  if (now_.find(path) != nullptr) {
    return failed(errc::exists, "create", path, "it exists");
  }
  put_file(path, bytes, mode);
  flush(path);
  return {};
}

result<void> disk::replace(const std::string& path, std::string_view bytes, std::uint32_t mode) {
  if (auto fine = check("replace", path, true); !fine)
    return fine;
  if (!folder_exists(folder_of(path))) {
    return failed(errc::not_found, "replace", path, "no such folder");
  }
  if (folder_exists(path))
    return failed(errc::exists, "replace", path, "a folder");
  put_file(path, bytes, mode);
  flush(path);
  return {};
}

result<void> disk::remove(const std::string& path) {
  if (auto fine = check("remove", path, false); !fine)
    return fine;
  if (now_.find(path) == nullptr || folder_exists(path)) {
    return failed(errc::not_found, "remove", path, "no such file");
  }
  take(now_, path);
  flush(path);
  return {};
}

result<void> disk::make_directories(const std::string& path, std::uint32_t /*mode*/) {
  if (auto fine = check("make directory", path, true); !fine)
    return fine;
  std::string part = path;
  while (part.size() > 1 && part.back() == '/')
    part.pop_back();
  for (std::string each = part; !each.empty(); each = folder_of(each)) {
    if (now_.find(each) != nullptr && !folder_exists(each)) {
      return failed(errc::unavailable, "make directory", each, "not a folder");
    }
  }
  for (std::string each = part; !each.empty(); each = folder_of(each)) {
    if (now_.find(each) == nullptr)
      put(now_, each, a_folder);
  }
  write_back_later(part);
  return {};
}

void disk::add_folder(const std::string& path) {
  for (std::string each = path; !each.empty(); each = folder_of(each)) {
    folders_of_a_new_disk_.insert(each);
    if (now_.find(each) == nullptr)
      put(now_, each, a_folder);
    make_lasting(each);
  }
}

void disk::flush(const std::string& path) {
  if (flushes_ignored_)
    return write_back_later(path);
  make_lasting(path);
}

/// The present state of one path, and the folders above it.
void disk::make_lasting(const std::string& path) {
  const auto found = now_.names.find(path);
  if (found == now_.names.end()) {
    take(lasting_, path);
  }
  for (std::string each = path; !each.empty(); each = folder_of(each)) {
    const auto at = now_.names.find(each);
    if (at != now_.names.end() && (at == found || folder_exists(each))) {
      lasting_.names[each] = at->second;
      lasting_.nodes[at->second] = now_.nodes.at(at->second);
    }
  }
}

void disk::write_back_later(const std::string& path) {
  const duration delay = random_.between(duration::milliseconds(1), write_back_limit);
  sim_.after_in_background(delay, [this, path, before = crashes_] {
    if (before == crashes_)
      make_lasting(path);
  });
}

/// A file that was new and not flushed is there or not, whole, cut or empty: every disk has its own
/// idea. One that was there before is there as it was.
void disk::crash() {
  ++crashes_;
  for (const auto& [path, number] : now_.names) {
    const disk_node& there = now_.nodes.at(number);
    const std::string folder = folder_of(path);
    const bool has_folder = folder.empty() || lasting_.is(io::file_type::directory, folder);
    if (there.type != io::file_type::regular || lasting_.find(path) != nullptr || !has_folder)
      continue;
    if (random_.chance(500))
      continue;
    disk_node torn = there;
    torn.bytes.resize(random_.below(there.bytes.size() + 1));
    lasting_.names[path] = number;
    lasting_.nodes[number] = std::move(torn);
  }
  now_ = lasting_;
}

void disk::erase() {
  ++crashes_;
  lasting_ = {};
  for (const std::string& folder : folders_of_a_new_disk_)
    put(lasting_, folder, a_folder);
  now_ = lasting_;
}

}  // namespace kith::sim
