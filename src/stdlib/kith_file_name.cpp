// Module `kith_file`: what takes names of files. With kith_file_opened.cpp all that `file`,
// `prim_file` and `ram_file`, written in Erlang, are made of. The calls wait while a thread of the
// pool blocks. They return ok, {ok, Value} or {error, Posix}; names in results are binaries.
#include "kith/blocking.hpp"
#include "otp/log.hpp"
#include "runtime/runtime.hpp"
#include "stdlib/file_name.hpp"
#include "stdlib/file_result.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"
#include "stdlib/text.hpp"

namespace kith::detail {

std::string file_name_of(term_ref name) {
  std::string bytes;
  if (name.is_binary()) {
    bytes = name.as_binary();
  } else if (!read_text_list(name, bytes)) {
    badarg();
  }
  return bytes.find('\0') == std::string::npos ? bytes : (badarg(), bytes);
}

term file_info_of(const io::file_status& s) {
  constexpr const char* types[] = {"regular", "directory", "symlink", "device", "other"};
  const char* access = s.readable && s.writable ? "read_write"
                       : s.readable             ? "read"
                       : s.writable             ? "write"
                                                : "none";
  return tuple(atom("file_info"), s.size, atom(types[static_cast<std::size_t>(s.type)]),
               atom(access), s.accessed_s, s.modified_s, s.changed_s, s.mode, s.links, s.device,
               s.special_device, s.inode, s.owner, s.group);
}

namespace {

/// The folder tree and the arguments, a list; runs where blocking is allowed.
using tree_call = term (*)(io::file_system& tree, arguments a);

term call_tree(tree_call call, io::file_system* tree, term args) {
  std::vector<term> all;
  for (term_ref at = args; at.is_cons(); at = at.tail()) {
    all.emplace_back(at.head());
  }
  return call(*tree, all);
}

template <tree_call Call>
task<term> waiting(ctx, term args) {
  io::file_system* const tree = &here().home().world().tree();
  term answer = co_await blocking(call_tree, Call, tree, args);
  co_return answer;
}

term read_file_1(io::file_system& tree, arguments a) {
  auto file = tree.open(file_name_of(a[0]), {.read = true});
  if (!file) {
    return file_error(file.failure());
  }
  std::string whole;
  for (;;) {
    constexpr std::size_t part_bytes = std::size_t{4} << 20u;
    auto part = (*file)->read(part_bytes);
    if (!part) {
      return file_error(part.failure());
    }
    whole += *part;
    if (part->size() < part_bytes) {
      return tuple(atoms::ok, term::binary(whole));
    }
  }
}

term list_dir_1(io::file_system& tree, arguments a) {
  const auto names = tree.list(file_name_of(a[0]));
  if (!names) {
    return file_error(names.failure());
  }
  std::vector<term> all;
  for (const std::string& name : *names) {
    all.push_back(term::binary(name));
  }
  return tuple(atoms::ok, list_of(all));
}

/// read_info(Name, Follow): {ok, #file_info{}}, its times in seconds.
term read_info_2(io::file_system& tree, arguments a) {
  const auto status = tree.status(file_name_of(a[0]), a[1].is(atoms::true_));
  return status ? term(tuple(atoms::ok, file_info_of(*status))) : file_error(status.failure());
}

std::optional<std::uint32_t> number_of(const term& t) {
  if (t.is(atoms::undefined)) {
    return std::nullopt;
  }
  if (!t.ref().is_integer() || !t.ref().fits_int64() || t.as_int() < -1 ||
      t.as_int() > UINT32_MAX) {
    badarg();
  }
  return static_cast<std::uint32_t>(t.as_int());
}

term set_owner_3(io::file_system& tree, arguments a) {
  return file_done(
      tree.change(file_name_of(a[0]), {.owner = number_of(a[1]), .group = number_of(a[2])}));
}
term set_mode_2(io::file_system& tree, arguments a) {
  return file_done(tree.change(file_name_of(a[0]), {.mode = number_of(a[1])}));
}
term set_time_3(io::file_system& tree, arguments a) {
  if (!a[1].ref().is_integer() || !a[2].ref().is_integer()) {
    badarg();
  }
  return file_done(
      tree.change(file_name_of(a[0]), {.accessed_s = a[1].as_int(), .modified_s = a[2].as_int()}));
}

using name_call = result<void> (io::file_system::*)(const std::string&);
template <name_call Call>
term on_name(io::file_system& tree, arguments a) {
  return file_done((tree.*Call)(file_name_of(a[0])));
}
using names_call = result<void> (io::file_system::*)(const std::string&, const std::string&);
template <names_call Call>
term on_names(io::file_system& tree, arguments a) {
  const std::string first = file_name_of(a[0]);
  return file_done((tree.*Call)(first, file_name_of(a[1])));
}

term read_link_1(io::file_system& tree, arguments a) {
  return file_bytes(tree.read_link(file_name_of(a[0])));
}
term get_cwd_0(io::file_system& tree, arguments) {
  return file_bytes(tree.working_folder());
}

struct file_row {
  std::string_view name;
  std::uint32_t arity;
  native_function body;
};

constexpr file_row rows[] = {
    {"read_file", 1, waiting<read_file_1>},
    {"list_dir", 1, waiting<list_dir_1>},
    {"read_info", 2, waiting<read_info_2>},
    {"set_owner", 3, waiting<set_owner_3>},
    {"set_mode", 2, waiting<set_mode_2>},
    {"set_time", 3, waiting<set_time_3>},
    {"make_dir", 1, waiting<on_name<&io::file_system::make_folder>>},
    {"del_dir", 1, waiting<on_name<&io::file_system::remove_folder>>},
    {"delete", 1, waiting<on_name<&io::file_system::remove_file>>},
    {"set_cwd", 1, waiting<on_name<&io::file_system::set_working_folder>>},
    {"rename", 2, waiting<on_names<&io::file_system::rename>>},
    {"make_link", 2, waiting<on_names<&io::file_system::make_link>>},
    {"make_symlink", 2, waiting<on_names<&io::file_system::make_symlink>>},
    {"read_link", 1, waiting<read_link_1>},
    {"get_cwd", 0, waiting<get_cwd_0>},
};

}  // namespace

void add_file_natives(native_table& natives) {
  for (const file_row& row : rows) {
    natives.add(atom("kith_file"), atom(row.name), row.arity, row.body);
  }
  add_opened_file_natives(natives);
}

}  // namespace kith::detail
