#include "etf/decode.hpp"

#include "etf/fill.hpp"
#include "etf/measure.hpp"

namespace kith::etf {

result<term> decoder::decode(std::string_view bytes, std::size_t& at, term_ref carrier) {
  KITH_ASSERT(at <= bytes.size());
  atoms_.start(how_.cached);
  measurer size(bytes, how_, atoms_);
  const fault measured = size.run(at);
  if (measured != fault::none) {
    return make_error(measured, size.at());
  }
  filler fill(bytes, how_, atoms_, carrier, size.words());
  const fault filled = fill.run(at);
  if (filled != fault::none) {
    return make_error(filled, fill.at());
  }
  KITH_ASSERT(fill.at() == size.at());
  at = size.at();
  return fill.take();
}

}  // namespace kith::etf
