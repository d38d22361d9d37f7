// The preprocessor against that of a real erl: its corpus, and the sources of OTP itself.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "epp_corpus.hpp"
#include "erl_pipe.hpp"
#include "kith/build.hpp"
#include "kith/etf.hpp"
#include "kith/term.hpp"
#include "lang/epp.hpp"

using namespace kith;
using kith::testing::epp_corpus;
using kith::testing::epp_headers;
using kith::testing::erl_pipe;

namespace {

namespace fs = std::filesystem;

erl_pipe start() {
  auto erl = erl_pipe::start();
  REQUIRE_MESSAGE(erl.ok(), "no erl: ", (erl.ok() ? "" : erl.failure().text));
  return std::move(erl).value();
}

std::string answer(result<std::string> r) {
  REQUIRE_MESSAGE(r.ok(), (r.ok() ? "" : r.failure().text));
  return std::move(r).value();
}

void write(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

class disk_files final : public lang::source_files {
 public:
  explicit disk_files(fs::path libraries) : libraries_(std::move(libraries)) {}

  std::optional<std::string> read(const std::string& name) override {
    std::ifstream in(name, std::ios::binary);
    if (!in || fs::is_directory(name)) {
      return {};
    }
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return std::move(bytes).str();
  }
  std::optional<std::string> library(const std::string& application) override {
    if (libraries_.empty()) {
      return {};
    }
    for (const auto& entry : fs::directory_iterator(libraries_)) {
      if (entry.path().filename().string().starts_with(application + '-')) {
        return entry.path().string();
      }
    }
    return {};
  }
  std::optional<std::string> variable(const std::string&) override { return {}; }

 private:
  fs::path libraries_;
};

/// A folder of its own, gone with the test.
struct folder {
  fs::path path;
  folder() {
    std::string name = (fs::temp_directory_path() / "kith_epp_XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() { fs::remove_all(path); }
};

/// `Column` is 1 for locations with columns; the rest is the name of a file.
constexpr std::string_view forms_of_file = R"erl(
  fun(<<Column, Bin/binary>>) ->
    Name = unicode:characters_to_list(Bin),
    Location = case Column of 0 -> 1; 1 -> {1, 1} end,
    Source = filename:dirname(Name),
    {ok, Forms} = epp:parse_file(Name, [{location, Location},
      {includes, [Source, filename:join(Source, "../include")]}]),
    term_to_binary(Forms)
  end
)erl";

lang::epp_options options(const std::string& name, bool columns) {
  const std::string folder_of = fs::path(name).parent_path().string();
  lang::epp_options out;
  out.name = name;
  out.includes = {folder_of, folder_of + "/../include"};
  out.start = {1, columns ? 1u : 0u};
  return out;
}

/// Compares form by form, so that a difference is shown in little.
void compare_file(erl_pipe& erl, lang::source_files& files, const std::string& name, bool columns) {
  const auto bytes = answer(erl.call("forms", (columns ? '\1' : '\0') + name));
  const auto there = binary_to_term(bytes);
  REQUIRE(there.ok());
  const auto here = lang::parse_file(*files.read(name), options(name, columns), files);
  term_ref left = *there;
  for (const term& form : here) {
    REQUIRE(left.is_cons());
    if (!(form == left.head())) {
      CHECK(to_string(form, format::tp) == to_string(left.head(), format::tp));
    }
    left = left.tail();
  }
  CHECK(left.is_nil());
}

}  // namespace

TEST_SUITE("lang") {
  TEST_CASE("epp: forms are those of OTP's preprocessor") {
    erl_pipe erl = start();
    REQUIRE(erl.define("forms", forms_of_file).ok());
    folder at;
    for (const auto& header : epp_headers) {
      write(at.path / header.name, header.text);
    }
    disk_files files{{}};
    const std::string name = (at.path / "m.erl").string();
    for (const std::string_view text : epp_corpus) {
      INFO("text: ", std::string(text));
      write(name, text);
      compare_file(erl, files, name, false);
      compare_file(erl, files, name, true);
    }
  }

  TEST_CASE("epp: OTP's own sources become the forms that OTP makes of them") {
    erl_pipe erl = start();
    erl.set_time_limit(duration::seconds(300));
    REQUIRE(erl.define("forms", forms_of_file).ok());
    const fs::path libraries = answer(erl.evaluate("unicode:characters_to_binary(code:lib_dir())"));
    disk_files files(libraries);
    for (const auto& library : fs::directory_iterator(libraries)) {
      const std::string name = library.path().filename().string();
      const bool is_wanted = name.starts_with("stdlib-") || name.starts_with("kernel-") ||
                             name.starts_with("compiler-");
      if (!is_wanted || !fs::is_directory(library.path() / "src")) {
        continue;
      }
      for (const auto& source : fs::directory_iterator(library.path() / "src")) {
        if (source.path().extension() == ".erl") {
          INFO("file: ", source.path().string());
          compare_file(erl, files, source.path().string(), true);
        }
      }
    }
  }
}
