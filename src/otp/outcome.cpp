#include "otp/outcome.hpp"

#include "kith/build.hpp"

namespace kith::detail {

term raised::exit_reason() const {
  return exit_exception(reason_, kind_).exit_reason();
}

raised raised_by(const std::exception_ptr& thrown) {
  const atom cpp("cpp_exception");
  try {
    std::rethrow_exception(thrown);
  } catch (const exit_exception& e) {
    return {e.kind(), e.reason()};
  } catch (const std::exception& e) {
    return {exception_class::error, tuple(cpp, bin(e.what()))};
  } catch (...) {
    return {exception_class::error, tuple(cpp, bin("not a std::exception"))};
  }
}

}  // namespace kith::detail
