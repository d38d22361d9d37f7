# One program of tests for each layer; the tests stand beside the code as src/<layer>/<noun>_test.cpp.

find_path(KITH_DOCTEST doctest/doctest.h DOC "doctest, the test library (doctest-dev)")
if(NOT KITH_DOCTEST)
  message(FATAL_ERROR "The tests need doctest (Debian: doctest-dev); -DKITH_BUILD_TESTS=OFF builds without")
endif()
find_library(KITH_RAPIDCHECK rapidcheck DOC "rapidcheck, the library for properties")
if(NOT KITH_RAPIDCHECK)
  message(FATAL_ERROR "The tests need rapidcheck (Debian: librapidcheck-dev); -DKITH_BUILD_TESTS=OFF builds without")
endif()

add_library(kith_test_main OBJECT tests/doctest_main.cpp)
target_compile_features(kith_test_main PRIVATE cxx_std_20)
target_include_directories(kith_test_main SYSTEM PRIVATE ${KITH_DOCTEST})
if(KITH_SANITIZE)
  target_compile_options(kith_test_main PRIVATE -fsanitize=${KITH_SANITIZE})
endif()

function(kith_test_program name)
  add_executable(${name} ${ARGN} $<TARGET_OBJECTS:kith_test_main>)
  kith_internal(${name})
  target_include_directories(${name} SYSTEM PRIVATE ${KITH_DOCTEST})
  target_link_libraries(${name} PRIVATE ${KITH_RAPIDCHECK})
endfunction()

function(kith_test name label)
  kith_test_program(${name} ${ARGN})
  add_test(NAME ${label} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${label} PROPERTIES LABELS ${label} TIMEOUT 600
    ENVIRONMENT "${kith_sanitizer_options}")
endfunction()

# What a sanitizer reports makes the test fail.
set(kith_sanitizer_options "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1"
  "TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1")

foreach(layer IN LISTS kith_layers ITEMS sim)
  file(GLOB tests CONFIGURE_DEPENDS src/${layer}/*_test.cpp)
  if(tests)
    kith_test(kith_test_${layer} ${layer} ${tests})
  endif()
endforeach()

file(GLOB tests CONFIGURE_DEPENDS tests/scenarios/*.cpp)
if(tests)
  kith_test(kith_test_scenarios scenarios ${tests})
  set_tests_properties(scenarios PROPERTIES TIMEOUT 1200)
endif()

# These talk to a real erl. Where there is none they fail: an untested claim is no claim.
file(GLOB tests CONFIGURE_DEPENDS tests/interop/*.cpp)
list(FILTER tests EXCLUDE REGEX "_main\\.cpp$")
if(tests)
  kith_test(kith_test_interop interop ${tests})
  set_tests_properties(interop PROPERTIES TIMEOUT 900 RUN_SERIAL ON)
  file(GLOB mains CONFIGURE_DEPENDS tests/interop/*_main.cpp)
  foreach(main IN LISTS mains)
    cmake_path(GET main STEM name)
    add_executable(kith_${name} ${main})
    kith_internal(kith_${name})
    add_dependencies(kith_test_interop kith_${name})
    target_compile_definitions(kith_test_interop PRIVATE
      "KITH_PEER_PROGRAM=\"$<TARGET_FILE:kith_${name}>\"")
  endforeach()
endif()

# The shell written in Erlang beside OTP's: what both print for the same lines. A real erl runs both;
# nothing of ours is to be sanitized.
if(NOT KITH_SANITIZE)
  add_test(NAME transcripts COMMAND ${PROJECT_SOURCE_DIR}/tests/shell/run ${PROJECT_BINARY_DIR})
  set_tests_properties(transcripts PROPERTIES LABELS transcripts TIMEOUT 300)
endif()
# The same lines typed into the command.
if(KITH_BUILD_COMMAND)
  add_test(NAME transcripts_of_kith COMMAND ${PROJECT_SOURCE_DIR}/tests/shell/run
    ${PROJECT_BINARY_DIR}/kith_transcripts $<TARGET_FILE:kith_command>)
  set_tests_properties(transcripts_of_kith PROPERTIES LABELS transcripts TIMEOUT 300)
endif()

# The command, run beside OTP's own programs.
file(GLOB tests CONFIGURE_DEPENDS tests/cmd/*.cpp)
if(tests AND TARGET kith_command)
  kith_test(kith_test_cmd cmd ${tests} tests/interop/ports.cpp tests/interop/child.cpp
    tests/interop/erl_node.cpp)
  set_tests_properties(cmd PROPERTIES RUN_SERIAL ON)
  add_dependencies(kith_test_cmd kith_command)
  target_compile_definitions(kith_test_cmd PRIVATE
    "KITH_COMMAND=\"$<TARGET_FILE:kith_command>\"")
endif()

# Long and many: each suite runs by itself, so that none hides what another has left in memory.
file(GLOB tests CONFIGURE_DEPENDS tests/endurance/*.cpp)
if(tests)
  kith_test_program(kith_test_endurance ${tests} tests/interop/ports.cpp tests/interop/child.cpp)
  foreach(suite IN ITEMS memory scale stress)
    add_test(NAME endurance_${suite} COMMAND kith_test_endurance -ts=${suite}
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(endurance_${suite} PROPERTIES LABELS endurance TIMEOUT 1800 RUN_SERIAL ON
      ENVIRONMENT "${kith_sanitizer_options}")
  endforeach()
endif()

# Each fuzzer, compiled without libFuzzer, takes its corpus once.
file(GLOB fuzzers CONFIGURE_DEPENDS fuzz/*_fuzz.cpp)
foreach(fuzzer IN LISTS fuzzers)
  cmake_path(GET fuzzer STEM name)
  string(REGEX REPLACE "_fuzz$" "" subject ${name})
  add_executable(kith_replay_${subject} ${fuzzer} fuzz/replay_main.cpp)
  kith_internal(kith_replay_${subject})
  add_test(NAME fuzz_corpus_${subject}
    COMMAND kith_replay_${subject} ${PROJECT_SOURCE_DIR}/fuzz/corpus/${subject})
  set_tests_properties(fuzz_corpus_${subject} PROPERTIES LABELS fuzz TIMEOUT 300
    ENVIRONMENT "${kith_sanitizer_options}")
endforeach()

# The library modules in Erlang beside those of the real erl. In a time zone with summer time, and in a
# folder of the build, for the test makes files.
add_test(NAME stdlib_differential
  COMMAND ${PROJECT_SOURCE_DIR}/tests/stdlib/differential ${PROJECT_SOURCE_DIR}/src/stdlib
  WORKING_DIRECTORY ${PROJECT_BINARY_DIR})
set_tests_properties(stdlib_differential PROPERTIES LABELS stdlib TIMEOUT 300
  ENVIRONMENT "TZ=CET-1CEST,M3.5.0,M10.5.0/3")

# The linter beside that of the real erl, on the same forms.
add_test(NAME stdlib_lint
  COMMAND ${PROJECT_SOURCE_DIR}/tests/stdlib/lint ${PROJECT_SOURCE_DIR}/src/stdlib
  WORKING_DIRECTORY ${PROJECT_BINARY_DIR})
set_tests_properties(stdlib_lint PROPERTIES LABELS stdlib TIMEOUT 300)
add_test(NAME stdlib_pretty
  COMMAND ${PROJECT_SOURCE_DIR}/tests/stdlib/pretty ${PROJECT_SOURCE_DIR}/src/stdlib
  WORKING_DIRECTORY ${PROJECT_BINARY_DIR})
set_tests_properties(stdlib_pretty PROPERTIES LABELS stdlib TIMEOUT 300
  ENVIRONMENT "LC_ALL=C.UTF-8")
if(KITH_BUILD_COMMAND)
  # The table of functions in the documents.
  add_test(NAME exports COMMAND ${PROJECT_SOURCE_DIR}/tools/exports --check
    $<TARGET_FILE:kith_command>)
  set_tests_properties(exports PROPERTIES LABELS exports TIMEOUT 120)

  # Applications of others, from their sources.
  add_test(NAME applications COMMAND ${PROJECT_SOURCE_DIR}/tests/applications/run
    ${PROJECT_BINARY_DIR})
  set_tests_properties(applications PROPERTIES LABELS applications TIMEOUT 300)

  # Expressions, line by line, in a real erl and in the command.
  add_test(NAME expressions COMMAND ${PROJECT_SOURCE_DIR}/tests/expressions/run
    ${PROJECT_BINARY_DIR} $<TARGET_FILE:kith_command>)
  set_tests_properties(expressions PROPERTIES LABELS expressions TIMEOUT 300)

  # Clusters of erl, iex and the command, in every mix.
  add_test(NAME clusters COMMAND ${PROJECT_SOURCE_DIR}/tests/clusters/run ${PROJECT_BINARY_DIR}
    $<TARGET_FILE:kith_command> names. locks. groups. many.)
  # The cases of OTP's suites, between two kinds of nodes.
  add_test(NAME clusters_suites COMMAND ${PROJECT_SOURCE_DIR}/tests/clusters/run
    ${PROJECT_BINARY_DIR} $<TARGET_FILE:kith_command> _SUITE_)
  set_tests_properties(clusters clusters_suites PROPERTIES LABELS clusters TIMEOUT 900
    RUN_SERIAL ON)

  foreach(module files packets regexes)
    add_test(NAME stdlib_${module}
      COMMAND ${PROJECT_SOURCE_DIR}/tests/stdlib/beside ${PROJECT_BINARY_DIR} ${module})
    set_tests_properties(stdlib_${module} PROPERTIES LABELS stdlib TIMEOUT 240)
  endforeach()
  add_test(NAME stdlib_logging
    COMMAND ${PROJECT_SOURCE_DIR}/tests/stdlib/logging ${PROJECT_BINARY_DIR})
  set_tests_properties(stdlib_logging PROPERTIES LABELS stdlib TIMEOUT 200 RUN_SERIAL ON)

  # The same with random expressions, of a seed: the long run is by hand.
  add_test(NAME generated_expressions COMMAND ${PROJECT_SOURCE_DIR}/tests/expressions/generated
    ${PROJECT_BINARY_DIR} $<TARGET_FILE:kith_command> 1 2000)
  set_tests_properties(generated_expressions PROPERTIES LABELS expressions TIMEOUT 300)
endif()

if(EXISTS ${PROJECT_SOURCE_DIR}/tests/compiler/check_refused)
  add_test(NAME compiler COMMAND ${CMAKE_COMMAND} -E env CXX=${CMAKE_CXX_COMPILER}
    ${PROJECT_SOURCE_DIR}/tests/compiler/check_refused)
  set_tests_properties(compiler PROPERTIES LABELS compiler)
endif()

if(NOT KITH_SANITIZE)
  add_test(NAME packaging COMMAND ${PROJECT_SOURCE_DIR}/tests/packaging/run ${PROJECT_BINARY_DIR}
    ${CMAKE_CXX_COMPILER})
  set_tests_properties(packaging PROPERTIES LABELS packaging TIMEOUT 1800 RUN_SERIAL ON)
endif()
