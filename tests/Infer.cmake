# burin infer from outside: subsets, streams, devices, dumps.
#   cmake -DBURIN=<program> -DCHECKPOINT=<file> -DWORK=<folder>
#     -P tests/Infer.cmake

cmake_policy(VERSION 3.25)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

include(${CMAKE_CURRENT_LIST_DIR}/RunBurin.cmake)

run(0 demo-data data --val 1)
run(0 preprocess --data-root data --save-dir bins --gt-path gt.npy)
expect_files(bins "batch-*.bin" 12)
run(0 export --checkpoint ${CHECKPOINT} --output net.onnx)
run(0 inspect net.onnx --json)
string(JSON input GET "${OUT}" inputs 0 name)
run(0 compile --model=net.onnx --output=bs2
  --input_shape=${input}:2,3,224,224)

run(0 infer --model bs2.plate --input bins --output out --output_dirname all)
expect_files(out/all "*" 12)

# Subsets: the first ones, a list, a pattern; the same bytes as of the whole.
run(0 infer --model bs2.plate --input bins --limit 3 --output out
  --output_dirname first)
expect_files(out/first "*" 3)
expect_same(out/first/batch-00002_0.bin out/all/batch-00002_0.bin)
file(WRITE ${WORK}/list.txt "# two\nbatch-00007.bin\nbatch-00001.bin\n")
run(0 infer --model bs2.plate --input bins --list list.txt --output out
  --output_dirname listed)
expect_files(out/listed "*" 2)
expect_same(out/listed/batch-00007_0.bin out/all/batch-00007_0.bin)
run(0 infer --model bs2.plate "--input=bins/batch-*[05].bin" --output out
  --output_dirname pattern)
expect_files(out/pattern "*" 3)
expect_same(out/pattern/batch-00010_0.bin out/all/batch-00010_0.bin)
file(APPEND ${WORK}/list.txt "other.bin\nanother.bin\n")
run(1 infer --model bs2.plate --input bins --list list.txt)
expect_match("${ERR}" "line 4: 'other.bin'.*line 5: 'another.bin'")

# Streams change no bytes; the summary tells what ran.
run(0 infer --model bs2.plate --input bins --output out --output_dirname two
  --streams 2 --threads 2)
file(GLOB results RELATIVE ${WORK}/out/all ${WORK}/out/all/*)
foreach(name ${results})
  expect_same(out/two/${name} out/all/${name})
endforeach()
file(READ ${WORK}/out/two_summary.json summary)
foreach(key plate_hash cpu threads streams samples load_ms first_answer_ms
    memory_bytes peak_rss_bytes samples_per_second_compute
    samples_per_second_with_files)
  string(JSON value GET "${summary}" burin ${key})
endforeach()
string(JSON value GET "${summary}" burin compute_ms p95)
string(JSON samples GET "${summary}" burin samples)
if(NOT samples EQUAL 12)
  message(FATAL_ERROR "${samples} samples, 12 expected")
endif()
run(0 infer --model bs2.plate --pipeline 1 --threads 2 --loop 4)
expect_match("${ERR}" "note: --pipeline")
expect_match("${OUT}" "throughput 1000\\*batchsize\\.mean\\(2\\)")

# A time in place of a number of executions.
run(0 infer --model bs2.plate --duration 0.2)
expect_match("${OUT}" "samples in [0-9.]+ s: ")

# Devices: a folder and a summary each, and their sum.
run(0 infer --model bs2.plate --input bins --output out --output_dirname cards
  --device 0,3 --divide_input 1)
expect_files(out/cards/device0_0 "*" 6)
expect_files(out/cards/device3_1 "*" 6)
expect_same(out/cards/device0_0/batch-00005_0.bin out/all/batch-00005_0.bin)
expect_same(out/cards/device3_1/batch-00006_0.bin out/all/batch-00006_0.bin)
expect_match("${OUT}" "i:1 device_3 throughput:.*summary throughput:[0-9.]+\n")
foreach(device device0_0 device3_1)
  file(READ ${WORK}/out/cards/${device}_summary.json summary)
  string(JSON count LENGTH "${summary}" filesinfo)
  if(NOT count EQUAL 6)
    message(FATAL_ERROR "${device}: ${count} files in its summary, 6 expected")
  endif()
endforeach()
run(0 infer --model bs2.plate --input bins --output out --output_dirname all)
run(0 evaluate --result-dir out/all --gt-path gt.npy)
set(whole "${OUT}")
run(0 evaluate --result-dir out/cards --gt-path gt.npy)
expect_match("${ERR}" "the results of 2 devices are counted together")
if(NOT OUT STREQUAL whole)
  message(FATAL_ERROR "devices: ${OUT}\nin one go: ${whole}")
endif()
run(2 evaluate --merge out/cards/device0_0 out/cards/device3_1
  --gt-path gt.npy)
expect_match("${ERR}" "device0_0 is the folder of a device")
run(0 infer --model bs2.plate --input bins --limit 2 --output out
  --output_dirname each --device 0,1)
expect_files(out/each/device0_0 "*" 2)
expect_files(out/each/device1_1 "*" 2)
run(0 infer --model bs2.plate --input bins --limit 2 --output out
  --output_dirname turns --device 0,1,2 --threads 1 --profile)
expect_match("${ERR}" "3 devices share the threads of 1, one after the other")
expect_match("${ERR}" "--profile: on the cores of the first of 3 devices")
expect_match("${OUT}" "i:2 device_2 throughput:.*summary throughput:[0-9.]+\n")
foreach(device device0_0 device1_1 device2_2)
  expect_same(out/turns/${device}/batch-00001_0.bin out/all/batch-00001_0.bin)
endforeach()

# Dumps: every step of every batch, apart from the results.
run(0 infer --model bs2.plate --input bins --limit 3 --output out
  --output_dirname seen --dump --dump_npy)
expect_files(out/seen "*" 3)
foreach(batch 00000 00001)
  if(NOT EXISTS ${WORK}/out/dump/seen/${batch}/input.0.${input}.npy)
    message(FATAL_ERROR "no input among the dump of batch ${batch}")
  endif()
  file(READ ${WORK}/out/dump/seen/${batch}/steps.json steps)
  string(JSON count LENGTH "${steps}")
  file(GLOB tensors ${WORK}/out/dump/seen/${batch}/*.npy)
  list(LENGTH tensors written)
  if(NOT written EQUAL count OR count LESS 10)
    message(FATAL_ERROR "batch ${batch}: ${written} of ${count} tensors")
  endif()
endforeach()

# A profile leaves its table beside the results, and a dump of made-up data is
# one batch.
run(0 infer --model bs2.plate --output out --output_dirname timed --profiler 1
  --dump)
expect_files(out/timed "*" 1)
file(STRINGS ${WORK}/out/profiler/timed/op_summary.csv rows)
list(LENGTH rows count)
if(count LESS 10)
  message(FATAL_ERROR "op_summary.csv has ${count} lines")
endif()
list(GET rows 0 head)
expect_match("${head}" ",Precision,Share of Peak\\(%\\)$")
expect_match("${rows}" ",fp32,[0-9.]+;")
expect_files(out/dump/timed "*" 1)

# Results of other types than float32 are read by the type that the summary
# tells; without one they are taken for float32, and a note says so.
run(0 compile --model=net.onnx --output=half --output_type=FP16
  --input_shape=${input}:2,3,224,224)
foreach(format BIN NPY)
  run(0 infer --model half.plate --input bins --output out
    --output_dirname half${format} --outfmt ${format})
  run(0 evaluate --result-dir out/half${format} --gt-path gt.npy)
  if(NOT OUT STREQUAL whole)
    message(FATAL_ERROR "FP16 ${format}: ${OUT}\nfp32: ${whole}")
  endif()
endforeach()
run(0 evaluate --model half.plate --data-root data)
if(NOT OUT STREQUAL whole)
  message(FATAL_ERROR "FP16 from photographs: ${OUT}\nfp32: ${whole}")
endif()
file(COPY ${WORK}/out/all DESTINATION ${WORK}/copied)
run(0 evaluate --result-dir copied/all --gt-path gt.npy)
expect_match("${ERR}"
  "note: no summary of burin infer that can be read beside copied/all")
run(0 infer --model half.plate --input bins --output out
  --output_dirname halves --device 0,1 --divide_input 1)
run(0 evaluate --result-dir out/halves --gt-path gt.npy)
file(REMOVE ${WORK}/out/halves/device0_0_summary.json)
run(1 evaluate --result-dir out/halves --gt-path gt.npy)
expect_match("${ERR}" "device1_1 has results of float16; [^ ]*device0_0 has \
results of float32, as no summary says otherwise")

# A plate of pixels takes files of bytes and photographs, and refuses float32
# files, though one of them is as long as four images of bytes.
file(WRITE ${WORK}/aipp.cfg "aipp_op {
 aipp_mode: static
 input_format: RGB888_U8
 src_image_size_w: 224
 src_image_size_h: 224
 mean_chn_0: 124
 mean_chn_1: 116
 mean_chn_2: 104
 var_reci_chn_0: 0.01712475
 var_reci_chn_1: 0.017507
 var_reci_chn_2: 0.01742919
}
")
run(0 compile --model=net.onnx --output=pixels --insert_op_conf=aipp.cfg
  --input_shape=${input}:4,3,224,224)
run(0 preprocess --data-root data --save-dir bytes --gt-path bytes.npy
  --dtype uint8)
run(0 infer --model pixels.plate --input bytes --output out
  --output_dirname bytes)
run(0 evaluate --result-dir out/bytes --gt-path gt.npy)
set(pixels "${OUT}")
run(0 evaluate --model pixels.plate --data-root data)
if(NOT OUT STREQUAL pixels)
  message(FATAL_ERROR "pixels from photographs: ${OUT}\nfrom files: ${pixels}")
endif()
run(1 infer --model pixels.plate --input bins)
expect_match("${ERR}" "batch-00000.bin: holds float32 numbers")

# A trace is there beside the results, or alone on standard output.
run(0 infer --model bs2.plate --output out --output_dirname traced --profile
  --trace out/trace.json)
expect_match("${OUT}" "trace out/trace.json: [0-9]+ steps, [0-9]+ tasks;")
file(READ ${WORK}/out/trace.json trace)
string(JSON count LENGTH "${trace}" traceEvents)
if(count LESS 20)
  message(FATAL_ERROR "${count} events in the trace")
endif()
run(0 infer --model bs2.plate --trace -)
string(JSON value GET "${OUT}" otherData model)
if(EXISTS ${WORK}/-)
  message(FATAL_ERROR "--trace - made a file of that name")
endif()
run(2 infer --model bs2.plate --trace - --json)
run(2 infer --model bs2.plate --trace - --profile)

# No trace in the place of what the run writes, or where it cannot be written.
foreach(lost once_summary.json once/t.json profiler/once/op_summary.csv
    dump/once/t.json once.journal)
  run(2 infer --model bs2.plate --input bins --output out --output_dirname once
    --profile --dump --trace out/${lost})
  expect_match("${ERR}" "option --trace: out/${lost} ")
  if(EXISTS ${WORK}/out/once)
    message(FATAL_ERROR "a result folder although the trace would be lost")
  endif()
endforeach()
run(2 infer --model bs2.plate --input bins --limit 2
  --trace bins/batch-00009.bin)
run(2 infer --model bs2.plate --input bins --trace bins/trace.bin)
expect_match("${ERR}" "would lie among the input files of bins")
run(1 infer --model bs2.plate --trace none/trace.json)
expect_match("${ERR}" "not-found: none/trace.json: create: ")

# What would write over an input, or among them, is refused.
file(SHA256 ${WORK}/bs2.plate before)
run(2 infer --model bs2.plate --trace ./bs2.plate)
run(2 infer --model bs2.plate --input bins --trace bins/batch-00000.bin)
run(2 infer --model bs2.plate --input bins --output . --output_dirname bins)
expect_match("${ERR}" "would lie among the input files of bins;")
file(WRITE ${WORK}/inside.txt "bins/batch-00000.bin\nbins/batch-00001.bin\n")
foreach(files "--input;bins/batch-00000.bin" "--list;inside.txt")
  run(2 infer --model bs2.plate ${files} --output . --output_dirname bins)
  expect_match("${ERR}" "would lie among the input files of bins;")
endforeach()
run(2 evaluate --model bs2.plate --data-root data --shard 1/2
  --output bs2.plate)
expect_match("${ERR}" "would be overwritten")
file(SHA256 ${WORK}/bs2.plate after)
if(NOT before STREQUAL after)
  message(FATAL_ERROR "the plate was written over")
endif()
run(1 infer --model bs2.plate --input bins --resume out/none)
expect_match("${ERR}" "not-found: out/none")

# Every bad file is named before the run, and nothing is written.
file(WRITE ${WORK}/bins/bad1.bin "short")
file(WRITE ${WORK}/bins/bad2.npy "no array")
run(1 infer --model bs2.plate --input bins --output out --output_dirname none)
expect_match("${ERR}" "bad1.bin: 5 bytes.*bad2.npy|bad2.npy.*bad1.bin: 5 bytes")
if(EXISTS ${WORK}/out/none)
  message(FATAL_ERROR "a result folder although the input is bad")
endif()
