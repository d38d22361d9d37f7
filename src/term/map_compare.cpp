#include "term/map_compare.hpp"

namespace kith::detail {

bool map_compare::resume(int& outcome, step& next) noexcept {
  for (;;) {
    switch (state_) {
    case state::start: state_ = state::same_keys; break;
    case state::same_keys:
      if (outcome != 0) {
        // The keys differ: what was found about values is nothing now.
        differ(0, 0);
        state_ = state::other_keys;
        known_ = true;
        only_ = outcome;
        break;
      }
      if (least_ != 0) {
        state_ = state::smaller_key;
        next = {a_.key(), least_, comparison::exact};
        return true;
      }
      state_ = state::values;
      next = {a_.value(), b_.value(), how_};
      return true;
    case state::smaller_key:
      if (outcome < 0) {
        state_ = state::values;
        next = {a_.value(), b_.value(), how_};
        return true;
      }
      a_.next();
      b_.next();
      state_ = state::same_keys;
      break;
    case state::values:
      if (outcome != 0) {
        differ(a_.key(), outcome);
      }
      a_.next();
      b_.next();
      state_ = state::same_keys;
      break;
    case state::other_keys:
      if (outcome == 0) {
        a_.next();
        b_.next();
      } else {
        known_ = true;
        only_ = outcome;
      }
      break;
    case state::smallest_of_a:
    case state::smallest_of_b: {
      const bool of_a = state_ == state::smallest_of_a;
      map_cursor& c = of_a ? a_ : b_;
      if (outcome < 0) {
        differ(c.key(), of_a ? -1 : 1);
      }
      c.next();
      state_ = state::other_keys;
      break;
    }
    }
    go then = go::on;
    while (then == go::on) {
      then = state_ == state::same_keys ? walk_same(outcome, next) : walk_other(outcome, next);
    }
    return then == go::ask;
  }
}

map_compare::go map_compare::walk_same(int& outcome, step& next) noexcept {
  if (a_.done()) {  // b is too: the sizes are equal
    outcome = result_;
    return go::over;
  }
  if (how_ == comparison::equality && (result_ != 0 || a_.hash() != b_.hash())) {
    outcome = 1;
    return go::over;
  }
  if (a_.hash() != b_.hash()) {
    differ(0, 0);
    state_ = state::other_keys;
    return go::on;
  }
  next = {a_.key(), b_.key(), comparison::exact};
  return go::ask;
}

map_compare::go map_compare::walk_other(int& outcome, step& next) noexcept {
  if (how_ == comparison::equality) {
    outcome = 1;
    return go::over;
  }
  if (a_.done() && b_.done()) {
    outcome = result_;
    return go::over;
  }
  if (!known_) {
    if (a_.done() || b_.done()) {
      only_ = a_.done() ? 1 : -1;
    } else if (a_.hash() != b_.hash()) {
      only_ = a_.hash() < b_.hash() ? -1 : 1;
    } else {
      next = {a_.key(), b_.key(), comparison::exact};
      return go::ask;
    }
  }
  known_ = false;
  return only_ < 0 ? only_in(a_, -1, state::smallest_of_a, next)
                   : only_in(b_, 1, state::smallest_of_b, next);
}

/// A key that only one of them has: its owner has the smaller keys from there on.
map_compare::go map_compare::only_in(map_cursor& c, int who, state waiting, step& next) noexcept {
  if (least_ == 0) {
    differ(c.key(), who);
    c.next();
    return go::on;
  }
  state_ = waiting;
  next = {c.key(), least_, comparison::exact};
  return go::ask;
}

}  // namespace kith::detail
