#include "kernel/user.hpp"

#include "kernel/io_request.hpp"

namespace kith::detail {

process user(ctx self, io_sink* output) {
  trap_exit(true);
  group_leader(self, self);
  io_device device;
  device.output = output;
  for (;;) {
    const term m = co_await self.receive();
    serve_io_request(device, m);
  }
}

}  // namespace kith::detail
