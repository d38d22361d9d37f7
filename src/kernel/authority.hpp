#pragma once

#include "kith/term.hpp"

namespace kith::detail {

/// A call that came by a message or a spawn request.
struct remote_call {
  pid caller;  ///< who says that it asks; none for a cast
  atom module;
  atom function;
  term_ref args;
};

/// Asked before each call that another process asks for, of whatever node. The function is
/// registered, so this is the place for who may call what. Any scheduler thread may call.
class authority {
 public:
  virtual ~authority() = default;
  /// A call that is refused fails with the error `not_allowed`.
  [[nodiscard]] virtual bool allows(const remote_call& call) const = 0;
};

}  // namespace kith::detail
