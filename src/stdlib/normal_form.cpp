#include "stdlib/normal_form.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <vector>

#include "kith/assert.hpp"
#include "stdlib/chardata.hpp"

namespace kith::detail {

std::u32string normalized(std::u32string_view text, normal_form to) {
  if (std::all_of(text.begin(), text.end(), [](char32_t c) { return c < 0x80; })) {
    return std::u32string(text);
  }
  const bool compat = to == normal_form::nfkc || to == normal_form::nfkd;
  const bool compose = to == normal_form::nfc || to == normal_form::nfkc;
  const auto apart = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                                    (compat ? UTF8PROC_COMPAT : 0));
  const std::string bytes = encode_text(text, text_encoding::utf8);
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(bytes.data());
  const auto size = static_cast<utf8proc_ssize_t>(bytes.size());
  const utf8proc_ssize_t needed = utf8proc_decompose(at, size, nullptr, 0, apart);
  KITH_ASSERT(needed >= 0);
  std::vector<utf8proc_int32_t> buffer(static_cast<std::size_t>(needed) + 1);
  utf8proc_ssize_t n = utf8proc_decompose(at, size, buffer.data(), needed, apart);
  if (compose) {
    n = utf8proc_normalize_utf32(
        buffer.data(), n, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  }
  KITH_ASSERT(n >= 0);
  std::u32string out;
  for (utf8proc_ssize_t i = 0; i < n; ++i) {
    out.push_back(static_cast<char32_t>(buffer[static_cast<std::size_t>(i)]));
  }
  return out;
}

}  // namespace kith::detail
