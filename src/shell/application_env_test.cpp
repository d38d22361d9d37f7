#include "shell/application_env.hpp"

#include <doctest/doctest.h>

#include <map>

namespace kith::shell {

namespace {

config_file files(std::map<std::string, std::string> all) {
  return [all = std::move(all)](const std::string& path) -> result<std::string> {
    const auto at = all.find(path);
    if (at == all.end()) {
      return error(errc::not_found, "no such file");
    }
    return at->second;
  };
}

std::string value(const application_env& env, const char* application, const char* key) {
  const term_ref found = env.get_env(atom(application), atom(key));
  return found ? to_string(found) : "undefined";
}

std::string why(const char* text) {
  config_file none = files({});
  const auto read = parse_config("./x.config", text, none);
  return read ? "no failure" : read.failure().text;
}

}  // namespace

TEST_CASE("application_env: a configuration sets parameters, later ones win") {
  config_file read = files({{"./sys.config", "[{kernel,[{a,1},{b,2}]}, {foo,[{x,\"y\"}]},\n"
                                             " \"inc\", {kernel,[{c,{d}}]}]."},
                            {"./inc.config", "[{kernel,[{b,3}]},{bar,[]}]."}});
  const auto env = read_config("sys", read);
  REQUIRE(env);
  CHECK(value(*env, "kernel", "a") == "1");
  CHECK(value(*env, "kernel", "b") == "3");
  CHECK(value(*env, "kernel", "c") == "{d}");
  CHECK(value(*env, "foo", "x") == "\"y\"");
  CHECK(value(*env, "foo", "y") == "undefined");
  CHECK(value(*env, "nobody", "a") == "undefined");
  CHECK(env->get_all_env(atom("kernel")).size() == 3);
}

TEST_CASE("application_env: an included file is looked for beside the first, then here") {
  config_file read = files({{"etc/sys.config", "[\"a\", \"b.config\"]."},
                            {"etc/a.config", "[{x,[{from,etc}]}]."},
                            {"a.config", "[{x,[{from,here}]}]."},
                            {"b.config", "[{y,[{from,here}]}]."}});
  const auto env = read_config("etc/sys.config", read);
  REQUIRE(env);
  CHECK(value(*env, "x", "from") == "etc");
  CHECK(value(*env, "y", "from") == "here");
}

TEST_CASE("application_env: what is no configuration is refused in OTP's words") {
  const std::string one = "error in config file \"./x.config\" (none): "
                          "configuration file must contain ONE list ended by <dot>";
  CHECK(why("{a,b}.") == one);
  CHECK(why("[]. [].") == one);
  CHECK(why("[{a,b}].") == "invalid config data: application: a; parameters must be a list");
  CHECK(why("[{a,[b]}].") == "invalid config data: application: a; invalid parameter: b");
  CHECK(why("[{a,[{1,b}]}].") == "invalid config data: application: a; invalid parameter name: 1");
  CHECK(why("[\"none\"].") ==
        "error in config file \"none.config\" (none): configuration file not found");
  CHECK(why("[{a,[]}").starts_with("error in config file \"./x.config\" (none): "));
  config_file none = files({});
  const auto absent = read_config("no", none);
  REQUIRE_FALSE(absent);
  CHECK(absent.failure().text ==
        "error in config file \"./no.config\" (none): configuration file not found");
}

TEST_CASE("application_env: the command line gives pairs of terms") {
  command_line line;
  line.flags = {
      {"kernel", {"a", "1", "b", "\"x\"", "odd"}}, {"foo", {"c", "2"}}, {"kernel", {"a", "{2}"}}};
  const auto given = command_line_env(line, "kernel");
  REQUIRE(given);
  application_env env;
  env.merge(atom("kernel"), *given);
  CHECK(value(env, "kernel", "a") == "{2}");
  CHECK(value(env, "kernel", "b") == "\"x\"");
  CHECK(value(env, "kernel", "c") == "undefined");
  line.flags = {{"kernel", {"a", "{"}}};
  const auto bad = command_line_env(line, "kernel");
  REQUIRE_FALSE(bad);
  CHECK(bad.failure().text == "{bad_environment_value,\"{\"}");
}

}  // namespace kith::shell
