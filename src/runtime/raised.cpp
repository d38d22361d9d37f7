#include "runtime/raised.hpp"

#include "kith/build.hpp"

namespace kith::detail {

term raised::exit_reason() const {
  switch (kind_) {
  case exception_class::exit: return reason_;
  case exception_class::error: return tuple(reason_, stack_);
  case exception_class::throw_: return tuple(tuple(atom("nocatch"), reason_), stack_);
  }
  return reason_;
}

atom word_of(exception_class kind) noexcept {
  switch (kind) {
  case exception_class::error: return atoms::error;
  case exception_class::exit: return atoms::exit;
  case exception_class::throw_: break;
  }
  return atoms::throw_;
}

raised raised_by(const std::exception_ptr& thrown) {
  const atom cpp("cpp_exception");
  try {
    std::rethrow_exception(thrown);
  } catch (const caused_error& e) {
    return raised(e);
  } catch (const exit_exception& e) {
    return {e.kind(), e.reason()};
  } catch (const bad_term& e) {
    return {exception_class::error, atoms::badarg,
            list(tuple(atoms::kith, atom(e.reader()), list(e.read()), list()))};
  } catch (const std::exception& e) {
    return {exception_class::error, tuple(cpp, bin(e.what()))};
  } catch (...) {
    return {exception_class::error, tuple(cpp, bin("not a std::exception"))};
  }
}

}  // namespace kith::detail

namespace kith {

term exit_exception::exit_reason() const {
  return detail::raised(kind_, reason_).exit_reason();
}

}  // namespace kith
