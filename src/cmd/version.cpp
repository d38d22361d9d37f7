// kith version: which Kith this is, and how it was built.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <ares_version.h>
#include <gmp.h>
#include <pcre2.h>
#include <utf8proc.h>
#include <zlib.h>

#include <CLI/CLI.hpp>
#include <boost/version.hpp>
#include <cstdio>

#include "cmd/build_info.hpp"
#include "cmd/exit_status.hpp"
#include "cmd/subcommand.hpp"

namespace kith::cmd {

namespace {

class version final : public subcommand {
 public:
  std::string name() const override { return "version"; }
  std::string summary() const override { return "says which Kith this is and how it was built"; }
  std::vector<std::string> synopsis() const override { return {""}; }
  std::vector<manual_section> manual() const override {
    return {{"DESCRIPTION",
             "Prints the version of Kith, the release of OTP whose protocol and behaviour it "
             "has, the compiler and how it was called, and the libraries that Kith was built "
             "with. 'kith --version' prints the first line."}};
  }
  void define(CLI::App&) override {}
  int run() override {
    const std::string revision = KITH_REVISION;
    std::printf("kith %s\n", KITH_VERSION);
    if (!revision.empty()) {
      std::printf("revision   %s\n", revision.c_str());
    }
    std::printf("OTP        25\ncompiler   %s\nbuild      %s\nsystem     %s\n", KITH_COMPILER,
                KITH_BUILD, KITH_SYSTEM);
    std::printf("libraries  Boost %d.%d.%d, c-ares %s, CLI11 %s, GMP %d.%d.%d, PCRE2 %d.%d, "
                "utf8proc %d.%d.%d, zlib %s\n",
                BOOST_VERSION / 100'000, BOOST_VERSION / 100 % 1'000, BOOST_VERSION % 100,
                ARES_VERSION_STR, CLI11_VERSION, __GNU_MP_VERSION, __GNU_MP_VERSION_MINOR,
                __GNU_MP_VERSION_PATCHLEVEL, PCRE2_MAJOR, PCRE2_MINOR, UTF8PROC_VERSION_MAJOR,
                UTF8PROC_VERSION_MINOR, UTF8PROC_VERSION_PATCH, ZLIB_VERSION);
    return exit_good;
  }
};

}  // namespace

std::unique_ptr<subcommand> make_version() {
  return std::make_unique<version>();
}

}  // namespace kith::cmd
