#include "shell/node_settings.hpp"

#include <doctest/doctest.h>

namespace kith::shell {

namespace {

using words = std::vector<std::string>;

result<node_settings> settings(const words& arguments, const char* config = "[].") {
  argument_file no_file = [](const std::string&) -> result<std::string> {
    return error(errc::not_found, "no file");
  };
  auto line = scan_command_line(arguments, {}, no_file);
  REQUIRE(line);
  auto env = parse_config("./sys.config", config, no_file);
  REQUIRE(env);
  return settings_of(*line, std::move(*env), 2);
}

std::string why(const words& arguments) {
  const auto got = settings(arguments);
  return got ? "no failure" : got.failure().text;
}

}  // namespace

TEST_CASE("node_settings: names, cookies and ports go to the node's options") {
  const auto got = settings({"-sname", "dog@box", "-setcookie", "woof", "-setcookie", "cat@box",
                             "meow", "-hidden", "-start_epmd", "false", "-epmd_port", "4711",
                             "-erl_epmd_port", "4712", "-noshell", "-remsh", "cow", "+P", "5000"});
  REQUIRE(got);
  CHECK(got->node.name == "dog@box");
  CHECK(got->node.names == node_names::shortnames);
  CHECK(got->node.cookie == "woof");
  CHECK(got->cookies == std::vector<std::pair<std::string, std::string>>{{"cat@box", "meow"}});
  CHECK(got->node.hidden);
  CHECK_FALSE(got->node.start_epmd);
  CHECK(got->node.epmd_port == 4711);
  CHECK(got->node.erl_epmd_port == 4712);
  CHECK(got->node.process_limit == 5000);
  CHECK(got->noshell);
  CHECK_FALSE(got->detached);
  CHECK(got->remsh == "cow");
}

TEST_CASE("node_settings: the name undefined asks the peers for one") {
  const auto got = settings({"-name", "undefined"});
  REQUIRE(got);
  CHECK(got->node.name == "undefined");
  CHECK(got->node.names == node_names::longnames);
  // So does a shell at another node that has no name.
  CHECK(settings({"-remsh", "cat@box"})->node.name == "undefined");
  CHECK(settings({})->node.name.empty());
}

TEST_CASE("node_settings: there are as many schedulers as are to be online, 64 at most") {
  struct row {
    words arguments;
    std::uint32_t schedulers;
    std::size_t warnings;
  };
  const row rows[] = {
      {{}, 0, 0},
      {{"+S", "1"}, 1, 0},
      {{"+S", "8"}, 8, 0},
      {{"+S", "8:8"}, 8, 0},
      {{"+S", "8:3"}, 3, 1},
      {{"+S", "64"}, 64, 0},
      {{"+S", "1024"}, 64, 1},
  };
  for (const row& r : rows) {
    const auto got = settings(r.arguments);
    REQUIRE(got);
    CHECK(got->node.schedulers == r.schedulers);
    CHECK(got->warnings.size() == r.warnings);
  }
}

TEST_CASE("node_settings: kernel's parameters come from the configuration and the command line") {
  const auto got = settings({"-kernel", "net_ticktime", "8"},
                            "[{kernel,[{net_ticktime,30},{net_setuptime,2},"
                            "{inet_dist_listen_min,9100},{inet_dist_listen_max,9100}]}].");
  REQUIRE(got);
  CHECK(got->node.net_ticktime == 8_s);
  CHECK(got->node.net_setuptime == 2_s);
  CHECK(got->node.listen_port == 9100);
  CHECK(got->warnings.empty());
  CHECK(to_string(got->env.get_env(atom("kernel"), atom("net_ticktime"))) == "8");
}

TEST_CASE("node_settings: who connects to whom is as the parameters and the flag say") {
  CHECK(settings({})->node.connect_all);
  CHECK_FALSE(settings({"-connect_all", "false"})->node.connect_all);
  CHECK(settings({"-connect_all", "false", "-kernel", "connect_all", "true"})->node.connect_all);
  CHECK(why({"-kernel", "connect_all", "1"}) == "{invalid_parameter_value,connect_all,1}");
}

TEST_CASE("node_settings: what says how nodes connect goes to the node's options") {
  const auto got = settings(
      {"-dist_listen", "false", "-connect_all", "false", "-no_epmd", "-proto_dist", "inet_tcp"},
      "[{kernel,[{inet_dist_use_interface,{127,0,0,1}},{dist_auto_connect,once},"
      "{inet_dist_listen_min,9100},{inet_dist_listen_max,9105},{net_tickintensity,2000},"
      "{prevent_overlapping_partitions,false}]}].");
  REQUIRE(got);
  CHECK(got->warnings.empty());
  CHECK_FALSE(got->node.dist_listen);
  CHECK_FALSE(got->node.connect_all);
  CHECK_FALSE(got->node.prevent_overlapping_partitions);
  CHECK_FALSE(got->node.start_epmd);
  CHECK(got->node.listen_address == "127.0.0.1");
  CHECK(got->node.dist_auto_connect == auto_connect::once);
  CHECK(got->node.listen_port == 9100);
  CHECK(got->node.listen_port_max == 9105);
  CHECK(got->node.net_tickintensity == 1000);
  CHECK(to_string(got->env.get_env(atom("kernel"), atom("connect_all"))) == "false");
  const auto plain = settings({"-kernel", "dist_auto_connect", "sometimes", "net_tickintensity",
                               "few", "inet_dist_use_interface", "{0,0,0,0,0,0,0,1}"});
  REQUIRE(plain);
  CHECK(plain->node.dist_auto_connect == auto_connect::always);
  CHECK(plain->node.net_tickintensity == 4);
  CHECK(settings({"-kernel", "net_setuptime", "0.5"})->node.net_setuptime == 500_ms);
  CHECK(settings({"-kernel", "net_setuptime", "500"})->node.net_setuptime == 120_s);
  CHECK(why({"-kernel", "net_setuptime", "0"}).find("net_setuptime") != std::string::npos);
  CHECK(settings({"+zdbbl", "2048"})->node.dist_buf_busy_limit == 2048 * 1024);
  CHECK(settings({})->node.dist_buf_busy_limit == 1024 * 1024);
  CHECK(plain->node.listen_address == "0:0:0:0:0:0:0:1");
  CHECK(to_string(plain->env.get_env(atom("kernel"), atom("connect_all"))) == "true");
}

TEST_CASE("node_settings: global_groups of kernel goes to the node as it is written") {
  const auto got = settings({"-kernel", "global_groups", "[{one,hidden,[a@h]}]"});
  REQUIRE(got);
  CHECK(to_string(got->node.global_groups) == "[{one,hidden,[a@h]}]");
  CHECK(got->warnings.empty());
}

TEST_CASE("node_settings: what is not followed is named, what is not there too") {
  const auto got = settings({"-kernel", "zip", "1", "dist_nodelay", "false", "connect_all", "true",
                             "-epmd_module", "foo", "-setcookie", "+hms", "5"});
  REQUIRE(got);
  CHECK(got->warnings == words{"'+hms 5' is taken without effect",
                               "-setcookie takes a cookie, or a node and its cookie: it is ignored",
                               "kernel has no parameter 'zip'",
                               "the parameter dist_nodelay of kernel has no effect here",
                               "-epmd_module foo: nodes are looked up at epmd, or at "
                               "-erl_epmd_port"});
}

TEST_CASE("node_settings: values that are wrong are refused") {
  CHECK(why({"-sname", "a", "-name", "b"}) == "-sname and -name exclude each other");
  CHECK(why({"-kernel", "net_ticktime", "foo"}) ==
        "the parameter net_ticktime of kernel is no number of seconds: foo");
  CHECK(why({"-kernel", "inet_dist_listen_min", "0"}) ==
        "the parameter inet_dist_listen_min of kernel is no port number: 0");
  CHECK(why({"-kernel", "inet_dist_use_interface", "{256,0,0,1}"}).find("is no address") !=
        std::string::npos);
  CHECK(why({"-kernel", "connect_all", "maybe"}) == "{invalid_parameter_value,connect_all,maybe}");
  CHECK(why({"-kernel", "inet_dist_listen_min", "7", "inet_dist_listen_max", "6"}) ==
        "inet_dist_listen_min is greater than inet_dist_listen_max");
  CHECK(why({"-kernel", "a", "{"}) == "{bad_environment_value,\"{\"}");
  CHECK(why({"-epmd_port", "x"}) == "epmd's port is no port number: x");
  CHECK(why({"+P", "1"}) == "bad number of processes 1");
  CHECK(why({"-nocookie"}) == "no failure");
  CHECK(settings({"-nocookie"})->node.cookie == "nocookie");
}

}  // namespace kith::shell
