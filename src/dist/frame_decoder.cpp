#include "dist/frame_decoder.hpp"

namespace kith::dist {

frame_decoder::frame_decoder(decoder_setup setup)
    : setup_(std::move(setup)), form_(setup_.flags), quota_(setup_.atoms_max),
      assembler_(setup_.fragments),
      terms_({{.depth_max = message_depth_max, .unpacked_bytes_max = 0}, &setup_.self, {}}) {}

result<std::optional<inbound>> frame_decoder::decode(std::string_view frame, term_ref carrier) {
  const auto header = read_dist_header(frame, form_, cache_, quota_, atoms_);
  if (!header) {
    return header.failure();
  }
  const std::string_view rest = frame.substr(header->size);
  switch (header->what) {
  case dist_header::kind::whole: return read_terms(rest, false, carrier);
  case dist_header::kind::pass_through: return read_terms(rest, true, carrier);
  case dist_header::kind::first_fragment:
  case dist_header::kind::fragment: break;
  }
  auto message = header->what == dist_header::kind::first_fragment
                     ? assembler_.first(header->sequence, header->fragment, rest, atoms_)
                     : assembler_.next(header->sequence, header->fragment, rest);
  if (!message) {
    return message.failure();
  }
  return read_whole(std::move(*message));
}

result<byte_block*> frame_decoder::begin(std::string_view head, std::size_t length,
                                         std::size_t& at) {
  if (!is_fragment_header(head)) {
    return nullptr;
  }
  const auto header = read_dist_header(head, form_, cache_, quota_, atoms_);
  if (!header) {
    return header.failure();
  }
  at = header->size;
  sequence_ = header->sequence;
  return assembler_.begin(header->sequence, header->fragment, length - at);
}

result<std::optional<inbound>> frame_decoder::end() {
  return read_whole(assembler_.end(sequence_));
}

result<std::optional<inbound>> frame_decoder::read_whole(std::optional<assembled> message) {
  if (!message) {
    return std::optional<inbound>();
  }
  atoms_ = std::move(message->atoms);
  const term carrier = message->bytes.take();
  return read_terms(carrier.as_binary(), false, carrier);
}

result<std::optional<inbound>> frame_decoder::read_terms(std::string_view bytes, bool versioned,
                                                         term_ref carrier) {
  std::size_t at = 0;
  const auto version = [&]() -> bool {
    if (!versioned) {
      return true;
    }
    if (at < bytes.size() && static_cast<unsigned char>(bytes[at]) == 131) {
      ++at;
      return true;
    }
    return false;
  };
  const auto no_version = [&] {
    return error(errc::bad_input, "frame: no version byte 131 before a term");
  };
  terms_.set_cached(atoms_);
  // Names in terms count as those in headers do.
  terms_.set_new_atoms_left(quota_.left());
  if (!version()) {
    return no_version();
  }
  auto tuple = terms_.decode(bytes, at, carrier);
  if (!tuple) {
    return tuple.failure();
  }
  inbound in;
  in.message = std::move(*tuple);
  const auto c =
      read_control(in.message, {setup_.self.name, setup_.self.creation, setup_.peer, setup_.flags});
  if (!c) {
    return c.failure();
  }
  in.what = *c;
  if (in.what.payload) {
    if (!version()) {
      return no_version();
    }
    auto payload = terms_.decode(bytes, at, carrier);
    if (!payload) {
      return payload.failure();
    }
    in.payload = std::move(*payload);
  }
  if (at != bytes.size()) {
    return error(errc::bad_input,
                 "frame: bytes behind the last term, at byte " + std::to_string(at));
  }
  quota_ = atom_quota(terms_.new_atoms_left());
  return std::optional<inbound>(std::move(in));
}

}  // namespace kith::dist
