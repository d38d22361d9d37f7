#include "eval/unit_builder.hpp"

#include <set>
#include <string_view>

namespace kith::eval {

namespace {

struct named {
  const char* name;
  const char* arities;  ///< one digit each
};

constexpr named auto_imported[] = {{"abs", "1"},
                                   {"alias", "01"},
                                   {"apply", "23"},
                                   {"atom_to_binary", "12"},
                                   {"atom_to_list", "1"},
                                   {"binary_part", "23"},
                                   {"binary_to_atom", "12"},
                                   {"binary_to_existing_atom", "12"},
                                   {"binary_to_float", "1"},
                                   {"binary_to_integer", "12"},
                                   {"binary_to_list", "13"},
                                   {"binary_to_term", "12"},
                                   {"bit_size", "1"},
                                   {"bitstring_to_list", "1"},
                                   {"byte_size", "1"},
                                   {"ceil", "1"},
                                   {"check_old_code", "1"},
                                   {"check_process_code", "23"},
                                   {"date", "0"},
                                   {"delete_module", "1"},
                                   {"demonitor", "12"},
                                   {"disconnect_node", "1"},
                                   {"element", "2"},
                                   {"erase", "01"},
                                   {"error", "123"},
                                   {"exit", "12"},
                                   {"float", "1"},
                                   {"float_to_binary", "12"},
                                   {"float_to_list", "12"},
                                   {"floor", "1"},
                                   {"garbage_collect", "012"},
                                   {"get", "01"},
                                   {"get_keys", "01"},
                                   {"group_leader", "02"},
                                   {"halt", "012"},
                                   {"hd", "1"},
                                   {"integer_to_binary", "12"},
                                   {"integer_to_list", "12"},
                                   {"iolist_size", "1"},
                                   {"iolist_to_binary", "1"},
                                   {"is_alive", "0"},
                                   {"is_atom", "1"},
                                   {"is_binary", "1"},
                                   {"is_bitstring", "1"},
                                   {"is_boolean", "1"},
                                   {"is_float", "1"},
                                   {"is_function", "12"},
                                   {"is_integer", "1"},
                                   {"is_list", "1"},
                                   {"is_map", "1"},
                                   {"is_map_key", "2"},
                                   {"is_number", "1"},
                                   {"is_pid", "1"},
                                   {"is_port", "1"},
                                   {"is_process_alive", "1"},
                                   {"is_record", "23"},
                                   {"is_reference", "1"},
                                   {"is_tuple", "1"},
                                   {"length", "1"},
                                   {"link", "1"},
                                   {"list_to_atom", "1"},
                                   {"list_to_binary", "1"},
                                   {"list_to_bitstring", "1"},
                                   {"list_to_existing_atom", "1"},
                                   {"list_to_float", "1"},
                                   {"list_to_integer", "12"},
                                   {"list_to_pid", "1"},
                                   {"list_to_port", "1"},
                                   {"list_to_ref", "1"},
                                   {"list_to_tuple", "1"},
                                   {"load_module", "2"},
                                   {"make_ref", "0"},
                                   {"map_get", "2"},
                                   {"map_size", "1"},
                                   {"max", "2"},
                                   {"min", "2"},
                                   {"module_loaded", "1"},
                                   {"monitor", "23"},
                                   {"monitor_node", "2"},
                                   {"node", "01"},
                                   {"nodes", "012"},
                                   {"now", "0"},
                                   {"open_port", "2"},
                                   {"pid_to_list", "1"},
                                   {"port_close", "1"},
                                   {"port_command", "23"},
                                   {"port_connect", "2"},
                                   {"port_control", "3"},
                                   {"port_to_list", "1"},
                                   {"pre_loaded", "0"},
                                   {"process_flag", "23"},
                                   {"process_info", "12"},
                                   {"processes", "0"},
                                   {"purge_module", "1"},
                                   {"put", "2"},
                                   {"ref_to_list", "1"},
                                   {"register", "2"},
                                   {"registered", "0"},
                                   {"round", "1"},
                                   {"self", "0"},
                                   {"setelement", "3"},
                                   {"size", "1"},
                                   {"spawn", "1234"},
                                   {"spawn_link", "1234"},
                                   {"spawn_monitor", "1234"},
                                   {"spawn_opt", "2345"},
                                   {"spawn_request", "12345"},
                                   {"spawn_request_abandon", "1"},
                                   {"split_binary", "2"},
                                   {"statistics", "1"},
                                   {"term_to_binary", "12"},
                                   {"term_to_iovec", "12"},
                                   {"throw", "1"},
                                   {"time", "0"},
                                   {"tl", "1"},
                                   {"trunc", "1"},
                                   {"tuple_size", "1"},
                                   {"tuple_to_list", "1"},
                                   {"unalias", "1"},
                                   {"unlink", "1"},
                                   {"unregister", "1"},
                                   {"whereis", "1"}};

constexpr named guards[] = {
    {"abs", "1"},        {"binary_part", "23"}, {"bit_size", "1"},     {"byte_size", "1"},
    {"ceil", "1"},       {"element", "2"},      {"float", "1"},        {"floor", "1"},
    {"hd", "1"},         {"is_atom", "1"},      {"is_binary", "1"},    {"is_bitstring", "1"},
    {"is_boolean", "1"}, {"is_float", "1"},     {"is_function", "12"}, {"is_integer", "1"},
    {"is_list", "1"},    {"is_map", "1"},       {"is_map_key", "2"},   {"is_number", "1"},
    {"is_pid", "1"},     {"is_port", "1"},      {"is_record", "23"},   {"is_reference", "1"},
    {"is_tuple", "1"},   {"length", "1"},       {"map_get", "2"},      {"map_size", "1"},
    {"node", "01"},      {"round", "1"},        {"self", "0"},         {"size", "1"},
    {"tl", "1"},         {"trunc", "1"},        {"tuple_size", "1"}};

using function_set = std::set<std::pair<std::uint32_t, std::size_t>>;

template <std::size_t N>
function_set set_of(const named (&all)[N]) {
  function_set s;
  for (const named& one : all) {
    for (const char digit : std::string_view(one.arities)) {
      s.emplace(atom(one.name).index(), static_cast<std::size_t>(digit - '0'));
    }
  }
  return s;
}

}  // namespace

bool is_auto_imported(atom name, std::size_t arity) {
  static const function_set all = set_of(auto_imported);
  return all.contains({name.index(), arity});
}

bool is_guard_function(atom name, std::size_t arity) {
  static const function_set all = set_of(guards);
  return all.contains({name.index(), arity});
}

unit_builder::unit_builder(atom module, origin from)
    : unit_(std::make_shared<unit>()), origin_(from) {
  unit_->module = module;
  unit_->is_passing = from == origin::shell;
}

std::uint32_t unit_builder::add_function(atom name, std::uint32_t arity) {
  auto made = std::make_unique<function>();
  made->name = name;
  made->arity = arity;
  made->home = unit_.get();
  unit_->functions.push_back(std::move(made));
  return static_cast<std::uint32_t>(unit_->functions.size() - 1);
}

operand unit_builder::import_of(atom module, atom name, std::size_t arity) {
  const name_arity of(name.index(), static_cast<std::uint32_t>(arity));
  const auto [at, is_new] =
      imports_.try_emplace({module.index(), of}, static_cast<operand>(unit_->imports.size()));
  if (is_new) {
    unit_->imports.push_back({module, name, static_cast<std::uint32_t>(arity), nullptr});
  }
  return at->second;
}

operand unit_builder::segment(const bit_segment& s) {
  unit_->segments.push_back(s);
  return static_cast<operand>(unit_->segments.size() - 1);
}

}  // namespace kith::eval
