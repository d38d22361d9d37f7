#include "kith/node.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "dist/cookie_file.hpp"
#include "dist/distribution.hpp"
#include "eval/evaluator.hpp"
#include "eval/folder_source.hpp"
#include "eval/natives.hpp"
#include "kernel/apply.hpp"
#include "kernel/kernel.hpp"
#include "kernel/natives.hpp"
#include "node/connected_nodes.hpp"
#include "node/shared_runtime.hpp"
#include "shell/attach_path.hpp"
#include "shell/natives.hpp"
#include "stdlib/library_source.hpp"
#include "stdlib/natives.hpp"

namespace kith {

namespace {

std::uint16_t epmd_port_of(const node_options& o, io::world& world) {
  if (o.epmd_port != 0) {
    return o.epmd_port;
  }
  const auto text = world.getenv("ERL_EPMD_PORT");
  if (!text) {
    return dist::epmd_port_default;
  }
  const long port = std::strtol(text->c_str(), nullptr, 10);
  if (port <= 0 || port > 65'535) {
    throw start_error("ERL_EPMD_PORT is no port number: " + *text);
  }
  return static_cast<std::uint16_t>(port);
}

dist::epmd_options epmd_of(const node_options& o, io::world& world) {
  dist::epmd_options epmd;
  epmd.start = o.start_epmd;
  epmd.port = epmd_port_of(o, world);
  epmd.listen = {io::address::any(epmd.port)};
  if (const auto text = world.getenv("ERL_EPMD_ADDRESS")) {
    epmd.listen.clear();
    for (std::string_view rest = *text; !rest.empty();) {
      const std::string_view one = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), one.size() + 1));
      const auto address = io::address::parse(one, epmd.port);
      if (!address) {
        throw start_error("ERL_EPMD_ADDRESS is no numeric address: " + std::string(one));
      }
      epmd.listen.push_back(*address);
    }
    if (epmd.listen.empty()) {
      epmd.listen = {io::address::any(epmd.port)};  // as if it were not set
    }
  }
  return epmd;
}

dist::name_domain domain_of(const node_options& o) {
  switch (o.names) {
  case node_names::shortnames: return dist::name_domain::short_names;
  case node_names::longnames: return dist::name_domain::long_names;
  case node_names::automatic: break;
  }
  const auto at = o.name.find('@');
  return at != std::string::npos && o.name.find('.', at) != std::string::npos
             ? dist::name_domain::long_names
             : dist::name_domain::short_names;
}

dist::distribution_options distribution_of(const node_options& o, io::world& world) {
  dist::distribution_options d;
  d.domain = domain_of(o);
  auto name = dist::own_node_name(o.name, d.domain, world.host_name());
  if (!name) {
    throw start_error(name.failure().text);
  }
  d.name = *name;
  if (!o.cookie.empty()) {
    d.cookie = o.cookie;
  } else {
    auto cookie = dist::user_cookie(world);
    if (!cookie) {
      throw start_error(cookie.failure().text);
    }
    d.cookie = *cookie;
  }
  d.dynamic = name->name == "undefined";
  d.listen = o.dist_listen && !d.dynamic;
  d.hidden = o.hidden || !d.listen;
  d.net_ticktime = o.net_ticktime;
  d.net_tickintensity = o.net_tickintensity;
  d.net_setuptime = o.net_setuptime;
  d.dist_buf_busy_limit = o.dist_buf_busy_limit;
  d.listen_port = o.erl_epmd_port != 0 ? o.erl_epmd_port : o.listen_port;
  d.listen_port_max = o.erl_epmd_port != 0 ? o.erl_epmd_port : o.listen_port_max;
  d.peer_port = o.erl_epmd_port;
  d.connects = o.dist_auto_connect;
  if (!o.listen_address.empty()) {
    d.listen_address = io::address::parse(o.listen_address, 0);
    if (!d.listen_address) {
      throw start_error("listen_address is no numeric address: " + o.listen_address);
    }
  }
  if (o.net_tickintensity < dist::net_tickintensity_default ||
      o.net_tickintensity > dist::net_tickintensity_max) {
    throw start_error("net_tickintensity is " + std::to_string(o.net_tickintensity) +
                      ", and not from 4 to 1000");
  }
  d.epmd = epmd_of(o, world);
  return d;
}

/// The smallest that `+P` of erl takes.
constexpr std::uint32_t process_limit_min = 1'024;
constexpr std::uint32_t process_limit_max = (1u << detail::pid_slot_bits) - 1;

std::shared_ptr<detail::runtime> runtime_for(const node_options& o, io::world& world) {
  const std::uint32_t wanted = o.process_limit;
  if (wanted != 0 && (wanted < process_limit_min || wanted > process_limit_max)) {
    throw start_error("process_limit is " + std::to_string(wanted) + ", and not from 1024 to " +
                      std::to_string(process_limit_max));
  }
  if (o.schedulers > detail::schedulers_max) {
    throw start_error("schedulers is " + std::to_string(o.schedulers) + ", and not from 1 to " +
                      std::to_string(detail::schedulers_max));
  }
  auto runtime = shared_runtime(world, wanted, o.schedulers);
  const std::uint32_t has = runtime->table().limit();
  if (wanted != 0 && wanted != has) {
    throw start_error("process_limit is " + std::to_string(wanted) +
                      ", and the other nodes of this program run with " + std::to_string(has));
  }
  if (const std::size_t there = runtime->scheduler_count();
      o.schedulers != 0 && o.schedulers != there) {
    throw start_error("schedulers is " + std::to_string(o.schedulers) +
                      ", and the other nodes of this program run on " + std::to_string(there));
  }
  return runtime;
}

/// What processes write, by way of the process `user`.
class standard_output final : public detail::io_sink {
 public:
  void write(std::string_view text) override {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  }
  void write_error(std::string_view text) override {
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
};

}  // namespace

struct node::parts final : detail::node_end {
  explicit parts(const node_options& o)
      : world(o.world == nullptr ? io::real_world() : *o.world), runtime(runtime_for(o, world)),
        core(std::make_unique<detail::node_core>(*runtime, atoms::nonode, 0,
                                                 o.log == nullptr ? own_log : *o.log)) {}

  /// What a flag is for that a worker sets.
  using flag = std::atomic<std::uint32_t>;
  static void raise(flag& f) {
    f.store(1, std::memory_order_release);
    f.notify_all();
  }

  /// Makes it a node that evaluates.
  void add_language() {
    evaluator = std::make_unique<eval::evaluator>(*core);
    evaluator->add_source(library);
    evaluator->add_source(folders);
    detail::add_stdlib_natives(core->natives);
    detail::add_log_natives(core->natives);
    eval::add_eval_natives(core->natives);
    detail::add_terminal_natives(core->natives);
    kernel.code = evaluator.get();
  }

  void halt(int with, std::string_view slogan) override {
    int none = -1;
    if (status.compare_exchange_strong(none, with, std::memory_order_relaxed) && !slogan.empty()) {
      core->log(log_level::error, "halt", slogan);
    }
    raise(stopped);
  }

  /// Why it cannot, or nothing.
  std::string start_kernel() {
    try {
      detail::start_kernel(*core, kernel);
    } catch (const exit_exception& e) {
      return "the processes of the kernel cannot start: " + to_string(e.reason());
    }
    return {};
  }

  void start_distribution(const node_options& o) {
    dist::distribution_options d = distribution_of(o, world);
    d.publishes_to = [this, hidden = d.hidden](std::string_view peer) {
      return kernel.global_groups.get()->publishes_to(peer, hidden);
    };
    distribution = std::make_unique<dist::distribution>(*core, std::move(d));
    distribution->set_spawn_body(detail::apply_native);
    nodes = std::make_unique<connected_nodes>(*core, *distribution);
    kernel.nodes = nodes.get();
    kernel.global.connect_all = o.connect_all;
    kernel.global.prevent_overlapping_partitions = o.prevent_overlapping_partitions;
    const auto done = std::make_shared<flag>(0);
    const auto why = std::make_shared<std::string>();
    distribution->start([this, why, done](result<void> outcome) {
      if (outcome) {
        // Here the name is settled, and no peer has been let in yet.
        std::uint32_t random = 0;
        world.entropy(std::as_writable_bytes(std::span(&random, 1)));
        kernel.global.extended_creation = (std::uint64_t{random} << 32u) | core->creation();
        *why = start_kernel();
        if (why->empty()) {
          for (const atom server : {atoms::global_name_server, atom("global_group")}) {
            distribution->monitors().subscribe(
                core->names.find(server),
                {.visible = true, .hidden = true, .info = dist::node_watch::shape::map});
          }
        }
      } else {
        *why = outcome.failure().text;
      }
      raise(*done);
    });
    if (!runtime->wait_for(*done)) {
      throw start_error("the host of the node has crashed");
    }
    if (!why->empty()) {
      throw start_error(*why);
    }
  }

  void end() {
    if (distribution != nullptr) {
      const auto done = std::make_shared<flag>(0);
      distribution->stop([done] { raise(*done); });
      runtime->wait_for(*done);
    }
    const auto ended = core->ended();
    core->kill_all();
    runtime->wait_for(*ended);
    distribution.reset();
  }

  stderr_log own_log;
  io::world& world;
  std::shared_ptr<detail::runtime> runtime;
  std::unique_ptr<detail::node_core> core;
  std::unique_ptr<dist::distribution> distribution;
  std::unique_ptr<connected_nodes> nodes;
  standard_output output;
  eval::library_source library;
  eval::folder_source folders;
  std::unique_ptr<eval::evaluator> evaluator;
  detail::kernel_state kernel;
  std::atomic<int> status{-1};  ///< it was halted with; read once `stopped` is seen
  flag stopped{0};
};

namespace {

void serve_attached(node& n, io::world& world) {
  const std::string path = shell::attach_path(world, n.name().name());
  // Whether the folder is there, and ours, shows when it is listened at.
  static_cast<void>(world.files().make_directories(path.substr(0, path.rfind('/')), 0700));
  n.spawn(eval::apply_process, atom("kith_attach"), atom("serve"), term(list(path)));
}

}  // namespace

node::node(node_options options) : parts_(new parts(options)) {
  try {
    parts_->kernel.output = &parts_->output;
    if (options.global_groups) {
      parts_->kernel.env.set(atom("kernel"), atom("global_groups"), options.global_groups);
    }
    parts_->kernel.dist_buf_busy_limit = options.dist_buf_busy_limit;
    if (options.evaluate) {
      parts_->add_language();
    }
    parts_->kernel.end = parts_;
    parts_->kernel.epmd_port = epmd_port_of(options, parts_->world);
    if (options.name.empty()) {
      if (const std::string why = parts_->start_kernel(); !why.empty()) {
        throw start_error(why);
      }
    } else {
      parts_->start_distribution(options);
      // Without a name of its own there is none for the socket.
      if (options.evaluate && options.attach && name() != atoms::nonode) {
        serve_attached(*this, parts_->world);
      }
    }
  } catch (...) {
    parts_->end();
    delete parts_;
    throw;
  }
}

node::~node() {
  parts_->end();
  delete parts_;
}

void node::send(const destination& to, term message) {
  detail::send_from_outside(*parts_->core, to, std::move(message));
}

atom node::name() const {
  return parts_->core->name();
}

int node::wait() {
  parts_->runtime->wait_for(parts_->stopped);
  return std::max(0, parts_->status.load(std::memory_order_relaxed));
}

void node::stop() {
  parts::raise(parts_->stopped);
}

bool node::connect(std::string_view other) {
  const auto peer = atom::intern(other);
  if (!peer || parts_->distribution == nullptr) {
    return false;
  }
  const auto done = std::make_shared<parts::flag>(0);
  const auto good = std::make_shared<std::atomic<bool>>(false);
  parts_->distribution->connect(*peer, [done, good](bool up) {
    good->store(up);
    parts::raise(*done);
  });
  parts_->runtime->wait_for(*done);
  return good->load();
}

std::vector<atom> node::nodes() const {
  return parts_->distribution == nullptr ? std::vector<atom>()
                                         : parts_->distribution->nodes(true, false);
}

void node::export_function(atom module, atom function, std::uint32_t arity, native_function body) {
  parts_->core->natives.add(module, function, arity, body);
}

detail::node_core& node::core() const noexcept {
  return *parts_->core;
}

}  // namespace kith
