#include "lang/guard_shape.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace kith::lang {

namespace {

struct function {
  std::string_view name;
  std::size_t arity;
  friend constexpr bool operator==(const function&, const function&) = default;
};

constexpr std::array guard_functions = {
    function{"abs", 1},          function{"atom", 1},         function{"binary", 1},
    function{"binary_part", 2},  function{"binary_part", 3},  function{"bit_size", 1},
    function{"byte_size", 1},    function{"ceil", 1},         function{"element", 2},
    function{"float", 1},        function{"floor", 1},        function{"function", 1},
    function{"hd", 1},           function{"integer", 1},      function{"is_atom", 1},
    function{"is_binary", 1},    function{"is_bitstring", 1}, function{"is_boolean", 1},
    function{"is_float", 1},     function{"is_function", 1},  function{"is_function", 2},
    function{"is_integer", 1},   function{"is_list", 1},      function{"is_map", 1},
    function{"is_map_key", 2},   function{"is_number", 1},    function{"is_pid", 1},
    function{"is_port", 1},      function{"is_record", 2},    function{"is_record", 3},
    function{"is_reference", 1}, function{"is_tuple", 1},     function{"length", 1},
    function{"list", 1},         function{"map_get", 2},      function{"map_size", 1},
    function{"node", 0},         function{"node", 1},         function{"number", 1},
    function{"pid", 1},          function{"port", 1},         function{"record", 2},
    function{"reference", 1},    function{"round", 1},        function{"self", 0},
    function{"size", 1},         function{"tl", 1},           function{"trunc", 1},
    function{"tuple", 1},        function{"tuple_size", 1}};

bool is_node(term_ref t, const atom tag, std::size_t arity) noexcept {
  return t.is_tuple(arity) && t[0].is(tag);
}

/// What of a node must itself be such an expression; false if it can be none.
bool push_parts(term_ref e, std::vector<term_ref>& left,
                const std::function<bool(atom, std::size_t)>& may_call) {
  const std::string_view kind = e[0].as_atom().name();
  const auto push_list = [&](term_ref list) {
    for (; list.is_cons(); list = list.tail()) {
      left.push_back(list.head());
    }
  };
  if (kind == "var" || kind == "atom" || kind == "integer" || kind == "float" || kind == "char" ||
      kind == "string" || kind == "nil" || kind == "record_index") {
    return true;
  }
  if (kind == "cons" || kind == "map_field_assoc" || kind == "map_field_exact") {
    left.push_back(e[2]);
    left.push_back(e[3]);
    return true;
  }
  if (kind == "tuple" || kind == "bin") {
    push_list(e[2]);
    return true;
  }
  if (kind == "bin_element") {
    left.push_back(e[2]);
    if (e[3].is_tuple()) {
      left.push_back(e[3]);
    }
    return true;
  }
  if (kind == "map") {
    if (e.tuple_size() == 4) {
      left.push_back(e[2]);
    }
    push_list(e[e.tuple_size() - 1]);
    return true;
  }
  if (is_node(e, atom("record"), 4)) {  // a new one; an update may be none
    for (term_ref fields = e[3]; fields.is_cons(); fields = fields.tail()) {
      left.push_back(fields.head()[3]);
    }
    return true;
  }
  if (is_node(e, atom("record_field"), 5)) {
    left.push_back(e[2]);
    return true;
  }
  if (kind == "op") {
    const std::string_view op = e[2].as_atom().name();
    for (std::size_t i = 3; i < e.tuple_size(); ++i) {
      left.push_back(e[i]);
    }
    return op != "!" && op != "++" && op != "--";
  }
  if (!is_node(e, atom("call"), 4)) {
    return false;
  }
  term_ref name = e[2];
  if (is_node(name, atom("remote"), 4) && is_node(name[2], atom("atom"), 3) &&
      name[2][2].is(atoms::erlang)) {
    name = name[3];
  }
  push_list(e[3]);
  return is_node(name, atom("atom"), 3) &&
         may_call(name[2].as_atom(), static_cast<std::size_t>(e[3].list_length()));
}

}  // namespace

bool is_guard_function(atom name, std::size_t arity) noexcept {
  return std::find(guard_functions.begin(), guard_functions.end(), function{name.name(), arity}) !=
         guard_functions.end();
}

bool is_guard_expression(term_ref e, const std::function<bool(atom, std::size_t)>& may_call) {
  std::vector<term_ref> left = {e};
  while (!left.empty()) {
    const term_ref next = left.back();
    left.pop_back();
    if (!next.is_tuple() || next.tuple_size() < 2 || !next[0].is_atom() ||
        !push_parts(next, left, may_call)) {
      return false;
    }
  }
  return true;
}

}  // namespace kith::lang
