#include "sim/disk.hpp"

#include "sim/simulation.hpp"

namespace kith::sim {
namespace {

/// "/a" of "/a/b"; empty for a path that has no folder above it.
std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

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

bool disk::folder_exists(const std::string& path) const {
  return path.empty() || now_.folders.contains(path);
}

result<io::file_content> disk::read(const std::string& path, std::size_t limit) {
  if (auto fine = check("read", path, false); !fine)
    return fine.failure();
  const auto found = now_.files.find(path);
  if (found == now_.files.end())
    return failed(errc::not_found, "read", path, "no such file");
  const file& there = found->second;
  if (there.bytes.size() > limit) {
    return error(errc::limit, path + ": longer than " + std::to_string(limit) + " bytes");
  }
  return io::file_content{
      there.bytes,
      {.mode = there.mode, .owner = host::user, .is_regular = true, .size = there.bytes.size()}};
}

result<void> disk::create(const std::string& path, std::string_view bytes, std::uint32_t mode) {
  if (auto fine = check("create", path, true); !fine)
    return fine;
  if (!folder_exists(folder_of(path))) {
    return failed(errc::not_found, "create", path, "no such folder");
  }
  if (now_.files.contains(path) || now_.folders.contains(path)) {
    return failed(errc::exists, "create", path, "it exists");
  }
  now_.files[path] = {std::string(bytes), mode};
  flush(path);
  return {};
}

result<void> disk::replace(const std::string& path, std::string_view bytes, std::uint32_t mode) {
  if (auto fine = check("replace", path, true); !fine)
    return fine;
  if (!folder_exists(folder_of(path))) {
    return failed(errc::not_found, "replace", path, "no such folder");
  }
  if (now_.folders.contains(path))
    return failed(errc::exists, "replace", path, "a folder");
  now_.files[path] = {std::string(bytes), mode};
  flush(path);
  return {};
}

result<void> disk::remove(const std::string& path) {
  if (auto fine = check("remove", path, false); !fine)
    return fine;
  if (now_.files.erase(path) == 0) {
    return failed(errc::not_found, "remove", path, "no such file");
  }
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
    if (now_.files.contains(each)) {
      return failed(errc::unavailable, "make directory", each, "not a folder");
    }
  }
  for (std::string each = part; !each.empty(); each = folder_of(each))
    now_.folders.insert(each);
  write_back_later(part);
  return {};
}

void disk::add_folder(const std::string& path) {
  for (std::string each = path; !each.empty(); each = folder_of(each)) {
    folders_of_a_new_disk_.insert(each);
    now_.folders.insert(each);
    lasting_.folders.insert(each);
  }
}

void disk::flush(const std::string& path) {
  if (flushes_ignored_)
    return write_back_later(path);
  make_lasting(path);
}

/// The present state of one path, and the folders above it.
void disk::make_lasting(const std::string& path) {
  const auto found = now_.files.find(path);
  if (found == now_.files.end()) {
    lasting_.files.erase(path);
  } else {
    lasting_.files[path] = found->second;
  }
  for (std::string each = path; !each.empty(); each = folder_of(each)) {
    if (now_.folders.contains(each))
      lasting_.folders.insert(each);
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
  for (const auto& [path, there] : now_.files) {
    if (lasting_.files.contains(path) || !lasting_.folders.contains(folder_of(path)))
      continue;
    if (random_.chance(500))
      continue;
    const std::size_t kept = random_.below(there.bytes.size() + 1);
    lasting_.files[path] = {there.bytes.substr(0, kept), there.mode};
  }
  now_ = lasting_;
}

void disk::erase() {
  ++crashes_;
  lasting_ = {{}, folders_of_a_new_disk_};
  now_ = lasting_;
}

}  // namespace kith::sim
