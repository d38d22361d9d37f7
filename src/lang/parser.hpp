// Tokens in, OTP's abstract format out: forms, expressions and types as terms.
// OTP: stdlib, erl_parse; ERTS, "The Abstract Format".
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <span>
#include <vector>

#include "lang/heap.hpp"
#include "lang/lexeme.hpp"

namespace kith::lang {

/// How deep brackets and blocks may lie within each other. Each level takes stack of the parser and
/// of every pass behind it; chains of operators, lists and clauses take none.
inline constexpr std::size_t nesting_max = 1000;

/// Parses one form, or the expressions between an arrow and a full stop. The grammar is LALR in
/// OTP; this is by recursive descent, and by precedence where there are operators. It finds an
/// error at the same token: both read only what can still become a program.
///
/// Functions return a part, or one that is false after the failure has been noted; then nothing
/// is read any more.
class parser {
 public:
  explicit parser(std::span<const lexeme> words);

  /// The form, or no term.
  term form();
  /// A list of expressions, or no term.
  term expressions();
  /// What a constant expression says, or no term.
  term constant();
  /// {Location, erl_parse, Message}.
  [[nodiscard]] const term& failure() const noexcept { return failure_; }

 private:
  /// Something parsed, and the token that first_anno/1 would find: the first but for parentheses.
  struct part {
    word at;
    std::uint32_t first;

    part() noexcept : at(0), first(0) {}
    part(word made, std::uint32_t token) noexcept : at(made), first(token) {}
    explicit operator bool() const noexcept { return at != 0; }
  };
  enum class grammar : std::uint8_t { expression, pattern, type };
  enum class associates : std::uint8_t { left, right, not_at_all };
  struct binary {
    std::uint16_t precedence = 0;  ///< 0: no operator
    associates how = associates::left;
  };
  /// An operator whose right operand is not complete.
  struct pending {
    binary rank;
    symbol mark;
    std::uint32_t at;
    bool prefix;
  };
  /// Counts levels while it lives.
  struct level {
    std::size_t& depth;
    explicit level(std::size_t& d) noexcept : depth(++d) {}
    level(const level&) = delete;
    level& operator=(const level&) = delete;
    ~level() { --depth; }
  };
  /// What an operand can still be followed by.
  enum class operand : std::uint8_t { most, map, record, complete };
  struct clause {
    std::uint32_t at = 0;  ///< the token that names it
    word name = 0;
    std::size_t arity = 0;
    word anno = 0;
    word arguments = 0;
    word guard = 0;
    word body = 0;
  };
  /// A field of a record's declaration.
  struct field {
    part value;
    word type = 0;
  };

  // The tokens.
  [[nodiscard]] const lexeme& now() const noexcept { return peek(0); }
  [[nodiscard]] const lexeme& peek(std::size_t ahead) const noexcept {
    return words_.size() - at_ > ahead ? words_[at_ + ahead] : end_;
  }
  [[nodiscard]] std::uint32_t here() const noexcept { return static_cast<std::uint32_t>(at_); }
  [[nodiscard]] bool is(symbol s) const noexcept { return now().is(s); }
  bool accept(symbol s) noexcept {
    const bool found = is(s);
    at_ += found ? 1 : 0;
    return found;
  }
  bool expect(symbol s) { return accept(s) || unexpected(); }
  bool expect(lexeme_kind kind);
  bool unexpected();
  bool wrong(const location& where, term message);
  bool wrong(const location& where, const char* message) { return wrong(where, term(message)); }
  bool bad_declaration(const location& where, atom what);
  bool unsupported_constraint(std::uint32_t name);
  bool too_deep();

  // Annotations.
  word anno(std::uint32_t token);
  word first_anno(part p);
  [[nodiscard]] word first_anno_of(word node) const;
  [[nodiscard]] bool is_later(word anno, word than) const;
  word last_anno(part p);
  [[nodiscard]] location first_location(word node) const;
  [[nodiscard]] location location_of(word anno) const;
  template <class Visit>
  void each_anno(word node, Visit visit) const;

  // Nodes.
  word node(atom tag, std::uint32_t token, std::initializer_list<word> rest);
  word type_node(word anno, atom tag, word rest);
  part leaf();
  part nil(std::uint32_t token);
  word list_of(std::size_t from);

  // Expressions.
  static binary rank(grammar g, symbol s) noexcept;
  [[nodiscard]] bool is_prefix(grammar g) const noexcept;
  part expression(part start = {}) { return operators(grammar::expression, start); }
  part operators(grammar g, part start = {});
  [[nodiscard]] bool may_follow(grammar g) const noexcept;
  bool reduce_until(grammar g, binary next, std::size_t base);
  void reduce();
  part operand_of(grammar g);
  part most(grammar g, operand& kind);
  part suffixed(part p, operand kind);
  part call(part function);
  part strings();
  part hash(part base, operand& kind);
  word map_fields();
  word record_fields();
  bool expressions_to(std::size_t& from);
  word expression_list();
  word arguments(grammar g);
  part parenthesis(grammar g);
  part square();
  part tuple();
  part comprehension(std::uint32_t open, part value, atom tag, symbol close);
  part qualifier();
  part bits();
  word segment(part& value, bool& plain);
  word segment_types();

  // Compound expressions.
  part keyword();
  part block();
  part if_();
  part case_();
  part receive_();
  part fun();
  part fun_name();
  part fun_clauses();
  part try_();
  word try_clause();
  part maybe_();
  word guard();
  word optional_guard();
  word body();
  word choices();
  word choice();
  word checked(std::span<const clause> clauses);

  // Types.
  part top_type();
  part type();
  word top_types();
  part named_type();
  part fun_type();
  part map_type();
  part record_type();
  part binary_type();
  bool unit_type(bool base_allowed, word& base, word& unit);

  // Forms.
  word attribute();
  word function();
  bool named_clauses(std::vector<clause>& all);
  word lone_body();
  bool function_clause(clause& out);
  word specification(std::uint32_t name);
  word signature();
  word constraint();
  word typed_definition(std::uint32_t name, part subject, word type);
  word typed_record(std::uint32_t name, part subject, std::span<const field> fields);
  bool fields(std::vector<field>& out);
  word record_declaration(std::span<const field> fields);
  word field_declaration(const field& f);
  word plain(std::uint32_t name, std::span<const part> values);
  word module(std::span<const part> values);
  word exports(word list);
  word record(part declared);
  word wild(std::uint32_t name, part value);
  bool ended();
  term finish(word root, bool ok);

  std::span<const lexeme> words_;
  std::size_t at_ = 0;
  lexeme end_;
  bool monotonic_ = true;  ///< locations grow along the tokens: no macro has mixed them
  std::size_t depth_ = 0;
  heap heap_;
  std::vector<word> annos_;
  boost::unordered_flat_map<word, std::uint32_t> annotated_;  ///< tokens that know more than where
  std::vector<pending> pending_;
  std::vector<part> operands_;
  std::vector<word> parts_;  ///< of the lists that are being read, the outer ones below
  term failure_;
};

}  // namespace kith::lang
