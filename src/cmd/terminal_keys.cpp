// What the keys of the terminal do, beyond libedit's own.
#include <array>

#include "cmd/terminal.hpp"

namespace kith::cmd {

using kind = detail::line_editor::outcome::kind;

terminal& terminal::of(EditLine* el) {
  void* data = nullptr;
  el_wget(el, EL_CLIENTDATA, &data);
  return *static_cast<terminal*>(data);
}

unsigned char terminal::expand_key(EditLine* el, wint_t) {
  terminal& t = of(el);
  const lock guard(t.mutex_);
  t.left_ = t.typed_so_far(kind::expand);
  t.park();
  return CC_EOF;
}

unsigned char terminal::end_key(EditLine* el, wint_t) {
  const LineInfoW& line = *el_wline(el);
  if (line.buffer == line.lastchar) {
    return CC_EOF;
  }
  if (line.cursor == line.lastchar) {
    return CC_ERROR;
  }
  ::el_cursor(el, 1);
  ::el_deletestr(el, 1);
  return CC_REFRESH;
}

void terminal::bind_keys() {
  el_wset(editor_, EL_ADDFN, L"kith-expand", L"Completes a word", &terminal::expand_key);
  el_wset(editor_, EL_ADDFN, L"kith-delete-or-end", L"Deletes, or ends the input",
          &terminal::end_key);
  constexpr std::array<std::array<const wchar_t*, 2>, 26> keys = {{
      {L"^I", L"kith-expand"},
      {L"^D", L"kith-delete-or-end"},
      {L"^L", L"ed-redisplay"},
      {L"^U", L"vi-kill-line-prev"},
      {L"^W", L"ed-delete-prev-word"},
      {L"^T", L"ed-transpose-chars"},
      {L"^Y", L"em-yank"},
      {L"^K", L"ed-kill-line"},
      {L"^P", L"ed-prev-history"},
      {L"^N", L"ed-next-history"},
      {L"^R", L"em-inc-search-prev"},
      {L"^S", L"em-inc-search-next"},
      {L"\\e[A", L"ed-prev-history"},
      {L"\\e[B", L"ed-next-history"},
      {L"\\e[3~", L"ed-delete-next-char"},
      {L"\\e[H", L"ed-move-to-beg"},
      {L"\\e[F", L"ed-move-to-end"},
      {L"\\e[1~", L"ed-move-to-beg"},
      {L"\\e[4~", L"ed-move-to-end"},
      {L"\\eOH", L"ed-move-to-beg"},
      {L"\\eOF", L"ed-move-to-end"},
      {L"\\e[1;5C", L"em-next-word"},
      {L"\\e[1;5D", L"ed-prev-word"},
      {L"\\eb", L"ed-prev-word"},
      {L"\\ef", L"em-next-word"},
      {L"\\ed", L"em-delete-next-word"},
  }};
  for (const auto& [key, function] : keys) {
    el_wset(editor_, EL_BIND, key, function, nullptr);
  }
}

}  // namespace kith::cmd
