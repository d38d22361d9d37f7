#include "shell/application_env.hpp"

#include <algorithm>

namespace kith::shell {

namespace {

error in_file(const std::string& path, std::string_view what) {
  return {errc::bad_input, "error in config file \"" + path + "\" (none): " + std::string(what)};
}

error invalid(std::string_view what) {
  return {errc::bad_input, "invalid config data: " + std::string(what)};
}

/// `name` with `.config` behind it, once.
std::string with_extension(const std::string& name) {
  return name.ends_with(".config") ? name : name + ".config";
}

/// The folder of a path with its slash; empty for a mere name.
std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/') + 1);
}

/// The one list that a file must hold.
result<term> list_in(const std::string& path, std::string_view text) {
  auto terms = parse_terms(text);
  if (!terms) {
    return in_file(path, terms.failure().text);
  }
  if (terms->size() != 1 || terms->front().ref().list_length() < 0) {
    return in_file(path, "configuration file must contain ONE list ended by <dot>");
  }
  return std::move(terms->front());
}

/// `{Application, [{Parameter, Value}]}`, checked as OTP checks it.
result<void> add_application(term_ref entry, application_env& to) {
  if (!entry.is_tuple(2) || !entry[0].is_atom()) {
    return invalid(to_string(entry) + " is no {Application, Parameters}");
  }
  const std::string who = "application: " + to_string(entry[0]);
  if (entry[1].list_length() < 0) {
    return invalid(who + "; parameters must be a list");
  }
  for (term_ref rest = entry[1]; rest.is_cons(); rest = rest.tail()) {
    const term_ref parameter = rest.head();
    if (!parameter.is_tuple(2)) {
      return invalid(who + "; invalid parameter: " + to_string(parameter));
    }
    if (!parameter[0].is_atom()) {
      return invalid(who + "; invalid parameter name: " + to_string(parameter[0]));
    }
    to.set(entry[0].as_atom(), term(parameter[0]), term(parameter[1]));
  }
  return {};
}

/// Adds all of a list. `include` gets the names of files among it; null: those are passed over.
result<void> add_all(term_ref entries, application_env& to,
                     unique_function<result<void>(const std::string&)>* include) {
  for (term_ref rest = entries; rest.is_cons(); rest = rest.tail()) {
    std::string name;
    if (rest.head().is_cons() && rest.head().to_text(name)) {
      if (include != nullptr) {
        if (auto included = (*include)(name); !included) {
          return included;
        }
      }
    } else if (auto added = add_application(rest.head(), to); !added) {
      return added;
    }
  }
  return {};
}

/// A file beside the one that names it, or else where the program runs.
result<void> include_file(const std::string& folder, const std::string& name, config_file& read,
                          application_env& to) {
  std::string path = with_extension(name);
  if (!folder.empty() && !path.starts_with('/')) {
    path.insert(0, folder);
  }
  auto text = read(path);
  if (!text && text.failure().code == errc::not_found) {
    path = with_extension(name);
    text = read(path);
  }
  if (!text) {
    return in_file(path, text.failure().code == errc::not_found ? "configuration file not found"
                                                                : text.failure().text);
  }
  const auto entries = list_in(path, *text);
  return entries ? add_all(entries->ref(), to, nullptr) : result<void>(entries.failure());
}

}  // namespace

void application_env::set(atom application, term key, term value) {
  parameters& all = by_application_[std::string(application.name())];
  const auto at =
      std::ranges::find_if(all, [&](const auto& p) { return p.first.ref() == key.ref(); });
  if (at == all.end()) {
    all.emplace_back(std::move(key), std::move(value));
  } else {
    at->second = std::move(value);
  }
}

term_ref application_env::get_env(atom application, atom key) const {
  for (const auto& [name, value] : get_all_env(application)) {
    if (name.is(key)) {
      return value.ref();
    }
  }
  return {};
}

const application_env::parameters& application_env::get_all_env(atom application) const {
  static const parameters none;
  const auto at = by_application_.find(application.name());
  return at == by_application_.end() ? none : at->second;
}

void application_env::merge(const application_env& other) {
  for (const auto& [application, all] : other.by_application_) {
    merge(atom(application), all);
  }
}

void application_env::merge(atom application, const parameters& more) {
  for (const auto& [key, value] : more) {
    set(application, key, value);
  }
}

result<application_env> parse_config(const std::string& path, std::string_view text,
                                     config_file& read) {
  const auto entries = list_in(path, text);
  if (!entries) {
    return entries.failure();
  }
  application_env env;
  unique_function<result<void>(const std::string&)> include = [&](const std::string& name) {
    return include_file(folder_of(path), name, read, env);
  };
  if (const auto added = add_all(entries->ref(), env, &include); !added) {
    return added.failure();
  }
  return env;
}

result<application_env> read_config(const std::string& name, config_file& read) {
  std::string path = with_extension(name);
  if (path.find('/') == std::string::npos) {
    path.insert(0, "./");  // as OTP's sentences name it
  }
  const auto text = read(path);
  if (!text) {
    return in_file(path, text.failure().code == errc::not_found ? "configuration file not found"
                                                                : text.failure().text);
  }
  return parse_config(path, *text, read);
}

result<application_env::parameters> command_line_env(const command_line& line,
                                                     std::string_view application) {
  application_env::parameters all;
  for (const std::vector<std::string>& values : line.get_argument(application)) {
    for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
      auto key = parse_term(values[i]);
      auto value = parse_term(values[i + 1]);
      if (!key || !value) {
        return error(errc::bad_input, "{bad_environment_value," +
                                          to_string(term(key ? values[i + 1] : values[i])) + "}");
      }
      all.emplace_back(std::move(*key), std::move(*value));
    }
  }
  return all;
}

}  // namespace kith::shell
