// Frames, pushed and dropped: inline, since calls are most of what the machine does.
#pragma once

#include "eval/machine.hpp"
#include "kith/process.hpp"

namespace kith::eval {

inline void machine::push(const function& f, operand from, std::size_t n, operand to) {
  if (f.slots > slots_max - slots_.size()) [[unlikely]] {
    throw exit_exception(atoms::system_limit, exception_class::error);
  }
  auto arguments = static_cast<std::size_t>(from);
  if (!frames_.empty()) {
    arguments += frames_.back().base;
    frames_.back().next = at_;
  }
  const std::size_t base = slots_.size();
  slots_.grow(f.slots);
  slots_.move(arguments, base, n);
  frames_.push_back({&f, nullptr, base, to});
  at_ = f.code.data();
}

inline void machine::replace(const function& f, operand from, std::size_t n) {
  if (f.slots > slots_max - slots_.size()) [[unlikely]] {
    throw exit_exception(atoms::system_limit, exception_class::error);
  }
  frame& top = frames_.back();
  slots_.restart(top.base, top.base + static_cast<std::size_t>(from), n, f.slots);
  top.code = &f;
  at_ = f.code.data();
}

inline void machine::drop_frame() noexcept {
  const std::size_t base = frames_.back().base;
  frames_.pop_back();
  if (frames_.empty()) {
    slots_.shrink(base);
    return;
  }
  const frame& top = frames_.back();
  // What lay behind the caller's slots were arguments that have been spread.
  slots_.shrink(top.base + top.code->slots);
  at_ = top.next;
}

inline bool machine::pop(term value) {
  const operand to = frames_.back().to;
  drop_frame();
  if (frames_.empty()) {
    result_ = std::move(value);
    why_ = pause::finished;
    return false;
  }
  set(to, std::move(value));
  return true;
}

inline machine::step machine::call_code(const function& f, operand from, std::size_t n, operand to,
                                        bool is_tail) {
  if (is_tail && !frames_.empty()) {
    replace(f, from, n);
  } else {
    push(f, from, n, to);
  }
  return step::go_on;
}

}  // namespace kith::eval
