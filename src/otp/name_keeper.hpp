// Modules that keep names of processes: `global`, and those of {via, Module, Name}. The kernel,
// which can call any module, implements this. OTP: stdlib, gen:where/1, register_name/1,
// unregister_name/1.
#pragma once

#include <utility>

#include "kith/via.hpp"

namespace kith::detail {

/// None when nobody has the name.
[[nodiscard]] task<pid> kept_name_whereis(ctx self, via name);
/// Names the running process; false when the name is taken.
[[nodiscard]] task<bool> kept_name_register(ctx self, via name);
[[nodiscard]] task<void> kept_name_unregister(ctx self, via name);
[[nodiscard]] task<void> kept_name_send(ctx self, via name, term message);

}  // namespace kith::detail
