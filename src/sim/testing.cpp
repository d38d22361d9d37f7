#include "kith/testing.hpp"

#include "sim/simulation.hpp"

namespace kith::testing {

io::world& host::world() const {
  return *host_;
}
const std::string& host::name() const {
  return host_->name();
}

std::string host::address() const {
  const std::string with_port = host_->address(0).to_string();
  return with_port.substr(0, with_port.rfind(':'));
}

void host::crash() {
  host_->crash();
}
void host::restart() {
  host_->restart();
}
void host::kill() {
  host_->kill();
}
void host::pause() {
  host_->pause();
}
void host::resume() {
  host_->resume();
}
void host::jump_wall_clock(duration by) {
  host_->jump_wall_clock(by);
}
void host::set_env(const std::string& name, const std::string& value) {
  host_->set_env(name, value);
}
void host::set_processors(unsigned count) {
  host_->set_processors(count);
}
void host::set_disk_full(bool full) {
  host_->own_disk().set_full(full);
}
void host::set_disk_broken(bool broken) {
  host_->own_disk().set_broken(broken);
}
void host::set_disk_lying(bool lying) {
  host_->own_disk().ignore_flushes(lying);
}
void host::erase_disk() {
  host_->own_disk().erase();
}
void host::set_names_work(bool work) {
  host_->sim().net().set_names_work(*host_, work);
}

struct simulation::state {
  explicit state(std::uint64_t seed) : sim(seed), draws(sim.fork("test")) {}

  sim::simulation sim;
  sim::random draws;
};

simulation::simulation(std::uint64_t seed) : state_(new state(seed)) {}
simulation::~simulation() {
  delete state_;
}

host simulation::add_host(const std::string& name) {
  return host(state_->sim.add_host(name));
}
void simulation::run_for(duration time) {
  state_->sim.run_for(time);
}

bool simulation::run_until(bool (*done)(void*), void* context, duration limit) {
  return state_->sim.run_until([=] { return done(context); }, limit);
}

bool simulation::run_until_quiet(duration limit) {
  return state_->sim.run_until_quiet(limit);
}

void simulation::after(duration delay, action* owned) {
  state_->sim.after(delay, [what = std::unique_ptr<action>(owned)] { what->run(); });
}

duration simulation::now() const {
  return state_->sim.now() - io::instant{};
}

void simulation::cut(host a, host b) {
  state_->sim.net().cut(a.impl(), b.impl());
}
void simulation::cut_one_way(host from, host to) {
  state_->sim.net().cut_one_way(from.impl(), to.impl());
}
void simulation::heal(host a, host b) {
  state_->sim.net().heal(a.impl(), b.impl());
}
void simulation::heal_all() {
  state_->sim.net().heal_all();
}
void simulation::delay(host from, host to, duration added) {
  state_->sim.net().delay(from.impl(), to.impl(), added);
}
void simulation::limit(host from, host to, std::uint64_t bytes_per_second) {
  state_->sim.net().limit(from.impl(), to.impl(), bytes_per_second);
}
void simulation::reset(host a, host b) {
  state_->sim.net().reset(a.impl(), b.impl());
}
void simulation::datagram_faults(host from, host to, unsigned lost_permille,
                                 unsigned doubled_permille, duration reorder_within) {
  state_->sim.net().datagram_faults(from.impl(), to.impl(), lost_permille, doubled_permille,
                                    reorder_within);
}

std::uint64_t simulation::seed() const {
  return state_->sim.seed();
}
std::uint64_t simulation::draw(std::uint64_t end) {
  return state_->draws.below(end);
}
void simulation::trace(std::string_view text) {
  state_->sim.note_text(text);
}
std::uint64_t simulation::trace_hash() const {
  return state_->sim.trace_hash();
}
std::string simulation::recent_trace() const {
  return state_->sim.recent_trace();
}
sim::simulation& simulation::impl() const {
  return state_->sim;
}

}  // namespace kith::testing
