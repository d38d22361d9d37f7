// Modules of the application `kernel`, and `init`, as far as they are native.
#pragma once

#include "kernel/native_rows.hpp"

namespace kith::detail {

std::span<const native_row> init_rows();
std::span<const native_row> application_rows();
std::span<const native_row> net_kernel_rows();
std::span<const waiting_row> net_kernel_waiting();
std::span<const native_row> net_adm_rows();
std::span<const waiting_row> net_adm_waiting();
std::span<const waiting_row> global_group_waiting();
std::span<const native_row> global_group_rows();
std::span<const waiting_row> kith_registry_waiting();  ///< what Elixir.Registry.erl is made of
std::span<const native_row> kith_registry_rows();
std::span<const native_row> elixir_registry_rows();
std::span<const waiting_row> pg_waiting();
std::span<const native_row> pg_rows();
std::span<const waiting_row> global_waiting();       ///< register_name/2, sync/0, …
std::span<const native_row> global_rows();           ///< whereis_name/1, …
std::span<const waiting_row> global_lock_waiting();  ///< set_lock/1, trans/2, …
std::span<const waiting_row> kith_global_waiting();  ///< leases and epochs
std::span<const native_row> kith_global_rows();      ///< locks/0, …

}  // namespace kith::detail
