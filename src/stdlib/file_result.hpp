// What functions on files return: ok, {ok, Value}, eof or {error, Posix}.
#pragma once

#include "io/file_system.hpp"
#include "kith/build.hpp"
#include "runtime/native.hpp"

namespace kith::detail {

[[nodiscard]] inline term file_error(const error& why) {
  return tuple(atoms::error, atom(why.text));
}
[[nodiscard]] inline term file_done(const result<void>& r) {
  return r ? term(atoms::ok) : file_error(r.failure());
}
[[nodiscard]] inline term file_bytes(const result<std::string>& r) {
  return r ? term(tuple(atoms::ok, term::binary(*r))) : file_error(r.failure());
}
/// #file_info{} of kernel's file.hrl, its times in seconds since 1970.
[[nodiscard]] term file_info_of(const io::file_status& s);

/// The functions of kith_file that take opened files.
void add_opened_file_natives(native_table& natives);

}  // namespace kith::detail
