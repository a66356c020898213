# The page of `burin bench --html`, opened in headless Chromium; without Python
# or Chromium it is skipped.
#   cmake -DBURIN=<program> -DCHECKPOINT=<file> -DROOT=<repository>
#     -DWORK=<folder> -P tests/ReportPage.cmake

cmake_policy(VERSION 3.25)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

include(${CMAKE_CURRENT_LIST_DIR}/RunBurin.cmake)

find_program(PYTHON python3)
if(NOT PYTHON)
  message("no Python found: skipped")
  return()
endif()
# Two precisions and batch sizes: a line, a best point and every section.
run(0 bench ${CHECKPOINT} --batch 1,2 --precision fp32,bf16 --seconds 0.05
  --html report.html)
execute_process(
  COMMAND ${PYTHON} ${ROOT}/scripts/check_report.py report.html
  WORKING_DIRECTORY ${WORK}
  RESULT_VARIABLE result OUTPUT_VARIABLE out ERROR_VARIABLE err)
message("${out}${err}")
if(NOT result EQUAL 0 AND NOT result EQUAL 77)
  message(FATAL_ERROR "check_report.py: status ${result}")
endif()
