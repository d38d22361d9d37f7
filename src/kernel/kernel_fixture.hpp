// For tests: a node with a kernel, on a simulated host.
#pragma once

#include <string>

#include "kernel/kernel.hpp"
#include "runtime/lone_node.hpp"

namespace kith::detail {

class text_sink final : public io_sink {
 public:
  void write(std::string_view more) override { text += more; }
  std::string text;
};

class kernel_node {
 public:
  explicit kernel_node(runtime_options options = {}) : node(1, options) {
    state.output = &output;
    start_kernel(*node.core, state);
  }

  template <class F, class... Args>
  bool run(F body, Args... args) {
    return node.run(body, std::move(args)...);
  }

  text_sink output;
  kernel_state state;  // outlives the node
  lone_node node;
};

}  // namespace kith::detail
