#include "kernel/io_request.hpp"

#include "kernel/io_lib.hpp"
#include "kernel/kernel_state.hpp"
#include "kith/build.hpp"
#include "otp/gen.hpp"

namespace kith::detail {

namespace {

/// Requests may nest requests that deep.
constexpr int nesting_max = 16;

term error_of(const term& what) {
  return tuple(atoms::error, what);
}

term put(io_device& device, term_ref encoding, term_ref chars) {
  const bool latin1 = encoding.is(atoms::latin1);
  if (!latin1 && !encoding.is(atoms::unicode)) {
    return error_of(atom("put_chars"));
  }
  const auto text = characters_to_utf8(chars, latin1);
  if (!text) {
    return error_of(atoms::put_chars);
  }
  if (device.output != nullptr) {
    device.output->write(*text);
  }
  return atoms::ok;
}

/// {put_chars, Encoding, M, F, Args}: only io_lib:format/2 and its like make text here.
term put_formatted(io_device& device, term_ref encoding, term_ref m, term_ref f, term_ref args) {
  const bool known = m.is(atom("io_lib")) && (f.is(atom("format")) || f.is(atom("fwrite"))) &&
                     args.list_length() == 2;
  if (!known) {
    return error_of(f.is_atom() ? term(f) : term(atoms::put_chars));
  }
  const auto text = io_lib_format(args.head(), args.tail().head(), printable_range_here());
  if (!text.ok()) {
    return error_of(term(f));
  }
  if (!encoding.is(atoms::latin1) && !encoding.is(atoms::unicode)) {
    return error_of(atoms::put_chars);
  }
  if (device.output != nullptr) {
    device.output->write(*text);
  }
  return atoms::ok;
}

term get_options(const io_device& device) {
  return list(tuple(atom("binary"), device.binary_mode),
              tuple(atom("encoding"), device.unicode ? atoms::unicode : atoms::latin1));
}

/// One option; false for what is none.
bool set_option(io_device& device, term_ref option) {
  const auto encoding = [&](term_ref e) {
    device.unicode = e.is(atoms::unicode) || e.is(atom("utf8"));
    return device.unicode || e.is(atoms::latin1);
  };
  if (option.is(atom("binary")) || option.is(atom("list"))) {
    device.binary_mode = option.is(atom("binary"));
    return true;
  }
  if (option.is_atom()) {
    return encoding(option);
  }
  if (!option.is_tuple(2)) {
    return false;
  }
  if (option[0].is(atom("encoding"))) {
    return encoding(option[1]);
  }
  if (option[0].is(atom("binary")) || option[0].is(atom("list"))) {
    device.binary_mode = option[0].is(atom("binary")) == option[1].is(atoms::true_);
    return true;
  }
  return false;
}

term set_options(io_device& device, term_ref options) {
  io_device changed = device;
  for (; options.is_cons(); options = options.tail()) {
    if (!set_option(changed, options.head())) {
      return error_of(atom("enotsup"));
    }
  }
  device = changed;
  return atoms::ok;
}

term answer(io_device& device, term_ref request, int depth);

/// As long as all goes well; the last reply counts.
term answer_all(io_device& device, term_ref requests, int depth) {
  term last = atoms::ok;
  for (; requests.is_cons(); requests = requests.tail()) {
    last = answer(device, requests.head(), depth + 1);
    if (last.is_tuple(2) && last[0].is(atoms::error)) {
      break;
    }
  }
  return last;
}

bool reads(term_ref request) {
  return request.is_tuple() && request.tuple_size() >= 2 &&
         (request[0].is(atom("get_line")) || request[0].is(atom("get_chars")) ||
          request[0].is(atom("get_until")) || request[0].is(atom("get_password")));
}

term answer(io_device& device, term_ref r, int depth) {
  if (r.is(atom("getopts"))) {
    return get_options(device);
  }
  if (reads(r)) {
    return atom("eof");
  }
  if (r.is_tuple(3) && r[0].is(atoms::put_chars)) {
    return put(device, r[1], r[2]);
  }
  if (r.is_tuple(2) && r[0].is(atoms::put_chars)) {
    return put(device, term(atoms::latin1), r[1]);
  }
  if (r.is_tuple(5) && r[0].is(atoms::put_chars)) {
    return put_formatted(device, r[1], r[2], r[3], r[4]);
  }
  if (r.is_tuple(4) && r[0].is(atoms::put_chars)) {
    return put_formatted(device, term(atoms::latin1), r[1], r[2], r[3]);
  }
  if (r.is_tuple(2) && r[0].is(atom("requests")) && r[1].is_list() && depth < nesting_max) {
    return answer_all(device, r[1], depth);
  }
  if (r.is_tuple(2) && r[0].is(atom("setopts")) && r[1].is_list()) {
    return set_options(device, r[1]);
  }
  if (r.is_tuple(2) && r[0].is(atom("get_geometry"))) {
    return error_of(atom("enotsup"));
  }
  return error_of(tuple(atom("request"), r));
}

}  // namespace

term answer_io_request(io_device& device, term_ref request) {
  return answer(device, request, 0);
}

bool serve_io_request(io_device& device, term_ref m) {
  if (!m.is_tuple(4) || !m[0].is(atoms::io_request) || !m[1].is_pid()) {
    return false;
  }
  const term reply = answer_io_request(device, m[3]);
  send(m[1].as_pid(), tuple(atoms::io_reply, m[2], reply));
  return true;
}

}  // namespace kith::detail
