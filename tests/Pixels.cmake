# A plate that takes pixels against one that takes floats, and a plate with gears:
#   cmake -DBURIN=<program> -DSAME_LOGITS=<program> -DCHECKPOINT=<file>
#     -DWORK=<folder> -P tests/Pixels.cmake

cmake_policy(VERSION 3.25)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

include(${CMAKE_CURRENT_LIST_DIR}/RunBurin.cmake)

# ImageNet's means and deviations, times 255.
file(WRITE ${WORK}/aipp.cfg "aipp_op {
  aipp_mode: static
  input_format: RGB888_U8
  csc_switch: false
  min_chn_0: 123.675
  min_chn_1: 116.28
  min_chn_2: 103.53
  var_reci_chn_0: 0.0171247538316637
  var_reci_chn_1: 0.0175070028011204
  var_reci_chn_2: 0.0174291938997821
}
")

run(0 demo-data data --val 1)
run(0 preprocess --data-root data --save-dir floats --gt-path gt.npy)
run(0 preprocess --data-root data --save-dir pixels --gt-path gt2.npy
  --dtype uint8)
expect_same(gt.npy gt2.npy)
file(SIZE ${WORK}/pixels/batch-00000.bin size)
if(NOT size EQUAL 150528)
  message(FATAL_ERROR "${size} bytes of pixels, 150528 expected")
endif()

run(0 export --checkpoint ${CHECKPOINT} --output net.onnx)
run(0 inspect net.onnx --json)
string(JSON input GET "${OUT}" inputs 0 name)
run(0 compile --framework=5 --model=net.onnx --output=floats
  --input_shape=${input}:4,3,224,224)
run(0 compile --framework=5 --model=net.onnx --output=pixels
  --input_shape=${input}:-1,3,224,224 --dynamic_batch_size=1,4
  --insert_op_conf=aipp.cfg --soc_version=Ascend310P3)
expect_match("${OUT}" "\nATC run success, welcome to the next use.\n$")

# The same answers within rounding, and the same accuracy.
run(2 infer --model pixels.plate)
expect_match("${ERR}" "gears of batch 1, 4; infer --dymBatch chooses one")
run(0 infer --model floats.plate --input floats --output out
  --output_dirname floats)
foreach(batch 1 4)
  run(0 infer --model pixels.plate --dymBatch ${batch} --input pixels
    --output out --output_dirname pixels${batch})
endforeach()
execute_process(COMMAND ${SAME_LOGITS} out/floats out/pixels4 1e-5
  WORKING_DIRECTORY ${WORK} RESULT_VARIABLE result OUTPUT_VARIABLE OUT)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the logits differ: ${OUT}")
endif()
execute_process(COMMAND ${SAME_LOGITS} out/pixels1 out/pixels4 0
  WORKING_DIRECTORY ${WORK} RESULT_VARIABLE result OUTPUT_VARIABLE OUT)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the gears differ: ${OUT}")
endif()
foreach(kind floats pixels1 pixels4)
  run(0 evaluate --result-dir out/${kind} --gt-path gt.npy)
  set(accuracy_${kind} "${OUT}")
endforeach()
foreach(kind pixels1 pixels4)
  if(NOT accuracy_${kind} STREQUAL accuracy_floats)
    message(FATAL_ERROR "${kind}: ${accuracy_${kind}} ${accuracy_floats}")
  endif()
endforeach()
