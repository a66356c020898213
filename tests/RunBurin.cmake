# For scripts that run the program BURIN in the folder WORK and look at what comes.

# run(STATUS args...): runs burin in WORK; its exit status must be STATUS. Leaves
# its standard output in OUT and standard error in ERR.
function(run status)
  execute_process(COMMAND ${BURIN} ${ARGN} WORKING_DIRECTORY ${WORK}
    RESULT_VARIABLE result OUTPUT_VARIABLE out ERROR_VARIABLE err)
  if(NOT result STREQUAL status)
    message(FATAL_ERROR
      "burin ${ARGN}\nexit ${result}, ${status} expected\n${out}\n${err}")
  endif()
  set(OUT "${out}" PARENT_SCOPE)
  set(ERR "${err}" PARENT_SCOPE)
endfunction()

function(expect_match text regex)
  if(NOT text MATCHES "${regex}")
    message(FATAL_ERROR "no match of ${regex} in:\n${text}")
  endif()
endfunction()

# The two files, below WORK, have the same bytes.
function(expect_same a b)
  file(SHA256 ${WORK}/${a} hash_a)
  file(SHA256 ${WORK}/${b} hash_b)
  if(NOT hash_a STREQUAL hash_b)
    message(FATAL_ERROR "${a} and ${b} differ")
  endif()
endfunction()

function(expect_files folder pattern count)
  file(GLOB files ${WORK}/${folder}/${pattern})
  list(LENGTH files found)
  if(NOT found EQUAL count)
    message(FATAL_ERROR "${folder}/${pattern}: ${found} files, ${count} expected")
  endif()
endfunction()
