#include "dist/epmd_registry.hpp"

#include <algorithm>

#include "dist/wire.hpp"

namespace kith::dist {
namespace {

// Names that are no longer registered, remembered for their next creation. OTP: MAX_UNREG_COUNT.
constexpr std::size_t unused_max = 1000;
// What a refused registration gets in place of a creation.
constexpr std::uint32_t refused_creation = 99;

std::uint32_t after(std::uint32_t creation) {
  return creation >= UINT32_MAX || creation < 4 ? 4 : creation + 1;
}

}  // namespace

bool is_local_peer(const io::address& remote, const io::address& local) {
  return remote.is_loopback() || remote.ip == local.ip;
}

epmd_registry::epmd_registry(epmd_registry_options options)
    : options_(options), next_creation_(std::max<std::uint32_t>(options.first_creation, 4)) {}

void epmd_registry::opened(connection c, const io::address& remote, bool local, io::instant now) {
  KITH_ASSERT(!clients_.contains(c));
  std::size_t& of_address = asking_by_address_[remote.ip];
  std::size_t& of_kind = local ? asking_local_ : asking_remote_;
  const bool full = of_kind >= options_.connections_max ||
                    (!local && of_address >= options_.connections_per_address_max);
  ++of_address;
  ++of_kind;
  const io::instant until = now + options_.request_time;
  clients_.emplace(c, client{remote.ip, local, false, until, {}});
  if (full) {
    drop(c);
    return;
  }
  KITH_ASSERT(deadlines_.empty() || deadlines_.back().first <= until);
  deadlines_.emplace_back(until, c);
}

void epmd_registry::received(connection c, std::string_view bytes) {
  const auto found = clients_.find(c);
  if (found == clients_.end()) {
    return;
  }
  client& from = found->second;
  // A registered node has nothing more to say.
  if (from.registered || !from.request.add(bytes)) {
    drop(c);
    return;
  }
  if (const std::optional<std::string_view> body = from.request.body()) {
    serve(c, from, std::string(*body));
  }
}

void epmd_registry::closed(connection c) {
  const auto found = clients_.find(c);
  if (found == clients_.end()) {
    return;
  }
  client& gone = found->second;
  if (gone.registered) {
    unregister(c);
  } else {
    --(gone.local ? asking_local_ : asking_remote_);
    const auto of_address = asking_by_address_.find(gone.ip);
    KITH_ASSERT(of_address != asking_by_address_.end());
    if (--of_address->second == 0) {
      asking_by_address_.erase(of_address);
    }
  }
  clients_.erase(found);
}

void epmd_registry::passed(io::instant now) {
  while (!deadlines_.empty() && deadlines_.front().first <= now) {
    const auto [until, c] = deadlines_.front();
    deadlines_.pop_front();
    const auto found = clients_.find(c);
    if (found != clients_.end() && !found->second.registered && found->second.until == until) {
      drop(c);
    }
  }
}

io::instant epmd_registry::deadline() const {
  return deadlines_.empty() ? io::instant::never() : deadlines_.front().first;
}

std::optional<epmd_registry::action> epmd_registry::next() {
  if (actions_.empty()) {
    return std::nullopt;
  }
  action a = std::move(actions_.front());
  actions_.pop_front();
  return a;
}

std::vector<epmd_entry> epmd_registry::entries() const {
  std::vector<epmd_entry> all;
  for (auto r = registered_.rbegin(); r != registered_.rend(); ++r) {
    all.push_back(r->entry);
  }
  return all;
}

void epmd_registry::serve(connection c, client& from, std::string_view body) {
  result<epmd_request> request = parse_epmd_request(body);
  using op = epmd_request::op;
  if (!request) {
    return drop(c);
  }
  const bool from_anywhere =
      request->what == op::port2 || (request->what == op::names && options_.names_for_all);
  if (!from.local && !from_anywhere) {
    return drop(c);
  }
  switch (request->what) {
  case op::alive2: return register_node(c, from, std::move(request->entry));
  case op::port2: return answer_port(c, request->entry.name);
  case op::names: return reply(c, all_names());
  case op::dump: return reply(c, dump());
  case op::kill: return kill(c);
  case op::stop: return stop_node(c, request->entry.name);
  }
}

void epmd_registry::register_node(connection c, client& from, epmd_entry entry) {
  const bool wide = entry.highest >= 6;
  const bool taken = std::ranges::any_of(
      registered_, [&](const registration& r) { return r.entry.name == entry.name; });
  if (taken || !is_epmd_name(entry.name) || entry.extra.size() > epmd_extra_bytes_max ||
      registered_.size() >= options_.names_max) {
    // The connection stays until its time is over: whoever asked closes it.
    actions_.push_back(send{c, encode_alive2_answer(wide, 1, refused_creation)});
    from.request = {};
    return;
  }
  from.registered = true;
  --(from.local ? asking_local_ : asking_remote_);
  const auto of_address = asking_by_address_.find(from.ip);
  KITH_ASSERT(of_address != asking_by_address_.end());
  if (--of_address->second == 0) {
    asking_by_address_.erase(of_address);
  }
  const std::uint32_t creation = creation_for(entry.name);
  registered_.push_back({std::move(entry), c, creation});
  // Old nodes know the creations 1 to 3.
  actions_.push_back(send{c, encode_alive2_answer(wide, 0, wide ? creation : creation % 3 + 1)});
}

std::uint32_t epmd_registry::creation_for(const std::string& name) {
  const auto old =
      std::ranges::find_if(unused_, [&](const registration& r) { return r.entry.name == name; });
  if (old != unused_.end()) {
    const std::uint32_t creation = after(old->creation);
    unused_.erase(old);
    return creation;
  }
  const std::uint32_t creation = next_creation_;
  next_creation_ = after(next_creation_);
  return creation;
}

void epmd_registry::answer_port(connection c, const std::string& name) {
  const auto found = std::ranges::find_if(
      registered_, [&](const registration& r) { return r.entry.name == name; });
  reply(c, found == registered_.end() ? encode_port2_answer() : encode_port2_answer(found->entry));
}

std::string epmd_registry::all_names() const {
  std::string out;
  put_u32(out, options_.port);
  for (auto r = registered_.rbegin(); r != registered_.rend(); ++r) {
    out += "name " + r->entry.name + " at port " + std::to_string(r->entry.port) + "\n";
  }
  return out;
}

std::string epmd_registry::dump() const {
  std::string out;
  put_u32(out, options_.port);
  for (auto r = registered_.rbegin(); r != registered_.rend(); ++r) {
    out += "active name     <" + r->entry.name + "> at port " + std::to_string(r->entry.port) +
           ", fd = " + std::to_string(r->owner) + "\n";
    out.push_back('\0');
  }
  for (const registration& r : unused_) {
    out += "old/unused name <" + r.entry.name + ">, port = " + std::to_string(r.entry.port) +
           ", fd = " + std::to_string(r.owner) + " \n";
    out.push_back('\0');
  }
  return out;
}

void epmd_registry::kill(connection c) {
  if (!registered_.empty() && !options_.relaxed_command_check) {
    return reply(c, "NO");
  }
  reply(c, "OK");
  actions_.push_back(stop{});
}

void epmd_registry::stop_node(connection c, const std::string& name) {
  if (!options_.relaxed_command_check) {
    return drop(c);
  }
  const auto found = std::ranges::find_if(
      registered_, [&](const registration& r) { return r.entry.name == name; });
  if (found == registered_.end()) {
    return reply(c, "NOEXIST");
  }
  drop(found->owner);
  reply(c, "STOPPED");
}

void epmd_registry::reply(connection c, std::string bytes) {
  actions_.push_back(send{c, std::move(bytes)});
  drop(c);
}

void epmd_registry::drop(connection c) {
  actions_.push_back(close{c});
  closed(c);
}

void epmd_registry::unregister(connection c) {
  const auto found =
      std::ranges::find_if(registered_, [&](const registration& r) { return r.owner == c; });
  KITH_ASSERT(found != registered_.end());
  unused_.push_back(std::move(*found));
  registered_.erase(found);
  if (unused_.size() > unused_max) {
    unused_.pop_front();
  }
}

}  // namespace kith::dist
