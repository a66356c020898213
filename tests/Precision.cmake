# Reduced precision from outside, on a trained network:
#   cmake -DBURIN=<program> -DCHECKPOINT=<file> -DWORK=<folder>
#     -DDROPS=<points,...> -P tests/Precision.cmake
# Each precision, the guides' files as they are, and what --precision auto chose
# compiled again from the files that it wrote.

cmake_policy(VERSION 3.25)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

include(${CMAKE_CURRENT_LIST_DIR}/RunBurin.cmake)

run(0 demo-data data --val 1)
run(0 export --checkpoint ${CHECKPOINT} --output net.onnx)
run(0 inspect net.onnx --json)
string(JSON input GET "${OUT}" inputs 0 name)
set(common --model=net.onnx --input_shape=${input}:4,3,224,224
  --calibration-data=data/val)

# compile_hash(NAME args...): the plate's hash in HASH, the products as compile
# counts them in PRODUCTS.
function(compile_hash name)
  run(0 compile ${common} --output=${name} ${ARGN})
  string(REGEX MATCH "[0-9]+ products in [^\n]*, weights" products "${OUT}")
  set(told "${OUT}")
  set(notes "${ERR}")
  run(0 inspect ${name}.plate --plan-hash)
  set(HASH "${OUT}" PARENT_SCOPE)
  set(PRODUCTS "${products}" PARENT_SCOPE)
  set(OUT "${told}" PARENT_SCOPE)
  set(ERR "${notes}" PARENT_SCOPE)
endfunction()

compile_hash(fp32)
expect_match("${PRODUCTS}" "^[0-9]+ products in fp32, weights")
compile_hash(bf16 --precision=bf16)
expect_match("${PRODUCTS}" "^[0-9]+ products in bf16, weights")
expect_match("${OUT}" "self-check against fp32, 12 samples.*top-1 1[12] of 12")
compile_hash(int8 --precision=int8)
expect_match("${PRODUCTS}" "products in bf16, [0-9]+ in int8, weights")
expect_match("${OUT}" "self-check against fp32, 12 samples")

# The guides' files: one has no newline, the other names nodes by the hundred.
file(WRITE ${WORK}/op_precision.ini "Gelu=high_performance")
compile_hash(modes --precision=bf16 --op_precision_mode=op_precision.ini)
expect_match("${ERR}" "op_precision_mode: without effect: 'Gelu'")
if(CHECKPOINT MATCHES "t2t")
  run(0 precision net.onnx keep_dtype.cfg)
  file(STRINGS ${WORK}/keep_dtype.cfg names)
  list(LENGTH names count)
  if(count LESS 20)
    message(FATAL_ERROR "keep_dtype.cfg: ${count} names")
  endif()
  compile_hash(kept --precision=bf16 --keep_dtype=keep_dtype.cfg --strict)
  expect_match("${ERR}" "keep_dtype: all ${count} entries are in the model")
  expect_match("${PRODUCTS}" "^2 products in fp32, [0-9]+ in bf16, weights")
endif()

# What auto chose, again: nothing may be lost, something may, all may.
string(REPLACE "," ";" drops "${DROPS}")
foreach(drop ${drops})
  compile_hash(auto --precision=auto --max-drop=${drop})
  set(chosen "${HASH}")
  set(products "${PRODUCTS}")
  expect_match("${OUT}" "\nthe same again: --precision ([^\n]*)\n")
  string(REGEX MATCH "the same again: ([^\n]*)\n" unused "${OUT}")
  string(REPLACE " --" ";--" again "${CMAKE_MATCH_1}")
  string(REPLACE "--precision " "--precision=" again "${again}")
  compile_hash(again ${again} --strict)
  if(NOT HASH STREQUAL chosen OR NOT PRODUCTS STREQUAL products)
    message(FATAL_ERROR "--max-drop ${drop}: ${again} gives ${HASH}"
      "${PRODUCTS}, auto chose ${chosen}${products}")
  endif()
  if(drop EQUAL 100)
    compile_hash(int8 --precision=int8)
    if(NOT HASH STREQUAL chosen)
      message(FATAL_ERROR "auto does not reduce all where all may be lost")
    endif()
  endif()
endforeach()
