include(CMakePackageConfigHelpers)

install(TARGETS kith kith_testing EXPORT KithTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/kith DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(EXPORT KithTargets NAMESPACE kith:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Kith)
configure_package_config_file(cmake/KithConfig.cmake.in KithConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Kith)
write_basic_package_version_file(KithConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/KithConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/KithConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Kith)
# Relative, so that the installed tree may be moved.
file(RELATIVE_PATH KITH_PC_TO_PREFIX /p/${CMAKE_INSTALL_LIBDIR}/pkgconfig /p)
# What is in a static library must be linked by whoever links it.
set(KITH_PC_PRIVATE "")
set(KITH_PC_THREADS " -pthread")
if(BUILD_SHARED_LIBS)
  set(KITH_PC_PRIVATE ".private")
  set(KITH_PC_THREADS "")
endif()
configure_file(cmake/kith.pc.in kith.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/kith.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
