#include "etf_verdict.hpp"

#include <charconv>
#include <utility>

#include "etf/decode.hpp"
#include "kith/etf.hpp"

namespace kith::testing {

namespace {

/// The byte that an error names.
std::size_t place_in(std::string_view why) {
  std::size_t at = 0;
  std::from_chars(why.data() + why.rfind(' ') + 1, why.data() + why.size(), at);
  return at;
}

/// Whether these are the tags by which the emulator notes atoms in tables of its own:
/// binary_to_term takes them from anybody, and gives whatever atom lies there.
bool is_internal_atom(char tag) {
  return tag == 'I' || tag == 'K';
}

/// Whether the exported fun that begins at byte `at` claims more than 255 arguments: erl takes it,
/// and keeps of the number what fits.
bool is_wide_export(std::string_view bytes, std::size_t at) {
  etf::decoder parts({});
  ++at;
  if (!parts.decode(bytes, at) || !parts.decode(bytes, at)) {
    return false;
  }
  const auto arity = parts.decode(bytes, at);
  return arity && compare(*arity, term(255)) > 0;
}

/// Whether we refuse on purpose what erl takes.
bool is_meant(std::string_view why, std::string_view bytes) {
  const auto says = [&](std::string_view what) { return why.find(what) != std::string::npos; };
  const std::size_t at = place_in(why);
  if (says("unknown tag")) {
    return at < bytes.size() && is_internal_atom(bytes[at]);
  }
  if (says("exported fun without an arity of 0 to 255")) {
    return is_wide_export(bytes, at);
  }
  return says("reference of no words") || says("pid that no node has");
}

}  // namespace

result<etf_verdict> etf_verdict::start() {
  auto erl = erl_pipe::start();
  if (!erl) {
    return erl.failure();
  }
  const auto defined =
      erl->define("taken", "fun(Bin) ->"
                           "  try binary_to_term(Bin, [used]) of {T, N} -> term_to_binary({T, N})"
                           "  catch error:badarg -> <<>> end "
                           "end");
  if (!defined) {
    return defined.failure();
  }
  return etf_verdict(std::move(erl).value());
}

std::string etf_verdict::disagreement(std::string_view bytes) {
  std::size_t used = 0;
  const auto here = binary_to_term(bytes, used);
  if (!here && here.failure().text.find("fun without the pid") != std::string::npos) {
    ++unasked;
    return {};
  }
  const auto answer = erl_.call("taken", bytes);
  if (!answer) {
    return "erl fails: " + answer.failure().text;
  }
  if (!here && answer->empty()) {
    ++refused;
    return {};
  }
  if (answer->empty()) {
    return "only we take it, as " + to_string(*here).substr(0, 200);
  }
  const auto pair = binary_to_term(*answer);
  if (!here) {
    if (is_meant(here.failure().text, bytes)) {
      ++stricter;
      return {};
    }
    return "only erl takes it, as " + (pair ? to_string((*pair)[0]).substr(0, 200) : "?") +
           "; we: " + here.failure().text;
  }
  if (!pair) {
    return "we cannot read what erl makes of it: " + pair.failure().text;
  }
  if (!((*pair)[0] == here->ref())) {
    return "it is " + to_string(*here).substr(0, 200) + " to us, " +
           to_string((*pair)[0]).substr(0, 200) + " to erl";
  }
  if ((*pair)[1].as_int() != static_cast<std::int64_t>(used)) {
    return "it ends at byte " + std::to_string(used) + " to us, at " +
           std::to_string((*pair)[1].as_int()) + " to erl";
  }
  ++taken;
  return {};
}

}  // namespace kith::testing
