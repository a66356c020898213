# The three kinds of target, so that a folder's CMakeLists.txt is a list.
#
#   burin_library(NAME SOURCES ... LINKS ...)     -> static library burin_NAME
#   burin_test(NAME SOURCES ... LINKS ...)        -> test program NAME_test
#   burin_check_alignment(NAME)                   UBSan's check, too
#   burin_isa_sources(NAME ISA SOURCES ...)       -> sources of burin_NAME that
#                                                    are compiled for one tier
# LINKS is exact: the include check (cmake/CheckIncludes.cmake) refuses an
# include of a folder that is not linked.

add_library(burin_options INTERFACE)
target_compile_options(burin_options INTERFACE
  -Wall -Wextra -Werror -Wno-missing-field-initializers
  # g++ and clang contract a*b+c differently; the same bits on both need off.
  -ffp-contract=off)
target_include_directories(burin_options INTERFACE
  ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 warns inside its own <string> at "literal" + std::string (GCC bug
  # 105651).
  target_compile_options(burin_options INTERFACE -Wno-restrict)
endif()
if(BURIN_SANITIZE)
  target_compile_options(burin_options INTERFACE
    -fsanitize=${BURIN_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  if(BURIN_SANITIZE MATCHES "address" AND NOT BURIN_FUZZ)
    # A third of the time of compiling. AddressSanitizer sees null pointers and
    # objects that are too small when they are used; alignment is checked where
    # memory is shared out by hand (burin_check_alignment).
    target_compile_options(burin_options INTERFACE
      -fno-sanitize=null,object-size
      $<$<NOT:$<BOOL:$<TARGET_PROPERTY:BURIN_CHECK_ALIGNMENT>>>:-fno-sanitize=alignment>)
  endif()
  target_link_options(burin_options INTERFACE -fsanitize=${BURIN_SANITIZE})
  # With its sanitizers g++ 12 takes members of an empty std::optional for
  # values that are read.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(burin_options INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()

set(BURIN_ISA_FLAGS_scalar "")
set(BURIN_ISA_FLAGS_avx2 -mavx2 -mfma -mf16c)
set(BURIN_ISA_FLAGS_avx512
  -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx2 -mfma -mf16c
  -mprefer-vector-width=512)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 warns inside its own avx512fintrin.h.
  list(APPEND BURIN_ISA_FLAGS_avx512
       -Wno-uninitialized -Wno-maybe-uninitialized)
endif()
set(BURIN_ISA_FLAGS_avx512_bf16
  ${BURIN_ISA_FLAGS_avx512} -mavx512bf16 -mavx512vnni -mavx512vbmi)

# Unrolled register tiles are what sanitizers make slow to compile and to run:
# the fuzzers reach the readers, never the kernels, and g++ checks addresses by
# calls. Undefined behaviour is looked for in the plainest tier, which is made of
# the same templates.
set(BURIN_ISA_SANITIZE "")
if(BURIN_FUZZ)
  set(BURIN_ISA_SANITIZE -fno-sanitize=fuzzer-no-link,${BURIN_SANITIZE})
elseif(BURIN_SANITIZE MATCHES "address" AND
       CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(BURIN_ISA_SANITIZE --param=asan-instrumentation-with-call-threshold=0
    -fno-sanitize=undefined)
endif()

function(burin_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(burin_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(burin_${name}
    PUBLIC $<BUILD_INTERFACE:burin_options> ${ARG_LINKS}
    PRIVATE ${ARG_PRIVATE_LINKS})
endfunction()

# For the libraries whose pointers come from offsets that they compute.
function(burin_check_alignment name)
  set_target_properties(burin_${name} PROPERTIES BURIN_CHECK_ALIGNMENT ON)
endfunction()

function(burin_isa_sources name isa)
  cmake_parse_arguments(ARG "" "" "SOURCES" ${ARGN})
  set(sanitize ${BURIN_ISA_SANITIZE})
  if(isa STREQUAL "scalar")
    list(REMOVE_ITEM sanitize -fno-sanitize=undefined)
  endif()
  set_source_files_properties(${ARG_SOURCES} PROPERTIES
    COMPILE_OPTIONS "${BURIN_ISA_FLAGS_${isa}};${sanitize}")
  target_sources(burin_${name} PRIVATE ${ARG_SOURCES})
endfunction()

function(burin_test name)
  if(NOT BURIN_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name}_test ${ARG_SOURCES})
  target_link_libraries(${name}_test PRIVATE ${ARG_LINKS} GTest::gtest_main
    GTest::gmock burin_options)
  # Tests take longer to compile than to run.
  target_compile_options(${name}_test PRIVATE
    $<$<CONFIG:Release>:-O1> $<$<CONFIG:RelWithDebInfo>:-O0>)
  add_test(NAME ${name} COMMAND ${name}_test)
endfunction()
