# docs/cli.md is what the program says of itself:
#   cmake -DBURIN=<program> -DROOT=<project> -P tests/CliReference.cmake

execute_process(COMMAND ${BURIN} help --markdown
  RESULT_VARIABLE result OUTPUT_VARIABLE made)
file(READ ${ROOT}/docs/cli.md committed)
if(NOT result EQUAL 0 OR NOT made STREQUAL committed)
  message(FATAL_ERROR "docs/cli.md is out of date; run scripts/update_docs.sh")
endif()
