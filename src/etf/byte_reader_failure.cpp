// What of reading bytes goes by way of the decoder: unusual forms, terms of any type, and errors.
#include <optional>

#include "etf/decode.hpp"
#include "etf/measure.hpp"
#include "etf/packed.hpp"
#include "kith/detail/byte_reader.hpp"
#include "kith/reflect.hpp"

namespace kith::detail {

/// Either the decoder's error, or what was expected where.
struct byte_reader::failure {
  std::optional<error> undecodable;
  mismatch why;
  std::size_t at = 0;
};

byte_reader::~byte_reader() {
  delete failure_;
  delete unpacked_;
}

bool byte_reader::begin() {
  const std::string_view all(begin_, left());
  if (const auto version = etf::check_version(all); !version) {
    return fail(version.failure());
  }
  if (!etf::is_packed(all)) {
    ++at_;
    return true;
  }
  std::size_t used = 0;
  auto plain = etf::unpack(all, limits_.unpacked_bytes_max, used);
  if (!plain) {
    return fail(plain.failure());
  }
  if (used != all.size()) {
    return fail(etf::bytes_behind(used, all.size()));
  }
  unpacked_ = new std::string(std::move(*plain));
  begin_ = at_ = unpacked_->data();
  end_ = begin_ + unpacked_->size();
  return true;
}

bool byte_reader::finish() {
  if (at_ == end_) {
    return true;
  }
  return fail(unpacked_ != nullptr ? etf::second_packed_term()
                                   : etf::bytes_behind(static_cast<std::size_t>(at_ - begin_),
                                                       static_cast<std::size_t>(end_ - begin_)));
}

error byte_reader::take_failure() {
  KITH_ASSERT(failure_ != nullptr);
  if (failure_->undecodable) {
    return std::move(*failure_->undecodable);
  }
  error what = unreadable(failure_->why);
  what.text += ", at byte " + std::to_string(failure_->at);
  return what;
}

bool byte_reader::fail(error what) {
  KITH_ASSERT(failure_ == nullptr);
  failure_ = new failure{.undecodable = std::move(what), .why = {}};
  return false;
}

bool byte_reader::fail(const char* start, mismatch why) {
  KITH_ASSERT(failure_ == nullptr);
  const char* const at = aside_ != nullptr ? aside_ : start;
  failure_ = new failure{.undecodable = std::nullopt,
                         .why = std::move(why),
                         .at = static_cast<std::size_t>(at - begin_)};
  return false;
}

bool byte_reader::fail(const char* start, std::string_view expected) {
  at_ = start;
  term got;
  if (!next_term(got)) {
    return false;
  }
  mismatch why;
  why.record(expected, got);
  return fail(start, std::move(why));
}

bool byte_reader::fail_within(std::string_view part) {
  KITH_ASSERT(failure_ != nullptr);
  failure_->why.of(part);
  return false;
}

bool byte_reader::prove() {
  if (proved_) {
    return true;
  }
  const etf::decoding how{limits_, nullptr, {}};
  etf::atom_reader atoms;
  atoms.start({});
  etf::measurer all({begin_, static_cast<std::size_t>(end_ - begin_)}, how, atoms);
  const etf::fault found = all.run(unpacked_ == nullptr ? 1 : 0);
  if (found != etf::fault::none) {
    return fail(etf::make_error(found, all.at()));
  }
  proved_ = true;
  return true;
}

bool byte_reader::next_term(term& t) {
  if (!prove()) {
    return false;
  }
  const char* const begin = aside_ != nullptr ? at_ : begin_;
  decode_limits limits = limits_;
  limits.depth_max -= std::min(limits.depth_max, static_cast<std::uint32_t>(depth_) + tails_);
  etf::decoder decoder({limits, nullptr, {}});
  auto at = static_cast<std::size_t>(at_ - begin);
  auto decoded = decoder.decode({begin, static_cast<std::size_t>(end_ - begin)}, at);
  limits_.new_atoms_max = decoder.new_atoms_left();
  if (!decoded) {
    return fail(std::move(decoded).failure());
  }
  t = std::move(*decoded);
  at_ = begin + at;
  return true;
}

bool byte_reader::skip() {
  term ignored;
  return next_term(ignored);
}

bool byte_reader::keys_differ(const char* start) {
  const char* const at = std::exchange(at_, start);
  --depth_;  // that of the map, which is open
  const bool ok = skip();
  ++depth_;
  at_ = at;
  return ok;
}

}  // namespace kith::detail
