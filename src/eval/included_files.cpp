#include "eval/included_files.hpp"

#include "eval/application_folder.hpp"
#include "io/world.hpp"
#include "runtime/node_core.hpp"
#include "runtime/runtime.hpp"

namespace kith::eval {

namespace {

constexpr std::string_view library_root = "kith:lib/";

}  // namespace

std::optional<std::string> included_files::read(const std::string& name) {
  if (name.starts_with(library_root)) {
    return node_.header(name.substr(library_root.size()));
  }
  auto content = node_.node().home().world().files().read(name, source_bytes_max);
  return content ? std::optional(std::move(content->bytes)) : std::nullopt;
}

std::optional<std::string> included_files::library(const std::string& application) {
  if (auto folder = application_folder(node_.path(), application)) {
    return folder;
  }
  return std::string(library_root) + application;
}

std::vector<term> forms_of(const std::string& text, const lang::epp_options& options,
                           const evaluator* node) {
  included_files files(*node);
  return lang::parse_file(text, options, files);
}

}  // namespace kith::eval
