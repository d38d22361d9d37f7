// Module `kith_file`: opened files. A reference stands for each; who opened it uses it, alone.
#include "kith/blocking.hpp"
#include "otp/log.hpp"
#include "runtime/runtime.hpp"
#include "stdlib/file_name.hpp"
#include "stdlib/file_result.hpp"
#include "stdlib/library_state.hpp"
#include "stdlib/memory_file.hpp"
#include "stdlib/native_rows.hpp"
#include "stdlib/natives.hpp"
#include "stdlib/text.hpp"

#include <cerrno>

namespace kith::detail {

namespace {

/// A read of more bytes fails with enomem.
constexpr std::int64_t read_bytes_max = std::int64_t{1} << 40u;

/// The modes that the disk knows; the others are for who calls. Raises badarg for what is none.
io::open_mode mode_of(term_ref modes) {
  io::open_mode how;
  for (; modes.is_cons(); modes = modes.tail()) {
    const term_ref m = modes.head();
    const bool writes = m.is(atom("write"));
    const bool appends = m.is(atom("append"));
    const bool exclusive = m.is(atom("exclusive"));
    how.read = how.read || m.is(atom("read"));
    how.write = how.write || writes || appends || exclusive;
    how.append = how.append || appends;
    how.exclusive = how.exclusive || exclusive;
    how.flushed = how.flushed || m.is(atom("sync"));
    how.directory = how.directory || m.is(atom("directory"));
  }
  return modes.is_nil() ? how : (badarg(), how);
}

using open_result = result<std::unique_ptr<io::opened_file>>;

open_result open_there(io::file_system* tree, std::string path, io::open_mode how) {
  return tree->open(path, how);
}

term hold(pid owner, std::unique_ptr<io::opened_file> file, const term& ahead) {
  const auto bytes = static_cast<std::size_t>(integer_from(0, ahead));
  auto held = std::make_shared<held_file>(std::move(file), owner, bytes);
  return tuple(atoms::ok, library_here().files.add(std::move(held)));
}

/// open(Name, Modes, Ahead): {ok, Ref}; reads fetch so many bytes more than they are asked for.
task<term> open_3(ctx self, term args) {
  const std::string path = file_name_of(args.ref().head());
  const io::open_mode how = mode_of(args.ref().tail().head());
  const term ahead(args.ref().tail().tail().head());
  io::file_system* const tree = &here().home().world().tree();
  open_result file = co_await blocking(open_there, tree, path, how);
  co_return file ? hold(self.self(), std::move(*file), ahead) : file_error(file.failure());
}

/// open_memory(Data, Modes): a file in memory alone.
task<term> open_memory_2(ctx self, term args) {
  std::string bytes;
  if (!append_iodata(args.ref().head(), bytes)) {
    badarg();
  }
  const io::open_mode how = mode_of(args.ref().tail().head());
  co_return hold(self.self(), std::make_unique<memory_file>(std::move(bytes), how), term(0));
}

/// Raises badarg for what is no file, not_on_controlling_process when another process opened it.
void check_owner(ctx self, const held_file_ptr& file) {
  if (file != nullptr && file->owner != self.self()) {
    raise_error(atom("not_on_controlling_process"));
  }
}

const term& reference_in(const term& file) {
  return file.ref().is_reference() ? file : (badarg(), file);
}

void drop(held_file_ptr file) {
  file.reset();
}

task<term> close_1(ctx self, term args) {
  const term file = reference_in(term(args.ref().head()));
  held_files& files = library_here().files;
  check_owner(self, files.find(file));
  held_file_ptr held = files.take(file);
  if (held == nullptr) {
    co_return file_error(io::posix_error(EINVAL));
  }
  co_await blocking(drop, std::move(held));
  co_return atoms::ok;
}

/// The file and the arguments behind it, a list; runs where blocking is allowed.
using file_call = term (*)(held_file& file, arguments a);

term call_file(file_call call, held_file_ptr file, term args) {
  std::vector<term> all;
  for (term_ref at = args.ref().tail(); at.is_cons(); at = at.tail()) {
    all.emplace_back(at.head());
  }
  return call(*file, all);
}

template <file_call Call>
task<term> waiting(ctx self, term args) {
  const held_file_ptr file = library_here().files.find(reference_in(term(args.ref().head())));
  check_owner(self, file);
  if (file == nullptr) {
    co_return file_error(io::posix_error(EINVAL));
  }
  term answer = co_await blocking(call_file, Call, file, args);
  co_return answer;
}

/// What was read: the end is empty, unless nothing was asked for.
term read_answer(const result<std::string>& bytes, bool asked) {
  return bytes && bytes->empty() && asked ? term(atom("eof")) : file_bytes(bytes);
}

term read(held_file& file, arguments a) {
  const std::int64_t size = integer_from(0, a[0]);
  if (size > read_bytes_max) {
    return file_error(io::posix_error(ENOMEM));
  }
  return read_answer(file.read(static_cast<std::size_t>(size)), size > 0);
}
term read_line(held_file& file, arguments) {
  return read_answer(file.read_line(), true);
}
std::int64_t offset_of(const term& t) {
  return t.ref().is_integer() && t.ref().fits_int64() ? t.as_int() : (badarg(), 0);
}

term pread(held_file& file, arguments a) {
  const std::int64_t offset = offset_of(a[0]);
  const std::int64_t size = integer_from(0, a[1]);
  if (offset < 0 || size > read_bytes_max) {
    return file_error(io::posix_error(offset < 0 ? EINVAL : ENOMEM));
  }
  return read_answer(
      file.file().read_at(static_cast<std::uint64_t>(offset), static_cast<std::size_t>(size)),
      size > 0);
}

std::string bytes_of(term_ref data) {
  std::string bytes;
  return append_iodata(data, bytes) ? bytes : (badarg(), bytes);
}
term write(held_file& file, arguments a) {
  return file_done(file.write(bytes_of(a[0])));
}
term pwrite(held_file& file, arguments a) {
  const std::int64_t offset = offset_of(a[0]);
  const std::string bytes = bytes_of(a[1]);
  return offset < 0 ? file_error(io::posix_error(EINVAL))
                    : file_done(file.write_at(static_cast<std::uint64_t>(offset), bytes));
}

/// position(File, bof | cur | eof, Offset).
term position(held_file& file, arguments a) {
  const io::seek_from from = a[0].is(atom("bof"))   ? io::seek_from::start
                             : a[0].is(atom("cur")) ? io::seek_from::current
                             : a[0].is(atom("eof")) ? io::seek_from::end
                                                    : (badarg(), io::seek_from::end);
  const auto at = file.seek(offset_of(a[1]), from);
  return at ? term(tuple(atoms::ok, *at)) : file_error(at.failure());
}
term truncate(held_file& file, arguments) {
  return file_done(file.truncate());
}
term sync(held_file& file, arguments) {
  return file_done(file.file().flush(false));
}
term datasync(held_file& file, arguments) {
  return file_done(file.file().flush(true));
}
term advise(held_file& file, arguments a) {
  constexpr const char* names[] = {"normal",   "sequential", "random",
                                   "no_reuse", "will_need",  "dont_need"};
  const std::int64_t offset = offset_of(a[0]);
  const std::int64_t length = offset_of(a[1]);
  for (std::size_t i = 0; i < std::size(names); ++i) {
    if (a[2].is(atom(names[i]))) {
      return file_done(file.file().advise(offset, length, static_cast<io::file_advice>(i)));
    }
  }
  return file_error(io::posix_error(EINVAL));
}
term allocate(held_file& file, arguments a) {
  return file_done(file.file().allocate(offset_of(a[0]), offset_of(a[1])));
}
term info(held_file& file, arguments) {
  const auto status = file.file().status();
  return status ? term(tuple(atoms::ok, file_info_of(*status))) : file_error(status.failure());
}

}  // namespace

void add_opened_file_natives(native_table& natives) {
  const atom m("kith_file");
  natives.add(m, atom("open"), 3, open_3);
  natives.add(m, atom("open_memory"), 2, open_memory_2);
  natives.add(m, atom("close"), 1, close_1);
  natives.add(m, atom("read"), 2, waiting<read>);
  natives.add(m, atom("read_line"), 1, waiting<read_line>);
  natives.add(m, atom("pread"), 3, waiting<pread>);
  natives.add(m, atom("write"), 2, waiting<write>);
  natives.add(m, atom("pwrite"), 3, waiting<pwrite>);
  natives.add(m, atom("position"), 3, waiting<position>);
  natives.add(m, atom("truncate"), 1, waiting<truncate>);
  natives.add(m, atom("sync"), 1, waiting<sync>);
  natives.add(m, atom("datasync"), 1, waiting<datasync>);
  natives.add(m, atom("advise"), 4, waiting<advise>);
  natives.add(m, atom("allocate"), 3, waiting<allocate>);
  natives.add(m, atom("info"), 1, waiting<info>);
}

}  // namespace kith::detail
