#include "cmd/rex_call.hpp"

#include <cstdio>

#include "kith/build.hpp"

namespace kith::cmd {

result<term> rex_call(visitor& guest, const rex_request& what, const deadline& until) {
  const atom leader(what.fetch_output ? "send_stdout_to_caller" : "user");
  const term request =
      tuple(guest.self(), tuple(atom("call"), what.module, what.function, what.arguments, leader));
  if (const auto sent = guest.send(atom("rex"), request.ref()); !sent) {
    return sent.failure();
  }
  for (;;) {
    auto answer = guest.receive(until);
    if (!answer) {
      return answer;
    }
    if (!answer->is_tuple(2)) {
      continue;
    }
    if ((*answer)[0].is(atom("rex"))) {
      return term((*answer)[1]);
    }
    if ((*answer)[0].is(atom("rex_stdout")) && (*answer)[1].is_binary()) {
      const std::string_view text = (*answer)[1].as_binary();
      std::fwrite(text.data(), 1, text.size(), stdout);
      std::fflush(stdout);
    }
  }
}

}  // namespace kith::cmd
