#include "etf/fault.hpp"

#include <string>
#include <string_view>

namespace kith::etf {

namespace {

std::string_view sentence(fault what) noexcept {
  switch (what) {
  case fault::none: break;
  case fault::truncated: return "the bytes end within the term";
  case fault::unknown_tag: return "unknown tag";
  case fault::too_many_elements: return "more elements claimed than bytes are left";
  case fault::not_an_atom: return "something else where an atom must be";
  case fault::long_atom: return "atom of more than 255 characters";
  case fault::not_utf8: return "atom whose name is not UTF-8";
  case fault::no_such_reference: return "reference to an atom that the message has not";
  case fault::old_creation: return "creation past 3 in an old form";
  case fault::no_pid: return "pid that no node has";
  case fault::reference_words: return "reference of no words or more than 5";
  case fault::reference_number: return "reference past 18 bits in an old form";
  case fault::not_finite: return "float that is infinite or not a number";
  case fault::no_float_text: return "text that is no float";
  case fault::last_bits: return "impossible number of bits in the last byte";
  case fault::export_arity: return "exported fun without an arity of 0 to 255";
  case fault::fun_number: return "fun whose index or uniq is no integer";
  case fault::fun_creator: return "fun without the pid that made it";
  case fault::fun_variables: return "fun of more than 255 free variables";
  case fault::key_twice: return "map with one key twice";
  case fault::too_deep: return "nested deeper than depth_max";
  case fault::long_integer: return "integer of more than integer_bytes_max";
  case fault::too_many_new_atoms: return "more new atoms than new_atoms_max";
  case fault::atom_table_full: return "the atom table is full (atom_table_limit)";
  case fault::too_large: return "term of more than 32 GiB";
  }
  return "no fault";
}

}  // namespace

error make_error(fault what, std::size_t at) {
  KITH_ASSERT(what != fault::none);
  const errc code = what >= fault::too_deep ? errc::limit : errc::bad_input;
  return {code,
          "external term: " + std::string(sentence(what)) + ", at byte " + std::to_string(at)};
}

}  // namespace kith::etf
