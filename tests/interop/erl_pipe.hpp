// A real `erl` behind two pipes, as the oracle of tests: Erlang source in, bytes out. One start
// (some 200 ms) serves any number of questions, each of some 30 us.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "kith/duration.hpp"
#include "kith/result.hpp"

namespace kith::testing {

class erl_pipe {
 public:
  /// Starts `erl`, found in $PATH, without distribution. `flags` go before its other arguments,
  /// separated by spaces ("+pc unicode").
  /// Fails with errc::not_found or errc::unavailable.
  static result<erl_pipe> start(std::string_view flags = {});

  erl_pipe(erl_pipe&& other) noexcept;
  erl_pipe(const erl_pipe&) = delete;
  erl_pipe& operator=(const erl_pipe&) = delete;
  /// Ends the emulator.
  ~erl_pipe();

  /// The value of an expression (UTF-8 text, without a full stop): the bytes of a binary, or what
  /// term_to_binary/1 makes of anything else.
  /// Fails with errc::refused (it raised; the text says what), errc::timed_out or errc::closed.
  result<std::string> evaluate(std::string_view expression);

  /// Keeps a fun of one binary, spelled as an expression, for `call`.
  result<void> define(std::string_view name, std::string_view fun);
  /// What the fun of that name returns for those bytes; as `evaluate`.
  result<std::string> call(std::string_view name, std::string_view bytes);

  /// How long one question may take.
  void set_time_limit(duration limit) noexcept { limit_ = limit; }

 private:
  erl_pipe(pid_t child, int to, int from) noexcept : child_(child), to_(to), from_(from) {}

  result<std::string> ask(char operation, std::string_view name, std::string_view bytes);
  result<void> send(std::string_view bytes) const;
  result<void> receive(char* at, std::size_t size) const;

  pid_t child_;
  int to_;
  int from_;
  duration limit_ = duration::seconds(60);
};

}  // namespace kith::testing
