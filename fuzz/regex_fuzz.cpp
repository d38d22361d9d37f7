// Any bytes as a compiled pattern; and as a pattern and a subject, within small limits. The first
// four bytes are flags and the length of the pattern. Matches lie within the subject.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sim/simulation.hpp"
#include "stdlib/regex_matcher.hpp"
#include "term/scan_utf8.hpp"

using namespace kith;
using namespace kith::detail;

namespace {

constexpr std::uint32_t flags_of[] = {PCRE2_UTF,      PCRE2_UCP,       PCRE2_CASELESS,
                                      PCRE2_DOTALL,   PCRE2_MULTILINE, PCRE2_EXTENDED,
                                      PCRE2_UNGREEDY, PCRE2_FIRSTLINE};

bool is_utf8(std::string_view text) {
  std::size_t at = 0;
  while (decode_utf8(text, at) != no_char) {
  }
  return at == text.size();
}

void search(const regex& pattern, std::string_view subject) {
  static sim::simulation simulated(1);
  static io::world& world = simulated.add_host("alpha");
  if (pattern.is_utf() && !is_utf8(subject)) {
    return;
  }
  const work_time time(world);
  regex_options limits;
  limits.match_limit = 1'000;
  regex_matcher matcher(pattern, subject, limits, time);
  match_result got = matcher.match(0, 0);
  while (got == match_result::unfinished) {
    got = matcher.resume();
  }
  for (std::size_t i = 0; i < matcher.groups(); ++i) {
    if (const auto group = matcher.group(i)) {
      if (group->at > subject.size() || group->size > subject.size() - group->at) {
        std::abort();
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto from = regex_source::of_bytes(bytes); from && from->bytes() != bytes) {
    std::abort();
  }
  if (size < 4) {
    return 0;
  }
  regex_source from;
  for (std::size_t i = 0; i < std::size(flags_of); ++i) {
    from.flags |= (data[0] >> i & 1u) != 0 ? flags_of[i] : 0;
  }
  from.newline = PCRE2_NEWLINE_CR + data[1] % 5;
  from.bsr = PCRE2_BSR_UNICODE + data[2] % 2;
  from.text = bytes.substr(4, data[3]);
  const regex::outcome made = regex::compile(from);
  if (const auto* pattern = std::get_if<std::shared_ptr<const regex>>(&made)) {
    search(**pattern, bytes.substr(4 + from.text.size()));
  } else if (std::get<regex_fault>(made).text.empty()) {
    std::abort();
  }
  return 0;
}
