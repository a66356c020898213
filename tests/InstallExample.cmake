# The installed package as a user meets it:
#   cmake -DBUILD=<build folder> -DROOT=<project> -DWORK=<folder>
#     -DCOMPILER=<c++> -P tests/InstallExample.cmake
# Installs into WORK, builds examples/ against it with find_package(burin), and
# runs the example: without arguments it prints its usage and exits with 2.

cmake_policy(VERSION 3.25)
file(REMOVE_RECURSE ${WORK})

function(run status)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE out
    ERROR_VARIABLE err)
  if(NOT result STREQUAL status)
    message(FATAL_ERROR "${ARGN}\nexit ${result}, ${status} expected\n${out}${err}")
  endif()
endfunction()

run(0 ${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
foreach(file man/man1/burin.1 man/man1/burin-infer.1
    bash-completion/completions/burin zsh/site-functions/_burin
    fish/vendor_completions.d/burin.fish)
  if(NOT EXISTS ${WORK}/prefix/share/${file})
    message(FATAL_ERROR "share/${file} is not installed")
  endif()
endforeach()
run(0 ${CMAKE_COMMAND} -S ${ROOT}/examples -B ${WORK}/examples
  -DCMAKE_PREFIX_PATH=${WORK}/prefix -DCMAKE_CXX_COMPILER=${COMPILER})
run(0 ${CMAKE_COMMAND} --build ${WORK}/examples)
run(2 ${WORK}/examples/classify)
run(1 ${WORK}/examples/classify no-such.plate no-such.jpeg)
