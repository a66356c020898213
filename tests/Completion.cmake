# What `burin completion` prints, in the shells that are there; and the manual
# pages in those of man's programs that are there:
#   cmake -DBURIN=<program> -DWORK=<folder> -P tests/Completion.cmake

cmake_policy(VERSION 3.25)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
execute_process(COMMAND ${BURIN} completion --share ${WORK}/share
  RESULT_VARIABLE result ERROR_VARIABLE err)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "completion --share: ${err}")
endif()
foreach(shell bash zsh fish)
  execute_process(COMMAND ${BURIN} completion ${shell}
    RESULT_VARIABLE result OUTPUT_FILE ${WORK}/${shell})
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "completion ${shell}: exit ${result}")
  endif()
  find_program(${shell}_program ${shell})
  if(${shell}_program)
    execute_process(COMMAND ${${shell}_program} -n ${WORK}/${shell}
      RESULT_VARIABLE result ERROR_VARIABLE err)
    if(NOT result EQUAL 0 OR NOT err STREQUAL "")
      message(FATAL_ERROR "${shell} does not read its script: ${err}")
    endif()
  endif()
endforeach()

# expect_bash("the last word is being typed" "what is offered")
function(expect_bash line expected)
  string(REPLACE " " ";" words "burin ${line}")
  list(LENGTH words count)
  math(EXPR last "${count} - 1")
  string(REPLACE ";" " " words "${words}")
  # What bash splits at '='; "@" stands for a word that is empty yet.
  string(REPLACE "=" " = " words "${words}")
  string(REPLACE "@" "''" words "${words}")
  execute_process(
    COMMAND ${bash_program} -c "compopt() { :; }; source ${WORK}/bash
COMP_WORDS=(${words}); COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); _burin
echo \"\${COMPREPLY[*]}\""
    WORKING_DIRECTORY ${WORK} OUTPUT_VARIABLE out ERROR_VARIABLE err
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT out STREQUAL expected OR NOT err STREQUAL "")
    message(FATAL_ERROR
      "burin ${line}: '${out}' offered, '${expected}' expected\n${err}")
  endif()
endfunction()

if(bash_program)
  expect_bash("exp" "export")
  expect_bash("help exp" "export")
  expect_bash("export --fam" "--family")
  expect_bash("export --family s" "shiftvit smlpnet")
  expect_bash("export --family=s" "shiftvit smlpnet")
  expect_bash("export --family=" "auto shiftvit smlpnet t2t_vit")
  expect_bash("export --opset 1" "")
  expect_bash("completion @" "bash zsh fish")
  expect_bash("preprocess --data-root sh" "share")
  expect_bash("nosuchverb --x" "")
endif()

file(GLOB pages ${WORK}/share/man/man1/*.1)
list(LENGTH pages count)
if(count LESS 10)
  message(FATAL_ERROR "${count} manual pages")
endif()
find_program(mandoc mandoc)
find_program(groff groff)
foreach(page ${pages})
  if(mandoc)
    # Its style hints want a date, which would differ by the day.
    execute_process(COMMAND ${mandoc} -Tlint -Wwarning ${page}
      RESULT_VARIABLE result OUTPUT_VARIABLE out)
    if(NOT result EQUAL 0 AND NOT out MATCHES "missing date")
      message(FATAL_ERROR "${out}")
    endif()
  endif()
  if(groff)
    execute_process(COMMAND ${groff} -man -Tascii -ww ${page}
      RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE err)
    if(NOT result EQUAL 0 OR NOT err STREQUAL "")
      message(FATAL_ERROR "${page}: ${err}")
    endif()
  endif()
endforeach()
