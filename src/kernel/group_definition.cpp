#include "kernel/group_definition.hpp"

#include <algorithm>

#include "kith/build.hpp"

namespace kith::detail {

namespace {

using publish_type = group_definition::publish_type;

/// One group of the list.
struct group {
  term name;
  publish_type publish = publish_type::normal;
  std::vector<atom> nodes;
};

bool read_nodes(term_ref t, std::vector<atom>& to) {
  for (; t.is_cons(); t = t.tail()) {
    if (!t.head().is_atom()) {
      return false;
    }
    to.push_back(t.head().as_atom());
  }
  return t.is_nil();
}

bool read_group(term_ref t, group& to) {
  const bool typed = t.is_tuple(3);
  if (!typed && !t.is_tuple(2)) {
    return false;
  }
  if (typed && !t[1].is(atom("normal")) && !t[1].is(atoms::hidden)) {
    return false;
  }
  to.name = term(t[0]);
  to.publish = typed && t[1].is(atoms::hidden) ? publish_type::hidden : publish_type::normal;
  return t[0].is_atom() && read_nodes(t[typed ? 2 : 1], to.nodes);
}

}  // namespace

bool group_definition::publishes_to(std::string_view node, bool hidden) const {
  if (own.empty()) {
    return !hidden;
  }
  if (!hidden && publish == publish_type::normal) {
    return true;
  }
  for (const atom member : own) {
    if (member.name() == node) {
      return true;
    }
  }
  return false;
}

group_reading read_groups(atom node, term_ref parameter) {
  group_reading out;
  group_definition& d = out.definition;
  d.name = term::nil();
  if (!parameter || parameter.is_nil() || parameter.is(atoms::undefined) || node == atoms::nonode) {
    d.parameter = parameter ? term(parameter) : term();
    return out;
  }
  d.parameter = term(parameter);
  d.name = atom("no_name");
  bool found = false;
  for (; parameter.is_cons(); parameter = parameter.tail()) {
    group one;
    if (!read_group(parameter.head(), one)) {
      out.fault = tuple(atom("no_group"), parameter.head());
      return out;
    }
    if (std::find(one.nodes.begin(), one.nodes.end(), node) == one.nodes.end()) {
      d.others.push_back({one.name, std::move(one.nodes)});
      continue;
    }
    if (found) {
      out.fault = tuple(atom("node defined twice"), tuple(d.name, one.name));
      return out;
    }
    found = true;
    d.name = one.name;
    d.publish = one.publish;
    d.own.insert(one.nodes.begin(), one.nodes.end());
  }
  if (!parameter.is_nil()) {
    out.fault = tuple(atom("no_group"), parameter);
    return out;
  }
  d.configured = true;
  return out;
}

term own_nodes_of(const group_definition& d) {
  return list_of(d.own);
}

term other_groups_of(const group_definition& d) {
  std::vector<term> all;
  for (const auto& one : d.others) {
    all.push_back(tuple(one.name, list_of(one.nodes)));
  }
  return list_of(all);
}

}  // namespace kith::detail
