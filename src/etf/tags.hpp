// The tags of the external term format. Source: ERTS User's Guide, "External Term Format".
//
//   version_magic 131, then one term; `compressed` stands right behind it: size:u32 zlib-data
//
//   small_integer 97 u8              integer 98 i32            float_text 99 char[31]
//   new_float 70 f64                 small_big 110 n:u8 sign:u8 magnitude[n], least byte first
//   large_big 111 n:u32 sign:u8 …    atom 100 n:u16 latin1     small_atom 115 n:u8 latin1
//   atom_utf8 118 n:u16 utf8         small_atom_utf8 119 n:u8  atom_cache_ref 82 u8
//   reference 101 node id:u32 c:u8   new_reference 114 n:u16 node c:u8 id:u32[n]
//   newer_reference 90 n:u16 node c:u32 id:u32[n]
//   port 102 node id:u32 c:u8        new_port 89 node id:u32 c:u32     v4_port 120 node id:u64
//   c:u32 pid 103 node id:u32 serial:u32 c:u8     new_pid 88 node id:u32 serial:u32 c:u32
//   small_tuple 104 n:u8 term[n]     large_tuple 105 n:u32 term[n]     nil 106
//   string 107 n:u16 byte[n]         list 108 n:u32 term[n] tail       map 116 n:u32 (key value)[n]
//   binary 109 n:u32 byte[n]         bit_binary 77 n:u32 bits:u8 byte[n]
//   export_fun 113 module function arity
//   new_fun 112 size:u32 arity:u8 uniq[16] index:u32 free:u32 module old_index old_uniq pid
//   term[free]
#pragma once

#include <cstdint>

namespace kith::etf {

enum class tag : std::uint8_t {
  new_float = 70,
  bit_binary = 77,
  compressed = 80,
  atom_cache_ref = 82,
  new_pid = 88,
  new_port = 89,
  newer_reference = 90,
  small_integer = 97,
  integer = 98,
  float_text = 99,
  atom = 100,
  reference = 101,
  port = 102,
  pid = 103,
  small_tuple = 104,
  large_tuple = 105,
  nil = 106,
  string = 107,
  list = 108,
  binary = 109,
  small_big = 110,
  large_big = 111,
  new_fun = 112,
  export_fun = 113,
  new_reference = 114,
  small_atom = 115,
  map = 116,
  atom_utf8 = 118,
  small_atom_utf8 = 119,
  v4_port = 120,
  version_magic = 131,
};

constexpr char code(tag t) noexcept {
  return static_cast<char>(t);
}

}  // namespace kith::etf
