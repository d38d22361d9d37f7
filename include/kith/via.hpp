#pragma once

#include <utility>

#include "kith/process.hpp"

namespace kith {

/// A name that a module keeps, not the node: `{global, Name}`, which `global::name` makes, or
/// `{via, Module, Name}`. A server may be started with it and addressed by it. The module, native
/// or of Erlang, has the functions register_name/2 (`yes` or `no`), unregister_name/1,
/// whereis_name/1 (a pid or `undefined`) and send/2.
/// OTP: stdlib, gen_server, the types server_name() and server_ref().
class via {
 public:
  via(atom module, term name) noexcept : module_(module), name_(std::move(name)) {}

  [[nodiscard]] atom module() const noexcept { return module_; }
  [[nodiscard]] const term& name() const noexcept { return name_; }

 private:
  atom module_;
  term name_;
};

}  // namespace kith
