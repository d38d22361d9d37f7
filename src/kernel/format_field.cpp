#include "kernel/format_field.hpp"

#include <algorithm>
#include <utility>

#include "term/scan_utf8.hpp"

namespace kith::detail {

std::string repeated(char32_t c, std::int64_t times) {
  std::string out;
  if (c < 0x80 && times > 0) {
    out.assign(static_cast<std::size_t>(times), static_cast<char>(c));
    return out;
  }
  for (; times > 0; --times) {
    append_utf8(out, c);
  }
  return out;
}

std::string first_characters(std::string_view text, std::int64_t count) {
  std::size_t at = 0;
  while (count > 0 && decode_utf8(text, at) != no_char) {
    --count;
  }
  return std::string(text.substr(0, at));
}

std::string adjust(std::string text, std::string padding, bool left) {
  return left ? std::move(text) + padding : std::move(padding) + text;
}

std::int64_t width_of(std::string_view text) {
  return static_cast<std::int64_t>(count_utf8(text));
}

namespace {

/// Text in a field: cut, or padded.
std::string in_field(std::string text, std::int64_t field, const control& c) {
  const std::int64_t n = width_of(text);
  if (n > field) {
    return first_characters(text, field);
  }
  return adjust(std::move(text), repeated(c.pad, field - n), c.left);
}

}  // namespace

std::string string_in_field(std::string text, const control& c) {
  if (!c.field && !c.precision) {
    return text;
  }
  if (!c.precision) {
    return in_field(std::move(text), *c.field, c);
  }
  control inner = c;
  inner.left = true;
  if (!c.field) {
    return in_field(std::move(text), *c.precision, inner);
  }
  if (*c.field <= *c.precision) {
    return in_field(std::move(text), *c.field, c);
  }
  return adjust(in_field(std::move(text), *c.precision, inner),
                repeated(c.pad, *c.field - *c.precision), c.left);
}

std::string term_in_field(std::string text, std::optional<std::int64_t> field,
                          std::optional<std::int64_t> precision, const control& c) {
  if (!field && !precision) {
    return text;
  }
  const std::int64_t f = field.value_or(precision.value_or(0));
  const std::int64_t n = width_of(text);
  const std::int64_t p = std::min(n, precision.value_or(f));
  return n > p ? adjust(repeated(U'*', p), repeated(c.pad, f - p), c.left)
               : adjust(std::move(text), repeated(c.pad, f - n), c.left);
}

}  // namespace kith::detail
