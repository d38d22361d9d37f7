#include "kith_side.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <thread>

#include "puppet.hpp"

namespace kith::interop {

namespace {

std::chrono::nanoseconds chrono(duration d) {
  return std::chrono::nanoseconds(d.ns());
}

const atom no_answer("no_answer");

process run_body(ctx self, action body, term argument, shared_box box) {
  try {
    term value = co_await body(self, std::move(argument));
    box->put(std::move(value));
  } catch (const exit_exception& e) {
    box->put(tuple(atoms::EXIT, e.exit_reason()));
  }
}

process ask_puppet(ctx self, term who, term command, shared_box box) {
  send(where(who), tuple(atom("do"), self, command));
  term answer;
  co_await self.receive(on(tuple(atom("did"), bind(answer))));
  box->put(std::move(answer));
}

node_options options_of(const kith_options& o, log_sink* log) {
  node_options n;
  n.name = o.name;
  n.epmd_port = o.epmd;
  n.cookie = o.cookie;
  n.hidden = o.hidden;
  n.net_ticktime = o.net_ticktime;
  n.evaluate = o.evaluate;
  n.log = log;
  if (!o.global_groups.empty()) {
    n.global_groups = *parse_term(o.global_groups);
  }
  return n;
}

}  // namespace

void log_book::write(log_level level, std::string_view, std::string_view who,
                     std::string_view text) noexcept {
  const std::lock_guard guard(mutex_);
  text_ += std::string(name_of(level)) + " " + std::string(who) + " " + std::string(text) + "\n";
  changed_.notify_all();
}

bool log_book::holds(std::string_view part, duration limit) {
  std::unique_lock guard(mutex_);
  return changed_.wait_for(guard, chrono(limit),
                           [&] { return text_.find(part) != std::string::npos; });
}

std::string log_book::text() {
  const std::lock_guard guard(mutex_);
  return text_;
}

void term_box::put(term t) {
  const std::lock_guard guard(mutex_);
  held_ = std::move(t);
  full_ = true;
  changed_.notify_all();
}

term term_box::take(duration limit) {
  std::unique_lock guard(mutex_);
  if (!changed_.wait_for(guard, chrono(limit), [&] { return full_; })) {
    return no_answer;
  }
  return held_;
}

std::string lines(const std::vector<term>& messages) {
  std::vector<std::string> printed;
  for (const term& m : messages) {
    printed.push_back(to_string(m) + "\n");
  }
  std::sort(printed.begin(), printed.end());
  return std::accumulate(printed.begin(), printed.end(), std::string());
}

kith_side::kith_side(kith_options options) : node_(options_of(options, &log_)) {}

term kith_side::run(action body, term argument, duration limit) {
  const auto box = std::make_shared<term_box>();
  node_.spawn(run_body, body, std::move(argument), box);
  return box->take(limit);
}

pid kith_side::spawn_puppet(atom name) {
  const pid made = node_.spawn(puppet);
  if (name != atom()) {
    const term done = run(
        [](ctx, term t) -> task<term> {
          register_name(t[0].as_atom(), t[1].as_pid());
          co_return atoms::ok;
        },
        tuple(name, made));
    if (!done.is(atoms::ok)) {
      throw std::runtime_error("register: " + to_string(done));
    }
  }
  return made;
}

term kith_side::order(const term& puppet, term command, duration limit) {
  const auto box = std::make_shared<term_box>();
  node_.spawn(ask_puppet, puppet, std::move(command), box);
  return box->take(limit);
}

std::string kith_side::transcript(pid puppet, int n) {
  const auto ask = [&](int k, duration limit) {
    return order(puppet, tuple(atom("await"), k), limit);
  };
  const term first = ask(n, patience);
  if (!first.is_list()) {
    return "fewer than " + std::to_string(n) + ": " + to_string(ask(0, patience));
  }
  // What should not come gets a while in which it can.
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  std::vector<term> all;
  for (const term& part : {first, ask(0, patience)}) {
    for (term_ref rest = part; rest.is_cons(); rest = rest.tail()) {
      all.emplace_back(rest.head());
    }
  }
  return lines(all);
}

bool kith_side::ping(std::string_view other) {
  const term answer = run(
      [](ctx self, term t) -> task<term> {
        const bool pong = co_await net_adm::ping(self, t.as_atom());
        co_return term(pong);
      },
      atom(other));
  return answer.is(atoms::true_);
}

std::string kith_side::nodes_of(std::string_view kind) {
  return to_string(
      run([](ctx, term t) -> task<term> { co_return nodes(t.as_atom()); }, atom(kind)));
}

kith_program::kith_program(kith_options options)
    : name_(options.name),
      program_({KITH_PEER_PROGRAM, options.name, std::to_string(options.epmd), options.cookie,
                std::to_string(options.net_ticktime.ms()), options.hidden ? "hidden" : "visible"}) {
  std::string line;
  if (!program_.next_line("ready", line)) {
    throw std::runtime_error("the Kith program has not started:\n" + program_.output());
  }
}

}  // namespace kith::interop
