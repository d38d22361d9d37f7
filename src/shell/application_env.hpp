// The environments of applications: what sys.config and `-App Key Val` set. Pure: files are read by
// whoever calls. Source: kernel, config(4) and application_controller.
//
//   sys.config   [{Application, [{Parameter, Value}]} | "file"].
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kith/term.hpp"
#include "shell/command_line.hpp"

namespace kith::shell {

class application_env {
 public:
  using parameters = std::vector<std::pair<term, term>>;

  /// A parameter that is there already gets the new value.
  void set(atom application, term key, term value);
  /// OTP: application:get_env/2. No term: not set.
  [[nodiscard]] term_ref get_env(atom application, atom key) const;
  /// OTP: application:get_all_env/1, in the order in which they were first set.
  [[nodiscard]] const parameters& get_all_env(atom application) const;
  /// Those of `other` win.
  void merge(const application_env& other);
  void merge(atom application, const parameters& more);

 private:
  std::map<std::string, parameters, std::less<>> by_application_;
};

/// Gives the content of a file; errc::not_found when there is none.
using config_file = unique_function<result<std::string>(const std::string& path)>;

/// Reads the text of a sys.config. `path` is for sentences, and files that it names are looked for
/// beside it first. Fails with the sentence by which OTP's application_controller refuses it.
/// Files within included files are not followed, as in OTP.
[[nodiscard]] result<application_env> parse_config(const std::string& path, std::string_view text,
                                                   config_file& read);

/// Reads the configuration `name` of `-config name`: `name.config`.
[[nodiscard]] result<application_env> read_config(const std::string& name, config_file& read);

/// What the command line says of one application by `-App Key Val …`; the last of equal keys wins.
/// A key without a value is passed over, as in OTP. Fails where OTP ends with
/// `{bad_environment_value, Text}`: a text that is no term.
[[nodiscard]] result<application_env::parameters> command_line_env(const command_line& line,
                                                                   std::string_view application);

}  // namespace kith::shell
