#include "erl_pipe.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <utility>
#include <vector>

extern char** environ;  // NOLINT: POSIX has it so

namespace kith::testing {

namespace {

// Questions come on descriptor 3 and answers go to 4, so that whatever the emulator prints stays
// away from them. Packets have a 4-byte length, big-endian.
//
//   question   operation:u8 name_length:u8 name bytes
//   answer     'o' bytes, or 'e' and the reason as text
constexpr const char* server = R"erl(
  Parse = fun(Bin) ->
    {ok, Tokens, _} = erl_scan:string(unicode:characters_to_list(Bin) ++ "."),
    {ok, Exprs} = erl_parse:parse_exprs(Tokens),
    {value, Value, _} = erl_eval:exprs(Exprs, erl_eval:new_bindings()),
    Value
  end,
  Answer = fun(Value) when is_binary(Value) -> Value; (Value) -> term_to_binary(Value) end,
  Do = fun($x, _, Bin) -> Answer(Parse(Bin));
          ($d, Name, Bin) -> put(Name, Parse(Bin)), <<>>;
          ($c, Name, Bin) -> Answer((get(Name))(Bin))
  end,
  Port = open_port({fd, 3, 4}, [{packet, 4}, binary, eof]),
  Loop = fun(Self) ->
    receive
      {Port, {data, <<Op, Size, Name:Size/binary, Bin/binary>>}} ->
        Reply = try [$o, Do(Op, Name, Bin)]
                catch Class:Reason ->
                  [$e, unicode:characters_to_binary(io_lib:format("~tp:~tp", [Class, Reason]))]
                end,
        port_command(Port, Reply),
        Self(Self);
      {Port, eof} -> erlang:halt(0, [{flush, false}])
    end
  end,
  Loop(Loop).
)erl";

error failed(errc code, std::string_view what) {
  return {code, std::string(what) + ": " + std::strerror(errno)};
}

void close_all(std::initializer_list<int> descriptors) {
  for (const int d : descriptors) {
    ::close(d);
  }
}

}  // namespace

result<erl_pipe> erl_pipe::start(std::string_view flags) {
  // Writing to an emulator that has died is an error to report, not a reason to die.
  ::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> questions{};
  std::array<int, 2> answers{};
  if (::pipe2(questions.data(), O_CLOEXEC) != 0) {
    return failed(errc::unavailable, "pipe");
  }
  if (::pipe2(answers.data(), O_CLOEXEC) != 0) {
    close_all({questions[0], questions[1]});
    return failed(errc::unavailable, "pipe");
  }

  std::vector<std::string> arguments = {"erl"};
  for (std::size_t at = 0; at < flags.size();) {
    const std::size_t end = std::min(flags.find(' ', at), flags.size());
    if (end != at) {
      arguments.emplace_back(flags.substr(at, end - at));
    }
    at = end + 1;
  }
  for (const char* a : {"-noinput", "-boot", "no_dot_erlang", "-eval", server}) {
    arguments.emplace_back(a);
  }
  std::vector<char*> argv;
  for (std::string& a : arguments) {
    argv.push_back(a.data());
  }
  argv.push_back(nullptr);

  // The child's ends first go where neither 3 nor 4 can be in their way.
  constexpr int out_of_the_way = 64;
  const int question_end = ::fcntl(questions[0], F_DUPFD_CLOEXEC, out_of_the_way);
  const int answer_end = ::fcntl(answers[1], F_DUPFD_CLOEXEC, out_of_the_way);
  close_all({questions[0], answers[1]});
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, question_end, 3);
  posix_spawn_file_actions_adddup2(&actions, answer_end, 4);
  pid_t child = 0;
  const int code = ::posix_spawnp(&child, "erl", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close_all({question_end, answer_end});
  if (code != 0) {
    close_all({questions[1], answers[0]});
    errno = code;
    return failed(errc::not_found, "starting erl");
  }
  erl_pipe started(child, questions[1], answers[0]);
  if (auto first = started.evaluate("<<>>"); !first.ok()) {
    return first.failure();
  }
  return started;
}

erl_pipe::erl_pipe(erl_pipe&& other) noexcept
    : child_(std::exchange(other.child_, -1)), to_(std::exchange(other.to_, -1)),
      from_(std::exchange(other.from_, -1)), limit_(other.limit_) {}

erl_pipe::~erl_pipe() {
  if (child_ <= 0) {
    return;
  }
  close_all({to_, from_});  // the emulator sees the end and halts
  for (int tries = 0; tries < 100; ++tries) {
    if (::waitpid(child_, nullptr, WNOHANG) != 0) {
      return;
    }
    ::poll(nullptr, 0, 20);
  }
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

result<std::string> erl_pipe::evaluate(std::string_view expression) {
  return ask('x', {}, expression);
}

result<void> erl_pipe::define(std::string_view name, std::string_view fun) {
  auto answer = ask('d', name, fun);
  if (!answer.ok()) {
    return answer.failure();
  }
  return {};
}

result<std::string> erl_pipe::call(std::string_view name, std::string_view bytes) {
  return ask('c', name, bytes);
}

result<std::string> erl_pipe::ask(char operation, std::string_view name, std::string_view bytes) {
  KITH_ASSERT(name.size() < 256);
  const auto size = static_cast<std::uint32_t>(2 + name.size() + bytes.size());
  std::string question;
  for (const unsigned shift : {24u, 16u, 8u, 0u}) {
    question.push_back(static_cast<char>((size >> shift) & 0xFFu));
  }
  question.push_back(operation);
  question.push_back(static_cast<char>(name.size()));
  question += name;
  question += bytes;
  if (auto sent = send(question); !sent.ok()) {
    return sent.failure();
  }

  std::array<char, 4> head{};
  if (auto got = receive(head.data(), head.size()); !got.ok()) {
    return got.failure();
  }
  std::uint32_t length = 0;
  for (const char byte : head) {
    length = (length << 8u) | static_cast<unsigned char>(byte);
  }
  std::string answer(length, '\0');
  if (auto got = receive(answer.data(), answer.size()); !got.ok()) {
    return got.failure();
  }
  if (answer.empty() || answer[0] != 'o') {
    return error{errc::refused, answer.empty() ? answer : answer.substr(1)};
  }
  answer.erase(0, 1);
  return answer;
}

result<void> erl_pipe::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t n = ::write(to_, bytes.data(), bytes.size());
    if (n < 0 && errno != EINTR) {
      return failed(errc::closed, "writing to erl");
    }
    bytes.remove_prefix(n < 0 ? 0 : static_cast<std::size_t>(n));
  }
  return {};
}

result<void> erl_pipe::receive(char* at, std::size_t size) const {
  while (size != 0) {
    pollfd waiting{from_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(limit_.ms()));
    if (ready == 0) {
      return error{errc::timed_out, "erl has not answered"};
    }
    const ssize_t n = ready < 0 ? -1 : ::read(from_, at, size);
    if (n == 0) {
      return error{errc::closed, "erl has ended"};
    }
    if (n < 0) {
      if (errno != EINTR) {
        return failed(errc::closed, "reading from erl");
      }
      continue;
    }
    at += n;
    size -= static_cast<std::size_t>(n);
  }
  return {};
}

}  // namespace kith::testing
