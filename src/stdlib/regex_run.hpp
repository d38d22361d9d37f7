// One call of re:run.
#pragma once

#include <vector>

#include "stdlib/regex_capture.hpp"

namespace kith::detail {

class regex_run {
 public:
  /// Whoever gives the terms keeps them. Raises what `run` raises of its options.
  regex_run(term_ref subject, term_ref pattern, term_ref options);

  /// Works until it is done, or for a while: false when there is more to do. Raises what `run`
  /// raises.
  [[nodiscard]] bool advance();
  /// Of what is done.
  [[nodiscard]] const term& result() const noexcept { return result_; }

 private:
  [[nodiscard]] bool prepare();
  [[nodiscard]] regex_source source();
  void read_subject();
  [[nodiscard]] match_result search(std::uint32_t flags);
  [[nodiscard]] bool search_once();
  [[nodiscard]] bool search_often();
  void take();
  void go_behind(std::size_t next);
  [[nodiscard]] term failed(match_result how) const;
  [[nodiscard]] term taken(match_result last) const;
  [[nodiscard]] std::size_t behind(std::size_t at) const;
  [[noreturn]] void refuse() const;

  term_ref given_;
  term_ref pattern_;
  regex_options options_;
  work_time time_;
  std::shared_ptr<const regex> compiled_;
  bool unicode_ = false;
  bool is_explained_ = true;
  term subject_;
  std::string_view bytes_;
  std::optional<regex_capture> capture_;
  std::optional<regex_matcher> matcher_;

  bool is_unfinished_ = false;  ///< the matcher's search
  std::size_t from_ = 0;        ///< where it began
  std::optional<std::size_t>
      nothing_at_;         ///< where nothing was matched, so that something is looked for
  std::vector<term> all_;  ///< of `global`
  term result_;
};

}  // namespace kith::detail
