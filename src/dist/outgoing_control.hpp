#pragma once

#include "dist/control.hpp"
#include "runtime/route.hpp"

namespace kith::dist {

/// The control message for a signal; it borrows the signal's terms.
[[nodiscard]] control control_of(const detail::outbound& s);
/// The signal's payload, if it goes as a second term whatever the flags say.
[[nodiscard]] term_ref payload_of(const detail::outbound& s);

}  // namespace kith::dist
