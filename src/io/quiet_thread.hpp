#pragma once

#include "base/unique_function.hpp"

#include <thread>

namespace kith::io {

/// Starts a thread that leaves the signals of the process (SIGINT, SIGTERM, SIGCHLD and so on) to
/// the threads of whoever uses the library. A thread that is not joinable means that the system
/// had none left. `name` is what debuggers and `top -H` show, 15 characters at most.
std::thread start_quiet_thread(const char* name, unique_function<void()> body);

}  // namespace kith::io
