// A place in bytes that should be a term of a type that is known. What encoders usually write for
// it is read where it lies; all else is decoded into a term first, so that what is taken and what
// is refused is the same as for terms.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "kith/codec.hpp"
#include "kith/etf.hpp"

namespace kith::detail {

class byte_reader {
 public:
  byte_reader(std::string_view bytes, const decode_limits& limits) noexcept
      : begin_(bytes.data()), at_(begin_), end_(begin_ + bytes.size()), limits_(limits) {}
  byte_reader(const byte_reader&) = delete;
  byte_reader& operator=(const byte_reader&) = delete;
  ~byte_reader();

  /// Moves over the version byte; unpacks what is compressed. False as below.
  [[nodiscard]] bool begin();
  /// Whether that was all. False as below.
  [[nodiscard]] bool finish();
  /// What was found, once something has returned false and said so here.
  [[nodiscard]] error take_failure();

  [[nodiscard]] const char* place() const noexcept { return at_; }

  // Each of these moves over what it names if that comes next, in the form that is most usual.
  // Otherwise it stays where it is and says nothing.
  [[nodiscard]] bool integer(std::int64_t least, std::int64_t most, std::int64_t& v) noexcept;
  [[nodiscard]] bool floating(double most, double& v) noexcept;  ///< of no larger magnitude
  /// An atom that exists.
  [[nodiscard]] bool some_atom(atom& a) noexcept;
  /// That atom, in any form.
  [[nodiscard]] bool that_atom(atom a) noexcept;
  [[nodiscard]] bool process(pid& p) noexcept;
  [[nodiscard]] bool ref(reference& r) noexcept;
  /// A binary; the view is of the bytes themselves.
  [[nodiscard]] bool bytes(std::string_view& view) noexcept;
  /// A string, or [].
  [[nodiscard]] bool characters(std::string& utf8);

  // The same for the heads of what holds terms, in every form. There are as many bytes as terms.
  [[nodiscard]] bool tuple(std::uint64_t arity) noexcept;
  [[nodiscard]] bool map(std::uint64_t& pairs) noexcept;
  /// A list comes in pieces: some elements, then the piece that is its tail, up to the last one.
  struct piece {
    std::uint64_t elements = 0;
    const char* characters = nullptr;  ///< the elements, if they are a string; else they come next
    std::uint32_t tails = 0;           ///< how many pieces of their own before it are tails
    bool started = false;
    bool last = false;
  };
  /// The piece after `p`, which becomes it.
  [[nodiscard]] bool list(piece& p) noexcept;

  /// Whether bytes may be pointed to: not those that were unpacked.
  [[nodiscard]] bool lasts() const noexcept { return unpacked_ == nullptr; }

  /// Reads by way of a term. False says why.
  template <class T>
  [[nodiscard]] bool by_term(T* out) {
    const char* const start = at_;
    term t;
    if (!next_term(t)) {
      return false;
    }
    mismatch why;
    reading how(why, depth_);
    return codec<T>::read(t, out, how) || fail(start, std::move(why));
  }

  /// Reads an element of a string as the term that it is: a small integer.
  template <class Read>
  [[nodiscard]] bool character(const char* c, Read read) {
    const char small[] = {97, *c};
    const char* const at = at_;
    const char* const end = end_;
    const bool proved = proved_;
    at_ = small;
    end_ = small + sizeof small;
    proved_ = true;
    aside_ = c;
    const bool ok = read();
    at_ = at;
    end_ = end;
    proved_ = proved;
    aside_ = nullptr;
    return ok;
  }

  /// Always false: something else than `expected` was found at `start`.
  bool fail(const char* start, std::string_view expected);
  bool fail(const char* start, mismatch why);
  /// Always false: what has failed is this part of a larger whole.
  bool fail_within(std::string_view part);

  /// Whether the keys of the map at `start`, whose level is open, all differ. False says why.
  [[nodiscard]] bool keys_differ(const char* start);
  /// Moves over a term of any type. False says why.
  [[nodiscard]] bool skip();

  /// Goes one level down, and back up at its end.
  class level {
   public:
    explicit level(byte_reader& from) noexcept : from_(from) { ++from_.depth_; }
    level(const level&) = delete;
    level& operator=(const level&) = delete;
    ~level() { --from_.depth_; }
    [[nodiscard]] bool too_deep() const noexcept { return from_.depth_ > reading::depth_max; }

   private:
    byte_reader& from_;
  };

 private:
  struct failure;

  [[nodiscard]] std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  [[nodiscard]] bool may_open(std::uint64_t terms, const char* first) const noexcept;
  [[nodiscard]] bool next_term(term& t);
  /// Before any atom is made: all of the bytes are a term.
  [[nodiscard]] bool prove();
  bool fail(error what);  ///< always false

  const char* begin_;
  const char* at_;
  const char* end_;
  decode_limits limits_;
  int depth_ = 0;
  std::uint32_t tails_ = 0;  ///< pieces of lists that are tails of others: they count as levels too
  bool proved_ = false;
  const char* aside_ = nullptr;  ///< the character that is being read, if one is
  std::string* unpacked_ = nullptr;
  failure* failure_ = nullptr;
};

}  // namespace kith::detail
