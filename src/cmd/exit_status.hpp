// How the command ends. Source: BSD's sysexits, of which these are used.
#pragma once

#include "kith/result.hpp"

namespace kith::cmd {

enum exit_status : int {
  exit_good = 0,
  exit_failure = 1,         ///< erl and epmd end so where they have no better word
  exit_usage = 64,          ///< the command line is wrong
  exit_data = 65,           ///< what was read is wrong
  exit_no_host = 68,        ///< no such host
  exit_unavailable = 69,    ///< nobody answers, or there is no such node
  exit_software = 70,       ///< Kith is wrong
  exit_timeout = 75,        ///< no answer in time
  exit_protocol = 76,       ///< the other side speaks another protocol
  exit_no_permission = 77,  ///< the cookies differ
  exit_config = 78,         ///< a file or a setting is wrong
};

/// What fits a failure of the network.
[[nodiscard]] constexpr exit_status status_of(const error& why) {
  switch (why.code) {
  case errc::timed_out: return exit_timeout;
  case errc::bad_input: return exit_protocol;
  default: return exit_unavailable;
  }
}

}  // namespace kith::cmd
