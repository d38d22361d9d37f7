// Items of stack traces.
#pragma once

#include <string>

#include "eval/code.hpp"
#include "kith/build.hpp"

namespace kith::eval {

/// A function of OTP's evaluator, with its line in release 25.2: those who read stacks know them.
[[nodiscard]] inline term frame_of_evaluator(const char* name, std::int64_t arity,
                                             std::int64_t line) {
  return tuple(atom("erl_eval"), atom(name), arity,
               list(tuple(atom("file"), "erl_eval.erl"), tuple(atom("line"), line)));
}

/// A function that is native here and written in Erlang in OTP, whose clauses have places.
[[nodiscard]] inline term frame_of_text(atom module, atom name, const term& arguments) {
  const std::string file = std::string(module.name()) + ".erl";
  return tuple(module, name, arguments, list(tuple(atom("file"), file), tuple(atom("line"), 1)));
}

/// `[{file, F}, {line, L}]` of an instruction, or [] when it has none.
[[nodiscard]] inline term location_in(const function& f, std::size_t instruction) {
  const std::uint32_t line = f.line_of(instruction);
  if (f.home->file.empty() || line == 0) {
    return term::nil();
  }
  return list(tuple(atom("file"), f.home->file),
              tuple(atom("line"), static_cast<std::int64_t>(line)));
}

}  // namespace kith::eval
