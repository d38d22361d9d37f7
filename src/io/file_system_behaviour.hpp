// For tests: what every file system does, the real one and the simulated.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>

#include "io/file_system.hpp"

namespace kith::io {

/// What a call failed with; empty when it did not.
template <class T>
std::string failure_of(const result<T>& r) {
  return r ? std::string() : r.failure().text;
}

inline void fill(file_system& tree, const std::string& path, std::string_view bytes) {
  auto file = tree.open(path, {.write = true});
  REQUIRE(file);
  REQUIRE((*file)->write(bytes));
}

inline std::string content(file_system& tree, const std::string& path) {
  auto file = tree.open(path, {.read = true});
  return file ? (*file)->read(1'000'000).value() : file.failure().text;
}

/// `folder` is empty, and is left so.
inline void check_opened_files(file_system& tree, const std::string& folder) {
  const std::string path = folder + "/file";
  CHECK(failure_of(tree.open(path, {.read = true})) == "enoent");
  CHECK(failure_of(tree.open(folder, {.read = true})) == "eisdir");
  CHECK(tree.open(folder, {.read = true, .directory = true}).ok());
  fill(tree, path, "0123456789");
  CHECK(failure_of(tree.open(path, {.write = true, .exclusive = true})) == "eexist");
  CHECK(failure_of(tree.open(path, {.read = true, .directory = true})) == "enotdir");
  {
    auto file = tree.open(path, {.read = true, .write = true});
    REQUIRE(file);
    CHECK(*(*file)->read(3) == "012");
    CHECK(*(*file)->read_at(8, 5) == "89");
    CHECK((*file)->write_at(1, "ab").ok());
    CHECK(*(*file)->seek(-2, seek_from::end) == 8);
    CHECK(failure_of((*file)->seek(-3, seek_from::start)) == "einval");
    CHECK((*file)->write("xyz").ok());
    CHECK((*file)->read(1)->empty());
    CHECK((*file)->status()->size == 11);
    CHECK(*(*file)->seek(4, seek_from::start) == 4);
    CHECK((*file)->truncate().ok());
    CHECK((*file)->flush(true).ok());
    CHECK((*file)->allocate(2, 10).ok());
    CHECK((*file)->status()->size == 12);
    CHECK(failure_of((*file)->allocate(-1, 10)) == "einval");
    CHECK((*file)->truncate().ok());
    CHECK((*file)->advise(0, 10, file_advice::sequential).ok());
  }
  CHECK(content(tree, path) == "0ab3");
  {
    auto file = tree.open(path, {.write = true, .append = true});
    REQUIRE(file);
    CHECK(failure_of((*file)->read(1)) == "ebadf");
    CHECK((*file)->write("end").ok());
  }
  CHECK(content(tree, path) == "0ab3end");
  auto open = tree.open(path, {.read = true});
  REQUIRE(open);
  CHECK(failure_of((*open)->write("no")) == "ebadf");
  CHECK(tree.remove_file(path).ok());
  CHECK_MESSAGE(*(*open)->read(3) == "0ab", "an opened file outlives its name");
}

inline void check_names(file_system& tree, const std::string& folder) {
  const std::string a = folder + "/a";
  const std::string b = folder + "/b";
  CHECK(tree.make_folder(a).ok());
  CHECK(failure_of(tree.make_folder(a)) == "eexist");
  CHECK(failure_of(tree.make_folder(folder + "/no/such")) == "enoent");
  fill(tree, a + "/one", "1");
  CHECK(failure_of(tree.remove_folder(a)) == "eexist");
  CHECK(failure_of(tree.remove_file(a)) == "eperm");
  CHECK(failure_of(tree.make_folder(a + "/one/x")) == "enotdir");
  CHECK(failure_of(tree.rename(a, a + "/b")) == "einval");
  CHECK(tree.rename(a, b).ok());
  CHECK(failure_of(tree.status(a, true)) == "enoent");
  CHECK(tree.make_link(b + "/one", b + "/two").ok());
  CHECK(tree.status(b + "/two", true)->links == 2);
  CHECK(tree.status(b + "/two", true)->inode == tree.status(b + "/one", true)->inode);
  CHECK(tree.make_symlink("two", b + "/three").ok());
  CHECK(*tree.read_link(b + "/three") == "two");
  CHECK(failure_of(tree.read_link(b + "/two")) == "einval");
  CHECK(tree.status(b + "/three", true)->type == file_type::regular);
  CHECK(tree.status(b + "/three", false)->type == file_type::symlink);
  CHECK(content(tree, b + "/three") == "1");
  CHECK(tree.make_symlink("loop", b + "/loop").ok());
  CHECK(failure_of(tree.status(b + "/loop", true)) == "eloop");
  std::vector<std::string> names = *tree.list(b);
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"loop", "one", "three", "two"});
  CHECK(failure_of(tree.list(b + "/one")) == "enotdir");
  CHECK(tree.change(b + "/one", {.mode = 0640, .accessed_s = 5, .modified_s = 7}).ok());
  const file_status about = *tree.status(b + "/two", true);
  CHECK((about.mode & 07777U) == 0640);
  CHECK(about.accessed_s == 5);
  CHECK(about.modified_s == 7);
  const std::string before = *tree.working_folder();
  CHECK(tree.set_working_folder(b).ok());
  CHECK(*tree.working_folder() == b);
  CHECK(content(tree, "../b/one") == "1");
  CHECK(failure_of(tree.set_working_folder("one")) == "enotdir");
  CHECK(tree.set_working_folder(before).ok());
  for (const std::string& name : names) {
    CHECK(tree.remove_file(b + "/" + name).ok());
  }
  CHECK(tree.remove_folder(b).ok());
  CHECK(tree.list(folder)->empty());
}

}  // namespace kith::io
