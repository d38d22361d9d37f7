// Owning pointers, as small as they can be: <memory> would double what a header costs.
#pragma once

#include <cstdint>
#include <utility>

namespace kith::detail {

/// Owns what was made with `new`. As std::unique_ptr.
template <class T>
class owned {
 public:
  owned() noexcept = default;
  explicit owned(T* p) noexcept : p_(p) {}
  template <class U>
  owned(owned<U>&& other) noexcept : p_(other.release()) {}  // NOLINT: as unique_ptr
  owned(owned&& other) noexcept : p_(other.release()) {}
  owned& operator=(owned other) noexcept {
    std::swap(p_, other.p_);
    return *this;
  }
  ~owned() { delete p_; }

  T* operator->() const noexcept { return p_; }
  T& operator*() const noexcept { return *p_; }
  [[nodiscard]] T* get() const noexcept { return p_; }
  T* release() noexcept { return std::exchange(p_, nullptr); }
  explicit operator bool() const noexcept { return p_ != nullptr; }

 private:
  T* p_ = nullptr;
};

/// The count of a `shared`: derive from it virtually destructible.
struct counted {
  std::uint32_t owners = 0;  ///< touched by `shared` alone
};

/// Shares what was made with `new` and derives from `counted`, between threads.
template <class T>
class shared {
 public:
  shared() noexcept = default;
  explicit shared(T* p) noexcept : p_(p) { add(); }
  template <class U>
  shared(const shared<U>& other) noexcept : p_(other.get()) {  // NOLINT: as shared_ptr
    add();
  }
  shared(const shared& other) noexcept : p_(other.p_) { add(); }
  shared(shared&& other) noexcept : p_(std::exchange(other.p_, nullptr)) {}
  shared& operator=(shared other) noexcept {
    std::swap(p_, other.p_);
    return *this;
  }
  ~shared() {
    // acq_rel: what one owner wrote is there for the one who deletes.
    if (p_ != nullptr && __atomic_fetch_sub(&p_->owners, 1u, __ATOMIC_ACQ_REL) == 1) {
      delete p_;
    }
  }

  T* operator->() const noexcept { return p_; }
  [[nodiscard]] T* get() const noexcept { return p_; }

 private:
  void add() noexcept {
    if (p_ != nullptr) {
      __atomic_fetch_add(&p_->owners, 1u, __ATOMIC_RELAXED);
    }
  }
  T* p_ = nullptr;
};

}  // namespace kith::detail
