# How Kith's own targets are compiled and linked. Nothing here touches targets of others.

# The sources of a layer, tests left out; nothing where the folder does not exist.
function(kith_layer_sources layer out)
  file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/src/${layer}/*.cpp)
  list(FILTER found EXCLUDE REGEX "_test\\.cpp$")
  set(${out} ${found} PARENT_SCOPE)
endfunction()

# The modules written in Erlang, FOLDER/*.erl, and the headers of applications,
# FOLDER/APPLICATION/include/*.hrl, as one C++ source that holds their texts.
function(kith_erlang_library folder out)
  file(GLOB modules CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.erl)
  set(names "")
  foreach(module IN LISTS modules)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${module})
    cmake_path(GET module STEM LAST_ONLY name)
    list(APPEND names ${name})
  endforeach()
  # In the order of names, by which they are looked for: a.b.erl stands before a.erl, and a before a.b.
  list(SORT names)
  set(texts "")
  foreach(name IN LISTS names)
    file(READ ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/${name}.erl text)
    string(APPEND texts "    {\"${name}\", R\"erlang(${text})erlang\"},\n")
  endforeach()
  file(GLOB headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/${folder}
    ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*/include/*.hrl)
  set(header_texts "")
  foreach(header IN LISTS headers)
    set(path ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/${header})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} text)
    string(APPEND header_texts "    {\"${header}\", R\"erlang(${text})erlang\"},\n")
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/erlang_library.cpp)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT "// Generated from ${folder}/*.erl.
#include \"stdlib/library.hpp\"

namespace kith::detail {

std::span<const library_module> library_modules() {
  static const library_module all[] = {
${texts}    {{}, {}}};
  return {all, std::size(all) - 1};
}

std::span<const library_module> library_headers() {
  static const library_module all[] = {
${header_texts}    {{}, {}}};
  return {all, std::size(all) - 1};
}

}  // namespace kith::detail
")
  set(${out} ${source} PARENT_SCOPE)
endfunction()

function(kith_compile target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET default)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wsign-conversion -Wold-style-cast -Wsuggest-override)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${target} PRIVATE -Wthread-safety)
  endif()
  if(KITH_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(KITH_SANITIZE)
    target_compile_options(${target} PUBLIC -fsanitize=${KITH_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${KITH_SANITIZE})
  endif()
endfunction()

# A shared library shows what is of namespace kith, and nothing of what it is built with. (By a list,
# since the public headers carry no marks.)
function(kith_export_only_kith target)
  set(map ${PROJECT_SOURCE_DIR}/cmake/kith.map)
  target_link_options(${target} PRIVATE LINKER:--version-script=${map})
  set_target_properties(${target} PROPERTIES LINK_DEPENDS ${map})
endfunction()

# A fast linker where there is one.
function(kith_link target)
  if(NOT DEFINED KITH_LINKER)
    find_program(KITH_MOLD mold)
    find_program(KITH_LLD NAMES ld.lld-19 ld.lld)
    if(KITH_MOLD)
      set(KITH_LINKER -fuse-ld=mold CACHE INTERNAL "")
    elseif(KITH_LLD)
      set(KITH_LINKER -fuse-ld=lld CACHE INTERNAL "")
    else()
      set(KITH_LINKER "" CACHE INTERNAL "")
    endif()
  endif()
  if(KITH_LINKER)
    target_link_options(${target} PRIVATE ${KITH_LINKER})
  endif()
endfunction()

# A program of the project's own that sees the insides: a test, a fuzzer, a benchmark.
function(kith_internal target)
  kith_compile(${target})
  kith_link(${target})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
  target_include_directories(${target} SYSTEM PRIVATE ${KITH_BOOST_INCLUDE})
  target_link_libraries(${target} PRIVATE kith_testing kith PkgConfig::KITH_GMP ZLIB::ZLIB
    Threads::Threads)
endfunction()
