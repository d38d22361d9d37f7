#include "eval/folder_source.hpp"

#include "io/world.hpp"
#include "kith/blocking.hpp"
#include "runtime/runtime.hpp"

namespace kith::eval {

namespace {

/// The first file that is there.
std::optional<module_source::found> first_of(io::disk* files,
                                             const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    auto content = files->read(name, source_bytes_max);
    if (content) {
      return module_source::found{std::move(content->bytes), name, true};
    }
  }
  return std::nullopt;
}

}  // namespace

task<std::optional<module_source::found>> folder_source::find(ctx, atom module) {
  io::disk* const files = &evaluator_here().node().home().world().files();
  std::vector<std::string> names;
  for (const std::string& folder : evaluator_here().path()) {
    // In the folder that is current a file goes by its name alone, as a compiler there would say
    // it.
    const std::string before = folder == "." ? "" : folder + "/";
    names.push_back(before + std::string(module.name()) + ".erl");
  }
  if (names.empty() || module.name().find('/') != std::string_view::npos) {
    co_return std::nullopt;
  }
  std::optional<found> text = co_await blocking(first_of, files, std::move(names));
  co_return text;
}

}  // namespace kith::eval
