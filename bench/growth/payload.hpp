#pragma once

#include <string>

namespace growth {

/// A node with a process `echo`, until the standard input ends; returns the status for the system.
int be_an_echo(const std::string& name);

}  // namespace growth
