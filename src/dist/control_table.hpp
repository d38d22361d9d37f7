// The numbers of control messages and what each carries; control.hpp shows their elements.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "dist/control.hpp"
#include "dist/flags.hpp"

namespace kith::dist {

struct control_row {
  std::uint8_t number;
  std::string_view name;
  control::op what;
  std::uint8_t arity;
  std::uint8_t token;   ///< index of the trace token, from 0; 0: none
  std::uint8_t reason;  ///< index of the reason; 0: not in the tuple
  bool payload;
  std::uint64_t needs;  ///< what must be negotiated
};

inline constexpr std::array control_table{
    control_row{1, "LINK", control::op::link, 3, 0, 0, false, 0},
    control_row{2, "SEND", control::op::send, 3, 0, 0, true, 0},
    control_row{3, "EXIT", control::op::link_exit, 4, 0, 3, false, 0},
    control_row{4, "UNLINK", control::op::unlink, 3, 0, 0, false, 0},
    control_row{6, "REG_SEND", control::op::send, 4, 0, 0, true, 0},
    control_row{7, "GROUP_LEADER", control::op::group_leader, 3, 0, 0, false, 0},
    control_row{8, "EXIT2", control::op::exit, 4, 0, 3, false, 0},
    control_row{12, "SEND_TT", control::op::send, 4, 3, 0, true, 0},
    control_row{13, "EXIT_TT", control::op::link_exit, 5, 3, 4, false, 0},
    control_row{16, "REG_SEND_TT", control::op::send, 5, 4, 0, true, 0},
    control_row{18, "EXIT2_TT", control::op::exit, 5, 3, 4, false, 0},
    control_row{19, "MONITOR_P", control::op::monitor, 4, 0, 0, false, 0},
    control_row{20, "DEMONITOR_P", control::op::demonitor, 4, 0, 0, false, 0},
    control_row{21, "MONITOR_P_EXIT", control::op::down, 5, 0, 4, false, 0},
    control_row{22, "SEND_SENDER", control::op::send, 3, 0, 0, true, flag::send_sender},
    control_row{23, "SEND_SENDER_TT", control::op::send, 4, 3, 0, true, flag::send_sender},
    control_row{24, "PAYLOAD_EXIT", control::op::link_exit, 3, 0, 0, true, flag::exit_payload},
    control_row{25, "PAYLOAD_EXIT_TT", control::op::link_exit, 4, 3, 0, true, flag::exit_payload},
    control_row{26, "PAYLOAD_EXIT2", control::op::exit, 3, 0, 0, true, flag::exit_payload},
    control_row{27, "PAYLOAD_EXIT2_TT", control::op::exit, 4, 3, 0, true, flag::exit_payload},
    control_row{28, "PAYLOAD_MONITOR_P_EXIT", control::op::down, 4, 0, 0, true, flag::exit_payload},
    control_row{29, "SPAWN_REQUEST", control::op::spawn_request, 6, 0, 0, true, flag::spawn},
    control_row{30, "SPAWN_REQUEST_TT", control::op::spawn_request, 7, 6, 0, true, flag::spawn},
    control_row{31, "SPAWN_REPLY", control::op::spawn_reply, 5, 0, 0, false, flag::spawn},
    control_row{32, "SPAWN_REPLY_TT", control::op::spawn_reply, 6, 5, 0, false, flag::spawn},
    control_row{33, "ALIAS_SEND", control::op::send, 3, 0, 0, true, flag::alias},
    control_row{34, "ALIAS_SEND_TT", control::op::send, 4, 3, 0, true, flag::alias},
    control_row{35, "UNLINK_ID", control::op::unlink, 4, 0, 0, false, flag::unlink_id},
    control_row{36, "UNLINK_ID_ACK", control::op::unlink_ack, 4, 0, 0, false, flag::unlink_id},
    // Its arity is a lower bound, and its flags say what it is.
    control_row{37, "ALTACT_SIG_SEND", control::op::send, 4, 0, 0, true, flag::altact_sig},
};

constexpr const control_row* find_control(std::int64_t number) {
  for (const control_row& row : control_table) {
    if (row.number == number) {
      return &row;
    }
  }
  return nullptr;
}

}  // namespace kith::dist
