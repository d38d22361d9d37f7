// Any bytes as Erlang text. The first byte says how it is read. Words with their blanks and
// comments must be the text again, and the places of words must grow.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lang/lexer.hpp"

using namespace kith;

namespace {

void require(bool held) {
  if (!held) {
    std::abort();
  }
}

std::string text_of(const lang::lexeme& l) {
  std::string out;
  require(lang::annotated_text(l.annotation).to_text(out));
  return out;
}

void check_whole(std::string_view text) {
  lang::lexer words(text, {1, 1}, {.white_space = true, .comments = true, .text = true});
  lang::lexeme l;
  std::string again;
  lang::location last{0, 1};
  for (;;) {
    switch (words.next(l)) {
    case lang::lexer::outcome::found:
      require(last < l.where);
      last = l.where;
      again += text_of(l);
      break;
    case lang::lexer::outcome::end: require(again == text); return;
    case lang::lexer::outcome::failed: require(static_cast<bool>(words.failure())); return;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const lang::lexer_options options{.white_space = (data[0] & 1u) != 0,
                                    .comments = (data[0] & 2u) != 0,
                                    .text = (data[0] & 4u) != 0,
                                    .maybe_expr = (data[0] & 8u) != 0};
  const lang::location start{1, (data[0] & 16u) != 0 ? 1u : 0u};
  require(!to_string(lang::scan_string(text, start, options)).empty());
  const lang::scanned_form form = lang::scan_form(text, (data[0] & 32u) != 0, start, options);
  require(form.more || form.rest <= text.size());
  // Past a failure, too, it comes to an end.
  lang::lexer words(text, start, options);
  lang::lexeme l;
  while (words.next(l) != lang::lexer::outcome::end) {
    if (l.kind != lang::lexeme_kind::unknown) {
      require(lang::lexeme::from_term(l.to_term()).where == l.where);
    }
  }
  check_whole(text);
  return 0;
}
