#include "lang/epp.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "lang/encoding.hpp"

using namespace kith;

namespace {

class shelf final : public lang::source_files {
 public:
  std::map<std::string, std::string> texts;

  std::optional<std::string> read(const std::string& name) override {
    const auto found = texts.find(name);
    return found == texts.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<std::string> library(const std::string& application) override {
    return application == "app" ? std::optional<std::string>("/lib/app-1") : std::nullopt;
  }
  std::optional<std::string> variable(const std::string& name) override {
    return name == "DIR" ? std::optional<std::string>("/env") : std::nullopt;
  }
};

lang::epp_options named(std::string name) {
  lang::epp_options out;
  out.name = std::move(name);
  return out;
}

/// All forms but the first, which is -file, one a line.
std::string forms(const std::string& text, lang::epp_options options = named("d/m.erl"),
                  shelf files = {}) {
  std::string out;
  const auto all = lang::parse_file(text, std::move(options), files);
  for (std::size_t i = 1; i < all.size(); ++i) {
    out += to_string(all[i]) + '\n';
  }
  return out;
}

}  // namespace

TEST_CASE("epp: macros stand for tokens in the place of their call") {
  CHECK(forms("-define(A(X), {X, ??X}).\n-foo(\n?A([b, 1])).\n") ==
        "{attribute,2,foo,{[b,1],\"[ b , 1 ]\"}}\n{eof,4}\n");
  CHECK(forms("-module(m).\n-foo({?MODULE, ?FILE, ?LINE, ?OTP_RELEASE}).\n") ==
        "{attribute,1,module,m}\n{attribute,2,foo,{m,\"d/m.erl\",2,25}}\n{eof,3}\n");
}

TEST_CASE("epp: macros may be given from outside") {
  lang::epp_options options = named("m.erl");
  options.macros = {{atom("A"), term(1)}, {atom("B"), term("x")}};
  CHECK(forms("-foo({?A, ?B}).\n", options) == "{attribute,1,foo,{1,\"x\"}}\n{eof,2}\n");
  options.macros = {{atom("FILE"), term(1)}};
  shelf files;
  CHECK(to_string(lang::preprocessor("", options, files).refusal()) == "{redefine_predef,'FILE'}");
}

TEST_CASE("epp: included files are found beside the file, in the path, and in libraries") {
  shelf files;
  files.texts = {{"d/a.hrl", "-foo(a)."},
                 {"inc/b.hrl", "-foo(b)."},
                 {"/lib/app-1/include/c.hrl", "-foo(c)."},
                 {"/env/d.hrl", "-foo(d)."}};
  lang::epp_options options = named("d/m.erl");
  options.includes = {"inc"};
  const auto included = [&](const std::string& directive) {
    return forms(directive, options, files);
  };
  CHECK(included("-include(\"a.hrl\").") ==
        "{attribute,1,file,{\"d/a.hrl\",1}}\n{attribute,1,foo,a}\n"
        "{attribute,1,file,{\"d/m.erl\",1}}\n{eof,1}\n");
  CHECK(included("-include(\"b.hrl\").").find("{attribute,1,foo,b}") != std::string::npos);
  CHECK(included("-include_lib(\"app/include/c.hrl\").").find("foo,c") != std::string::npos);
  CHECK(included("-include(\"$DIR/d.hrl\").").find("foo,d") != std::string::npos);
  CHECK(included("-include(\"e.hrl\").") == "{error,{1,epp,{include,file,\"e.hrl\"}}}\n{eof,1}\n");
}

TEST_CASE("epp: files that include each other come to an end") {
  shelf files;
  files.texts = {{"a.hrl", "-include(\"a.hrl\").\n"}};
  const std::string all = forms("-include(\"a.hrl\").\n", named("m.erl"), files);
  CHECK(all.find("{error,{1,epp,{depth,\"include\"}}}") != std::string::npos);
}

TEST_CASE("epp: macros that use themselves, or each other too often, are refused") {
  CHECK(forms("-define(A, ?B).\n-define(B, ?A).\n-foo(?A).\n") ==
        "{error,{3,epp,{circular,'A',none}}}\n{eof,4}\n");
  std::string text = "-define(M0, x x).\n";
  for (int i = 1; i < 60; ++i) {
    const std::string below = "?M" + std::to_string(i - 1);
    text += "-define(M" + std::to_string(i) + ", " + below + " " + below + ").\n";
  }
  CHECK(forms(text + "-foo(?M59).\n").starts_with("{error,{61,epp,{depth,\"macro\"}}}"));
  text = "-define(N0, x).\n";
  for (int i = 1; i < 5000; ++i) {
    text += "-define(N" + std::to_string(i) + ", ?N" + std::to_string(i - 1) + ").\n";
  }
  CHECK(forms(text + "-foo(?N4999).\n").starts_with("{error,{5001,epp,{depth,\"macro\"}}}"));
}

TEST_CASE("epp: conditions choose forms") {
  const auto chosen = [](const std::string& test) {
    return forms("-define(X, 1).\n-if(" + test + ").\n-foo(yes).\n-else.\n-foo(no).\n-endif.\n")
               .find("foo,yes") != std::string::npos;
  };
  CHECK(chosen("true"));
  CHECK(chosen("defined(X) andalso ?X =:= 1 andalso not defined(Y)"));
  CHECK(chosen("?OTP_RELEASE >= 24 orelse hd([])"));
  CHECK(chosen("1 bsl 4 - 1 =:= 15 andalso -7 div 2 == -3"));
  CHECK_FALSE(chosen("1 div 0 =:= 1"));
  CHECK_FALSE(chosen("1 bsl 1000 > 0"));
  CHECK_FALSE(chosen("unknown(1)"));
  CHECK_FALSE(chosen("1"));
}

TEST_CASE("epp: bytes are read in the encoding that a comment names") {
  CHECK(lang::says_latin1("%% coding: latin-1\n") == true);
  CHECK(lang::says_latin1("x.\n%% -*- coding = UTF-8 -*-") == false);
  CHECK_FALSE(lang::says_latin1("\n\n%% coding: latin-1\n").has_value());
  CHECK(forms("%% coding: latin-1\n-foo('\xE4').\n") ==
        forms("%% coding: utf-8\n-foo('\xC3\xA4').\n"));
}

TEST_CASE("epp: errors have a text") {
  const auto said = [](const std::string& text) {
    shelf files;
    return lang::format_epp_error(lang::parse_file(text, named("m"), files)[1][1][2]);
  };
  CHECK(said("-foo(?A).") == "undefined macro 'A'");
  CHECK(said("-foo(?A(1)).") == "undefined macro 'A/1'");
  CHECK(said("-include(\"x\").") == "can't find include file \"x\"");
  CHECK(said("-endif.") == "unbalanced '-endif'");
  CHECK(said("-define(A(X, X), 1).") == "argument 'X' already used");
  CHECK(said("-error({stop, 1}).") == "-error({stop,1}).");
  CHECK(said("-foo(?1).") == "illegal macro call '?1'");
}
