#include "kernel/erlang_rows.hpp"
#include "kernel/natives.hpp"

namespace kith::detail {

void add_erlang_natives(native_table& natives) {
  const atom m = atoms::erlang;
  add_rows(natives, m, erlang_signal_rows());
  add_rows(natives, m, erlang_send_rows());
  add_rows(natives, m, erlang_timer_rows());
  add_rows(natives, m, erlang_dictionary_rows());
  add_rows(natives, m, erlang_process_rows());
  add_rows(natives, m, erlang_process_waiting());
  add_rows(natives, m, erlang_process_flag_rows());
  add_rows(natives, m, erlang_node_rows());
  add_rows(natives, m, erlang_node_waiting());
  add_rows(natives, m, erlang_system_rows());
  add_rows(natives, m, erlang_system_monitor_rows());
  add_rows(natives, m, erlang_trace_rows());
  add_rows(natives, m, erlang_statistics_rows());
  add_rows(natives, m, erlang_program_rows());
  add_rows(natives, m, erlang_output_waiting());
}

}  // namespace kith::detail
