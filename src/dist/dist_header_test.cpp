#include "dist/dist_header.hpp"

#include <doctest/doctest.h>

#include "dist/flags.hpp"
#include "dist/golden_lines.hpp"

namespace kith::dist {
namespace {

constexpr std::uint64_t all = offered_flags;
constexpr std::uint64_t no_cache = offered_flags & ~flag::dist_hdr_atom_cache;
constexpr std::uint64_t bare = no_cache & ~flag::fragments;

std::string operator""_b(const char* text, std::size_t size) {
  return {text, size};
}

// One connection's receiving end.
struct receiver {
  header_form form{all};
  receiver_cache cache = {};
  atom_quota quota{1000};
  std::vector<atom> atoms = {};

  result<dist_header> read(std::string_view frame) {
    return read_dist_header(frame, form, cache, quota, atoms);
  }
  std::string problem(std::string_view frame) {
    const result<dist_header> h = read(frame);
    return h ? "none" : h.failure().text;
  }
};

}  // namespace

TEST_CASE("dist_header: reads what erl writes") {
  const auto lines = golden_lines(
#include "../../tests/golden/frames_otp25.txt"
  );
  receiver r;
  std::vector<std::vector<atom>> seen;
  int firsts = 0;
  int others = 0;
  for (const golden_line& line : lines) {
    if (line.who != '>') {
      continue;
    }
    const result<dist_header> h = r.read(line.bytes);
    REQUIRE(h);
    seen.push_back(r.atoms);
    firsts += h->what == dist_header::kind::first_fragment ? 1 : 0;
    others += h->what == dist_header::kind::fragment ? 1 : 0;
    if (h->what != dist_header::kind::fragment) {
      // The control message begins: a tuple.
      CHECK(line.bytes[h->size] == 'h');
    }
  }
  CHECK(firsts == 1);
  CHECK(others == 2);
  CHECK(seen[0] == std::vector<atom>{atom("real@vm"), atom("fake@vm"), atom("hello")});
  CHECK(seen[2] == std::vector<atom>{atom("real@vm"), atom("fake@vm"), atom("via_alias")});
  CHECK(seen[3] == std::vector<atom>{atom("real@vm"), atom("fake@vm")});
}

TEST_CASE("dist_header: reads a name of 510 bytes, whose length takes two") {
  const auto lines = golden_lines(
#include "../../tests/golden/frames_otp25.txt"
  );
  std::string name;
  for (int i = 0; i < 255; ++i) {
    name += "\xc3\xa9";
  }
  receiver r;
  bool found = false;
  for (const golden_line& line : lines) {
    if (line.who == '>') {
      REQUIRE(r.read(line.bytes));
      found = found || (r.atoms.size() == 3 && r.atoms[2] == atom(name));
    }
  }
  CHECK(found);
}

TEST_CASE("dist_header: reads erl without a cache, and without fragments") {
  const auto cacheless = golden_lines(
#include "../../tests/golden/frames_no_cache_otp25.txt"
  );
  const auto plain = golden_lines(
#include "../../tests/golden/frames_pass_through_otp25.txt"
  );
  receiver r{header_form(no_cache)};
  for (const golden_line& line : cacheless) {
    const result<dist_header> h = r.read(line.bytes);
    REQUIRE(h);
    CHECK(r.atoms.empty());
  }
  receiver p{header_form(bare)};
  for (const golden_line& line : plain) {
    const result<dist_header> h = p.read(line.bytes);
    REQUIRE(h);
    CHECK(h->what == dist_header::kind::pass_through);
    CHECK(line.bytes[h->size] == '\x83');
  }
}

TEST_CASE("dist_header: what is written is read back, message after message") {
  receiver r;
  sender_cache cache;
  atom_refs refs;
  for (int round = 0; round < 300; ++round) {
    refs.clear();
    std::vector<atom> used;
    for (int i = 0; i < round % 256; ++i) {
      const atom a("dist_header_" + std::to_string((round * 7 + i * 13) % 3000));
      if (refs.refer(a) == static_cast<int>(used.size())) {
        used.push_back(a);
      }
    }
    r.quota = atom_quota(0);  // all of them are ours already
    std::string frame;
    put_dist_header(frame, refs, cache);
    const std::size_t size = frame.size();
    const result<dist_header> h = r.read(frame + "control");
    REQUIRE(h);
    CHECK(h->size == size);
    CHECK(r.atoms == used);
  }
}

TEST_CASE("dist_header: the second use of an atom costs a byte and a half") {
  sender_cache cache;
  atom_refs refs;
  refs.refer(atoms::ok);
  std::string first;
  put_dist_header(first, refs, cache);
  std::string second;
  put_dist_header(second, refs, cache);
  CHECK(first.size() == 3 + 1 + 2 + 2);
  CHECK(second.size() == 3 + 1 + 1);
}

TEST_CASE("dist_header: a long name makes all lengths long") {
  std::string name;
  for (int i = 0; i < 200; ++i) {
    name += "\xc3\xbc";
  }
  sender_cache cache;
  atom_refs refs;
  refs.refer(atom(name));
  refs.refer(atoms::ok);
  std::string frame;
  put_dist_header(frame, refs, cache);
  receiver r;
  REQUIRE(r.read(frame + "c"));
  CHECK(r.atoms == std::vector<atom>{atom(name), atoms::ok});
  std::string again;
  put_dist_header(again, refs, cache);
  REQUIRE(r.read(again + "c"));
  CHECK(r.atoms == std::vector<atom>{atom(name), atoms::ok});
}

TEST_CASE("dist_header: fragments bear their numbers") {
  sender_cache cache;
  atom_refs refs;
  refs.refer(atoms::ok);
  std::string first;
  put_first_fragment_header(first, 77, 3, refs, cache);
  std::string other;
  put_fragment_header(other, 77, 2);
  receiver r;
  const result<dist_header> a = r.read(first + "c");
  REQUIRE(a);
  CHECK(a->what == dist_header::kind::first_fragment);
  CHECK(a->sequence == 77);
  CHECK(a->fragment == 3);
  CHECK(r.atoms == std::vector<atom>{atoms::ok});
  const result<dist_header> b = r.read(other);
  REQUIRE(b);
  CHECK(b->what == dist_header::kind::fragment);
  CHECK(b->fragment == 2);
  CHECK(b->size == other.size());
}

TEST_CASE("dist_header: a place that nothing was put in is an error") {
  receiver r;
  CHECK(r.problem("\x83\x44\1\0\5c"_b).find("place 5") != std::string::npos);
  CHECK(r.problem("\x83\x44\1\7\5c"_b).find("place 1797") != std::string::npos);
}

TEST_CASE("dist_header: a cache entry overwritten within one header counts from there on") {
  receiver r;
  // Place 5: new `ok`, then new `error`, then a reference.
  REQUIRE(r.read("\x83\x44\3\x88\0\5\2ok\5\5error\5c"_b));
  CHECK(r.atoms == std::vector<atom>{atoms::ok, atoms::error, atoms::error});
}

TEST_CASE("dist_header: every truncation of a header is an error") {
  const std::string whole = "\x83\x45\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2\2\x88\0\5\2ok\6\5error"_b;
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    receiver r;
    CHECK_FALSE(r.read(whole.substr(0, size)));
  }
  receiver r;
  CHECK(r.read(whole + "c"));
}

TEST_CASE("dist_header: malformed and unnegotiated starts are errors") {
  receiver full;
  CHECK(full.problem("\x83\x47\0c"_b).find("unknown tag 71") != std::string::npos);
  CHECK(full.problem("p\x83h\0"_b) != "none");
  CHECK(full.problem("\x82\x44\0c"_b) != "none");
  CHECK(full.problem("\x83\x46\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0x"_b) != "none");
  CHECK(full.problem("\x83\x44\1\x08\5\1\xff"_b
                     "c") != "none");
  receiver cacheless{header_form(no_cache)};
  CHECK(cacheless.problem("\x83\x44\1\x08\5\2okc"_b).find("without an atom cache") !=
        std::string::npos);
  receiver plain{header_form(bare)};
  CHECK(plain.problem("\x83\x44\0c"_b) != "none");
  CHECK(plain.problem("p") != "none");
  receiver unfragmented{header_form(all & ~flag::fragments)};
  CHECK(unfragmented.problem("\x83\x46\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1x"_b)
            .find("without fragments") != std::string::npos);
}

TEST_CASE("dist_header: a peer that makes too many atoms is stopped") {
  receiver r;
  r.quota = atom_quota(1);
  CHECK(r.read("\x83\x44\1\x08\5\x0c"
               "quota_header"
               "c"_b));
  const result<dist_header> h = r.read("\x83\x44\1\x08\6\x0d"
                                       "quota_header2"
                                       "c"_b);
  REQUIRE_FALSE(h);
  CHECK(h.failure().code == errc::limit);
}

}  // namespace kith::dist
