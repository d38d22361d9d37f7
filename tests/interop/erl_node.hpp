// A real Erlang node, in a program of its own, that does what a test types.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "child.hpp"

namespace kith::interop {

inline constexpr const char* the_cookie = "secret";

struct erl_options {
  std::string name = "cat@localhost";
  std::uint16_t epmd = 0;  ///< the port of epmd, which has to run
  std::string cookie = the_cookie;
  bool hidden = false;
  int net_ticktime = 60;           ///< seconds
  std::uint16_t listen_port = 0;   ///< 0: any
  std::string global_groups = {};  ///< the text of kernel's parameter; empty: none
  std::string program = "erl";     ///< or another that does as it does
};

/// What is evaluated runs in one process, registered as `tester`, which traps exits and keeps
/// variables from one line to the next. Besides it knows the funs
///   Collect(N)    the next N messages, waited for, and all that come within 200 ms after them
///   Await(Fun)    waits until Fun() is true
///   Hash(Term)    an MD5 of the external format, in hexadecimal digits
///   Do(Puppet, Command)   lets a puppet of a Kith node act, and returns the result
class erl_node {
 public:
  /// Throws std::runtime_error when there is no `erl` or it does not start.
  explicit erl_node(erl_options options);

  /// The value of an expression, as `~0tp` prints it; `!! Class:Reason` when it raises, and
  /// `!! no answer` with all that `erl` has printed when it does not answer in time.
  std::string eval(std::string_view expression, duration limit = patience);
  /// The same, but variables bound in it are forgotten.
  std::string eval_alone(std::string_view expressions, duration limit = patience);
  /// Evaluates without waiting for the value.
  void type(std::string_view expression);
  /// The value of the oldest line given to `type` whose value has not been asked for.
  std::string answer(duration limit = patience);

  [[nodiscard]] const std::string& name() const noexcept { return options_.name; }
  child& program() noexcept { return program_; }

 private:
  erl_options options_;
  child program_;
};

}  // namespace kith::interop
