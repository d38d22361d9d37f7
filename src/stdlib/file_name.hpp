#pragma once

#include <string>

#include "kith/term.hpp"

namespace kith::detail {

/// The bytes of a file's name: a binary as it is, or a list of characters in UTF-8. Raises badarg
/// for all else, and for a name with a zero byte.
[[nodiscard]] std::string file_name_of(term_ref name);

}  // namespace kith::detail
