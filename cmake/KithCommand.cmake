# The command `kith`: bin/kith of the build folder, its pages of the manual and its completions.

find_path(KITH_CLI11 CLI/App.hpp DOC "CLI11, the library for options of commands (libcli11-dev)")
if(NOT KITH_CLI11)
  message(FATAL_ERROR "The command kith needs CLI11 (Debian: libcli11-dev); -DKITH_BUILD_COMMAND=OFF builds without")
endif()
find_path(KITH_EDITLINE histedit.h DOC "libedit, the editor of lines (libedit-dev)")
find_library(KITH_EDITLINE_LIBRARY edit)
if(NOT KITH_EDITLINE OR NOT KITH_EDITLINE_LIBRARY)
  message(FATAL_ERROR "The command kith needs libedit (Debian: libedit-dev); -DKITH_BUILD_COMMAND=OFF builds without")
endif()

# What `kith version` tells. The revision is that of the sources, so that the same sources give the
# same program; where git is missing, or these are no clone, none is told.
set(KITH_REVISION "")
find_package(Git QUIET)
if(GIT_FOUND AND EXISTS ${PROJECT_SOURCE_DIR}/.git)
  execute_process(COMMAND ${GIT_EXECUTABLE} describe --always --dirty --tags
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE KITH_REVISION
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
string(STRIP "${CMAKE_BUILD_TYPE} ${CMAKE_CXX_FLAGS}" KITH_BUILD)
if(KITH_SANITIZE)
  string(APPEND KITH_BUILD " -fsanitize=${KITH_SANITIZE}")
endif()
string(REPLACE "\"" "'" KITH_BUILD "${KITH_BUILD}")
configure_file(src/cmd/build_info.hpp.in cmd/cmd/build_info.hpp @ONLY)

kith_layer_sources(cmd cmd_sources)
add_executable(kith_command ${cmd_sources})
set_target_properties(kith_command PROPERTIES OUTPUT_NAME kith
  RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
kith_compile(kith_command)
kith_link(kith_command)
target_include_directories(kith_command PRIVATE src ${PROJECT_BINARY_DIR}/cmd)
target_include_directories(kith_command SYSTEM PRIVATE ${KITH_BOOST_INCLUDE} ${KITH_CLI11} ${KITH_EDITLINE})
target_link_libraries(kith_command PRIVATE kith Threads::Threads ${KITH_EDITLINE_LIBRARY})
if(BUILD_SHARED_LIBS)
  file(RELATIVE_PATH to_library /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
  set_target_properties(kith_command PROPERTIES INSTALL_RPATH $ORIGIN/${to_library})
endif()

# build/bin/kith is the release, wherever the presets put it.
if(PROJECT_IS_TOP_LEVEL AND PROJECT_BINARY_DIR STREQUAL "${PROJECT_SOURCE_DIR}/build/release")
  add_custom_command(TARGET kith_command POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_SOURCE_DIR}/build/bin
    COMMAND ${CMAKE_COMMAND} -E create_symlink ../release/bin/kith
      ${PROJECT_SOURCE_DIR}/build/bin/kith)
endif()

# The command tells its own manual.
set(manual)
function(kith_told file)
  set(output ${PROJECT_BINARY_DIR}/manual/${file})
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/manual
    COMMAND $<TARGET_FILE:kith_command> help ${ARGN} > ${output}
    DEPENDS kith_command VERBATIM)
  set(manual ${manual} ${output} PARENT_SCOPE)
endfunction()
kith_told(kith.1 --man)
foreach(subcommand IN ITEMS call doctor epmd help names ping version)
  kith_told(kith-${subcommand}.1 --man ${subcommand})
endforeach()
kith_told(kith.bash --complete bash)
kith_told(_kith --complete zsh)
kith_told(kith.fish --complete fish)
add_custom_target(kith_manual ALL DEPENDS ${manual})

if(KITH_INSTALL)
  install(TARGETS kith_command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(DIRECTORY ${PROJECT_BINARY_DIR}/manual/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
    FILES_MATCHING PATTERN "*.1")
  install(FILES ${PROJECT_BINARY_DIR}/manual/kith.bash RENAME kith
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES ${PROJECT_BINARY_DIR}/manual/_kith
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
  install(FILES ${PROJECT_BINARY_DIR}/manual/kith.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()
