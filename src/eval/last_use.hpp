// Finding where a slot is read for the last time.
#pragma once

#include "eval/code.hpp"

namespace kith::eval {

/// Where the code copies a slot that nothing reads afterwards, it moves it instead; a map that is
/// updated there is then nobody else's, and can be changed in place. What a fun loads and nothing
/// reads is not loaded. For code that is whole.
void find_last_uses(function& f);

}  // namespace kith::eval
