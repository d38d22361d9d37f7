#include "kernel/log_relay.hpp"

#include "kith/build.hpp"
#include "kith/map.hpp"
#include "runtime/node_core.hpp"
#include "runtime/runtime.hpp"

namespace kith::detail {

namespace {

/// What error_logger calls events of that level.
atom tag_of(log_level level) {
  return level <= log_level::error     ? atoms::error
         : level == log_level::warning ? atom("warning_msg")
                                       : atom("info_msg");
}

/// Without a key whose value is none.
term with_known(term to, const char* key, const term& value) {
  return value ? map_put(to, term(atom(key)), value) : to;
}

}  // namespace

void log_relay::attach(node_core& node, pid logger) {
  const scoped_lock guard(mutex_);
  node_ = &node;
  logger_ = logger;
}

bool log_relay::send(log_level level, std::string_view format, term args, term who,
                     term leader) noexcept {
  node_core* node = nullptr;
  pid to;
  {
    const scoped_lock guard(mutex_);
    node = node_;
    to = logger_;
  }
  if (node == nullptr) {
    return false;
  }
  runtime& home = node->home();
  term meta = map(atom("error_logger"), map(atom("emulator"), true, atom("tag"), tag_of(level)),
                  atom("time"), home.world().wall_ns() / 1000);
  meta = with_known(with_known(std::move(meta), "pid", who), "gl", leader);
  const term event =
      tuple(atom("log"), atom(name_of(level)), std::string(format), std::move(args), meta);
  return home.deliver_or_free(to, make_message(event));
}

void log_relay::write(log_level level, std::string_view node, std::string_view who,
                      std::string_view text) noexcept {
  if (!send(level, "~ts", list(term::binary(text)), {}, {})) {
    early_.write(level, node, who, text);
  }
}

void log_relay::crashed(std::string_view node, const pid& who, const pid& leader, term_ref reason,
                        std::string_view text) noexcept {
  const bool is_alive = node != atoms::nonode.name();
  const term args = is_alive ? term(list(who, atom(node), reason)) : term(list(who, reason));
  if (!send(log_level::error,
            is_alive ? "Error in process ~p on node ~p with exit value:~n~p~n"
                     : "Error in process ~p with exit value:~n~p~n",
            args, term(who), leader ? term(leader) : term())) {
    early_.crashed(node, who, leader, reason, text);
  }
}

}  // namespace kith::detail
